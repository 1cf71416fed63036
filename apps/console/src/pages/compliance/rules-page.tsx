import type { ComplianceRule } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { rulesQuery } from '../../api/compliance.ts';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ChoiceFilter, DateField, TextFilter } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { EffectForm } from './effect-form.tsx';
import { OwnRuleForm } from './own-rule-form.tsx';
import { Basis, Line, ProfileSwitch, RuleName, useFigures, useMoment } from './shared.tsx';

const STATE_TONES = { 'in-force': 'success', coming: 'processing', ended: 'default' } as const;

function useColumns(
  packs: ReadonlyMap<string, string>,
  facts: ReadonlyMap<string, string>,
  configure: ((rule: ComplianceRule) => void) | undefined,
): Column<ComplianceRule>[] {
  const { text, term, choose } = useText();
  const { value, words, licences } = useFigures();
  /** What a rule asks: its fact in words, the form, and the figure or the list. */
  const condition = ({ check, unit, value: figure, valueOn }: ComplianceRule) => {
    if (check === null) return unit === 'flag' ? '–' : value(unit, valueOn ?? figure);
    const asked = {
      'at-most': () => value(unit, valueOn ?? figure),
      'at-least': () => value(unit, valueOn ?? figure),
      'one-of': () => words('values' in check ? check.values : []),
      'none-of': () => words('values' in check ? check.values : []),
      'is-true': () => text('common:yes'),
      'is-false': () => text('common:no'),
      'holds-licence': () => licences('licences' in check ? check.licences : []),
    }[check.form]();
    return `${facts.get(check.fact) ?? check.fact} ${term('compliance:form', check.form)} ${asked}`;
  };
  return [
    textColumn('rule', text('compliance:rule'), (rule) => choose(rule.zh, rule.en), { render: (rule) => <RuleName {...rule} /> }),
    textColumn('subject', text('compliance:subject'), (rule) => packs.get(rule.pack) ?? rule.pack),
    textColumn('condition', text('compliance:form'), condition, { render: (rule) => <Basis>{condition(rule)}</Basis> }),
    textColumn('state', text('common:state'), (rule) => text(`compliance:state.${rule.state}`), {
      render: (rule) => <Tag color={STATE_TONES[rule.state]}>{text(`compliance:state.${rule.state}`)}</Tag>,
    }),
    dateColumn('from', text('compliance:from'), (rule) => rule.from),
    dateColumn('to', text('compliance:to'), (rule) => rule.to),
    textColumn('effect', text('compliance:effect'), (rule) => text(`compliance:effect.${rule.configured ?? rule.onBreach}`), {
      render: (rule) => {
        const mode = rule.configured ?? rule.onBreach;
        if (rule.check === null) return <span className="muted">–</span>;
        return configure ? (
          <Button size="small" type="link" onClick={() => configure(rule)} data-testid={`configure-${rule.ruleId}`}>
            {text(`compliance:effect.${mode}`)}
          </Button>
        ) : (
          text(`compliance:effect.${mode}`)
        );
      },
    }),
    textColumn('basis', text('compliance:basis'), (rule) => rule.basis, { render: (rule) => <Basis>{rule.basis}</Basis> }),
    textColumn('provenance', text('compliance:provenance'), (rule) => text(`compliance:provenance.${rule.provenance}`)),
    textColumn('actions', text('compliance:actions'), (rule) => rule.actions.map((action) => term('compliance:action', action)).join(' · '), {
      optional: true,
    }),
  ];
}

/** Every rule of a profile with its versions, as it stands on a date. */
export function RulesPage() {
  const { text, choose } = useText();
  const search = useSearch({ from: '/inside/compliance/rules' });
  const navigate = useNavigate();
  const may = useMay('propose-change');
  const [open, setOpen] = useState<'own' | ComplianceRule | null>(null);
  const { profile, date, today } = useMoment(search);
  const query = useQuery({ ...rulesQuery(profile, date), enabled: date !== '' });
  const go = (next: Record<string, string | undefined>) => void navigate({ to: '/compliance/rules', search: { ...search, ...next }, replace: true });
  const facts = new Map((query.data?.facts ?? []).map(({ name, zh, en }) => [name, choose(zh, en)]));
  const packs = new Map((query.data?.packs ?? []).map(({ pack, zh, en }) => [pack, choose(zh, en)]));
  const columns = useColumns(packs, facts, may ? setOpen : undefined);
  const q = search.q?.toLowerCase() ?? '';
  const rows = (query.data?.items ?? []).filter(
    (rule) =>
      (!search.pack || rule.pack === search.pack) &&
      (!search.state || rule.state === search.state) &&
      (q === '' || [rule.ruleId, rule.zh, rule.en, rule.basis].some((part) => part.toLowerCase().includes(q))),
  );
  const states = (['in-force', 'coming', 'ended'] as const).map((state) => ({ value: state, label: text(`compliance:state.${state}`) }));
  return (
    <>
      <PageHead
        title={text('compliance:rules')}
        lead={text('compliance:rulesLead')}
        readAt={query.dataUpdatedAt}
        actions={
          may && (
            <Button type="primary" onClick={() => setOpen('own')} data-testid="own-rule">
              {text('compliance:ownRule')}
            </Button>
          )
        }
      />
      <Line>
        <ProfileSwitch value={profile} onChange={(next) => go({ profile: next })} />
        <DateField value={date} onChange={(next) => go({ date: next })} label={text('common:date')} today={today} testId="rules-date" />
        <ChoiceFilter
          label={text('compliance:subject')}
          value={search.pack}
          choices={[...packs].map(([value, label]) => ({ value, label }))}
          onChange={(pack) => go({ pack })}
          testId="rules-pack"
        />
        <ChoiceFilter label={text('common:state')} value={search.state} choices={states} onChange={(state) => go({ state })} testId="rules-state" />
        <TextFilter value={search.q} onChange={(next) => go({ q: next })} placeholder={text('compliance:rule')} testId="rules-q" />
        <ExportRows name={`rules-${profile}-${date}`} columns={columns} rows={rows} />
      </Line>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <DataTable
          columns={columns.filter((column) => !column.optional)}
          rows={rows}
          rowKey={(rule) => `${rule.ruleId} ${rule.from}`}
          loading={query.isPending}
          empty={text('compliance:rulesEmpty')}
          testId="rules"
        />
      )}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size={620}
        title={open === 'own' ? text('compliance:ownRule') : text('compliance:configureTitle')}
        destroyOnHidden
      >
        {open === 'own' && <OwnRuleForm from={date} done={() => setOpen(null)} />}
        {open !== null && open !== 'own' && <EffectForm rule={open} profile={profile} done={() => setOpen(null)} />}
      </Drawer>
    </>
  );
}
