import type { MyFund } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { type PurseGiven, type RtpMode, timelineQuery, useRedeemToPurchase } from '../../api/funds.ts';
import { Choice } from '../../components/choice.tsx';
import { Facts } from '../../components/facts.tsx';
import { Field } from '../../components/field.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { Refused } from './refused.tsx';

/** 赎转购: shares of this money fund buy another product; when it earns, and which days earn nothing, is shown before. */
export function ConvertForm({ fund, funds, purse }: { fund: MyFund; funds: readonly MyFund[]; purse: PurseGiven }) {
  const { text, choose } = useText();
  const targets = funds.filter(({ id }) => id !== fund.id);
  const [target, setTarget] = useState('');
  const [mode, setMode] = useState<RtpMode>('A_INTERNAL');
  const [amount, setAmount] = useState('');
  const timeline = useQuery(timelineQuery(fund.id, target, mode));
  const command = useRedeemToPurchase(() => setAmount(''));
  const submit = (insists: boolean) => command.mutate({ source: fund.id, target, mode, amount: amount.trim(), insists, ...purse });
  return (
    <details>
      <summary data-testid="convert">{text('fund:convert')}</summary>
      <p className="why">{text('fund:convertWhy')}</p>
      <Choice
        legend={text('fund:convertTarget')}
        value={target}
        onChange={setTarget}
        options={targets.map((one) => ({ value: one.id, label: choose(one.nameZh, one.name), note: one.risk }))}
      />
      <Choice
        legend={text('fund:convertMode')}
        value={mode}
        onChange={setMode}
        options={[
          { value: 'A_INTERNAL', label: text('fund:modeA'), note: text('fund:modeANote') },
          ...(fund.fastLeft === null
            ? []
            : [{ value: 'B_FAST' as const, label: text('fund:modeB'), note: text('fund:fastNote', { left: money(fund.fastLeft, 'CNY') }) }]),
          { value: 'C_T1', label: text('fund:modeC'), note: text('fund:modeCNote') },
        ]}
      />
      {timeline.data && (
        <Facts
          items={[
            { label: text('fund:lastEarning'), value: timeline.data.lastEarning },
            { label: text('fund:purchaseDealing'), value: timeline.data.purchaseDealing },
            { label: text('fund:firstEarning'), value: timeline.data.firstEarning },
            { label: text('fund:gapDays'), value: text('fund:days', { days: timeline.data.gapDays }), strong: true, testid: 'gap-days' },
          ]}
        />
      )}
      <Field label={text('fund:amount')} testid="convert-amount" value={amount} onChange={setAmount} inputMode="decimal" maxLength={16} />
      {command.isError && <Refused error={command.error} insist={() => submit(true)} loading={command.isPending} />}
      {command.isSuccess && <p className="note">{text('fund:converting')}</p>}
      <Button
        block
        color="primary"
        disabled={amount.trim() === '' || target === ''}
        loading={command.isPending}
        onClick={() => submit(false)}
        data-testid="convert-submit"
      >
        {text('fund:convertSubmit')}
      </Button>
    </details>
  );
}
