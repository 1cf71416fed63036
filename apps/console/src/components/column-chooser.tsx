import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';
import { useText } from '../i18n/index.ts';
import type { Column } from './columns.tsx';

/** Which columns a person hid; kept in this browser under the name of the list. */
export function useHiddenColumns<T>(name: string, columns: readonly Column<T>[]): [readonly string[], (hidden: readonly string[]) => void] {
  const store = `jinqiao.columns.${name}`;
  const [hidden, setHidden] = useState<readonly string[]>(() => {
    const kept = localStorage.getItem(store);
    return kept === null ? columns.filter((column) => column.optional).map((column) => column.key) : kept.split(',');
  });
  const change = (next: readonly string[]) => {
    localStorage.setItem(store, next.join(','));
    setHidden(next);
  };
  return [hidden, change];
}

type Props<T> = { columns: readonly Column<T>[]; hidden: readonly string[]; onChange: (hidden: readonly string[]) => void };

export function ColumnChooser<T>({ columns, hidden, onChange }: Props<T>) {
  const { text } = useText();
  // The first column names the row, so it always stays.
  const boxes = columns.slice(1).map((column) => (
    <Checkbox
      key={column.key}
      checked={!hidden.includes(column.key)}
      onChange={(event) => onChange(event.target.checked ? hidden.filter((key) => key !== column.key) : [...hidden, column.key])}
    >
      {column.group ? `${column.group} · ${column.title}` : column.title}
    </Checkbox>
  ));
  return (
    <Popover trigger="click" placement="bottomRight" content={<div className="column-boxes">{boxes}</div>}>
      <Button size="small" type="text" icon={<SettingOutlined />}>
        {text('common:columns')}
      </Button>
    </Popover>
  );
}
