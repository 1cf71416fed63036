import type { PayOffComparison } from '@jinqiao/api';
import { percent } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

type Price = PayOffComparison['loan'];

/** Price beside price, also where ours is the dearer one, and then said so. */
export function Comparison({ comparison }: { comparison: PayOffComparison }) {
  const { text, choose } = useText();
  const { card, loan, saving, dearer, asset } = comparison;
  const rows: readonly { key: 'nominal' | 'effective' | 'charges' | 'total' | 'first'; of: (price: Price) => string }[] = [
    { key: 'nominal', of: (price) => `${percent(price.annualNominal)}%` },
    { key: 'effective', of: (price) => `${percent(price.annualEffective)}%` },
    { key: 'charges', of: (price) => money(price.charges, asset) },
    { key: 'total', of: (price) => money(price.total, asset) },
    { key: 'first', of: (price) => money(price.first, asset) },
  ];
  return (
    <section className="card" data-testid="comparison">
      <h2>{text('payOff:comparison')}</h2>
      <table className="schedule beside">
        <thead>
          <tr>
            <td />
            {card && (
              <th scope="col" className="figure">
                {text('payOff:card')}
              </th>
            )}
            <th scope="col" className="figure">
              {text('payOff:loan', { bank: choose(comparison.bankZh, comparison.bank) })}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, of }) => (
            <tr key={key}>
              <th scope="row">{text(`payOff:${key}`)}</th>
              {card && (
                <td className="figure" data-testid={`card-${key}`}>
                  {of(card)}
                </td>
              )}
              <td className="figure" data-testid={`loan-${key}`}>
                {of(loan)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {saving !== null && (
        <p className={dearer ? 'alarm' : 'notice'} role="status" data-testid="saving">
          {text(dearer ? 'payOff:dearer' : 'payOff:saving', { amount: money(saving.replace('-', ''), asset) })}
        </p>
      )}
      <p className="note">{text(card ? 'payOff:feeWhy' : 'payOff:noOffer')}</p>
    </section>
  );
}
