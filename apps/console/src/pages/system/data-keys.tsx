import type { DataKey } from '@jinqiao/api';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/section.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';

/** The keys by which personal data are sealed and found, and how far a rotation has come. */
export function DataKeys({ rows, loading }: { rows: readonly DataKey[]; loading: boolean }) {
  const { text } = useText();
  const time = (key: string, title: string, of: (row: DataKey) => string | null): Column<DataKey> =>
    textColumn(key, title, of, { render: (row) => <span className="num">{of(row) === null ? '–' : localTime(of(row) ?? '')}</span> });
  const columns: Column<DataKey>[] = [
    textColumn('id', text('common:id'), (row) => row.id, { render: (row) => <code>{row.id}</code> }),
    textColumn('purpose', text('security:purpose'), (row) => text(`security:purpose.${row.purpose}`)),
    textColumn('algorithm', text('security:algorithm'), (row) => row.algorithm),
    textColumn('masterKey', text('security:masterKey'), (row) => row.masterKey),
    time('activeFrom', text('security:activeFrom'), (row) => row.activeFrom),
    time('completeAt', text('security:completeAt'), (row) => row.completeAt),
    time('retiredAt', text('security:retiredAt'), (row) => row.retiredAt),
  ];
  return (
    <Section flush title={text('security:keys')} extra={<span className="muted small">{text('security:keysWhy')}</span>}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} loading={loading} empty="–" testId="data-keys" />
    </Section>
  );
}
