import type { CalculatedSchedule } from '@jinqiao/api';
import { Button } from 'antd';
import { useState } from 'react';
import { type Column, countColumn, dateColumn, moneyColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Money } from '../../components/figures.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import type { Calculated } from './use-calculation.ts';
import { usePrinting } from './use-printing.ts';

type Row = CalculatedSchedule['rows'][number];

/** A schedule longer than this is folded to its beginning until somebody asks for all of it, or prints it. */
const FOLDED_FROM = 36;
const FOLDED_TO = 24;

export function useScheduleColumns(): Column<Row>[] {
  const { text } = useText();
  return [
    countColumn('n', text('calculator:period'), (row) => row.n, { width: 64 }),
    dateColumn('due', text('calculator:due'), (row) => row.due),
    countColumn('days', text('calculator:days'), (row) => row.days, { width: 72 }),
    moneyColumn('principal', text('calculator:principal'), (row) => row.principal),
    moneyColumn('interest', text('calculator:interest'), (row) => row.interest),
    moneyColumn('total', text('calculator:total'), (row) => row.total),
    moneyColumn('balance', text('calculator:balance'), (row) => row.balance),
  ];
}

export function ScheduleCard({ calculated, asset }: { calculated: Calculated; asset: string }) {
  const { text } = useText();
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  const columns = useScheduleColumns();
  const { rows, totals } = calculated.answer;
  const long = rows.length > FOLDED_FROM;
  const extra = (
    <div className="chart-tools">
      <ExportRows name="loan-schedule" columns={columns} rows={rows} />
    </div>
  );
  return (
    <Section flush title={text('calculator:schedule', { asset })} testId="calculator-schedule" extra={extra}>
      <DataTable
        columns={columns}
        rows={long && !all && !printing ? rows.slice(0, FOLDED_TO) : rows}
        rowKey={({ n }) => String(n)}
        empty={text('common:noData')}
        testId="schedule"
        totals={{
          due: text('common:total'),
          principal: <Money value={totals.principal} />,
          interest: <Money value={totals.interest} />,
          total: <Money value={totals.total} />,
        }}
      />
      {long && (
        <div className="schedule-foot">
          <Button type="link" size="small" onClick={() => setAll(!all)} data-testid="schedule-all">
            {all ? text('calculator:showFewer') : text('calculator:showAll', { count: rows.length })}
          </Button>
        </div>
      )}
    </Section>
  );
}
