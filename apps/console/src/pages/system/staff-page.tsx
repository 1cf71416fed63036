import type { DecidedStaffChange, StaffChange, StaffMember } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { dataKeysQuery, staffChangesQuery, staffQuery, useDecideStaffChange } from '../../api/security.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ScopeTags, useScopeNames } from '../../components/scopes.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { security } from '../../i18n/texts/security.ts';
import { DataKeys } from './data-keys.tsx';
import { StaffChangePanel } from './staff-change-panel.tsx';

addTexts('security', security);

function People({ rows, loading }: { rows: readonly StaffMember[]; loading: boolean }) {
  const { text, term } = useText();
  const yes = (value: boolean) => text(value ? 'security:yes' : 'security:no');
  const columns: Column<StaffMember>[] = [
    textColumn('login', text('security:login'), (row) => row.login),
    textColumn('name', text('security:name'), (row) => row.name),
    textColumn('role', text('security:role'), (row) => term('shell:role', row.role)),
    textColumn('scopes', text('security:scopes'), (row) => row.scopes.join(' '), {
      render: (row) => <ScopeTags scopes={row.scopes} />,
    }),
    textColumn('state', text('common:state'), (row) => text(`security:state.${row.state}`), {
      render: (row) => (
        <Space>
          <StateTag area="security:state" state={row.state} />
          {row.lockedUntil !== null && <Tag color="error">{text('security:locked')}</Tag>}
        </Space>
      ),
    }),
    textColumn('factor', text('security:factor'), (row) => yes(row.secondFactor)),
    countColumn('sessions', text('security:openSessions'), (row) => row.sessions),
  ];
  return (
    <Section flush title={text('security:people')} extra={<ExportRows name="staff" columns={columns} rows={rows} />}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.login} loading={loading} empty="–" testId="staff" />
    </Section>
  );
}

function Decide({ change, onDecided }: { change: StaffChange; onDecided: (decided: DecidedStaffChange) => void }) {
  const { text } = useText();
  const me = useSession()?.login;
  const may = useMay('decide-staff');
  const decide = useDecideStaffChange();
  if (change.state !== 'pending') return <span className="num">{change.checkedBy ?? '–'}</span>;
  if (!may || change.madeBy === me || change.login === me) return <span className="muted">–</span>;
  const run = (approve: boolean) => decide.mutate({ id: change.id, approve }, { onSuccess: onDecided });
  return (
    <Space orientation="vertical">
      <Space>
        <Button size="small" type="primary" loading={decide.isPending} onClick={() => run(true)} data-testid="change-approve">
          {text('security:approve')}
        </Button>
        <Button size="small" danger disabled={decide.isPending} onClick={() => run(false)} data-testid="change-refuse">
          {text('security:refuse')}
        </Button>
      </Space>
      {decide.isError && <FailureAlert error={decide.error} />}
    </Space>
  );
}

function Changes({ rows, loading, onDecided }: { rows: readonly StaffChange[]; loading: boolean; onDecided: (decided: DecidedStaffChange) => void }) {
  const { text, term } = useText();
  const scopeNames = useScopeNames();
  const what = (row: StaffChange) => [row.name, row.role && term('shell:role', row.role), ...scopeNames(row.scopes ?? [])].filter(Boolean).join(' · ');
  const columns: Column<StaffChange>[] = [
    textColumn('at', text('security:madeAt'), (row) => row.madeAt, { render: (row) => <span className="num">{localTime(row.madeAt)}</span> }),
    textColumn('login', text('security:login'), (row) => row.login),
    textColumn('kind', text('security:kind'), (row) => text(`security:kind.${row.kind}`)),
    textColumn('what', text('security:what'), what),
    textColumn('reason', text('common:reason'), (row) => row.reason, { render: (row) => <span className="wrap">{row.reason}</span> }),
    textColumn('madeBy', text('security:madeBy'), (row) => row.madeBy),
    textColumn('state', text('common:state'), (row) => text(`security:change.${row.state}`), {
      render: (row) => <StateTag area="security:change" state={row.state} />,
    }),
    textColumn('checkedBy', text('security:checkedBy'), (row) => row.checkedBy, { render: (row) => <Decide change={row} onDecided={onDecided} /> }),
  ];
  return (
    <Section flush title={text('security:changes')} extra={<ExportRows name="staff-changes" columns={columns} rows={rows} />}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} loading={loading} empty={text('security:changesEmpty')} testId="staff-changes" />
    </Section>
  );
}

export function StaffPage() {
  const { text } = useText();
  const staff = useQuery(staffQuery);
  const changes = useQuery(staffChangesQuery);
  const seesKeys = useMay('see-keys');
  const keys = useQuery({ ...dataKeysQuery, enabled: seesKeys });
  const mayPropose = useMay('propose-staff');
  const [proposing, setProposing] = useState(false);
  const [decided, setDecided] = useState<DecidedStaffChange | null>(null);
  if (staff.isError && !staff.data) return <Failure error={staff.error} retry={() => void staff.refetch()} />;
  const actions = mayPropose && (
    <Button type="primary" onClick={() => setProposing(true)} data-testid="propose-open">
      {text('security:propose')}
    </Button>
  );
  return (
    <>
      <PageHead title={text('security:staff')} lead={text('security:staffLead')} readAt={staff.dataUpdatedAt} actions={actions} />
      <div className="stack">
        {decided?.password && (
          <Alert
            type="success"
            showIcon
            closable
            title={text('security:firstPassword')}
            description={
              <strong className="num" data-testid="first-password">
                {decided.change.login} / {decided.password}
              </strong>
            }
          />
        )}
        <Changes rows={changes.data?.items ?? []} loading={changes.isPending} onDecided={setDecided} />
        <People rows={staff.data?.items ?? []} loading={staff.isPending} />
        {seesKeys && <DataKeys rows={keys.data?.items ?? []} loading={keys.isPending} />}
      </div>
      {proposing && <StaffChangePanel people={staff.data?.items ?? []} onClose={() => setProposing(false)} />}
    </>
  );
}
