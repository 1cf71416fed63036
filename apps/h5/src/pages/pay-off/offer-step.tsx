import type { MyPayOff } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useAccept, useGiveUp } from '../../api/pay-offs.ts';
import { Failure } from '../../components/failure.tsx';
import { Schedule } from '../../components/schedule.tsx';
import { Tick } from '../../components/tick.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { CostTable } from '../draw/cost-table.tsx';
import { useReadingTime } from '../draw/use-reading-time.ts';
import { Comparison } from './comparison.tsx';

type Offer = NonNullable<MyPayOff['offer']>;

/** One bank's offer: prices, cost table, plan and agreement, accepted once they were in view for the time that the rule asks. */
export function OfferStep({ payOff, offer }: { payOff: MyPayOff; offer: Offer }) {
  const { text, choose } = useText();
  const [accepting, givingUp] = [useAccept(payOff.id), useGiveUp(payOff.id)];
  const seconds = useReadingTime();
  const [accepted, setAccepted] = useState(false);
  const left = Math.max(0, offer.readingSeconds - seconds);
  const busy = accepting.isPending || givingUp.isPending;
  const error = accepting.error ?? givingUp.error;
  return (
    <>
      <section className="card">
        <h2 data-testid="offer-bank">{text('payOff:offerTitle', { bank: choose(payOff.bankZh ?? '', payOff.bank ?? '') })}</h2>
        <p className="why">{text('payOff:offerWhy')}</p>
      </section>
      <Comparison comparison={offer.comparison} />
      <CostTable quote={{ ...payOff, cost: offer.cost, rate: offer.rate }} />
      <section className="card">
        <h2>{text('draw:plan')}</h2>
        <Schedule rows={offer.schedule} asset={payOff.asset} />
      </section>
      <section className="card">
        <h2>{text('draw:agreement')}</h2>
        <section className="agreement" aria-label={text('draw:readAgreement')}>
          {offer.agreementText}
        </section>
        <p className="note">{text('draw:hash')}</p>
        <p className="hash">{offer.agreementHash}</p>
      </section>
      <section className="card">
        <p className="countdown" role="timer">
          {left > 0 ? text('draw:wait', { n: left }) : text('draw:waited')}
        </p>
        <Tick label={text('payOff:accept')} testid="accept-offer" checked={accepted} onChange={setAccepted} disabled={left > 0 || busy} />
        {error && <Failure error={error} />}
        <Button
          block
          color="primary"
          size="large"
          loading={accepting.isPending}
          disabled={!accepted}
          data-testid="submit-offer"
          onClick={() => accepting.mutate({ agreementHash: offer.agreementHash, agreementAccepted: accepted, readingSeconds: seconds })}
        >
          {text('payOff:submit', { amount: money(payOff.amount, payOff.asset) })}
        </Button>
        <button type="button" className="link wide" onClick={() => givingUp.mutate()} disabled={busy} data-testid="give-up">
          {text('payOff:giveUp')}
        </button>
      </section>
    </>
  );
}
