import { DownloadOutlined } from '@ant-design/icons';
import { Button, Card } from 'antd';
import type { ReactNode } from 'react';
import { csv, download } from '../format/csv.ts';
import { useText } from '../i18n/index.ts';
import type { Column } from './columns.tsx';

/** A titled card; `flush` lets a table reach its edges. */
export function Section({
  title,
  extra,
  children,
  flush = false,
  testId,
}: {
  title: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  testId?: string;
}) {
  return (
    <Card title={<h2>{title}</h2>} extra={extra} className={flush ? 'section flush' : 'section'} data-testid={testId}>
      {children}
    </Card>
  );
}

/** Writes rows that are all on the page. */
export function ExportRows<T>({ name, columns, rows }: { name: string; columns: readonly Column<T>[]; rows: readonly T[] }) {
  const { text } = useText();
  return (
    <Button size="small" type="text" icon={<DownloadOutlined />} disabled={rows.length === 0} onClick={() => download(`${name}.csv`, csv(columns, rows))}>
      {text('common:exportCsv')}
    </Button>
  );
}
