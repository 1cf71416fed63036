import type { ReceivedFile } from '@jinqiao/api';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, DateField } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

const STATES = ['missing', 'refused', 'accepted', 'repeated', 'superseded'] as const;
const INSTITUTIONS = ['payment', 'bank', 'yunzhou', 'xihe'] as const;

function useColumns(): Column<ReceivedFile>[] {
  const { text, term, choose } = useText();
  return [
    dateColumn('receivedOn', text('reconciliation:receivedOn'), (file) => file.receivedOn),
    dateColumn('date', text('common:businessDate'), (file) => file.date),
    textColumn('institution', text('reconciliation:institution'), (file) => term('reconciliation:institution', file.institution)),
    textColumn('layout', text('reconciliation:layout'), (file) => file.layout, {
      render: (file) => (
        <Link to="/reconciliation/files/$fileId" params={{ fileId: file.id }} className="link">
          {file.layout}
        </Link>
      ),
    }),
    countColumn('attempt', text('reconciliation:attempt'), (file) => file.attempt),
    countColumn('lines', text('reconciliation:lines'), (file) => file.lines),
    moneyColumn('total', text('reconciliation:sum'), (file) => file.total),
    textColumn('state', text('common:state'), (file) => term('reconciliation:file', file.state), {
      render: (file) => <StateTag area="reconciliation:file" state={file.state} />,
    }),
    textColumn('reason', text('reconciliation:reason'), (file) => choose(file.detailZh ?? '', file.detail ?? ''), {
      render: (file) => <span title={file.reason ?? ''}>{choose(file.detailZh ?? '', file.detail ?? '')}</span>,
    }),
  ];
}

/** Every file that was asked for: what came, and why what came was not taken. */
export function FilesPage() {
  const { text } = useText();
  const search = useSearch({ from: '/inside/reconciliation/files' });
  const navigate = useNavigate();
  const columns = useColumns();
  const set = (change: Partial<typeof search>) => void navigate({ to: '/reconciliation/files', search: { ...search, ...change } });
  return (
    <>
      <PageHead title={text('reconciliation:files')} />
      <List<ReceivedFile>
        resource="/reconciliation/files"
        name="files"
        filters={search}
        columns={columns}
        rowKey={(file) => file.id}
        empty={text('reconciliation:filesEmpty')}
        narrowed={Object.values(search).some((value) => value !== undefined)}
        testId="files"
        toolbar={
          <>
            <ChoiceFilter
              label={text('common:state')}
              value={search.state}
              choices={STATES.map((value) => ({ value, label: text(`reconciliation:file.${value}`) }))}
              onChange={(state) => set({ state })}
              testId="files-state"
            />
            <ChoiceFilter
              label={text('reconciliation:institution')}
              value={search.institution}
              choices={INSTITUTIONS.map((value) => ({ value, label: text(`reconciliation:institution.${value}`) }))}
              onChange={(institution) => set({ institution })}
              testId="files-institution"
            />
            <DateField
              label={text('common:businessDate')}
              value={search.date ?? ''}
              onChange={(date) => set({ date: date || undefined })}
              testId="files-date"
            />
          </>
        }
      />
    </>
  );
}
