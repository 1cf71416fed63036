import type { BreakDetail, BreakItem } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Descriptions, Skeleton } from 'antd';
import { breakQuery, programmesQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { JournalLink, LoanLink } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { CheckForm, ProposeForm } from './resolution-forms.tsx';

function Facts({ item }: { item: BreakDetail }) {
  const { text, term, choose } = useText();
  const programme = useQuery(programmesQuery).data?.items.find((candidate) => candidate.id === item.programmeId);
  const items = [
    { key: 'comparison', label: text('reconciliation:comparison'), children: term('reconciliation:comparison', item.comparison), span: 2 },
    { key: 'ours', label: text('reconciliation:ours'), children: <Money value={item.ours} /> },
    { key: 'theirs', label: text('reconciliation:theirs'), children: <Money value={item.theirs} /> },
    { key: 'difference', label: text('reconciliation:difference'), children: <Money value={item.difference} /> },
    { key: 'foundOn', label: text('reconciliation:foundOn'), children: <span className="num">{item.foundOn}</span> },
    { key: 'owner', label: text('reconciliation:owner'), children: term('shell:role', item.owner) },
    { key: 'oursState', label: text('reconciliation:oursState'), children: item.oursState || '–' },
    { key: 'programme', label: text('loan:programme'), children: programme ? choose(programme.nameZh, programme.name) : item.programmeId, span: 2 },
    { key: 'reference', label: text('common:reference'), children: <span className="id wrap">{item.reference}</span>, span: 2 },
    ...(item.loanId ? [{ key: 'loan', label: text('reconciliation:loan'), children: <LoanLink id={item.loanId} />, span: 2 }] : []),
    ...(item.journalId
      ? [{ key: 'journal', label: text('reconciliation:suspense'), children: <JournalLink id={item.journalId} label={item.journalId} />, span: 2 }]
      : []),
    ...(item.counterpart
      ? [{ key: 'counterpart', label: text('reconciliation:counterpart'), children: <span className="id wrap">{item.counterpart}</span>, span: 2 }]
      : []),
  ];
  return <Descriptions size="small" column={2} items={items} />;
}

function Line({ item }: { item: BreakDetail }) {
  const { text } = useText();
  if (!item.fileId) return null;
  return (
    <div>
      <Link to="/reconciliation/files/$fileId" params={{ fileId: item.fileId }} search={{ reference: item.reference }} className="link">
        {item.line ? text('reconciliation:fileLine', { n: item.line.number }) : text('reconciliation:file')}
      </Link>
      {item.line && <p className="num small wrap">{item.line.fields.map(({ name, value }) => `${name} ${value}`).join(' · ')}</p>}
    </div>
  );
}

function History({ item }: { item: BreakDetail }) {
  const { text, term } = useText();
  if (item.resolutions.length === 0) return null;
  return (
    <div className="stack" data-testid="resolutions">
      <strong>{text('reconciliation:history')}</strong>
      {item.resolutions.map((row) => (
        <div key={row.id}>
          {term('reconciliation:resolution', row.kind)} <StateTag area="reconciliation:state" state={row.state} /> {row.code && <code>{row.code}</code>}
          <div className="muted small">
            {text('common:maker')} {row.madeBy} {row.madeOn}
            {row.checkedBy && ` · ${text('reconciliation:checker')} ${row.checkedBy} ${row.checkedOn}`}
          </div>
          <div className="small">{row.reason}</div>
          {row.journals.map((id) => (
            <div key={id} className="small">
              <JournalLink id={id} label={id} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function Action({ item }: { item: BreakDetail }) {
  const { text, term } = useText();
  const mayPropose = useMay('resolve-break');
  const mayCheck = useMay('check-break');
  const session = useSession();
  const waiting = item.resolutions.find(({ state }) => state === 'proposed' || state === 'approved');
  const role = term('shell:role', session?.role ?? '');
  if (waiting) {
    if (waiting.madeBy === session?.login) return <Alert type="info" showIcon title={text('reconciliation:makerChecks')} data-testid="maker-waits" />;
    return mayCheck ? <CheckForm item={item} waiting={waiting} /> : <Alert type="info" showIcon title={text('common:mayNot', { role })} />;
  }
  if (item.state === 'pending' || item.state === 'transit') return <Alert type="info" showIcon title={text('reconciliation:pendingWhy')} />;
  if (item.offered.length === 0) return null;
  return mayPropose ? <ProposeForm item={item} /> : <Alert type="info" showIcon title={text('common:mayNot', { role })} data-testid="resolve-forbidden" />;
}

export function BreakPanel({ chosen }: { chosen: BreakItem }) {
  const { term } = useText();
  const { data: item, isError, error, refetch } = useQuery(breakQuery(chosen.id));
  return (
    <aside className="desk-panel" data-testid="break-panel">
      <Section
        title={`${term('reconciliation:type', chosen.type)} · ${chosen.date}`}
        extra={<StateTag area="reconciliation:state" state={item?.state ?? chosen.state} />}
      >
        {isError && !item && <Failure error={error} retry={() => void refetch()} />}
        {!isError && !item && <Skeleton active />}
        {item && (
          <div className="stack">
            <Facts item={item} />
            <Line item={item} />
            <History item={item} />
            <Action key={`${item.state} ${item.resolutions.length}`} item={item} />
          </div>
        )}
      </Section>
    </aside>
  );
}
