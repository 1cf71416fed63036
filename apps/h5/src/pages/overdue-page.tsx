import type { MyDebt, MyDebts } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { debtsQuery, useComplaint, useHardship, usePayDebt, usePromise } from '../api/overdue.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { Outcome } from '../components/outcome.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isMore, isZero, typedAmount } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

const ASSET = 'CNY';

function Pay({ debt }: { debt: MyDebt }) {
  const { text, term } = useText();
  const command = usePayDebt(debt.contractId);
  const [typed, setTyped] = useState(debt.offer?.amount ?? debt.payable);
  const amount = typedAmount(typed);
  const valid = amount !== null && !isMore(amount, debt.payable) ? amount : null;
  const result = command.data;
  return (
    <>
      <Field
        large
        prefix={money('', ASSET)}
        label={text('overdue:payAmount')}
        testid="debt-amount"
        value={typed}
        onChange={setTyped}
        inputMode="decimal"
        hint={text('overdue:payHint')}
        error={typed !== '' && valid === null ? text('overdue:payBad') : undefined}
        maxLength={24}
      />
      {command.isError && <Failure error={command.error} />}
      {result && (
        <p className={result.state === 'failed' ? 'note bad' : 'note'} role="status" data-testid="debt-paid">
          {term('overdue:paid', result.state)} {result.state === 'done' && money(result.paid, ASSET)}{' '}
          {result.reason && <span className="code">{result.reason}</span>}
        </p>
      )}
      <Button
        block
        color="primary"
        size="large"
        data-testid="pay-debt"
        loading={command.isPending}
        disabled={valid === null}
        onClick={() => {
          if (valid !== null) command.mutate({ amount: valid });
        }}
      >
        {text('overdue:pay')}
      </Button>
    </>
  );
}

function PromiseForm({ debt, debts }: { debt: MyDebt; debts: MyDebts }) {
  const { text } = useText();
  const [amount, setAmount] = useState(debt.payable);
  const [dueOn, setDueOn] = useState(debts.promiseThrough);
  const command = usePromise(debt.contractId);
  return (
    <details>
      <summary>{text('overdue:promise')}</summary>
      <Field label={text('overdue:payAmount')} testid="promise-amount" value={amount} onChange={setAmount} inputMode="decimal" />
      <Field
        label={text('overdue:promiseDate', { through: debts.promiseThrough })}
        testid="promise-due"
        value={dueOn}
        onChange={setDueOn}
        inputMode="numeric"
        maxLength={10}
      />
      {command.isError && <Failure error={command.error} />}
      <Button block size="large" data-testid="promise-submit" loading={command.isPending} onClick={() => command.mutate({ amount, dueOn })}>
        {text('overdue:promiseDone')}
      </Button>
    </details>
  );
}

function HardshipForm({ debt }: { debt: MyDebt }) {
  const { text, term } = useText();
  const [reason, setReason] = useState('');
  const [monthly, setMonthly] = useState('');
  const command = useHardship(debt.contractId);
  if (debt.hardship?.state === 'open') return <p className="note">{term('overdue:hardship', 'open')}</p>;
  return (
    <details>
      <summary>{text('overdue:hardship')}</summary>
      {debt.hardship && (
        <p className="note">
          {term('overdue:hardship', debt.hardship.state)} {debt.hardship.answer}
        </p>
      )}
      <p className="why">{text('overdue:hardshipWhy')}</p>
      <Field label={text('overdue:reason')} testid="hardship-reason" value={reason} onChange={setReason} maxLength={500} />
      <Field label={text('overdue:monthly')} testid="hardship-monthly" value={monthly} onChange={setMonthly} inputMode="decimal" prefix={money('', ASSET)} />
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        size="large"
        data-testid="hardship-submit"
        loading={command.isPending}
        disabled={reason.trim().length < 4 || typedAmount(monthly) === null}
        onClick={() => command.mutate({ reason, monthly })}
      >
        {text('overdue:hardshipSend')}
      </Button>
    </details>
  );
}

function Agreed({ debt }: { debt: MyDebt }) {
  const { text } = useText();
  const next = debt.plan?.instalments.find(({ paidOn }) => paidOn === null);
  return (
    <>
      {debt.offer && <p className="saved">{text('overdue:offer', { until: debt.offer.validUntil, amount: money(debt.offer.amount, ASSET) })}</p>}
      {debt.plan && (
        <Facts
          items={[
            { label: text('overdue:planReceived'), value: `${money(debt.plan.received, ASSET)} / ${money(debt.plan.total, ASSET)}` },
            next !== undefined && { label: text('overdue:planNext'), value: `${money(next.amount, ASSET)} · ${next.dueOn}`, strong: true },
          ]}
        />
      )}
    </>
  );
}

function DebtCard({ debt, debts }: { debt: MyDebt; debts: MyDebts }) {
  const { text, term } = useText();
  const part = (label: 'fees' | 'penalty' | 'interest' | 'principal') =>
    !isZero(debt.owed[label]) && { label: text(`overdue:${label}`), value: money(debt.owed[label], ASSET) };
  return (
    <section className="card" data-testid="debt">
      <div className="loan-head">
        <span>{term('overdue:kind', debt.kind)}</span>
        <span className="state overdue">{text('overdue:days', { days: debt.daysPastDue })}</span>
      </div>
      <p className="big">{money(debt.payable, ASSET)}</p>
      <Facts
        items={[
          { label: text('overdue:creditor'), value: term('overdue:creditor', debt.creditor) },
          { label: text('overdue:since'), value: debt.since },
          part('fees'),
          part('penalty'),
          part('interest'),
          part('principal'),
          !isZero(debt.pending) && { label: text('overdue:pending'), value: money(debt.pending, ASSET) },
        ]}
      />
      <Agreed debt={debt} />
      {!isZero(debt.payable) && <Pay debt={debt} />}
      {!isZero(debt.payable) && debts.promise === null && <PromiseForm debt={debt} debts={debts} />}
      <HardshipForm debt={debt} />
    </section>
  );
}

function Complaint({ debts }: { debts: MyDebts }) {
  const { text, term } = useText();
  const [reason, setReason] = useState('');
  const command = useComplaint();
  const open = debts.complaints.find(({ state }) => state === 'open');
  return (
    <section className="card">
      <h2>{text('overdue:complaint')}</h2>
      {debts.complaints.map((complaint) => (
        <p key={complaint.id} className="note">
          {complaint.state === 'open' ? text('overdue:complaint.open', { due: complaint.dueOn }) : term('overdue:complaint', complaint.state)}{' '}
          {complaint.answer}
        </p>
      ))}
      {!open && (
        <>
          <p className="why">{text('overdue:complaintWhy')}</p>
          <Field label={text('overdue:reason')} testid="complaint-reason" value={reason} onChange={setReason} maxLength={500} />
          {command.isError && <Failure error={command.error} />}
          <Button
            block
            size="large"
            data-testid="complaint-submit"
            loading={command.isPending}
            disabled={reason.trim().length < 4}
            onClick={() => command.mutate({ reason })}
          >
            {text('overdue:complaintSend')}
          </Button>
        </>
      )}
    </section>
  );
}

/** What is overdue, and what can be done about it: pay, promise, ask for another way, complain. */
export function OverduePage() {
  const { text } = useText();
  const navigate = useNavigate();
  const query = useQuery(debtsQuery);
  return (
    <>
      <PageHead title={text('overdue:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={query}>
        {(debts) => (
          <>
            {debts.debts.length === 0 ? (
              <Outcome tone="good" title={text('overdue:none')} testid="debts-none">
                <p>{text('overdue:noneHelp')}</p>
              </Outcome>
            ) : (
              debts.debts.map((debt) => <DebtCard key={debt.contractId} debt={debt} debts={debts} />)
            )}
            {debts.promise && (
              <p className="card why">{text('overdue:promiseOpen', { on: debts.promise.dueOn, amount: money(debts.promise.amount, ASSET) })}</p>
            )}
            <Complaint debts={debts} />
            <p className="as-of">{text('common:asOf', { date: debts.date })}</p>
          </>
        )}
      </Ready>
    </>
  );
}
