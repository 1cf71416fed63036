import { CheckCircleFilled, CloseCircleFilled, SafetyCertificateOutlined } from '@ant-design/icons';
import type { BookProof, BookVerification } from '@jinqiao/api';
import { Button, Input, Progress, Tooltip } from 'antd';
import { useState } from 'react';
import { useVerifyBook } from '../../api/commands.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, JournalLink, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { Section } from '../../components/section.tsx';
import { isDate, localTime } from '../../format/dates.ts';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

const JOURNAL = /journal (\d+) \(([0-9a-f-]{36})\)/;
const BATCH = /batch (\d+) \(journals (\d+) to (\d+)\) (.*)$/;
const BATCH_FAULTS = [
  ['does not begin', 'ledger:fault.begins'],
  ['holds', 'ledger:fault.holds'],
  ['does not follow', 'ledger:fault.follows'],
] as const;

/** Where a chain breaks, in words of the chosen language, with the way to the journal; what is unknown is shown as the server said it. */
function Fault({ says }: { says: string }) {
  const { text } = useText();
  const [, sequence, id] = JOURNAL.exec(says) ?? [];
  if (sequence && id) return <JournalLink id={id} label={text('ledger:fault.journal', { sequence })} />;
  const [, batch = '', first = '', last = '', what = ''] = BATCH.exec(says) ?? [];
  const known = BATCH_FAULTS.find(([begin]) => what.startsWith(begin))?.[1];
  if (!known) return <code className="wrap">{says}</code>;
  return (
    <span className="num">
      {text(known, { batch })} ({grouped(first)} – {grouped(last)})
    </span>
  );
}

function Outcome({ run }: { run: BookVerification }) {
  const { text } = useText();
  const all = Number(BigInt(run.through) - BigInt(run.from) + 1n);
  if (run.state === 'running') {
    const percent = Math.min(99, Math.floor((Number(run.examined) * 100) / all));
    return (
      <div className="run-progress">
        <Progress percent={percent} size="small" status="active" />
        <span className="muted small num">{text('ledger:runProgress', { done: grouped(run.examined), all: grouped(String(all)) })}</span>
      </div>
    );
  }
  if (run.state === 'interrupted') return <span className="warn">{text('ledger:run.interrupted')}</span>;
  return run.ok ? (
    <span className="good">
      <CheckCircleFilled /> {text('ledger:run.ok')}
    </span>
  ) : (
    <span className="bad">
      <CloseCircleFilled /> {text('ledger:run.wrong')}
    </span>
  );
}

function Runs({ runs }: { runs: readonly BookVerification[] }) {
  const { text } = useText();
  const columns: Column<BookVerification>[] = [
    textColumn('at', text('ledger:runAt'), (run) => run.startedAt, { width: 180, render: (run) => <span className="num">{localTime(run.startedAt)}</span> }),
    textColumn('range', text('ledger:runRange'), (run) => `${run.from}–${run.through}`, {
      width: 200,
      render: (run) => (
        <span className="num">
          {grouped(run.from)} – {grouped(run.through)}
        </span>
      ),
    }),
    textColumn('by', text('ledger:runBy'), (run) => run.by, { width: 120 }),
    textColumn('outcome', text('common:state'), (run) => run.state, { width: 220, render: (run) => <Outcome run={run} /> }),
    textColumn('wrong', text('ledger:wrong'), (run) => run.wrong.join('; '), {
      render: (run) =>
        run.wrong.length === 0 ? (
          <span className="muted">–</span>
        ) : (
          run.wrong.map((says) => (
            <div key={says}>
              <Fault says={says} />
            </div>
          ))
        ),
    }),
  ];
  return (
    <DataTable
      columns={columns}
      rows={runs}
      rowKey={(run) => run.id}
      empty={text('ledger:runsEmpty')}
      testId="runs"
      rowClassName={(run) => (run.ok === false ? 'row-bad' : '')}
    />
  );
}

const isSequence = (end: string) => /^\d{1,18}$/.test(end);

/** Each end is a sequence or a date, both of one kind; an empty end is that of the book. */
function rangeIsSound(from: string, through: string): boolean {
  const ends = [from, through].filter((end) => end !== '');
  return ends.every(isSequence) || ends.every(isDate);
}

export function VerifyBook({ proof, from: firstFrom, through: firstThrough }: { proof: BookProof; from: string; through: string }) {
  const { text, term } = useText();
  const may = useMay('verify-book');
  const role = useSession()?.role ?? '';
  const verify = useVerifyBook(proof.book);
  const [from, setFrom] = useState(firstFrom);
  const [through, setThrough] = useState(firstThrough);
  const sound = rangeIsSound(from, through);
  const running = verify.isPending || proof.verifications.some((run) => run.state === 'running');
  const field = (label: string, value: string, change: (value: string) => void, testId: string) => (
    <div className="verify-end">
      <span className="field-label">{label}</span>
      <Input aria-label={label} value={value} onChange={(event) => change(event.target.value.trim())} status={sound ? '' : 'error'} data-testid={testId} />
    </div>
  );
  const whole = from === '' && through === '';
  return (
    <Section flush title={text('ledger:verifyBook')} testId="verify-book">
      <form
        className="verify-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (may && sound && !running) verify.mutate({ ...(from && { from }), ...(through && { through }) });
        }}
      >
        {field(text('ledger:verifyFrom'), from, setFrom, 'verify-from')}
        {field(text('ledger:verifyThrough'), through, setThrough, 'verify-through')}
        <Tooltip title={may ? '' : text('common:mayNot', { role: term('shell:role', role) })}>
          <Button
            type="primary"
            htmlType="submit"
            icon={<SafetyCertificateOutlined />}
            disabled={!may || !sound}
            loading={running}
            data-testid="verify-book-run"
          >
            {text(whole ? 'ledger:verifyWhole' : 'ledger:verifyRange')}
          </Button>
        </Tooltip>
        <span className={sound ? 'muted small' : 'bad small'}>{text(sound ? 'ledger:verifyHint' : 'ledger:verifyEnds')}</span>
      </form>
      {verify.isError && <FailureAlert error={verify.error} />}
      <Runs runs={proof.verifications} />
    </Section>
  );
}
