import type { DunningTasks } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { dunningTasksQuery, useDunningCommand } from '../../api/dunning.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, CustomerLink, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { dunning as texts } from '../../i18n/texts/dunning.ts';
import { TextField } from './fields.tsx';

addTexts('dunning', texts);

type Plan = DunningTasks['plans'][number];
type Settlement = DunningTasks['settlements'][number];
type Complaint = DunningTasks['complaints'][number];
type Hardship = DunningTasks['hardships'][number];

function Verdict({ address, madeBy }: { address: string; madeBy: string }) {
  const { text } = useText();
  const session = useSession();
  const may = useMay('decide-dunning');
  const command = useDunningCommand<{ approve: boolean }>(`${address}/verdict`);
  if (!may || session?.login === madeBy) return <>–</>;
  return (
    <Space direction="vertical">
      <Space>
        <Button size="small" type="primary" loading={command.isPending} onClick={() => command.mutate({ approve: true })} data-testid="task-approve">
          {text('dunning:approve')}
        </Button>
        <Button size="small" onClick={() => command.mutate({ approve: false })}>
          {text('dunning:reject')}
        </Button>
      </Space>
      {command.error && <FailureAlert error={command.error} />}
    </Space>
  );
}

/** An answer with its words, and one of a few ways to end it. */
function Answer({ address, ways }: { address: string; ways: readonly { state: string; label: string; primary?: boolean }[] }) {
  const { text } = useText();
  const [reason, setReason] = useState('');
  const command = useDunningCommand<{ state: string; reason: string }>(`${address}/answer`);
  return (
    <div className="stack">
      <TextField id={address} label={text('dunning:answer')} value={reason} onChange={setReason} rows={2} />
      {command.error && <FailureAlert error={command.error} />}
      <Space>
        {ways.map(({ state, label, primary }) => (
          <Button
            key={state}
            size="small"
            type={primary ? 'primary' : 'default'}
            disabled={reason.trim().length < 4}
            loading={command.isPending}
            onClick={() => command.mutate({ state, reason })}
          >
            {label}
          </Button>
        ))}
      </Space>
    </div>
  );
}

function CaseLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link to="/risk/dunning" search={{ q: id, id }} className="link">
      {children}
    </Link>
  );
}

function Agreements({ data }: { data: DunningTasks }) {
  const { text } = useText();
  const plans: Column<Plan>[] = [
    textColumn('contract', text('dunning:contract'), (row) => row.contractId, { render: (row) => <CaseLink id={row.caseId}>{row.contractId}</CaseLink> }),
    moneyColumn('total', text('dunning:total'), (row) => row.total),
    countColumn('periods', text('dunning:periods'), (row) => row.instalments.length),
    dateColumn('first', text('dunning:firstOn'), (row) => row.instalments[0]?.dueOn ?? null),
    textColumn('reason', text('dunning:reason'), (row) => row.reason),
    textColumn('maker', text('dunning:madeBy'), (row) => row.madeBy),
    textColumn('verdict', '', () => '', { render: (row) => <Verdict address={`plans/${row.id}`} madeBy={row.madeBy} /> }),
  ];
  const settlements: Column<Settlement>[] = [
    textColumn('contract', text('dunning:contract'), (row) => row.contractId, { render: (row) => <CaseLink id={row.caseId}>{row.contractId}</CaseLink> }),
    moneyColumn('owed', text('dunning:owed'), (row) => row.owed),
    moneyColumn('amount', text('dunning:amount'), (row) => row.amount),
    moneyColumn('waived', text('dunning:waived'), (row) => row.waived),
    dateColumn('until', text('dunning:validUntil'), (row) => row.validUntil),
    textColumn('reason', text('dunning:reason'), (row) => row.reason),
    textColumn('maker', text('dunning:madeBy'), (row) => row.madeBy),
    textColumn('verdict', '', () => '', { render: (row) => <Verdict address={`settlements/${row.id}`} madeBy={row.madeBy} /> }),
  ];
  return (
    <>
      <Section flush title={text('dunning:tabPlan')}>
        <DataTable columns={plans} rows={data.plans} rowKey={(row) => row.id} empty={text('dunning:nothingWaits')} testId="task-plans" />
      </Section>
      <Section flush title={text('dunning:tabSettlement')}>
        <DataTable columns={settlements} rows={data.settlements} rowKey={(row) => row.id} empty={text('dunning:nothingWaits')} testId="task-settlements" />
      </Section>
    </>
  );
}

function Requests({ data }: { data: DunningTasks }) {
  const { text } = useText();
  const [answers, works] = [useMay('answer-complaint'), useMay('dun')];
  const complaints: Column<Complaint>[] = [
    textColumn('customer', text('dunning:customer'), (row) => row.customerId, { render: (row) => <CustomerLink id={row.customerId} name={null} /> }),
    dateColumn('opened', text('dunning:madeOn'), (row) => row.openedOn),
    dateColumn('due', text('dunning:due'), (row) => row.dueOn),
    textColumn('reason', text('dunning:reason'), (row) => row.reason),
    textColumn('answer', '', () => '', {
      render: (row) =>
        answers ? (
          <Answer
            address={`complaints/${row.id}`}
            ways={[
              { state: 'answered', label: text('dunning:answer'), primary: true },
              { state: 'lifted', label: text('dunning:lift') },
            ]}
          />
        ) : (
          '–'
        ),
    }),
  ];
  const hardships: Column<Hardship>[] = [
    textColumn('contract', text('dunning:contract'), (row) => row.contractId, { render: (row) => <CaseLink id={row.caseId}>{row.contractId}</CaseLink> }),
    textColumn('creditor', text('dunning:creditor'), (row) => row.creditor),
    moneyColumn('monthly', text('dunning:monthly'), (row) => row.monthly),
    dateColumn('made', text('dunning:madeOn'), (row) => row.madeOn),
    textColumn('reason', text('dunning:reason'), (row) => row.reason),
    textColumn('answer', '', () => '', {
      render: (row) =>
        works ? (
          <Answer
            address={`hardships/${row.id}`}
            ways={[
              { state: 'planned', label: text('dunning:planned'), primary: true },
              { state: 'passed-on', label: text('dunning:passOn') },
              { state: 'refused', label: text('dunning:refuse') },
            ]}
          />
        ) : (
          '–'
        ),
    }),
  ];
  return (
    <>
      <Section flush title={text('dunning:tabComplaint')}>
        <DataTable columns={complaints} rows={data.complaints} rowKey={(row) => row.id} empty={text('dunning:nothingWaits')} testId="task-complaints" />
      </Section>
      <Section flush title={text('dunning:hardship')}>
        <DataTable columns={hardships} rows={data.hardships} rowKey={(row) => row.id} empty={text('dunning:nothingWaits')} testId="task-hardships" />
      </Section>
    </>
  );
}

/** What waits for another person, and what customers wait for. */
export function DunningTasksPage() {
  const { text } = useText();
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(dunningTasksQuery);
  return (
    <>
      <PageHead title={text('dunning:tasks')} lead={text('dunning:tasksLead')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (
        <div className="stack">
          <Agreements data={data} />
          <Requests data={data} />
        </div>
      )}
    </>
  );
}
