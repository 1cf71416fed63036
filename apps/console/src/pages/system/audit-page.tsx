import type { AuditEntry } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Descriptions } from 'antd';
import { type Column, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, DateField, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { security } from '../../i18n/texts/security.ts';

addTexts('security', security);

const PHASES = ['done', 'refused', 'failed', 'begun'] as const;

function useColumns(): Column<AuditEntry>[] {
  const { text, term } = useText();
  return [
    textColumn('at', text('security:at'), (row) => row.at, { render: (row) => <span className="num">{localTime(row.at)}</span> }),
    textColumn('actor', text('security:actor'), (row) => row.actor),
    textColumn('role', text('security:role'), (row) => term('shell:role', row.role)),
    textColumn('action', text('security:action'), (row) => row.action, { render: (row) => <code>{row.action}</code> }),
    textColumn('object', text('security:object'), (row) => row.object, { render: (row) => <span className="id wrap">{row.object}</span> }),
    textColumn('phase', text('security:phase'), (row) => text(`security:phase.${row.phase}`), {
      render: (row) => <StateTag area="security:phase" state={row.phase} />,
    }),
    textColumn('code', text('security:errorCode'), (row) => row.code, { render: (row) => <code>{row.code}</code> }),
    textColumn('reason', text('common:reason'), (row) => row.reason, { render: (row) => <span className="wrap">{row.reason}</span> }),
  ];
}

function Place({ row }: { row: AuditEntry }) {
  const { text } = useText();
  const digest = (value: string) => <span className="id wrap">{value || '–'}</span>;
  const items = [
    { key: 'before', label: text('security:before'), children: digest(row.beforeDigest) },
    { key: 'after', label: text('security:after'), children: digest(row.afterDigest) },
    { key: 'chain', label: text('security:chain'), children: digest(`${row.bucket} / ${row.sequence} · ${row.hash}`) },
    { key: 'trace', label: text('common:id'), children: digest(row.traceId) },
  ];
  return <Descriptions size="small" column={1} items={items} />;
}

export function AuditPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/system/audit' });
  const navigate = useNavigate();
  const set = (key: string) => (value: string | undefined) => void navigate({ to: '/system/audit', search: { ...filters, [key]: value || undefined } });
  const toolbar = (
    <>
      <TextFilter value={filters.actor} onChange={set('actor')} placeholder={text('security:actor')} testId="audit-actor" />
      <TextFilter value={filters.object} onChange={set('object')} placeholder={text('security:object')} testId="audit-object" />
      <ChoiceFilter
        label={text('security:phase')}
        value={filters.phase}
        choices={PHASES.map((phase) => ({ value: phase, label: text(`security:phase.${phase}`) }))}
        onChange={set('phase')}
        testId="audit-phase"
      />
      <DateField value={filters.from ?? ''} onChange={set('from')} label={text('security:from')} testId="audit-from" />
      <DateField value={filters.through ?? ''} onChange={set('through')} label={text('security:through')} testId="audit-through" />
    </>
  );
  return (
    <>
      <PageHead title={text('security:audit')} lead={text('security:auditLead')} />
      <List<AuditEntry>
        resource="/audit"
        name="audit"
        filters={filters}
        columns={useColumns()}
        rowKey={(row) => `${row.bucket}/${row.sequence}`}
        empty={text('security:auditEmpty')}
        narrowed={Object.keys(filters).length > 0}
        testId="audit"
        toolbar={toolbar}
        expandable={{ expandedRowRender: (row) => <Place row={row} /> }}
      />
    </>
  );
}
