import type { ChangeProposal } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { App, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { rulesQuery, usePropose } from '../../api/compliance.ts';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from './reason-form.tsx';

type OwnRule = Extract<ChangeProposal['change'], { kind: 'rule' }>['rule'];
type Form = NonNullable<OwnRule['check']>['form'];

type Draft = {
  ruleId: string;
  zh: string;
  en: string;
  fact: string;
  form: Form;
  value: string;
  values: string;
  from: string;
  to: string;
  basis: string;
  actions: string[];
  onBreach: 'block' | 'warn';
};

const FORMS = ['at-most', 'at-least', 'one-of', 'none-of', 'is-true', 'is-false', 'holds-licence'] as const;
const NUMERIC = ['amount', 'rate', 'multiple', 'months', 'days', 'seconds', 'count'];

function checkOf({ fact, form, values }: Draft): NonNullable<OwnRule['check']> {
  const list = values
    .split(/[,，]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
  if (form === 'one-of' || form === 'none-of') return { form, fact, values: list };
  if (form === 'holds-licence') return { form, fact, licences: list };
  return { form, fact };
}

function Field({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}

/** A rule of the operator's own pack: what it asks of a fact, when, and on what basis. */
export function OwnRuleForm({ from, done }: { from: string; done: () => void }) {
  const { text, term, choose } = useText();
  const { message } = App.useApp();
  const propose = usePropose();
  const { data } = useQuery(rulesQuery('CUSTOM', from));
  const [draft, setDraft] = useState<Draft>({
    ruleId: 'OWN_',
    zh: '',
    en: '',
    fact: 'drawAmount',
    form: 'at-most',
    value: '',
    values: '',
    from,
    to: '',
    basis: '',
    actions: ['draw'],
    onBreach: 'block',
  });
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const input = (name: 'ruleId' | 'zh' | 'en' | 'value' | 'values' | 'from' | 'to' | 'basis') => (
    <Input value={draft[name]} onChange={(event) => set({ [name]: event.target.value })} data-testid={`own-${name}`} />
  );
  const facts = data?.facts ?? [];
  const unit = facts.find((fact) => fact.name === draft.fact)?.unit ?? 'flag';
  const numeric = draft.form === 'at-most' || draft.form === 'at-least';
  const listed = draft.form === 'one-of' || draft.form === 'none-of' || draft.form === 'holds-licence';
  const ready =
    draft.zh !== '' &&
    draft.en !== '' &&
    draft.basis !== '' &&
    draft.actions.length > 0 &&
    (!numeric || draft.value !== '') &&
    (!listed || draft.values !== '');
  const submit = (reason: string) =>
    propose.mutate(
      {
        change: {
          kind: 'rule',
          rule: {
            ruleId: draft.ruleId,
            zh: draft.zh,
            en: draft.en,
            from: draft.from,
            to: draft.to || null,
            unit: numeric && NUMERIC.includes(unit) ? unit : 'flag',
            value: numeric ? draft.value : '1',
            basis: draft.basis,
            actions: draft.actions,
            when: [],
            check: checkOf(draft),
            onBreach: draft.onBreach,
          },
        },
        reason,
      },
      {
        onSuccess: () => {
          void message.success(text('compliance:proposed'));
          done();
        },
      },
    );
  return (
    <div className="stack">
      <div className="proposal-form">
        <Field label={text('compliance:ruleId')}>{input('ruleId')}</Field>
        <Field label={text('compliance:effect')}>
          <Select
            value={draft.onBreach}
            onChange={(onBreach) => set({ onBreach })}
            options={(['block', 'warn'] as const).map((value) => ({ value, label: text(`compliance:effect.${value}`) }))}
          />
        </Field>
        <Field label={text('compliance:nameZh')}>{input('zh')}</Field>
        <Field label={text('compliance:nameEn')}>{input('en')}</Field>
        <Field label={text('compliance:fact')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.fact}
            onChange={(fact) => set({ fact })}
            options={facts.map((fact) => ({ value: fact.name, label: choose(fact.zh, fact.en) }))}
          />
        </Field>
        <Field label={text('compliance:form')}>
          <Select value={draft.form} onChange={(form) => set({ form })} options={FORMS.map((value) => ({ value, label: term('compliance:form', value) }))} />
        </Field>
        {numeric && <Field label={`${text('compliance:value')} · ${term('compliance:unit', unit)}`}>{input('value')}</Field>}
        {listed && (
          <Field label={text('compliance:values')} wide>
            {input('values')}
          </Field>
        )}
        <Field label={text('compliance:from')}>{input('from')}</Field>
        <Field label={text('compliance:to')}>{input('to')}</Field>
        <Field label={text('compliance:actions')} wide>
          <Select
            mode="multiple"
            value={draft.actions}
            onChange={(actions) => set({ actions })}
            options={(data?.actions ?? []).map((value) => ({ value, label: term('compliance:action', value) }))}
          />
        </Field>
        <Field label={text('compliance:basis')} wide>
          {input('basis')}
        </Field>
      </div>
      <ReasonForm action={text('compliance:propose')} pending={propose.isPending} error={propose.error} onSubmit={submit} disabled={!ready} />
    </div>
  );
}
