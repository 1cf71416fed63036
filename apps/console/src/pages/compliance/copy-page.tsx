import type { CopyFinding } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useCopyCheck } from '../../api/compliance.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { Line, ProfileSwitch, useMoment } from './shared.tsx';

type Checked = { text: string; findings: readonly CopyFinding[] };

/** The text as it was checked, with what was found in it marked. */
function Marked({ checked }: { checked: Checked }) {
  const characters = [...checked.text];
  const parts: { key: string; text: string; found: boolean }[] = [];
  let at = 0;
  for (const { start, end } of checked.findings) {
    if (start === null || end === null) continue;
    if (start > at) parts.push({ key: `t${at}`, text: characters.slice(at, start).join(''), found: false });
    parts.push({ key: `m${start}`, text: characters.slice(start, end).join(''), found: true });
    at = end;
  }
  parts.push({ key: `t${at}`, text: characters.slice(at).join(''), found: false });
  return (
    <p className="copy-marked" data-testid="copy-marked">
      {parts.map((part) => (part.found ? <mark key={part.key}>{part.text}</mark> : <span key={part.key}>{part.text}</span>))}
    </p>
  );
}

function Findings({ checked }: { checked: Checked }) {
  const { text, choose } = useText();
  const columns: Column<CopyFinding>[] = [
    textColumn('word', text('compliance:word'), (finding) => finding.word || '–', { render: (finding) => <strong>{finding.word || '–'}</strong> }),
    textColumn('place', text('compliance:place'), (finding) => (finding.start === null ? '–' : `${finding.start + 1}–${finding.end}`), {
      render: (finding) => <span className="num">{finding.start === null ? '–' : `${finding.start + 1}–${finding.end}`}</span>,
    }),
    textColumn('why', text('compliance:why'), (finding) => choose(finding.reasonZh, finding.reasonEn)),
    textColumn('instead', text('compliance:instead'), (finding) => choose(finding.suggestionZh, finding.suggestionEn)),
    textColumn('basis', text('compliance:basis'), (finding) => finding.basis),
    dateColumn('since', text('compliance:since'), (finding) => finding.since),
  ];
  return (
    <Section
      flush
      title={text('compliance:copyFound', { count: checked.findings.length })}
      extra={<ExportRows name="copy-check" columns={columns} rows={checked.findings} />}
    >
      <DataTable
        columns={columns}
        rows={checked.findings}
        rowKey={(finding) => `${finding.ruleId} ${finding.start}`}
        empty={text('compliance:copyClean')}
        testId="copy-findings"
      />
    </Section>
  );
}

export function CopyPage() {
  const { text } = useText();
  const search = useSearch({ from: '/inside/compliance/copy' });
  const navigate = useNavigate();
  const { profile, date, today } = useMoment(search);
  const [kind, setKind] = useState<'copy' | 'account-name'>('copy');
  const [words, setWords] = useState<string>(text('compliance:copySample'));
  const [checked, setChecked] = useState<Checked | null>(null);
  const check = useCopyCheck();
  const go = (next: Record<string, string | undefined>) => void navigate({ to: '/compliance/copy', search: { ...search, ...next }, replace: true });
  const run = () => check.mutate({ text: words, kind, profile, date }, { onSuccess: ({ findings }) => setChecked({ text: words, findings }) });
  return (
    <>
      <PageHead title={text('compliance:copy')} lead={text('compliance:copyLead')} />
      <Line>
        <ProfileSwitch value={profile} onChange={(next) => go({ profile: next })} />
        <DateField value={date} onChange={(next) => go({ date: next })} label={text('common:date')} today={today} testId="copy-date" />
        <Segmented
          value={kind}
          onChange={setKind}
          aria-label={text('compliance:copyKind')}
          options={(['copy', 'account-name'] as const).map((value) => ({ value, label: text(`compliance:copyKind.${value}`) }))}
        />
      </Line>
      <div className="stack">
        <Section title={text('compliance:copyText')}>
          <div className="stack">
            <Input.TextArea
              rows={4}
              maxLength={20_000}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              aria-label={text('compliance:copyText')}
              data-testid="copy-text"
            />
            {check.isError && <FailureAlert error={check.error} />}
            <div className="panel-foot">
              <Button type="primary" disabled={words.trim() === '' || date === ''} loading={check.isPending} onClick={run} data-testid="copy-check">
                {text('compliance:check')}
              </Button>
            </div>
            {checked && <Marked checked={checked} />}
            {checked && checked.findings.length === 0 && <Alert type="success" showIcon title={text('compliance:copyClean')} />}
          </div>
        </Section>
        {checked && checked.findings.length > 0 && <Findings checked={checked} />}
      </div>
    </>
  );
}
