import type { MyLoan, Quote } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useQuote } from '../api/commands.ts';
import { meQuery } from '../api/queries.ts';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { useText } from '../i18n/index.ts';
import { AmountStep } from './draw/amount-step.tsx';
import { CostStep } from './draw/cost-step.tsx';
import { DrawResult } from './draw/draw-result.tsx';

type Stage = { at: 'amount' } | { at: 'cost'; quote: Quote } | { at: 'done'; loan: MyLoan };

/** Amount, then what it costs, then the result. Nothing binds before the second step ends. */
export function DrawPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const query = useQuery(meQuery);
  const quoting = useQuote();
  const [stage, setStage] = useState<Stage>({ at: 'amount' });
  useEffect(() => {
    if (stage.at !== 'amount') window.scrollTo(0, 0);
  }, [stage.at]);
  return (
    <>
      {stage.at !== 'done' && (
        <PageHead
          title={text('draw:title')}
          back={() => void navigate({ to: '/credit' })}
          previous={stage.at === 'cost' ? () => setStage({ at: 'amount' }) : undefined}
        />
      )}
      <Ready query={query}>
        {(me) => (
          <>
            <div hidden={stage.at !== 'amount'}>
              {me.line ? (
                <AmountStep
                  available={me.line.available}
                  asset={me.asset}
                  pending={quoting.isPending}
                  error={quoting.error}
                  submit={(request) => quoting.mutate(request, { onSuccess: (quote) => setStage({ at: 'cost', quote }) })}
                />
              ) : (
                <p className="card why">{text('draw:noLine')}</p>
              )}
            </div>
            {stage.at === 'cost' && (
              <CostStep
                key={stage.quote.quoteId}
                quote={stage.quote}
                change={() => setStage({ at: 'amount' })}
                done={(loan) => setStage({ at: 'done', loan })}
              />
            )}
            {stage.at === 'done' && <DrawResult loan={stage.loan} asset={me.asset} />}
          </>
        )}
      </Ready>
    </>
  );
}
