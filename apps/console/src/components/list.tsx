import type { Page } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, type TableProps } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Query } from '../api/client.ts';
import { listQuery } from '../api/queries.ts';
import { useText } from '../i18n/index.ts';
import { ColumnChooser, useHiddenColumns } from './column-chooser.tsx';
import type { Column } from './columns.tsx';
import { DataTable } from './data-table.tsx';
import { ExportAll } from './export-all.tsx';
import { Failure } from './failure.tsx';

type Props<T, P extends Page<T>> = {
  /** Path under the API, and the name under which the choice of columns is kept. */
  resource: string;
  name: string;
  filters?: Query;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  empty: string;
  testId: string;
  toolbar?: ReactNode;
  /** Saved sets of filters. */
  views?: ReactNode;
  /** Totals of the filtered set that the server gives with a page. */
  summary?: (page: P) => ReactNode;
  total?: (page: P) => number;
  expandable?: TableProps<T>['expandable'];
};

/** The list shape: filters, columns to choose, cursor paging, totals of the filtered set, export. */
export function List<T extends object, P extends Page<T> = Page<T>>(props: Props<T, P>) {
  const { resource, name, filters = {}, columns, rowKey, empty, testId, toolbar, views, summary, total, expandable } = props;
  const { text } = useText();
  const query = useInfiniteQuery(listQuery<T, P>(resource, filters));
  const [hidden, setHidden] = useHiddenColumns(name, columns);
  const [limited, setLimited] = useState<string | null>(null);
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  const shown = columns.filter((column) => !hidden.includes(column.key));
  const filtered = Object.values(filters).some((value) => value !== undefined && value !== '');
  return (
    <section className="list">
      <div className="toolbar">
        {toolbar}
        <div className="toolbar-right">
          {first && summary?.(first)}
          {views}
          <ColumnChooser columns={columns} hidden={hidden} onChange={setHidden} />
          <ExportAll resource={resource} filters={filters} columns={shown} name={name} onLimit={setLimited} />
        </div>
      </div>
      {limited && <p className="muted">{limited}</p>}
      <DataTable
        columns={shown}
        rows={rows}
        rowKey={rowKey}
        loading={query.isPending}
        empty={filtered ? text('common:filteredEmpty') : empty}
        testId={testId}
        sticky
        {...(expandable && { expandable })}
      />
      {rows.length > 0 && (
        <footer className="list-foot">
          <span className="muted num" data-testid={`${testId}-shown`}>
            {first && total ? text('common:shownOf', { shown: rows.length.toLocaleString('en-US'), total: total(first).toLocaleString('en-US') }) : text('common:shown', { shown: rows.length })}
          </span>
          {query.hasNextPage ? (
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid={`${testId}-more`}>
              {text('common:more')}
            </Button>
          ) : (
            <span className="muted">{text('common:end')}</span>
          )}
        </footer>
      )}
    </section>
  );
}
