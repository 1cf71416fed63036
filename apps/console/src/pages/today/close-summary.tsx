import type { CloseSummary } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import { Count, type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { isZero } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

function useFigures(): (summary: CloseSummary) => Figure[] {
  const { text } = useText();
  const items = (count: number) => text('today:items', { count: count.toLocaleString('en-US') });
  return ({ collected, failed, advanced, cleared, margin, loansTouched, breaks, days }) => [
    { key: 'collected', label: text('today:collected'), value: <Money value={collected.amount} />, note: items(collected.count) },
    {
      key: 'failed',
      label: text('today:failed'),
      value: <Money value={failed.amount} />,
      note: items(failed.count),
      ...(failed.count > 0 && { tone: 'bad' as const }),
    },
    { key: 'advanced', label: text('today:advanced'), value: <Money value={advanced.amount} />, note: items(advanced.count) },
    { key: 'cleared', label: text('today:cleared'), value: <Money value={cleared.amount} />, note: items(cleared.count) },
    { key: 'marginRequired', label: text('today:marginRequired'), value: <Money value={margin.required} /> },
    { key: 'marginHeld', label: text('today:marginHeld'), value: <Money value={margin.held} /> },
    {
      key: 'marginCalled',
      label: text('today:marginCalled'),
      value: <Money value={margin.called} />,
      ...(!isZero(margin.called) && { tone: 'warn' as const }),
    },
    { key: 'marginReleased', label: text('today:marginReleased'), value: <Money value={margin.released} /> },
    { key: 'loansTouched', label: text('today:loansTouched'), value: <Count value={loansTouched} /> },
    { key: 'days', label: text('today:days'), value: <Count value={days} /> },
    {
      key: 'breaks',
      label: text('today:breaksFound'),
      value: (
        <Link to="/reconciliation/breaks" className="link">
          <Count value={breaks} />
        </Link>
      ),
      ...(breaks > 0 && { tone: 'bad' as const }),
    },
  ];
}

function OverdueBuckets({ overdue }: { overdue: CloseSummary['overdue'] }) {
  const { text } = useText();
  const buckets = Object.entries(overdue).sort(([a], [b]) => a.localeCompare(b));
  if (buckets.length === 0) return null;
  return (
    <div className="bucket-line">
      <span className="muted">{text('today:overdue')}</span>
      {buckets.map(([bucket, count]) => (
        <Link key={bucket} to="/loans" search={{ bucket }} className="link num">
          {bucket} <strong>{count.toLocaleString('en-US')}</strong>
        </Link>
      ))}
    </div>
  );
}

export function CloseSummaryCard({ summary }: { summary: CloseSummary | null }) {
  const { text } = useText();
  const figures = useFigures();
  if (!summary) {
    return (
      <Section title={text('today:summary')}>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('today:summaryEmpty')} />
      </Section>
    );
  }
  const title = summary.from === summary.to ? `${text('today:summary')} ${summary.to}` : text('today:summaryFor', { from: summary.from, to: summary.to });
  return (
    <Section title={title} extra={<span className="muted num">{text('today:took', { seconds: summary.seconds.toFixed(1) })}</span>} testId="close-summary">
      <KeyFigures figures={figures(summary)} testId="summary" />
      <OverdueBuckets overdue={summary.overdue} />
    </Section>
  );
}
