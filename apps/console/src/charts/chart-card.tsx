import { BarChartOutlined, PictureOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Empty, Segmented, Tooltip } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { type ReactNode, useRef, useState } from 'react';
import type { Column } from '../components/columns.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ExportRows, Section } from '../components/section.tsx';
import { save } from '../format/csv.ts';
import { useText } from '../i18n/index.ts';
import { Chart, type ChartHandle } from './chart.tsx';

type Props<T> = {
  title: string;
  /** Name of exported files and of the card for tests. */
  name: string;
  option: EChartsCoreOption;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  height?: number;
  onPick?: (name: string) => void;
  extra?: ReactNode;
  footer?: ReactNode;
};

/** A chart that answers one question, with the same figures as a table, an image and a file. */
export function ChartCard<T extends object>({ title, name, option, rows, columns, rowKey, height = 260, onPick, extra, footer }: Props<T>) {
  const { text } = useText();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const handle = useRef<ChartHandle>(null);
  const image = () => {
    const url = handle.current?.image();
    if (url) save(`${name}.png`, url);
  };
  const tools = (
    <div className="chart-tools">
      {extra}
      {view === 'chart' ? (
        <Tooltip title={text('common:saveImage')}>
          <Button
            size="small"
            type="text"
            icon={<PictureOutlined />}
            aria-label={`${text('common:saveImage')}: ${title}`}
            disabled={rows.length === 0}
            onClick={image}
          />
        </Tooltip>
      ) : (
        <ExportRows name={name} columns={columns} rows={rows} />
      )}
      <Segmented<'chart' | 'table'>
        size="small"
        value={view}
        onChange={setView}
        data-testid={`${name}-view`}
        aria-label={title}
        options={[
          { value: 'chart', icon: <BarChartOutlined aria-label={text('common:chartView')} /> },
          { value: 'table', icon: <TableOutlined aria-label={text('common:tableView')} /> },
        ]}
      />
    </div>
  );
  return (
    <Section title={title} extra={tools} testId={`chart-${name}`}>
      {rows.length === 0 && (
        <div style={{ height }} className="chart-empty">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('common:noData')} />
        </div>
      )}
      {rows.length > 0 && view === 'chart' && <Chart option={option} height={height} label={title} handle={handle} {...(onPick && { onPick })} />}
      {rows.length > 0 && view === 'table' && (
        <div className="chart-table" style={{ height }}>
          <DataTable columns={columns} rows={rows} rowKey={rowKey} empty={text('common:noData')} testId={`${name}-table`} />
        </div>
      )}
      {footer}
    </Section>
  );
}
