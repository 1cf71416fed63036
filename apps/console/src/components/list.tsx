import type { Page } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TableProps } from 'antd';
import type { ReactNode } from 'react';
import type { Query } from '../api/client.ts';
import { listQuery } from '../api/queries.ts';
import { csv } from '../format/csv.ts';
import { useText } from '../i18n/index.ts';
import { ColumnChooser, useHiddenColumns } from './column-chooser.tsx';
import type { Column } from './columns.tsx';
import { DataTable } from './data-table.tsx';
import { ExportAll } from './export-all.tsx';
import { Failure } from './failure.tsx';
import { ListFoot } from './list-foot.tsx';

type Props<T, P extends Page<T>> = {
  /** Path under the API, and the name under which the choice of columns is kept. */
  resource: string;
  name: string;
  filters?: Query;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  empty: string;
  /** Somebody narrowed the list, so its being empty says nothing about what there is. */
  narrowed?: boolean;
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
  const { resource, name, filters = {}, columns, rowKey, empty, narrowed = false, testId, toolbar, views, summary, total, expandable } = props;
  const { text } = useText();
  const query = useInfiniteQuery(listQuery<T, P>(resource, filters));
  const [hidden, setHidden] = useHiddenColumns(name, columns);
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  const shown = columns.filter((column) => !hidden.includes(column.key));
  return (
    <section className="list">
      <div className="toolbar">
        {toolbar}
        <div className="toolbar-right">
          {first && summary?.(first)}
          {views}
          <ColumnChooser columns={columns} hidden={hidden} onChange={setHidden} />
          <ExportAll<T> resource={resource} filters={filters} name={name} write={(all) => csv(shown, all)} />
        </div>
      </div>
      <DataTable
        columns={shown}
        rows={rows}
        rowKey={rowKey}
        loading={query.isPending}
        empty={narrowed ? text('common:filteredEmpty') : empty}
        testId={testId}
        sticky
        {...(expandable && { expandable })}
      />
      <ListFoot query={query} shown={rows.length} total={first && total?.(first)} testId={testId} />
    </section>
  );
}
