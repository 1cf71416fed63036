import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { businessDayQuery } from '../../api/queries.ts';
import { KeyFigures, Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

/** The latest close in one line; the whole of it is under Today. */
export function CloseToday() {
  const { text } = useText();
  const { data } = useQuery(businessDayQuery);
  if (!data?.summary) return null;
  const { summary } = data;
  const part = (key: 'collected' | 'failed' | 'advanced' | 'cleared') => ({
    key,
    label: text(`today:${key}`),
    value: <Money value={summary[key].amount} />,
    note: text('today:items', { count: summary[key].count.toLocaleString('en-US') }),
  });
  return (
    <Section
      title={`${text('programme:closeToday')} ${summary.to}`}
      testId="dashboard-close"
      extra={
        <Link to="/today" className="link">
          {text('programme:toToday')} →
        </Link>
      }
    >
      <KeyFigures figures={[part('collected'), part('failed'), part('advanced'), part('cleared')]} />
    </Section>
  );
}
