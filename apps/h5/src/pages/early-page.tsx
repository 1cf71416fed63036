import type { EarlyRepaymentQuote, EarlyRepaymentResult, MyLoan } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useDeferredValue, useState } from 'react';
import { useRepayEarly } from '../api/commands.ts';
import { earlyQuoteQuery, loanQuery, meQuery } from '../api/queries.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { Outcome } from '../components/outcome.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isMore, isZero, sum, typedAmount } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

function Figures({ quote, asset }: { quote: EarlyRepaymentQuote; asset: string }) {
  const { text } = useText();
  return (
    <section className="card">
      <Facts
        items={[
          { label: text('loan:earlyPrincipal'), value: money(quote.principal, asset) },
          { label: text('loan:earlyInterest', { days: quote.interestDays }), value: money(quote.interest, asset) },
          !isZero(quote.overdue) && { label: text('loan:earlyOverdue'), value: money(quote.overdue, asset) },
          { label: text('loan:earlyTotal'), value: money(quote.total, asset), strong: true, testid: 'early-total' },
        ]}
      />
      <p className="saved">
        <span>{text('loan:earlySaved')}</span>
        <strong>{money(quote.interestSaved, asset)}</strong>
      </p>
      <p className="note">{text('loan:earlyInterestWhy')}</p>
      <p className="note">
        {text(quote.settles ? 'loan:earlySettles' : 'loan:earlyPart')} {text('loan:earlyFrom')}
      </p>
    </section>
  );
}

/** Principal that no instalment has asked for yet: the most that can be repaid early. What is overdue is collected with it. */
function notYetDue(loan: MyLoan): string {
  return sum(loan.schedule.filter((row) => row.state === 'planned').map((row) => row.principal));
}

type FormProps = { loan: MyLoan; asset: string; done: (result: EarlyRepaymentResult) => void };

function EarlyForm({ loan, asset, done }: FormProps) {
  const { text } = useText();
  const command = useRepayEarly(loan.id);
  const most = notYetDue(loan);
  const [typed, setTyped] = useState('');
  const amount = typedAmount(typed);
  const valid = amount !== null && !isMore(amount, most) ? amount : null;
  const asked = useDeferredValue(valid);
  const query = useQuery({ ...earlyQuoteQuery(loan.id, asked ?? ''), enabled: asked !== null });
  const current = asked === valid && query.data !== undefined;
  const confirm = () => {
    if (valid !== null) command.mutate({ amount: valid }, { onSuccess: done });
  };
  return (
    <>
      <section className="card">
        <Field
          large
          prefix={money('', asset)}
          label={text('loan:earlyAmount')}
          testid="early-amount"
          value={typed}
          onChange={setTyped}
          inputMode="decimal"
          hint={text('loan:earlyHint', { amount: money(most, asset) })}
          error={typed !== '' && valid === null ? text('loan:earlyBad') : undefined}
          maxLength={24}
        />
        <Button block size="large" fill="outline" color="primary" data-testid="early-all" onClick={() => setTyped(most)}>
          {text('loan:earlyAll')}
        </Button>
      </section>
      {asked === null ? (
        <p className="card why">{text('loan:earlyEmpty')}</p>
      ) : (
        <Ready query={query}>{(quote) => <Figures quote={quote} asset={asset} />}</Ready>
      )}
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" data-testid="submit-early" loading={command.isPending} disabled={!current || valid === null} onClick={confirm}>
        {text('loan:earlySubmit')}
      </Button>
    </>
  );
}

function Result({ result, asset, retry }: { result: EarlyRepaymentResult; asset: string; retry: () => void }) {
  const { text } = useText();
  const toLoan = (
    <Link to="/loans/$loanId" params={{ loanId: result.loanId }} className="link wide">
      {text('loan:backToLoan')}
    </Link>
  );
  if (result.state === 'done') {
    return (
      <Outcome tone="good" title={text('loan:earlyDone')} testid="early-done">
        <p>{text('loan:earlyDoneText', { amount: money(result.paid, asset) })}</p>
        {toLoan}
      </Outcome>
    );
  }
  if (result.state === 'processing') {
    return (
      <Outcome tone="wait" title={text('loan:earlyProcessing')} testid="early-processing">
        <p>{text('loan:earlyProcessingText')}</p>
        {toLoan}
      </Outcome>
    );
  }
  return (
    <Outcome tone="bad" title={text('loan:earlyFailed')} testid="error">
      {result.reason && <p className="code">{result.reason}</p>}
      <p>{text('loan:earlyFailedHelp')}</p>
      <Button block size="large" color="primary" onClick={retry}>
        {text('common:retry')}
      </Button>
      {toLoan}
    </Outcome>
  );
}

export function EarlyPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const { loanId } = useParams({ from: '/inside/tabs/loans/$loanId/early' });
  const me = useQuery(meQuery);
  const query = useQuery(loanQuery(loanId));
  const [result, setResult] = useState<EarlyRepaymentResult | null>(null);
  return (
    <>
      <PageHead title={text('loan:earlyTitle')} back={() => void navigate({ to: '/loans/$loanId', params: { loanId } })} />
      <Ready query={me}>
        {({ asset }) =>
          result ? (
            <Result result={result} asset={asset} retry={() => setResult(null)} />
          ) : (
            <Ready query={query}>
              {(loan) =>
                isZero(notYetDue(loan)) ? <p className="card why">{text('loan:earlyNothing')}</p> : <EarlyForm loan={loan} asset={asset} done={setResult} />
              }
            </Ready>
          )
        }
      </Ready>
    </>
  );
}
