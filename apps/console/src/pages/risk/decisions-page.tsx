import type { DecisionRun } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { flowsQuery } from '../../api/credit.ts';
import { type Column, CustomerLink, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { useText } from '../../i18n/index.ts';
import { OUTCOMES, OutcomeTag, ReasonName, RunLink } from './shared.tsx';

const ALL = 'all';
const ARMS = ['champion', 'challenger'] as const;

function useRunColumns(): Column<DecisionRun>[] {
  const { text } = useText();
  return [
    dateColumn('date', text('common:businessDate'), (run) => run.businessDate),
    textColumn('outcome', text('credit:outcome'), (run) => text(`credit:outcome.${run.outcome}`), {
      width: 100,
      render: (run) => <OutcomeTag outcome={run.outcome} />,
    }),
    textColumn('customer', text('credit:customer'), (run) => run.customerName, {
      render: (run) => <CustomerLink id={run.customerId} name={run.customerName} />,
    }),
    textColumn('code', text('credit:code'), (run) => run.code, { render: (run) => <ReasonName code={run.code} /> }),
    {
      key: 'score',
      title: text('credit:score'),
      align: 'right',
      text: (run) => String(run.score ?? ''),
      render: (run) => <span className="num">{run.score ?? '–'}</span>,
    },
    moneyColumn('limit', `${text('credit:limit')} (CNY)`, (run) => run.limit),
    textColumn('flow', text('credit:flowVersion'), (run) => `${run.flow} v${run.version}`, {
      render: (run) => (
        <span>
          {run.flow} <span className="num muted">v{run.version}</span>
        </span>
      ),
    }),
    textColumn('arm', text('credit:arm'), (run) => text(`credit:arm.${run.arm}`), {
      render: (run) => (
        <span className={run.effective ? '' : 'muted'}>
          {text(`credit:arm.${run.arm}`)}
          {!run.effective && ` · ${text('credit:notEffective')}`}
        </span>
      ),
    }),
    textColumn('open', '', () => '', { width: 72, render: (run) => <RunLink id={run.id} label={text('credit:open')} /> }),
    textColumn('subject', text('credit:application'), (run) => run.subject, { optional: true, render: (run) => <span className="id">{run.subject}</span> }),
  ];
}

/** Every decision by a flow, each leading to what it rests on. */
export function RiskDecisionsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/risk/decisions' });
  const navigate = useNavigate();
  const columns = useRunColumns();
  const names = [...new Set((useQuery(flowsQuery).data?.items ?? []).map(({ name }) => name))];
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/risk/decisions', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const toolbar = (
    <>
      <Segmented
        value={filters.outcome ?? ALL}
        onChange={(next) => set('outcome')(next === ALL ? undefined : next)}
        options={[{ value: ALL, label: text('common:all') }, ...OUTCOMES.map((outcome) => ({ value: outcome, label: text(`credit:outcome.${outcome}`) }))]}
        data-testid="runs-outcome"
      />
      <ChoiceFilter
        label={text('credit:flow')}
        value={filters.flow}
        choices={names.map((name) => ({ value: name, label: name }))}
        onChange={set('flow')}
        testId="runs-flow"
      />
      <ChoiceFilter
        label={text('credit:arm')}
        value={filters.arm}
        choices={ARMS.map((arm) => ({ value: arm, label: text(`credit:arm.${arm}`) }))}
        onChange={set('arm')}
        testId="runs-arm"
      />
      <TextFilter value={filters.code} onChange={set('code')} placeholder={text('credit:codeFilter')} testId="runs-code" />
      {filtered && (
        <Button type="link" size="small" onClick={() => go({})}>
          {text('common:clearFilters')}
        </Button>
      )}
    </>
  );
  return (
    <>
      <PageHead title={text('credit:decisions')} lead={text('credit:decisionsLead')} />
      <List<DecisionRun>
        resource="/credit/runs"
        name="credit-runs"
        filters={filters}
        columns={columns}
        rowKey={(run) => run.id}
        empty={text('credit:decisionsEmpty')}
        narrowed={filtered}
        testId="runs"
        toolbar={toolbar}
        views={<SavedViews list="credit-runs" filters={filters} onOpen={go} />}
      />
    </>
  );
}
