import type { DecisionFlowChange, DecisionFlowVersion } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, App, Button, Drawer, Empty, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { flowChangesQuery, flowsQuery, useDecideFlow } from '../../api/credit.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReasonForm } from '../compliance/reason-form.tsx';
import { type Difference, differences } from './flow-compare.ts';
import { FlowView } from './flow-view.tsx';
import { ProposeFlow } from './propose-flow.tsx';
import './texts.ts';

const keyOf = ({ name, version }: { name: string; version: number }) => `${name} ${version}`;

function Differences({ rows }: { rows: readonly Difference[] }) {
  const { text } = useText();
  const columns: Column<Difference>[] = [
    textColumn('path', text('credit:at'), (row) => row.path, { render: (row) => <code>{row.path}</code> }),
    textColumn('before', text('common:before'), (row) => row.before),
    textColumn('after', text('common:after'), (row) => row.after, { render: (row) => <strong>{row.after}</strong> }),
  ];
  return <DataTable columns={columns} rows={rows} rowKey={(row) => row.path} empty={text('credit:nothingDiffers')} testId="flow-differences" />;
}

function FlowPanel({ chosen, all }: { chosen: DecisionFlowVersion; all: readonly DecisionFlowVersion[] }) {
  const { text, choose } = useText();
  const [against, setAgainst] = useState<string | null>(null);
  const other = all.find((version) => keyOf(version) === against);
  return (
    <Section
      title={
        <span className="inline">
          {choose(chosen.body.zh, chosen.body.en)} <code className="muted">{chosen.name}</code> <span className="num">v{chosen.version}</span>
          {chosen.inForce && <Tag color="success">{text('credit:inForce')}</Tag>}
        </span>
      }
      extra={
        <Select
          allowClear
          className="choice-filter"
          placeholder={text('credit:compare')}
          aria-label={text('credit:compare')}
          value={against}
          onChange={(next: string | undefined) => setAgainst(next ?? null)}
          options={all
            .filter((version) => keyOf(version) !== keyOf(chosen))
            .map((version) => ({ value: keyOf(version), label: `${version.name} v${version.version}` }))}
          data-testid="flow-against"
        />
      }
      testId="flow-panel"
    >
      {other ? <Differences rows={differences(other.body, chosen.body)} /> : <FlowView flow={chosen.body} />}
    </Section>
  );
}

function Decide({ change }: { change: DecisionFlowChange }) {
  const { text } = useText();
  const { message } = App.useApp();
  const decide = useDecideFlow(change.id);
  const act = (approve: boolean) => (reason: string) => decide.mutate({ approve, reason }, { onSuccess: () => void message.success(text('credit:decided')) });
  return (
    <ReasonForm
      label={text('credit:verdict')}
      action={text('credit:approve')}
      other={{ label: text('credit:reject'), onSubmit: act(false) }}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={act(true)}
    />
  );
}

/** What was proposed, beside the version that counts. */
function Change({ change, all }: { change: DecisionFlowChange; all: readonly DecisionFlowVersion[] }) {
  const { text } = useText();
  const may = useMay('decide-flow');
  const own = useSession()?.login === change.madeBy;
  const current = all.find(({ name, inForce }) => name === change.name && inForce);
  return (
    <div className="stack" data-testid="flow-change">
      <p>
        {text('credit:maker')} {change.madeBy} · {change.reason}
      </p>
      {current ? <Differences rows={differences(current.body, change.body)} /> : <FlowView flow={change.body} />}
      {change.state === 'proposed' && may && !own && <Decide change={change} />}
      {change.state === 'proposed' && own && <Alert type="info" showIcon title={text('credit:ownWork')} />}
      {change.verdict !== null && (
        <p>
          {text('credit:checker')} {change.checkedBy} · {change.verdict}
        </p>
      )}
    </div>
  );
}

function Changes({ all }: { all: readonly DecisionFlowVersion[] }) {
  const { text } = useText();
  const query = useQuery(flowChangesQuery);
  const columns: Column<DecisionFlowChange>[] = [
    textColumn('name', text('credit:flow'), (change) => change.name),
    textColumn('state', text('common:state'), (change) => text(`credit:state.${change.state}`), {
      render: (change) => <StateTag area="credit:state" state={change.state} />,
    }),
    textColumn('version', text('credit:version'), (change) => (change.version === null ? '' : `v${change.version}`)),
    textColumn('maker', text('credit:maker'), (change) => change.madeBy),
    textColumn('checker', text('credit:checker'), (change) => change.checkedBy),
    textColumn('reason', text('common:reason'), (change) => change.reason),
  ];
  return (
    <Section flush title={text('credit:changes')}>
      <DataTable
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={(change) => change.id}
        loading={query.isPending}
        empty={text('credit:noChanges')}
        testId="flow-changes"
        expandable={{ expandedRowRender: (change) => <Change change={change} all={all} /> }}
      />
    </Section>
  );
}

/** Decision flows: every version in words, two of them compared, and the next one proposed. */
export function FlowsPage() {
  const { text, choose } = useText();
  const { name, version } = useSearch({ from: '/inside/risk/flows' });
  const navigate = useNavigate();
  const may = useMay('decide-flow');
  const query = useQuery(flowsQuery);
  const [proposing, setProposing] = useState(false);
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active paragraph={{ rows: 12 }} />;
  const rows = query.data.items.map((each) => ({ ...each, id: keyOf(each) }));
  const chosen = rows.find(({ id }) => id === `${name} ${version}`) ?? rows[0];
  const columns: Column<(typeof rows)[number]>[] = [
    textColumn('name', text('credit:flow'), (row) => choose(row.body.zh, row.body.en)),
    textColumn('version', text('credit:version'), (row) => `v${row.version}`, { width: 72 }),
    textColumn('state', text('common:state'), (row) => text(row.inForce ? 'credit:inForce' : 'credit:earlier'), {
      width: 96,
      render: (row) => <Tag color={row.inForce ? 'success' : 'default'}>{text(row.inForce ? 'credit:inForce' : 'credit:earlier')}</Tag>,
    }),
    dateColumn('on', text('credit:validFrom'), (row) => row.recordedOn),
  ];
  const open = (id: string) => {
    const [next = '', of = ''] = id.split(' ');
    void navigate({ to: '/risk/flows', search: { name: next, version: of }, replace: true });
  };
  return (
    <>
      <PageHead
        title={text('credit:flows')}
        lead={text('credit:flowsLead')}
        actions={
          may &&
          chosen && (
            <Button type="primary" onClick={() => setProposing(true)} data-testid="propose-flow">
              {text('credit:propose')}
            </Button>
          )
        }
      />
      <div className="stack">
        <div className="flow-desk">
          <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} empty={text('common:noData')} testId="flows" {...deskRow(chosen, open)} />
          {chosen ? <FlowPanel key={chosen.id} chosen={chosen} all={rows} /> : <Empty />}
        </div>
        <Changes all={rows} />
      </div>
      <Drawer open={proposing} onClose={() => setProposing(false)} size={760} title={text('credit:propose')} destroyOnHidden>
        {chosen && <ProposeFlow from={chosen.body} done={() => setProposing(false)} />}
      </Drawer>
    </>
  );
}
