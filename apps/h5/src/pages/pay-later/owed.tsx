import type { PayLater } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Facts } from '../../components/facts.tsx';
import { isZero } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

/** What is owed of pay-later and when, with the way to the bill. */
export function Owed({ payLater }: { payLater: PayLater }) {
  const { text } = useText();
  const { next, overdue, asset } = payLater;
  return (
    <>
      {!isZero(overdue) && (
        <div className="alarm" role="alert">
          <strong>
            {text('pay:overdue')} {money(overdue, asset)}
          </strong>
          <p>{text('pay:overdueHelp')}</p>
        </div>
      )}
      {next ? (
        <>
          <Facts
            items={[
              { label: text('pay:next'), value: money(next.amount, asset), strong: true, testid: 'pay-later-next' },
              next.minimum !== null && { label: text('pay:minimum'), value: money(next.minimum, asset) },
              { label: text('pay:dueOn'), value: next.dueOn },
            ]}
          />
          <Link to="/bills/$billId" params={{ billId: next.billId }} className="link wide" data-testid="go-bill">
            {text('pay:payTitle')}
          </Link>
        </>
      ) : (
        <p className="why">{text('pay:nothing')}</p>
      )}
    </>
  );
}
