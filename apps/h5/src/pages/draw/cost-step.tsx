import type { MyLoan, Quote } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useDraw } from '../../api/commands.ts';
import { Failure } from '../../components/failure.tsx';
import { Schedule } from '../../components/schedule.tsx';
import { Tick } from '../../components/tick.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { CostTable } from './cost-table.tsx';
import { useReadingTime } from './use-reading-time.ts';

function Agreement({ quote }: { quote: Quote }) {
  const { text } = useText();
  return (
    <section className="card">
      <h2>{text('draw:agreement')}</h2>
      <section className="agreement" aria-label={text('draw:readAgreement')}>
        {quote.agreementText}
      </section>
      <p className="note">{text('draw:hash')}</p>
      <p className="hash">{quote.agreementHash}</p>
    </section>
  );
}

/** The cost table and the agreement; they can be accepted once they have been in view for the time the rule asks. */
export function CostStep({ quote, change, done }: { quote: Quote; change: () => void; done: (loan: MyLoan) => void }) {
  const { text } = useText();
  const command = useDraw();
  const seconds = useReadingTime();
  const [accepted, setAccepted] = useState(false);
  const left = Math.max(0, quote.readingSeconds - seconds);
  const confirm = () => command.mutate({ quoteId: quote.quoteId, agreementAccepted: accepted, readingSeconds: seconds }, { onSuccess: done });
  return (
    <>
      <CostTable quote={quote} />
      <section className="card">
        <h2>{text('draw:plan')}</h2>
        <Schedule rows={quote.schedule} asset={quote.asset} />
        <p className="note">{text('draw:validThrough', { date: quote.validThrough })}</p>
      </section>
      <Agreement quote={quote} />
      <section className="card">
        <p className="countdown" role="timer">
          {left > 0 ? text('draw:wait', { n: left }) : text('draw:waited')}
        </p>
        <Tick label={text('draw:accept')} testid="accept-agreement" checked={accepted} onChange={setAccepted} disabled={left > 0 || command.isPending} />
        {command.isError && <Failure error={command.error} />}
        <Button block color="primary" size="large" loading={command.isPending} disabled={!accepted} data-testid="submit-draw" onClick={confirm}>
          {text('draw:submit', { amount: money(quote.amount, quote.asset) })}
        </Button>
        <button type="button" className="link wide" onClick={change} disabled={command.isPending}>
          {text('draw:change')}
        </button>
      </section>
    </>
  );
}
