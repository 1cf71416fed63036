import type { Journal, Page } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty, Skeleton, Table, type TableProps } from 'antd';
import type { Query } from '../api/client.ts';
import { listQuery } from '../api/queries.ts';
import { csv } from '../format/csv.ts';
import { useText } from '../i18n/index.ts';
import { AccountName } from './account-name.tsx';
import { type Column, JournalLink, moneyColumn, textColumn } from './columns.tsx';
import { ExportAll } from './export-all.tsx';
import { Failure } from './failure.tsx';
import { assetName, Money } from './figures.tsx';
import { ListFoot } from './list-foot.tsx';

/** One line of a journal as an accountant reads it; the first line of a journal carries its head. */
type Line = Journal['postings'][number] & { key: string; journal: Journal; span: number };

function linesOf(journals: readonly Journal[]): Line[] {
  return journals.flatMap((journal) =>
    journal.postings.map((posting, index) => ({ ...posting, key: `${journal.id}-${index}`, journal, span: index === 0 ? journal.postings.length : 0 })),
  );
}

function useColumns(): NonNullable<TableProps<Line>['columns']> {
  const { text, choose } = useText();
  const head = (render: (journal: Journal) => React.ReactNode) => ({
    onCell: (line: Line) => ({ rowSpan: line.span }),
    render: (_: unknown, line: Line) => render(line.journal),
  });
  return [
    { key: 'date', title: text('common:date'), width: 108, ...head((journal) => <span className="num">{journal.businessDate}</span>) },
    { key: 'sequence', title: text('books:sequence'), width: 96, ...head((journal) => <JournalLink id={journal.id} label={journal.sequence} />) },
    {
      key: 'kind',
      title: text('common:kind'),
      width: 190,
      ...head((journal) => (
        <>
          <div>{choose(journal.kindZh, journal.kind)}</div>
          <div className="muted small">
            {journal.book} · {assetName(journal.asset)}
          </div>
        </>
      )),
    },
    {
      key: 'account',
      title: text('books:account'),
      render: (_, line) => (
        <div className={line.credit === null ? '' : 'credit-line'}>
          <Link to="/books/accounts/$accountId" params={{ accountId: line.accountId }} className="link">
            <AccountName account={line.account} />
          </Link>
          {line.owner && <Owner owner={line.owner} />}
        </div>
      ),
    },
    { key: 'debit', title: text('books:debit'), align: 'right', width: 140, render: (_, line) => line.debit !== null && <Money value={line.debit} /> },
    { key: 'credit', title: text('books:credit'), align: 'right', width: 140, render: (_, line) => line.credit !== null && <Money value={line.credit} /> },
  ];
}

function Owner({ owner }: { owner: string }) {
  return (
    <span className="muted small id" title={owner}>
      {owner}
    </span>
  );
}

function useExportColumns(): Column<Line>[] {
  const { text } = useText();
  return [
    textColumn('date', text('common:date'), (line) => line.journal.businessDate),
    textColumn('sequence', text('books:sequence'), (line) => line.journal.sequence),
    textColumn('book', text('books:book'), (line) => line.journal.book),
    textColumn('kind', text('common:kind'), (line) => line.journal.kind),
    textColumn('reference', text('common:reference'), (line) => line.journal.reference),
    textColumn('account', text('books:account'), (line) => line.account),
    textColumn('owner', text('books:owner'), (line) => line.owner),
    textColumn('asset', text('common:asset'), (line) => line.journal.asset),
    moneyColumn('debit', text('books:debit'), (line) => line.debit),
    moneyColumn('credit', text('books:credit'), (line) => line.credit),
  ];
}

export function JournalTable({ journals, empty }: { journals: readonly Journal[]; empty: string }) {
  const columns = useColumns();
  return (
    <div data-testid="journals">
      <Table<Line>
        size="small"
        className="journal-table"
        columns={columns}
        dataSource={linesOf(journals)}
        rowKey="key"
        pagination={false}
        onRow={(line) => ({ 'data-testid': 'journal-line', className: line.span > 0 ? 'journal-first' : '' })}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
      />
    </div>
  );
}

/** Journals of a resource, page by page. */
export function JournalList({
  resource,
  filters = {},
  name,
  empty,
  toolbar,
}: {
  resource: string;
  filters?: Query;
  name: string;
  empty: string;
  toolbar?: React.ReactNode;
}) {
  const query = useInfiniteQuery(listQuery<Journal, Page<Journal>>(resource, filters));
  const exported = useExportColumns();
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const journals = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="list">
      <div className="toolbar">
        {toolbar}
        <div className="toolbar-right">
          <ExportAll<Journal> resource={resource} filters={filters} name={name} write={(rows) => csv(exported, linesOf(rows))} />
        </div>
      </div>
      {query.isPending ? <Skeleton active className="table-skeleton" paragraph={{ rows: 8 }} /> : <JournalTable journals={journals} empty={empty} />}
      <ListFoot query={query} shown={journals.length} testId="journals" />
    </section>
  );
}
