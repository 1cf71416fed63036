import type { MyLoan } from '@jinqiao/api';
import { grouped, isZero } from '../format/decimal.ts';
import { useText } from '../i18n/index.ts';

type Row = MyLoan['schedule'][number];

function Detail({ row }: { row: Row }) {
  const { text } = useText();
  const parts = [
    `${text('loan:ofPrincipal')} ${grouped(row.principal)}`,
    `${text('loan:ofInterest')} ${grouped(row.interest)}`,
    !isZero(row.penalty) && `${text('loan:ofPenalty')} ${grouped(row.penalty)}`,
    row.state !== 'paid' && !isZero(row.paid) && text('loan:paidOf', { amount: grouped(row.paid) }),
    row.settledOn && text('loan:settledOn', { date: row.settledOn }),
  ];
  return <small>{parts.filter((part) => typeof part === 'string').join(' · ')}</small>;
}

/** The plan, one line an instalment; `states` adds how each stands. Amounts are in the asset named by the head. */
export function Schedule({ rows, asset, states = false, testid }: { rows: readonly Row[]; asset: string; states?: boolean; testid?: string }) {
  const { text, term } = useText();
  return (
    <table className="schedule" {...(testid !== undefined && { 'data-testid': testid })}>
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
          <tr key={row.n} className={row.state}>
            <td>{row.n}</td>
            <td>
              {row.dueOn}
              {states && <span className={`state ${row.state}`}>{term('loan:row', row.state)}</span>}
            </td>
            <td className="figure">
              {grouped(row.total)}
              <Detail row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
