import type { MyAccount } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useTransfer } from '../../api/accounts.ts';
import { Choice } from '../../components/choice.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { useText } from '../../i18n/index.ts';

/** Between the account and its default card. */
export function Transfer({ account }: { account: MyAccount }) {
  const { text } = useText();
  const [direction, setDirection] = useState<'in' | 'out'>('in');
  const [amount, setAmount] = useState('');
  const command = useTransfer(account.id);
  const boundId = account.bound.find((card) => card.isDefault)?.id ?? account.bound[0]?.id ?? '';
  return (
    <details>
      <summary data-testid={`transfer-${account.class}`}>{text('account:transfer')}</summary>
      <Choice
        legend={text('account:transfer')}
        value={direction}
        onChange={setDirection}
        options={[
          { value: 'in', label: text('account:into') },
          { value: 'out', label: text('account:outOf') },
        ]}
      />
      <Field label={text('account:amount')} testid="transfer-amount" value={amount} onChange={setAmount} inputMode="decimal" maxLength={16} />
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        color="primary"
        disabled={amount.trim() === ''}
        loading={command.isPending}
        onClick={() => command.mutate({ direction, boundId, amount: amount.trim() }, { onSuccess: () => setAmount('') })}
        data-testid="transfer-submit"
      >
        {text('account:submit')}
      </Button>
    </details>
  );
}
