import type { Bill } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { usePayBill } from '../../api/pay-later.ts';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { isMore, typedAmount } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { Result } from './result.tsx';

/** Pays a bill, in full, at its minimum, or any part. */
export function PayBill({ bill, asset }: { bill: Bill; asset: string }) {
  const { text } = useText();
  const command = usePayBill(bill.id);
  const [typed, setTyped] = useState('');
  const amount = typedAmount(typed);
  const valid = amount !== null && !isMore(amount, bill.open) ? amount : null;
  if (command.data && command.data.state !== 'failed') return <Result result={command.data} asset={asset} />;
  return (
    <section className="card" data-testid="pay-bill">
      <h2>{text('pay:payTitle')}</h2>
      <Field
        large
        prefix={money('', asset)}
        label={text('pay:payAmount')}
        testid="bill-amount"
        value={typed}
        onChange={setTyped}
        inputMode="decimal"
        hint={text('pay:payHint', { max: money(bill.open, asset) })}
        error={typed !== '' && valid === null ? text('pay:payBad') : undefined}
        maxLength={24}
      />
      <div className="chips">
        <button type="button" aria-pressed={typed === bill.open} onClick={() => setTyped(bill.open)} data-testid="pay-all">
          {text('pay:payAll')} {money(bill.open, asset)}
        </button>
        {bill.minimum !== null && isMore(bill.open, bill.minimum) && (
          <button type="button" aria-pressed={typed === bill.minimum} onClick={() => setTyped(bill.minimum ?? '')} data-testid="pay-minimum">
            {text('pay:payMinimum')} {money(bill.minimum, asset)}
          </button>
        )}
      </div>
      {bill.minimum !== null && <p className="note">{text('pay:payRevolves')}</p>}
      {command.data && <Result result={command.data} asset={asset} />}
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        color="primary"
        size="large"
        disabled={valid === null}
        loading={command.isPending}
        data-testid="submit-bill"
        onClick={() => {
          if (valid !== null) command.mutate({ amount: valid });
        }}
      >
        {text('pay:paySubmit')}
      </Button>
    </section>
  );
}
