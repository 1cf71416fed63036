import type { TableProps } from 'antd';

/** What makes the rows of a desk open by pointer and keyboard. */
export function deskRow<T extends { id: string }>(
  chosen: T | undefined,
  open: (id: string) => void,
): Pick<TableProps<T>, 'onRow'> & { rowClassName: (row: T) => string } {
  return {
    rowClassName: (row) => (row.id === chosen?.id ? 'row-chosen' : 'row-open'),
    onRow: (row) => ({
      tabIndex: 0,
      'aria-selected': row.id === chosen?.id,
      onClick: () => open(row.id),
      onKeyDown: (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open(row.id);
      },
    }),
  };
}
