import type { CardStatementView, MyPayOff, PayOffComparison } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type PayOffAsked, payOffCardsQuery, payOffQuery, payOffsQuery } from '../api/pay-offs.ts';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { AmountForm } from './pay-off/amount-form.tsx';
import { ApplyForm } from './pay-off/apply-form.tsx';
import { CardList } from './pay-off/card-list.tsx';
import { OfferStep } from './pay-off/offer-step.tsx';
import { PayOffResult } from './pay-off/result.tsx';

type Stage =
  | { at: 'cards' }
  | { at: 'amount'; statement: CardStatementView }
  | { at: 'apply'; asked: PayOffAsked; comparison: PayOffComparison; statement: CardStatementView }
  | { at: 'pay-off'; id: string };

/** What was asked for before, each a way back to where it stands. */
function Earlier({ open }: { open: (id: string) => void }) {
  const { text, term } = useText();
  const items = useQuery(payOffsQuery).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="card">
      <h2>{text('payOff:mine')}</h2>
      <ul className="rows">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className="link wide" onClick={() => open(item.id)} data-testid="pay-off" data-state={item.state}>
              {item.appliedOn} · {money(item.amount, item.asset)} · {term('payOff:state', item.state)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Standing({ id, leave }: { id: string; leave: () => void }) {
  const query = useQuery(payOffQuery(id));
  return (
    <Ready query={query}>
      {(payOff: MyPayOff) =>
        payOff.state === 'offered' && payOff.offer ? (
          <OfferStep key={payOff.offer.agreementHash} payOff={payOff} offer={payOff.offer} />
        ) : (
          <PayOffResult payOff={payOff} leave={leave} />
        )
      }
    </Ready>
  );
}

/** Own cards and their bills, then price beside price, the application, the offer, and what became of it. */
export function PayOffPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const query = useQuery(payOffCardsQuery);
  const [stage, setStage] = useState<Stage>({ at: 'cards' });
  const first = () => setStage({ at: 'cards' });
  useEffect(() => {
    if (stage.at !== 'cards') window.scrollTo(0, 0);
  }, [stage.at]);
  const previous = {
    cards: undefined,
    amount: first,
    apply: stage.at === 'apply' ? () => setStage({ at: 'amount', statement: stage.statement }) : undefined,
    'pay-off': first,
  };
  return (
    <>
      <PageHead title={text('payOff:title')} back={() => void navigate({ to: '/credit' })} previous={previous[stage.at]} />
      <Ready query={query}>
        {(cards) => (
          <>
            {stage.at === 'cards' && (
              <>
                <p className="why">{text(cards.offered ? 'payOff:lead' : 'payOff:notOffered')}</p>
                <CardList cards={cards} choose={(statement) => setStage({ at: 'amount', statement })} />
                <Earlier open={(id) => setStage({ at: 'pay-off', id })} />
              </>
            )}
            {stage.at === 'amount' && (
              <AmountForm
                statement={stage.statement}
                periods={cards.periods}
                asset={cards.asset}
                apply={(asked, comparison) => setStage({ at: 'apply', asked, comparison, statement: stage.statement })}
              />
            )}
            {stage.at === 'apply' && <ApplyForm cards={cards} asked={stage.asked} done={(payOff) => setStage({ at: 'pay-off', id: payOff.id })} />}
            {stage.at === 'pay-off' && <Standing id={stage.id} leave={first} />}
          </>
        )}
      </Ready>
    </>
  );
}
