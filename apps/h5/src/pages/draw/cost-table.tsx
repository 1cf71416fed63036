import type { CostItem, Quote } from '@jinqiao/api';
import { Facts } from '../../components/facts.tsx';
import { percent } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

/** A rate by the year (`6.96% p.a.`), the day or the period reads in the reader's language, and nothing as free; any other standard is shown as it is. */
function useStandard(): (standard: string) => string {
  const { text } = useText();
  return (standard) => {
    const rate = /^(\d+\.\d+)% p\.a\.$/.exec(standard)?.[1];
    if (rate !== undefined) return text('draw:rateAYear', { percent: rate });
    if (/^0\.00( ?%| ×)/.test(standard)) return text('draw:free');
    const [, daily] = /^(\d+\.\d+) % \/ 日$/.exec(standard) ?? [];
    if (daily !== undefined) return text('draw:rateADay', { percent: daily });
    const [, periodic, n] = /^(\d+\.\d+) % × (\d+)$/.exec(standard) ?? [];
    return periodic !== undefined && n !== undefined ? text('draw:rateAPeriod', { percent: periodic, n }) : standard;
  };
}

function Item({ item, asset }: { item: CostItem; asset: string }) {
  const { text, choose } = useText();
  const standardOf = useStandard();
  return (
    <li>
      <h4>{choose(item.nameZh, item.name)}</h4>
      <Facts
        items={[
          { label: text('draw:itemMethod'), value: choose(item.methodZh, item.method) },
          { label: text('draw:standard'), value: standardOf(item.standard) },
          { label: text('draw:collectedBy'), value: item.collectedBy },
          item.amount !== null && { label: text('draw:itemAmount'), value: money(item.amount, asset) },
        ]}
      />
    </li>
  );
}

/** What it costs a year, all in, both ways of saying it. */
export function AnnualCost({ nominal, effective }: { nominal: string; effective: string }) {
  const { text } = useText();
  return (
    <div className="annual" data-testid="annual-cost">
      <p>{text('draw:annualCost')}</p>
      <div>
        <p>
          <strong>{percent(nominal)}%</strong>
          <span>{text('draw:simple')}</span>
        </p>
        <p>
          <strong>{percent(effective)}%</strong>
          <span>{text('draw:effective')}</span>
        </p>
      </div>
    </div>
  );
}

/** Every item with its method, standard and collecting party; what a default would cost stands apart. */
export function CostItems({ items, asset }: { items: readonly CostItem[]; asset: string }) {
  const { text } = useText();
  const contingent = items.filter((item) => item.contingent);
  return (
    <>
      <h3>{text('draw:normal')}</h3>
      <ul className="cost-items">
        {items
          .filter((item) => !item.contingent)
          .map((item) => (
            <Item key={item.name} item={item} asset={asset} />
          ))}
      </ul>
      {contingent.length > 0 && (
        <>
          <h3>{text('draw:contingent')}</h3>
          <ul className="cost-items contingent">
            {contingent.map((item) => (
              <Item key={item.name} item={item} asset={asset} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export function CostTable({ quote }: { quote: Pick<Quote, 'cost' | 'asset' | 'amount' | 'periods' | 'method' | 'rate'> }) {
  const { text, choose } = useText();
  const { cost, asset } = quote;
  return (
    <section className="card" data-testid="cost-table">
      <h2>{text('draw:costTitle')}</h2>
      <AnnualCost nominal={cost.annualNominal} effective={cost.annualEffective} />
      <Facts
        items={[
          { label: text('draw:principal'), value: money(quote.amount, asset) },
          { label: text('draw:term'), value: text('common:periods', { n: quote.periods }) },
          { label: text('loan:method'), value: text(`common:method.${quote.method}`) },
          { label: text('loan:rate'), value: `${percent(quote.rate)}%` },
          { label: text('draw:totalInterest'), value: money(cost.totalInterest, asset) },
          { label: text('draw:totalToRepay'), value: money(cost.totalToRepay, asset), strong: true },
        ]}
      />
      <CostItems items={cost.items} asset={asset} />
      <p className="statement">{choose(cost.statementZh, cost.statementEn)}</p>
    </section>
  );
}
