import { Button } from 'antd-mobile';
import { useState } from 'react';
import type { QuoteRequest } from '../../api/commands.ts';
import { Choice } from '../../components/choice.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { isMore, typedAmount } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

const USUAL_PERIODS = ['3', '6', '9', '12'] as const;
const MOST_PERIODS = 12;
const METHODS = ['equal-principal', 'equal-instalment'] as const;

type Props = { available: string; asset: string; pending: boolean; error: Error | null; submit: (request: QuoteRequest) => void };

function PeriodsInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { text } = useText();
  return (
    <>
      <Field
        label={text('draw:periods')}
        testid="draw-periods"
        value={value}
        onChange={onChange}
        inputMode="numeric"
        hint={text('draw:periodsHint')}
        maxLength={2}
      />
      <div className="chips">
        {USUAL_PERIODS.map((periods) => (
          <button key={periods} type="button" aria-pressed={periods === value} onClick={() => onChange(periods)}>
            {text('common:periods', { n: periods })}
          </button>
        ))}
      </div>
    </>
  );
}

export function AmountStep({ available, asset, pending, error, submit }: Props) {
  const { text } = useText();
  const [typed, setTyped] = useState('');
  const [periods, setPeriods] = useState('12');
  const [method, setMethod] = useState<QuoteRequest['method']>('equal-principal');
  const amount = typedAmount(typed);
  const months = /^\d{1,2}$/.test(periods) ? Number(periods) : 0;
  const over = amount !== null && isMore(amount, available);
  const wrong = typed !== '' && amount === null ? text('draw:amountBad') : over ? text('draw:amountOver', { max: money(available, asset) }) : undefined;
  const complete = amount !== null && !over && months >= 1 && months <= MOST_PERIODS;
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (amount !== null && complete && !pending) submit({ amount, periods: months, method });
      }}
    >
      <Field
        large
        prefix={money('', asset)}
        label={text('draw:amount')}
        testid="draw-amount"
        value={typed}
        onChange={setTyped}
        inputMode="decimal"
        hint={text('draw:amountHint', { max: money(available, asset) })}
        error={wrong}
        maxLength={24}
      />
      <PeriodsInput value={periods} onChange={setPeriods} />
      <Choice
        legend={text('draw:method')}
        value={method}
        onChange={setMethod}
        options={METHODS.map((value) => ({ value, label: text(`common:method.${value}`), note: text(`draw:methodWhy.${value}`) }))}
      />
      {error && <Failure error={error} />}
      <Button block color="primary" size="large" type="submit" loading={pending} disabled={!complete} data-testid="submit-quote">
        {text('draw:quote')}
      </Button>
    </form>
  );
}
