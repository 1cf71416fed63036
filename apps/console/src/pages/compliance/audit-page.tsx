import type { AuditEntry } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Column, textColumn } from '../../components/columns.tsx';
import { TextFilter } from '../../components/filters.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import './shared.tsx';

/** What staff did in compliance, entry by entry. */
export function AuditPage() {
  const { text } = useText();
  const { subject } = useSearch({ from: '/inside/compliance/audit' });
  const navigate = useNavigate();
  const columns: Column<AuditEntry>[] = [
    textColumn('sequence', '#', (entry) => entry.sequence, { width: 70, render: (entry) => <span className="num">{entry.sequence}</span> }),
    textColumn('at', text('compliance:at'), (entry) => localTime(entry.at), { render: (entry) => <span className="num">{localTime(entry.at)}</span> }),
    textColumn('actor', text('compliance:actor'), (entry) => entry.actor),
    textColumn('what', text('compliance:what'), (entry) => entry.action),
    textColumn('subject', text('compliance:subject'), (entry) => entry.subject, { render: (entry) => <span className="id">{entry.subject}</span> }),
    textColumn('reason', text('common:reason'), (entry) => entry.reason, { render: (entry) => <span className="wrap">{entry.reason}</span> }),
    textColumn('hash', text('compliance:digest'), (entry) => entry.hash, { render: (entry) => <code title={entry.hash}>{entry.hash.slice(0, 12)}…</code> }),
  ];
  return (
    <>
      <PageHead title={text('compliance:audit')} lead={text('compliance:auditLead')} />
      <List<AuditEntry>
        resource="/compliance/audit"
        name="compliance-audit"
        filters={{ subject }}
        columns={columns}
        rowKey={(entry) => entry.sequence}
        empty={text('compliance:auditEmpty')}
        narrowed={subject !== undefined}
        testId="compliance-audit"
        toolbar={
          <TextFilter
            value={subject}
            onChange={(next) => void navigate({ to: '/compliance/audit', search: { subject: next } })}
            placeholder={text('compliance:subject')}
            testId="audit-subject"
          />
        }
        expandable={{ expandedRowRender: (entry) => <JsonView title={text('compliance:content')} body={entry.detail} /> }}
      />
    </>
  );
}
