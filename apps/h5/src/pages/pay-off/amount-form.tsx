import type { CardStatementView, MyPayOff, PayOffComparison } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { type PayOffAsked, useCompare } from '../../api/pay-offs.ts';
import { Choice } from '../../components/choice.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { isMore, typedAmount } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { Comparison } from './comparison.tsx';

const METHODS = ['equal-principal', 'equal-instalment'] as const;

type Props = {
  statement: CardStatementView;
  periods: readonly number[];
  asset: string;
  apply: (asked: PayOffAsked, comparison: PayOffComparison) => void;
};

/** How much of the bill over how many months; what either way costs is shown before anything is applied for. */
export function AmountForm({ statement, periods, asset, apply }: Props) {
  const { text } = useText();
  const [typed, setTyped] = useState(statement.open);
  const [months, setMonths] = useState(String(periods.at(-1) ?? 12));
  const [method, setMethod] = useState<MyPayOff['method']>('equal-principal');
  const [compared, setCompared] = useState<{ asked: PayOffAsked; comparison: PayOffComparison } | null>(null);
  const command = useCompare();
  const amount = typedAmount(typed);
  const over = amount !== null && isMore(amount, statement.open);
  const max = money(statement.open, asset);
  const wrong = typed !== '' && amount === null ? text('payOff:amountBad') : over ? text('payOff:amountOver', { max }) : undefined;
  // A comparison is of what was asked: another amount needs another.
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setCompared(null);
      set(value);
    };
  const compare = (of: string) => {
    const asked = { statementId: statement.id, amount: of, periods: Number(months), method };
    command.mutate(asked, { onSuccess: (comparison) => setCompared({ asked, comparison }) });
  };
  return (
    <>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null && !over && !command.isPending) compare(amount);
        }}
      >
        <Field
          large
          prefix={money('', asset)}
          label={text('payOff:amount')}
          testid="pay-off-amount"
          value={typed}
          onChange={change(setTyped)}
          inputMode="decimal"
          hint={text('payOff:amountHint', { max })}
          error={wrong}
          maxLength={24}
        />
        <Choice
          legend={text('payOff:periods')}
          value={months}
          onChange={change(setMonths)}
          options={periods.map((n) => ({ value: String(n), label: text('common:periods', { n }) }))}
        />
        <Choice
          legend={text('payOff:method')}
          value={method}
          onChange={change(setMethod)}
          options={METHODS.map((value) => ({ value, label: text(`common:method.${value}`), note: text(`draw:methodWhy.${value}`) }))}
        />
        {command.isError && <Failure error={command.error} />}
        <Button
          block
          color={compared ? 'default' : 'primary'}
          size="large"
          type="submit"
          loading={command.isPending}
          disabled={amount === null || over}
          data-testid="compare"
        >
          {text('payOff:compare')}
        </Button>
      </form>
      {compared && (
        <>
          <Comparison comparison={compared.comparison} />
          <Button block color="primary" size="large" onClick={() => apply(compared.asked, compared.comparison)} data-testid="go-apply">
            {text('payOff:apply')}
          </Button>
        </>
      )}
    </>
  );
}
