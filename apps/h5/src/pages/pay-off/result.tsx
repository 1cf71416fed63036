import type { MyPayOff } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Facts } from '../../components/facts.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { money } from '../../format/money.ts';
import { type TextKey, useText } from '../../i18n/index.ts';

type Ending = { readonly tone: 'good' | 'wait' | 'bad'; readonly title: TextKey; readonly detail?: TextKey };

const WAITING: Ending = { tone: 'wait', title: 'payOff:waitTitle' };
const ENDINGS: Readonly<Partial<Record<MyPayOff['state'], Ending>>> = {
  paid: { tone: 'good', title: 'payOff:doneTitle' },
  confirmed: { tone: 'good', title: 'payOff:doneTitle' },
  returned: { tone: 'bad', title: 'payOff:badTitle', detail: 'payOff:returnedText' },
  refused: { tone: 'bad', title: 'payOff:badTitle', detail: 'payOff:refusedText' },
  cancelled: { tone: 'bad', title: 'payOff:badTitle', detail: 'payOff:cancelledText' },
};

/** How a pay-off stands, with everything that happened. */
export function PayOffResult({ payOff, leave }: { payOff: MyPayOff; leave: () => void }) {
  const { text, term, choose } = useText();
  const ending = ENDINGS[payOff.state] ?? WAITING;
  const lent = payOff.loanId !== null && payOff.state !== 'returned';
  return (
    <>
      <Outcome tone={ending.tone} title={text(ending.title)} testid="pay-off-done">
        {ending.detail && <p>{text(ending.detail)}</p>}
        <Facts
          items={[
            { label: text('payOff:amount'), value: money(payOff.amount, payOff.asset), strong: true },
            { label: text('payOff:cardNumber'), value: payOff.cardMasked },
            payOff.bankZh !== null && { label: text('mine:recipient.bank'), value: choose(payOff.bankZh, payOff.bank ?? '') },
            { label: text('payOff:timeline'), value: term('payOff:state', payOff.state), testid: 'pay-off-state' },
          ]}
        />
        {lent && payOff.loanId !== null && (
          <Link to="/loans/$loanId" params={{ loanId: payOff.loanId }} className="link wide">
            {text('payOff:seeLoan')}
          </Link>
        )}
      </Outcome>
      <section className="card">
        <h2>{text('payOff:timeline')}</h2>
        <ol className="timeline" data-testid="timeline">
          {payOff.timeline.map((event, at) => (
            <li key={at}>
              <time dateTime={event.date}>{event.date}</time>
              <strong>{term('payOff:event', event.event)}</strong>
            </li>
          ))}
        </ol>
      </section>
      <button type="button" className="link wide" onClick={leave}>
        {text('payOff:again')}
      </button>
    </>
  );
}
