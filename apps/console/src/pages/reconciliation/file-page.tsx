import type { FileLine } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Descriptions, Skeleton } from 'antd';
import { fileQuery } from '../../api/queries.ts';
import { type Column, countColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { Count, Money } from '../../components/figures.tsx';
import { TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

function useColumns(): Column<FileLine>[] {
  const { text } = useText();
  return [
    countColumn('line', text('reconciliation:line'), (row) => row.line),
    textColumn('key', text('common:reference'), (row) => row.key, { render: (row) => <span className="id">{row.key}</span> }),
    moneyColumn('amount', text('common:amount'), (row) => row.amount),
    textColumn('content', text('reconciliation:content'), (row) => row.fields.map(({ name, value }) => `${name} ${value}`).join(' · '), {
      render: (row) => (
        <span className="num small">
          {row.fields
            .slice(1)
            .map(({ name, value }) => `${name} ${value}`)
            .join(' · ')}
        </span>
      ),
    }),
  ];
}

/** A file: from whom, of which day, what became of it, and its lines as they came. */
export function FilePage() {
  const { text, term, choose } = useText();
  const { fileId } = useParams({ from: '/inside/reconciliation/files/$fileId' });
  const { reference } = useSearch({ from: '/inside/reconciliation/files/$fileId' });
  const navigate = useNavigate();
  const columns = useColumns();
  const { data: file, isError, error, refetch } = useQuery(fileQuery(fileId));
  if (isError) return <Failure error={error} retry={() => void refetch()} />;
  if (!file) return <Skeleton active />;
  const kept = file.state === 'accepted' || file.state === 'superseded';
  const notes = [
    ...(file.reordered ? [text('reconciliation:reordered')] : []),
    ...(file.doubled > 0 ? [text('reconciliation:doubled', { n: file.doubled })] : []),
  ];
  const items = [
    { key: 'institution', label: text('reconciliation:institution'), children: term('reconciliation:institution', file.institution) },
    { key: 'date', label: text('common:businessDate'), children: <span className="num">{file.date}</span> },
    { key: 'receivedOn', label: text('reconciliation:receivedOn'), children: <span className="num">{`${file.receivedOn} #${file.attempt}`}</span> },
    { key: 'lines', label: text('reconciliation:lines'), children: <Count value={file.lines} /> },
    { key: 'total', label: text('reconciliation:sum'), children: <Money value={file.total} /> },
    { key: 'notes', label: text('reconciliation:notes'), children: notes.join(' · ') || '–' },
    { key: 'digest', label: text('reconciliation:digest'), children: <code className="wrap">{file.digest || '–'}</code>, span: 3 },
  ];
  return (
    <>
      <PageHead
        title={`${file.layout} · ${file.date}`}
        crumbs={[{ label: text('reconciliation:files'), link: { to: '/reconciliation/files' } }]}
        tags={<StateTag area="reconciliation:file" state={file.state} />}
      />
      <div className="stack" data-testid="file">
        {file.reason !== null && <Alert type="warning" showIcon title={choose(file.detailZh ?? '', file.detail ?? '')} description={file.reason} />}
        <Descriptions size="small" column={3} items={items} />
        {kept && (
          <List<FileLine>
            resource={`/reconciliation/files/${encodeURIComponent(file.id)}/lines`}
            name="file-lines"
            filters={{ reference }}
            columns={columns}
            rowKey={(row) => String(row.line)}
            empty={text('reconciliation:linesEmpty')}
            narrowed={reference !== undefined}
            testId="file-lines"
            toolbar={
              <TextFilter
                value={reference}
                onChange={(next) => void navigate({ to: '/reconciliation/files/$fileId', params: { fileId }, search: { reference: next } })}
                placeholder={text('common:reference')}
                testId="file-reference"
              />
            }
          />
        )}
      </div>
    </>
  );
}
