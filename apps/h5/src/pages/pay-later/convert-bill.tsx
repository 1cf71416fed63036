import type { Bill } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useConvertBill } from '../../api/pay-later.ts';
import { Choice } from '../../components/choice.tsx';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { percent } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

/** Turns what is left of a bill into instalments; none is chosen in advance. */
export function ConvertBill({ bill, asset }: { bill: Bill; asset: string }) {
  const { text } = useText();
  const command = useConvertBill(bill.id);
  const [chosen, setChosen] = useState('');
  const [agreed, setAgreed] = useState(false);
  if (command.data)
    return (
      <p className="notice" role="status" data-testid="bill-converted">
        {text('pay:converted')}
      </p>
    );
  const options = bill.conversions.map((option) => ({
    value: String(option.periods),
    label: text('pay:convertOption', { n: option.periods, amount: money(option.monthly, asset) }),
    note: text('pay:convertCost', {
      fees: money(option.fees, asset),
      nominal: percent(option.annualNominal),
      effective: percent(option.annualEffective),
    }),
  }));
  const choose = (periods: string) => {
    setChosen(periods);
    setAgreed(false);
  };
  return (
    <section className="card" data-testid="convert-bill">
      <p className="why">{text('pay:convertNote')}</p>
      <Choice legend={text('pay:convert')} value={chosen} options={options} onChange={choose} />
      <Tick label={text('pay:convertAgree')} testid="convert-agree" checked={agreed} onChange={setAgreed} disabled={chosen === ''} />
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        size="large"
        disabled={!agreed}
        loading={command.isPending}
        data-testid="submit-conversion"
        onClick={() => command.mutate({ periods: Number(chosen), agreementAccepted: agreed })}
      >
        {text('pay:convertSubmit')}
      </Button>
    </section>
  );
}
