import { CheckCircleFilled, CloseCircleFilled, SafetyCertificateOutlined } from '@ant-design/icons';
import type { Verification } from '@jinqiao/api';
import { useMutationState, useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Progress, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useVerify, VERIFICATION_KEY } from '../../api/commands.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { shanghaiTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { ledger } from '../../i18n/texts/ledger.ts';

addTexts('ledger', ledger);

type Check = Verification['checks'][number];
type Kept = { result: Verification; at: number };

function useRunning(): number | undefined {
  const started = useMutationState({ filters: { mutationKey: ['verify'], status: 'pending' }, select: (mutation) => mutation.state.submittedAt });
  return started.at(-1);
}

function Running({ since }: { since: number }) {
  const { text } = useText();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  return (
    <Section title={text('ledger:verification')}>
      <Progress percent={100} status="active" showInfo={false} />
      <p className="muted num">{text('ledger:verifyRunning', { seconds })}</p>
    </Section>
  );
}

function Checks({ checks }: { checks: readonly Check[] }) {
  const { text, term } = useText();
  // The name of a check may end in the programme that it is about.
  const nameOf = (name: string) => {
    const [code = name, ...about] = name.split(' ');
    return [term('ledger:check', code), ...about].join(' ');
  };
  const columns: Column<Check>[] = [
    textColumn('name', text('ledger:check'), (check) => nameOf(check.name)),
    countColumn('examined', text('ledger:examined'), (check) => check.examined, { width: 140 }),
    textColumn('ok', text('loan:result'), (check) => text(check.ok ? 'loan:pass' : 'loan:fail'), {
      width: 180,
      render: (check) =>
        check.ok ? (
          <span className="good">
            <CheckCircleFilled /> {text('loan:pass')}
          </span>
        ) : (
          <span className="bad">
            <CloseCircleFilled /> {text('loan:fail')}
          </span>
        ),
    }),
    textColumn('wrong', text('ledger:wrong'), (check) => check.wrong.join('; '), {
      render: (check) => (check.wrong.length === 0 ? <span className="muted">–</span> : <code className="wrap">{check.wrong.join('\n')}</code>),
    }),
  ];
  return (
    <Section flush title={text('ledger:checks')} extra={<ExportRows name="verification" columns={columns} rows={checks} />}>
      <DataTable
        columns={columns}
        rows={checks}
        rowKey={(check) => check.name}
        empty={text('common:noData')}
        testId="checks"
        rowClassName={(check) => (check.ok ? '' : 'row-bad')}
      />
    </Section>
  );
}

function Heads({ head }: { head: Verification['head'] }) {
  const { text } = useText();
  return (
    <Section title={text('ledger:heads')}>
      <dl className="facts">
        {Object.entries(head).map(([book, hash]) => (
          <div key={book} className="fact">
            <dt>{book}</dt>
            <dd>
              <code className="wrap">{hash}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted small">{text('ledger:headsNote')}</p>
    </Section>
  );
}

function Outcome({ kept }: { kept: Kept }) {
  const { text } = useText();
  const { result, at } = kept;
  return (
    <div className="stack" data-testid="verification-result" data-ok={result.ok}>
      <Alert
        type={result.ok ? 'success' : 'error'}
        showIcon
        title={text(result.ok ? 'ledger:verifyOk' : 'ledger:verifyWrong')}
        description={
          <span className="num">
            {text('ledger:verifyAt', { time: shanghaiTime(at) })}
            {!result.ok && ` · ${text('ledger:verifyWrongHelp')}`}
          </span>
        }
      />
      <Checks checks={result.checks} />
      <Heads head={result.head} />
    </div>
  );
}

export function VerificationPage() {
  const { text, term } = useText();
  const may = useMay('verify');
  const role = useSession()?.role ?? '';
  const verify = useVerify();
  const since = useRunning();
  const { data: kept } = useQuery<Kept | null>({ queryKey: VERIFICATION_KEY, queryFn: () => null, enabled: false, gcTime: Number.POSITIVE_INFINITY });
  const action = (
    <Tooltip title={may ? '' : text('common:mayNot', { role: term('shell:role', role) })}>
      <Button
        type="primary"
        icon={<SafetyCertificateOutlined />}
        disabled={!may}
        loading={since !== undefined}
        onClick={() => verify.mutate()}
        data-testid="verify-run"
      >
        {text('ledger:verifyRun')}
      </Button>
    </Tooltip>
  );
  return (
    <>
      <PageHead title={text('ledger:verification')} lead={text('ledger:verifyLead')} actions={action} />
      <div className="stack">
        {verify.isError && <FailureAlert error={verify.error} />}
        {since !== undefined && <Running since={since} />}
        {kept && since === undefined && <Outcome kept={kept} />}
        {!kept && since === undefined && !verify.isError && (
          <Section title={text('ledger:verification')}>
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('ledger:verifyNever')} />
          </Section>
        )}
      </div>
    </>
  );
}
