import type { PayLaterPlan, PayLaterQuote } from '@jinqiao/api';
import { isZero, percent } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

function Plan({ plan, asset, chosen, choose }: { plan: PayLaterPlan; asset: string; chosen: boolean; choose: () => void }) {
  const { text } = useText();
  const [first] = plan.rows;
  return (
    <li>
      <button type="button" className="plan" aria-pressed={chosen} onClick={choose} data-testid={`plan-${plan.periods}`}>
        <strong>{plan.periods === 1 ? text('pay:free', { date: plan.firstDueOn }) : text('pay:planPeriods', { n: plan.periods })}</strong>
        <span>
          {plan.periods > 1 && `${text('pay:planEach')} `}
          {money(first?.total ?? plan.total, asset)}
        </span>
        <small>{isZero(plan.fees) ? text('pay:planNoFee') : `${text('pay:planFees')} ${money(plan.fees, asset)}`}</small>
        <small>{text('pay:planYearly', { percent: percent(plan.annualEffective) })}</small>
      </button>
    </li>
  );
}

/** The ways to pay an order side by side; none is chosen in advance. */
export function Plans({ quote, chosen, choose }: { quote: PayLaterQuote; chosen: number | null; choose: (periods: number) => void }) {
  const { text } = useText();
  return (
    <section className="card">
      <h2>{text('pay:plans')}</h2>
      <p className="why">{text('pay:plansHelp')}</p>
      <ul className="plans">
        {quote.plans.map((plan) => (
          <Plan key={plan.periods} plan={plan} asset={quote.asset} chosen={chosen === plan.periods} choose={() => choose(plan.periods)} />
        ))}
      </ul>
    </section>
  );
}
