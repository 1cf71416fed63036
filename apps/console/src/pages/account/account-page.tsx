import type { OwnSecurity } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Form, Input, Skeleton, Tag } from 'antd';
import { ownSecurityQuery, useChangePassword, useRevokeSession } from '../../api/security.ts';
import { useSession } from '../../app/session.ts';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ScopeTags } from '../../components/scopes.tsx';
import { Section } from '../../components/section.tsx';
import { localTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { security } from '../../i18n/texts/security.ts';
import { SecondFactor } from './second-factor.tsx';

addTexts('security', security);

const PASSWORD_MIN = 10;
/** Characters of a browser's name that fit a row. */
const AGENT_SHOWN = 48;

function Password() {
  const { text } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ current: string; next: string }>();
  const change = useChangePassword();
  const submit = (fields: { current: string; next: string }) =>
    change.mutate(fields, {
      onSuccess: () => {
        form.resetFields();
        void message.success(text('security:passwordDone'));
      },
    });
  return (
    <Section title={text('security:password')} testId="own-password">
      <Form form={form} layout="vertical" onFinish={submit} className="narrow">
        <Form.Item name="current" label={text('security:current')} rules={[{ required: true, message: text('security:current') }]}>
          <Input.Password autoComplete="current-password" data-testid="password-current" />
        </Form.Item>
        <Form.Item name="next" label={text('security:next')} rules={[{ required: true, min: PASSWORD_MIN, message: text('security:passwordShort') }]}>
          <Input.Password autoComplete="new-password" data-testid="password-next" />
        </Form.Item>
        {change.isError && <FailureAlert error={change.error} />}
        <Button htmlType="submit" loading={change.isPending} data-testid="password-submit">
          {text('security:change')}
        </Button>
      </Form>
    </Section>
  );
}

type Open = OwnSecurity['sessions'][number];

function Sessions({ sessions }: { sessions: readonly Open[] }) {
  const { text } = useText();
  const revoke = useRevokeSession();
  const time = (key: string, title: string, of: (row: Open) => string): Column<Open> =>
    textColumn(key, title, of, { render: (row) => <span className="num">{localTime(of(row))}</span> });
  const columns: Column<Open>[] = [
    time('opened', text('security:openedAt'), (row) => row.openedAt),
    time('seen', text('security:seenAt'), (row) => row.seenAt),
    time('expires', text('security:expiresAt'), (row) => row.expiresAt),
    textColumn('end', '', () => '', {
      render: (row) =>
        row.current ? (
          <Tag color="processing">{text('security:thisSession')}</Tag>
        ) : (
          <Button size="small" loading={revoke.isPending} onClick={() => revoke.mutate(row.id)} data-testid="session-end">
            {text('security:end')}
          </Button>
        ),
    }),
    textColumn('agent', text('security:agent'), (row) => row.agent, {
      render: (row) => (
        <span className="muted small" title={row.agent}>
          {row.agent.length > AGENT_SHOWN ? `${row.agent.slice(0, AGENT_SHOWN)}…` : row.agent}
        </span>
      ),
    }),
  ];
  return (
    <Section flush title={text('security:sessions')}>
      <DataTable columns={columns} rows={sessions} rowKey={(row) => row.id} empty="–" testId="sessions" />
    </Section>
  );
}

/** A person's own account: rights, password, second factor, sessions. Where something is due, it is the only page. */
export function OwnAccountPage() {
  const { text, term } = useText();
  const due = useSession()?.due;
  const { data, error, isError, refetch } = useQuery(ownSecurityQuery);
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  const rights = [
    { key: 'login', label: text('security:login'), children: data.login },
    { key: 'role', label: text('security:role'), children: term('shell:role', data.role) },
    { key: 'scopes', label: text('security:scopes'), children: <ScopeTags scopes={data.scopes} /> },
  ];
  return (
    <>
      <PageHead title={text('security:account')} lead={data.name} />
      <div className="stack">
        {due === 'second-factor' && <Alert type="warning" showIcon title={text('security:dueFactor')} data-testid="due" />}
        {due === 'password' && <Alert type="warning" showIcon title={text('security:duePassword')} data-testid="due" />}
        <Section title={text('security:rights')}>
          <Descriptions size="small" column={3} items={rights} />
        </Section>
        <div className="columns halves">
          <SecondFactor own={data} />
          <Password />
        </div>
        <Sessions sessions={data.sessions} />
      </div>
    </>
  );
}
