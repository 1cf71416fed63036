import { DownloadOutlined } from '@ant-design/icons';
import type { Page } from '@jinqiao/api';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { type Query, read } from '../api/client.ts';
import { download } from '../format/csv.ts';
import { useText } from '../i18n/index.ts';

/** More rows than a spreadsheet is pleasant with, and few enough to keep in the page's memory. */
const EXPORT_ROWS_MAX = 20_000;

type Props<T> = {
  resource: string;
  filters: Query;
  name: string;
  /** The rows as the text of a file. */
  write: (rows: readonly T[]) => string;
};

/** Writes the whole filtered set, page after page, not only what is on the screen. */
export function ExportAll<T>({ resource, filters, name, write }: Props<T>) {
  const { text } = useText();
  const { message } = App.useApp();
  const [count, setCount] = useState(0);
  const run = useMutation({
    mutationFn: async () => {
      const rows: T[] = [];
      let cursor: string | undefined;
      do {
        const page: Page<T> = await read(resource, { ...filters, cursor, limit: 200 });
        rows.push(...page.items);
        setCount(rows.length);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && rows.length < EXPORT_ROWS_MAX);
      return { rows, capped: cursor !== undefined };
    },
    onSuccess: ({ rows, capped }) => {
      download(`${name}.csv`, write(rows));
      if (capped) void message.warning(text('common:exportCapped', { count: rows.length }));
    },
    onError: () => void message.error(text('common:exportFailed')),
  });
  return (
    <Button size="small" type="text" icon={<DownloadOutlined />} loading={run.isPending} onClick={() => run.mutate()} data-testid={`export-${name}`}>
      {run.isPending ? text('common:exporting', { count }) : text('common:exportCsv')}
    </Button>
  );
}
