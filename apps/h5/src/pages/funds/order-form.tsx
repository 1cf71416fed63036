import type { MyAccount, MyFund } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useFundOrder } from '../../api/funds.ts';
import { Choice } from '../../components/choice.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

/** Buys from, or redeems to, the customer's class-II account. */
export function OrderForm({ fund, account }: { fund: MyFund; account: MyAccount }) {
  const { text } = useText();
  const [kind, setKind] = useState<'subscribe' | 'redeem' | 'redeem-fast'>('subscribe');
  const [amount, setAmount] = useState('');
  const command = useFundOrder(() => setAmount(''));
  const { cutOff } = fund;
  return (
    <details>
      <summary data-testid="fund-order">{text('fund:order')}</summary>
      <Choice
        legend={text('fund:order')}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'subscribe', label: text('fund:subscribe'), note: text('fund:subscribeNote', { cutOff }) },
          { value: 'redeem', label: text('fund:redeem'), note: text('fund:redeemNote', { cutOff }) },
          ...(fund.fastLeft === null
            ? []
            : [{ value: 'redeem-fast' as const, label: text('fund:redeem-fast'), note: text('fund:fastNote', { left: money(fund.fastLeft, 'CNY') }) }]),
        ]}
      />
      <p className="why">{text('fund:from', { available: money(account.available, account.asset) })}</p>
      <Field label={text('fund:amount')} testid="fund-amount" value={amount} onChange={setAmount} inputMode="decimal" maxLength={16} />
      <p className="note">{text('fund:risk')}</p>
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        color="primary"
        disabled={amount.trim() === ''}
        loading={command.isPending}
        onClick={() => command.mutate({ fundId: fund.id, kind, accountId: account.id, amount: amount.trim() })}
        data-testid="fund-submit"
      >
        {text('fund:submit')}
      </Button>
    </details>
  );
}
