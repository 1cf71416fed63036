import type { RiskAlert } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Descriptions, Segmented, Select, Tag } from 'antd';
import { useState } from 'react';
import { alertsQuery, useAcknowledgeAlert, useCloseAlert } from '../../api/risk.ts';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { Rate } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { risk as texts } from '../../i18n/texts/risk.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReasonForm } from '../compliance/reason-form.tsx';

addTexts('risk', texts);

const OUTCOMES = ['measure-taken', 'watched', 'false-alarm'] as const;
const STATES = ['open', 'acknowledged', 'closed'] as const;

function useSegment(): (segment: string) => string {
  const { term } = useText();
  return (segment) => {
    const [by = '', value = ''] = segment.split('=');
    return `${term('risk:segment', by)} ${value}`;
  };
}

function Acknowledge({ alert }: { alert: RiskAlert }) {
  const { text } = useText();
  const { message } = App.useApp();
  const command = useAcknowledgeAlert(alert.id);
  return (
    <>
      {command.error && <FailureAlert error={command.error} />}
      <Button
        type="primary"
        loading={command.isPending}
        onClick={() => command.mutate({}, { onSuccess: () => void message.success(text('risk:acknowledged')) })}
        data-testid="alert-acknowledge"
      >
        {text('risk:acknowledge')}
      </Button>
    </>
  );
}

function Close({ alert }: { alert: RiskAlert }) {
  const { text } = useText();
  const { message } = App.useApp();
  const command = useCloseAlert(alert.id);
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('measure-taken');
  return (
    <ReasonForm
      action={text('risk:close')}
      pending={command.isPending}
      error={command.error}
      onSubmit={(reason) => command.mutate({ outcome, reason }, { onSuccess: () => void message.success(text('risk:closed')) })}
    >
      <Select
        value={outcome}
        onChange={setOutcome}
        options={OUTCOMES.map((value) => ({ value, label: text(`risk:outcome.${value}`) }))}
        aria-label={text('risk:outcome')}
        data-testid="alert-outcome"
      />
    </ReasonForm>
  );
}

function AlertPanel({ alert }: { alert: RiskAlert }) {
  const { text, term, choose } = useText();
  const segment = useSegment();
  const may = useMay('answer-warning');
  const [by = '', value = ''] = alert.segment.split('=');
  const items = [
    { key: 'segment', label: text('risk:segment'), children: segment(alert.segment) },
    { key: 'severity', label: text('risk:severity'), children: text(`risk:severity.${alert.severity}`) },
    { key: 'value', label: text('risk:value'), children: <Rate value={alert.value} digits={4} /> },
    {
      key: 'threshold',
      label: text('risk:threshold'),
      children: (
        <>
          {alert.direction === 'above' ? '> ' : '< '}
          <Rate value={alert.threshold} />
        </>
      ),
    },
    { key: 'window', label: text('risk:window'), children: alert.months },
    { key: 'owner', label: text('risk:owner'), children: term('shell:role', alert.owner) },
    { key: 'raised', label: text('risk:raisedOn'), children: alert.raisedOn },
    { key: 'seen', label: text('risk:seenOn'), children: alert.seenOn },
    { key: 'due', label: text('risk:dueOn'), children: alert.dueOn },
    ...(alert.acknowledgedBy ? [{ key: 'ack', label: text('risk:acknowledgedBy'), children: `${alert.acknowledgedBy} ${alert.acknowledgedOn ?? ''}` }] : []),
    ...(alert.closedBy ? [{ key: 'closed', label: text('risk:closedBy'), children: `${alert.closedBy} ${alert.closedOn ?? ''}` }] : []),
    ...(alert.outcome ? [{ key: 'outcome', label: text('risk:outcome'), children: text(`risk:outcome.${alert.outcome}`) }] : []),
    ...(alert.reason ? [{ key: 'reason', label: text('risk:reason'), children: alert.reason, span: 2 }] : []),
  ];
  return (
    <aside className="desk-panel" data-testid="alert-panel">
      <Section title={choose(alert.nameZh, alert.name)} extra={<StateTag area="risk:alert" state={alert.state} />}>
        <div className="stack">
          <Descriptions size="small" column={2} items={items} />
          <Link to="/risk/contracts" search={{ asOf: alert.seenOn, [by]: value }} className="link">
            {text('risk:openContracts')}
          </Link>
          {may && alert.state === 'open' && <Acknowledge alert={alert} />}
          {may && alert.state === 'acknowledged' && <Close alert={alert} />}
        </div>
      </Section>
    </aside>
  );
}

/** Early warnings as a desk: those that stand, and what came of those that ended. */
export function AlertsPage() {
  const { text, term, choose } = useText();
  const { state, id } = useSearch({ from: '/inside/risk/alerts' });
  const navigate = useNavigate();
  const segment = useSegment();
  const query = useQuery(alertsQuery(state));
  const items = query.data?.items ?? [];
  const chosen = items.find((alert) => alert.id === id) ?? items[0];
  const columns: Column<RiskAlert>[] = [
    textColumn('rule', text('risk:rule'), (alert) => choose(alert.nameZh, alert.name)),
    textColumn('segment', text('risk:segment'), (alert) => segment(alert.segment)),
    textColumn('state', text('risk:state'), (alert) => text(`risk:alert.${alert.state}`), {
      render: (alert) => <StateTag area="risk:alert" state={alert.state} />,
    }),
    textColumn('severity', text('risk:severity'), (alert) => text(`risk:severity.${alert.severity}`)),
    rateColumn('value', text('risk:value'), (alert) => alert.value),
    rateColumn('threshold', text('risk:threshold'), (alert) => alert.threshold),
    textColumn('owner', text('risk:owner'), (alert) => term('shell:role', alert.owner), {
      render: (alert) => (
        <>
          {term('shell:role', alert.owner)} {alert.escalatedOn && <Tag color="warning">{text('risk:escalated', { date: alert.escalatedOn })}</Tag>}
        </>
      ),
    }),
    dateColumn('raisedOn', text('risk:raisedOn'), (alert) => alert.raisedOn),
  ];
  const go = (search: { state?: string | undefined; id?: string | undefined }) => void navigate({ to: '/risk/alerts', search, replace: true });
  return (
    <>
      <PageHead title={text('risk:alerts')} lead={text('risk:alertsLead')} readAt={query.dataUpdatedAt} />
      <div className="toolbar">
        <Segmented
          value={state ?? 'all'}
          onChange={(next) => go({ state: next === 'all' ? undefined : next })}
          options={[{ value: 'all', label: text('common:all') }, ...STATES.map((value) => ({ value, label: text(`risk:alert.${value}`) }))]}
          data-testid="alert-states"
        />
      </div>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <DataTable
            columns={columns}
            rows={items}
            rowKey={(alert) => alert.id}
            loading={query.isPending}
            empty={text('risk:alertsEmpty')}
            testId="warnings"
            {...deskRow(chosen, (next) => go({ state, id: next }))}
          />
          {chosen && <AlertPanel key={`${chosen.id} ${chosen.state}`} alert={chosen} />}
        </div>
      )}
    </>
  );
}
