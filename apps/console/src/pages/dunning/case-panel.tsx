import type { DunningCaseDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Empty, Skeleton, Space, Tabs, Timeline } from 'antd';
import { useState } from 'react';
import { dunningCaseQuery, useDunningCommand } from '../../api/dunning.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, CustomerLink, countColumn, dateColumn, LoanLink, moneyColumn, PurchaseLink, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { useEntityName } from '../../components/entity-name.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { ComplaintTab, PlanTab, PromiseTab, SettlementTab } from './agreement-tabs.tsx';
import { ContactTab } from './contact-tab.tsx';
import { TextField } from './fields.tsx';

function Facts({ item }: { item: DunningCaseDetail }) {
  const { text } = useText();
  const nameOf = useEntityName();
  const { bureauNotice: notice } = item;
  return (
    <Descriptions
      size="small"
      column={2}
      items={[
        { key: 'customer', label: text('dunning:customer'), children: <CustomerLink id={item.customerId} name={item.customerName} /> },
        { key: 'mobile', label: text('customer:mobile'), children: <span className="num">{item.customerMobile}</span> },
        { key: 'creditor', label: text('dunning:creditor'), children: nameOf(item.creditor) },
        { key: 'owed', label: text('dunning:owedToday'), children: <Money value={item.owedToday} /> },
        { key: 'assignee', label: text('dunning:assignee'), children: item.assignee ?? text('dunning:nobody') },
        { key: 'days', label: text('dunning:days'), children: <span className="num">{item.daysPastDue}</span> },
        {
          key: 'bureau',
          label: text('dunning:bureau'),
          span: 2,
          children: notice ? text('dunning:bureauGiven', { on: notice.givenOn, from: notice.reportFrom }) : text('dunning:bureauMissing'),
        },
      ]}
    />
  );
}

function Debts({ item }: { item: DunningCaseDetail }) {
  const { text, term } = useText();
  type Debt = DunningCaseDetail['debts'][number];
  const columns: Column<Debt>[] = [
    textColumn('kind', text('common:kind'), (debt) => term('dunning:kind', debt.kind)),
    textColumn('contract', text('dunning:contract'), (debt) => debt.contractId, {
      render: (debt) => (debt.kind === 'loan' || debt.kind === 'recourse' ? <LoanLink id={debt.contractId} /> : <PurchaseLink id={debt.contractId} />),
    }),
    countColumn('days', text('dunning:days'), (debt) => debt.daysPastDue),
    moneyColumn('total', text('dunning:total'), (debt) => debt.owed.total),
    moneyColumn('principal', text('dunning:principal'), (debt) => debt.owed.principal),
    moneyColumn('interest', text('dunning:interest'), (debt) => debt.owed.interest),
    moneyColumn('penalty', text('dunning:penalty'), (debt) => debt.owed.penalty),
    moneyColumn('fees', text('dunning:fees'), (debt) => debt.owed.fees),
    dateColumn('since', text('dunning:since'), (debt) => debt.since),
    textColumn('ending', text('common:state'), (debt) => term('dunning:ending', debt.ending ?? ''), {
      render: (debt) => (debt.ending ? term('dunning:ending', debt.ending) : text('dunning:state.open')),
    }),
  ];
  return <DataTable columns={columns} rows={item.debts} rowKey={(debt) => `${debt.kind} ${debt.contractId}`} empty={text('common:noData')} testId="debts" />;
}

/** Take, give back, hand on. */
function Hands({ item, mine }: { item: DunningCaseDetail; mine: boolean }) {
  const { text } = useText();
  const [assignee, setAssignee] = useState('');
  const [reason, setReason] = useState('');
  const claim = useDunningCommand<object>(`cases/${item.id}/claim`);
  const release = useDunningCommand<object>(`cases/${item.id}/release`, () => setReason(''));
  const assign = useDunningCommand<object>(`cases/${item.id}/assignment`, () => setAssignee(''));
  const error = claim.error ?? release.error ?? assign.error;
  return (
    <div className="stack" data-testid="hands">
      {item.assignee !== null && (
        <div className="form-pair">
          <TextField id="hand-reason" label={text('dunning:reason')} value={reason} onChange={setReason} />
          <TextField id="hand-assignee" label={text('dunning:assignTo')} value={assignee} onChange={setAssignee} max={64} />
        </div>
      )}
      {error && <FailureAlert error={error} />}
      <Space className="panel-foot">
        {item.assignee === null && (
          <Button type="primary" loading={claim.isPending} onClick={() => claim.mutate({})} data-testid="case-claim">
            {text('dunning:claim')}
          </Button>
        )}
        {item.assignee !== null && (
          <Button disabled={assignee.trim() === '' || reason.trim().length < 4} loading={assign.isPending} onClick={() => assign.mutate({ assignee, reason })}>
            {text('dunning:reassign')}
          </Button>
        )}
        {mine && (
          <Button disabled={reason.trim().length < 4} loading={release.isPending} onClick={() => release.mutate({ reason })} data-testid="case-release">
            {text('dunning:release')}
          </Button>
        )}
      </Space>
    </div>
  );
}

function History({ item }: { item: DunningCaseDetail }) {
  const { text, term } = useText();
  if (item.events.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('dunning:noEvents')} />;
  return (
    <Timeline
      items={item.events.map((event, i) => ({
        key: i,
        content: (
          <>
            {term('dunning:event', event.event)} <span className="muted num small">{event.businessDate}</span>{' '}
            <span className="muted small">{event.actor === 'close' ? text('dunning:automatic') : event.actor}</span>
            {(event.was || event.now) && <div className="small id wrap">{[event.was, event.now].filter(Boolean).join(' → ')}</div>}
            {event.note && <div className="small">{event.note}</div>}
          </>
        ),
      }))}
    />
  );
}

function Work({ item, today }: { item: DunningCaseDetail; today: string }) {
  const { text } = useText();
  const session = useSession();
  const works = useMay('dun');
  const mine = item.assignee !== null && item.assignee === session?.login;
  const may = mine && item.state === 'open';
  const tab = { item, may, today };
  return (
    <div className="stack">
      {item.complaints.some(({ state }) => state === 'open') && (
        <Alert type="error" showIcon title={text('dunning:complaintWhy')} data-testid="complaint-stop" />
      )}
      <Facts item={item} />
      <Debts item={item} />
      <Tabs
        data-testid="case-tabs"
        items={[
          { key: 'contact', label: text('dunning:tabContact'), children: <ContactTab item={item} may={may} /> },
          { key: 'promise', label: text('dunning:tabPromise'), children: <PromiseTab {...tab} /> },
          { key: 'plan', label: text('dunning:tabPlan'), children: <PlanTab {...tab} /> },
          { key: 'settlement', label: text('dunning:tabSettlement'), children: <SettlementTab {...tab} /> },
          { key: 'complaint', label: text('dunning:tabComplaint'), children: <ComplaintTab item={item} /> },
          { key: 'history', label: text('dunning:tabHistory'), children: <History item={item} /> },
        ]}
      />
      {works && item.state === 'open' && <Hands item={item} mine={mine} />}
    </div>
  );
}

/** The case that is open: who, what is owed, what may be done, what was. */
export function CasePanel({ id }: { id: string }) {
  const { text } = useText();
  const today = useQuery(businessDayQuery).data?.current;
  const { data: item, isError, error, refetch } = useQuery(dunningCaseQuery(id));
  return (
    <aside className="desk-panel" data-testid="case-panel">
      <Section
        title={item ? `${item.customerName} · ${text('dunning:days')} ${item.daysPastDue}` : text('dunning:title')}
        extra={item && <StateTag area="dunning:state" state={item.state} />}
      >
        {isError && !item && <Failure error={error} retry={() => void refetch()} />}
        {!isError && !item && <Skeleton active />}
        {item && today && <Work key={item.id} item={item} today={today} />}
      </Section>
    </aside>
  );
}
