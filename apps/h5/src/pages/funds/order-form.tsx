import type { MyFund } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { type PurseGiven, useFundOrder } from '../../api/funds.ts';
import { Choice } from '../../components/choice.tsx';
import { Field } from '../../components/field.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { Refused } from './refused.tsx';

/** Buys out of, or redeems to, the customer's account or card. Of a fund with a net value one redeems shares. */
export function OrderForm({ fund, purse, label }: { fund: MyFund; purse: PurseGiven; label: string }) {
  const { text } = useText();
  const [kind, setKind] = useState<'subscribe' | 'redeem' | 'redeem-fast'>('subscribe');
  const [amount, setAmount] = useState('');
  const command = useFundOrder(() => setAmount(''));
  const { cutOff } = fund;
  const byNetValue = fund.pricing === 'net-value';
  const submit = (insists: boolean) => command.mutate({ fundId: fund.id, kind, ...purse, amount: amount.trim(), insists });
  return (
    <details>
      <summary data-testid="fund-order">{text('fund:order')}</summary>
      <Choice
        legend={text('fund:order')}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'subscribe', label: text('fund:subscribe'), note: text(byNetValue ? 'fund:subscribeValueNote' : 'fund:subscribeNote', { cutOff }) },
          { value: 'redeem', label: text('fund:redeem'), note: text(byNetValue ? 'fund:redeemValueNote' : 'fund:redeemNote', { cutOff }) },
          ...(fund.fastLeft === null
            ? []
            : [{ value: 'redeem-fast' as const, label: text('fund:redeem-fast'), note: text('fund:fastNote', { left: money(fund.fastLeft, 'CNY') }) }]),
        ]}
      />
      <p className="why">{label}</p>
      <Field
        label={text(byNetValue && kind !== 'subscribe' ? 'fund:sharesToRedeem' : 'fund:amount')}
        testid="fund-amount"
        value={amount}
        onChange={setAmount}
        inputMode="decimal"
        maxLength={16}
      />
      <p className="note">{text(byNetValue ? 'fund:riskValue' : 'fund:risk')}</p>
      {command.isError && <Refused error={command.error} insist={() => submit(true)} loading={command.isPending} />}
      <Button block color="primary" disabled={amount.trim() === ''} loading={command.isPending} onClick={() => submit(false)} data-testid="fund-submit">
        {text('fund:submit')}
      </Button>
    </details>
  );
}
