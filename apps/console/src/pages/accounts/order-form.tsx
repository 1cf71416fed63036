import type { AccountDetail, AccountOrder } from '@jinqiao/api';
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useProposeOrder } from '../../api/account-commands.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

const KINDS = ['freeze', 'release', 'deduct', 'suspend', 'resume', 'document'] as const satisfies readonly AccountOrder['kind'][];
const SUSPENSIONS = ['RISK', 'KYC_EXPIRED'] as const;
const REASON_MIN = 4;

type Draft = { kind: AccountOrder['kind']; freezeId: string; amount: string; suspension: string; authority: string; documentNo: string; reason: string };
const EMPTY: Draft = { kind: 'freeze', freezeId: '', amount: '', suspension: 'RISK', authority: '', documentNo: '', reason: '' };

const isJudicial = (kind: Draft['kind']) => kind === 'freeze' || kind === 'release' || kind === 'deduct';
const usesFreeze = (kind: Draft['kind']) => kind === 'release' || kind === 'deduct';

function bodyOf(draft: Draft) {
  const judicial = isJudicial(draft.kind);
  const suspends = draft.kind === 'suspend' || draft.kind === 'resume';
  return {
    kind: draft.kind,
    freezeId: usesFreeze(draft.kind) ? draft.freezeId : '',
    amount: (draft.kind === 'freeze' || draft.kind === 'deduct') && draft.amount !== '' ? draft.amount : null,
    suspension: suspends ? draft.suspension : '',
    authority: judicial ? draft.authority : '',
    documentNo: judicial ? draft.documentNo : '',
    reason: draft.reason.trim(),
  };
}

/** Proposes an order; it takes effect when another member of staff has checked it. */
export function OrderForm({ account }: { account: AccountDetail }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(EMPTY);
  const propose = useProposeOrder(account.id);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const input = (key: 'amount' | 'authority' | 'documentNo', label: string, placeholder = '') => (
    <div className="field">
      <label className="field-label" htmlFor={`order-${key}`}>
        {label}
      </label>
      <Input
        id={`order-${key}`}
        value={draft[key]}
        placeholder={placeholder}
        onChange={(event) => set({ [key]: event.target.value })}
        data-testid={`order-${key}`}
      />
    </div>
  );
  const select = (key: 'kind' | 'freezeId' | 'suspension', label: string, options: { value: string; label: string }[]) => (
    <div className="field">
      <span className="field-label">{label}</span>
      <Select value={draft[key] || null} aria-label={label} options={options} onChange={(value) => set({ [key]: value })} data-testid={`order-${key}`} />
    </div>
  );
  const submit = () =>
    propose.mutate(bodyOf(draft), {
      onSuccess: () => {
        setDraft(EMPTY);
        void message.success(text('account:proposed'));
      },
    });
  const freezes = account.freezes.map(({ id, documentNo, bound }) => ({ value: id, label: `${documentNo} · ${bound}` }));
  return (
    <Section title={text('account:propose')} testId="order-form">
      <div className="stack">
        {select(
          'kind',
          text('account:kind'),
          KINDS.map((value) => ({ value, label: text(`account:order.${value}`) })),
        )}
        {usesFreeze(draft.kind) && select('freezeId', text('account:freezeToUse'), freezes)}
        {(draft.kind === 'freeze' || draft.kind === 'deduct') &&
          input('amount', text('account:amount'), draft.kind === 'freeze' ? text('account:amountHint') : '')}
        {isJudicial(draft.kind) && input('authority', text('account:authority'))}
        {isJudicial(draft.kind) && input('documentNo', text('account:documentNo'))}
        {(draft.kind === 'suspend' || draft.kind === 'resume') &&
          select(
            'suspension',
            text('account:suspension'),
            SUSPENSIONS.map((value) => ({ value, label: term('account:suspension', value) })),
          )}
        <div className="field">
          <label className="field-label" htmlFor="order-reason">
            {text('common:reason')}
          </label>
          <Input.TextArea
            id="order-reason"
            rows={2}
            maxLength={500}
            value={draft.reason}
            onChange={(event) => set({ reason: event.target.value })}
            data-testid="order-reason"
          />
        </div>
        <p className="muted">
          {text('account:effect')}: {text(`account:effect.${draft.kind}`)}
        </p>
        {propose.isError && <FailureAlert error={propose.error} />}
        <div className="panel-foot">
          <Button type="primary" disabled={draft.reason.trim().length < REASON_MIN} loading={propose.isPending} onClick={submit} data-testid="order-submit">
            {text('account:proposeSubmit')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
