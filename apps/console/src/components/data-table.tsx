import { Empty, Skeleton, Table, type TableProps } from 'antd';
import type { Column } from './columns.tsx';

type Props<T> = {
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  loading?: boolean;
  empty: string;
  testId: string;
  /** Titles of the rows' total, by column key. */
  totals?: Readonly<Record<string, React.ReactNode>>;
  expandable?: TableProps<T>['expandable'];
  onRow?: TableProps<T>['onRow'];
  rowClassName?: (row: T) => string;
  sticky?: boolean;
};

function toAntd<T extends object>(columns: readonly Column<T>[], hold: boolean): NonNullable<TableProps<T>['columns']> {
  const shape = (column: Column<T>) => ({
    key: column.key,
    title: column.title,
    render: (_: unknown, row: T) => (column.render ? column.render(row) : column.text(row)),
    ...(column.align && { align: column.align }),
    ...(column.width && { width: column.width }),
  });
  const member = (column: Column<T>, index: number) => ({ ...shape(column), ...(index === 0 && { className: 'group-start' }) });
  const shaped: NonNullable<TableProps<T>['columns']> = [];
  for (const [index, column] of columns.entries()) {
    if (column.group === undefined) shaped.push(hold && index === 0 ? { ...shape(column), fixed: 'start' } : shape(column));
    else if (column.group !== columns[index - 1]?.group) {
      shaped.push({
        key: column.group,
        title: column.group,
        children: columns.filter((other) => other.group === column.group).map(member),
        className: 'group-start',
      });
    }
  }
  return shaped;
}

/** Rows under columns, with a skeleton while they load and words where there are none. */
export function DataTable<T extends object>(props: Props<T>) {
  const { columns, rows, rowKey, loading = false, empty, testId, totals, expandable, onRow, rowClassName, sticky = false } = props;
  if (loading) return <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} className="table-skeleton" />;
  // A tree opens inside its first column; rows that open below themselves have a column for it.
  const lead = expandable?.expandedRowRender ? 1 : 0;
  return (
    <div data-testid={testId}>
      <Table<T>
        size="small"
        columns={toAntd(columns, sticky)}
        dataSource={rows as T[]}
        rowKey={rowKey}
        pagination={false}
        scroll={{ x: 'max-content' }}
        {...(sticky && { sticky: { offsetHeader: 56 } })}
        {...(expandable && { expandable })}
        {...(rowClassName && { rowClassName })}
        onRow={(row, index) => ({ 'data-testid': `${testId}-row`, 'data-id': rowKey(row), ...onRow?.(row, index) })}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
        {...(totals &&
          rows.length > 0 && {
            summary: () => (
              <Table.Summary.Row className="total-row">
                {lead === 1 && <Table.Summary.Cell index={0} />}
                {columns.map((column, index) => (
                  <Table.Summary.Cell key={column.key} index={index + lead} {...(column.align && { align: column.align })}>
                    {totals[column.key]}
                  </Table.Summary.Cell>
                ))}
              </Table.Summary.Row>
            ),
          })}
      />
    </div>
  );
}
