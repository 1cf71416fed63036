import type { MyPurchase, PayLaterPlan } from '@jinqiao/api';
import { grouped, isZero } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

type Row = PayLaterPlan['rows'][number] & Partial<Pick<MyPurchase['rows'][number], 'paid' | 'charge' | 'state'>>;

/** The plan of a purchase, one line an instalment, with how each stands once it is known. */
export function PlanRows({ rows, asset, testid }: { rows: readonly Row[]; asset: string; testid: string }) {
  const { text, term } = useText();
  const detail = ({ principal, fee, charge = '0', paid = '0', state }: Row) =>
    [
      `${text('pay:ofPrice')} ${grouped(principal)}`,
      `${text('pay:ofFee')} ${grouped(fee)}`,
      !isZero(charge) && `${text('pay:ofCharge')} ${grouped(charge)}`,
      state !== 'paid' && !isZero(paid) && text('pay:paidOf', { amount: grouped(paid) }),
    ].filter((part) => typeof part === 'string');
  return (
    <table className="schedule" data-testid={testid}>
      <thead>
        <tr>
          <th scope="col">{text('loan:n')}</th>
          <th scope="col">{text('loan:dueOn')}</th>
          <th scope="col" className="figure">
            {text('loan:total')} ({asset})
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.n}>
            <td>{row.n}</td>
            <td>
              {row.dueOn}
              {row.state && <span className={`state ${row.state === 'billed' ? 'due' : row.state}`}>{term('pay:row', row.state)}</span>}
            </td>
            <td className="figure">
              {grouped(row.total)}
              <small>{detail(row).join(' · ')}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
