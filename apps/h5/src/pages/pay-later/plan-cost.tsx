import type { MyPurchase, PayLaterPlan, PayLaterQuote } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { usePayLaterPurchase } from '../../api/pay-later.ts';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { isZero, percent } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { AnnualCost, CostItems } from '../draw/cost-table.tsx';
import { useReadingTime } from '../draw/use-reading-time.ts';
import { PlanRows } from './plan-rows.tsx';

function Costs({ quote, plan }: { quote: PayLaterQuote; plan: PayLaterPlan }) {
  const { text, term, choose } = useText();
  const { asset } = quote;
  return (
    <section className="card" data-testid="cost-table">
      <h2>{text('pay:costTitle')}</h2>
      <AnnualCost nominal={plan.annualNominal} effective={plan.annualEffective} />
      <Facts
        items={[
          { label: text('pay:creditor'), value: `${choose(quote.creditor.nameZh, quote.creditor.name)} · ${term('pay:product', quote.product)}` },
          { label: text('pay:seller'), value: choose(quote.seller.nameZh, quote.seller.name) },
          { label: text('pay:price'), value: money(quote.amount, asset) },
          !isZero(plan.fees) && { label: text('pay:feeRate'), value: `${percent(plan.feeRate)}%` },
          { label: text('pay:fees'), value: money(plan.fees, asset) },
          { label: text('pay:firstDue'), value: plan.firstDueOn },
          { label: text('pay:totalToPay'), value: money(plan.total, asset), strong: true },
        ]}
      />
      <CostItems items={plan.cost.items} asset={asset} />
      <p className="statement">{choose(plan.cost.statementZh, plan.cost.statementEn)}</p>
    </section>
  );
}

type Props = { quote: PayLaterQuote; plan: PayLaterPlan; change: () => void; done: (purchase: MyPurchase) => void };

/** Costs, plan and agreement of one way to pay; they can be accepted once they have been in view for the time the rule asks. */
export function PlanCost({ quote, plan, change, done }: Props) {
  const { text } = useText();
  const command = usePayLaterPurchase();
  const seconds = useReadingTime();
  const [accepted, setAccepted] = useState(false);
  const left = Math.max(0, quote.readingSeconds - seconds);
  const confirm = () =>
    command.mutate({ quoteId: quote.quoteId, periods: plan.periods, agreementAccepted: accepted, readingSeconds: seconds }, { onSuccess: done });
  return (
    <>
      <Costs quote={quote} plan={plan} />
      <section className="card">
        <h2>{text('pay:schedule')}</h2>
        <PlanRows rows={plan.rows} asset={quote.asset} testid="plan-rows" />
      </section>
      <section className="card">
        <h2>{text('pay:agreement')}</h2>
        <section className="agreement" aria-label={text('pay:readAgreement')}>
          {plan.agreementText}
        </section>
        <p className="note">{text('draw:hash')}</p>
        <p className="hash">{plan.agreementHash}</p>
      </section>
      <section className="card">
        <p className="countdown" role="timer">
          {left > 0 ? text('pay:wait', { n: left }) : text('pay:waited')}
        </p>
        <Tick label={text('pay:agree')} testid="accept-agreement" checked={accepted} onChange={setAccepted} disabled={left > 0 || command.isPending} />
        {command.isError && <Failure error={command.error} />}
        <Button block color="primary" size="large" loading={command.isPending} disabled={!accepted} data-testid="confirm-purchase" onClick={confirm}>
          {text('pay:confirm', { amount: money(quote.amount, quote.asset) })}
        </Button>
        <button type="button" className="link wide" onClick={change} disabled={command.isPending}>
          {text('pay:another')}
        </button>
      </section>
    </>
  );
}
