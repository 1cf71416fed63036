import type { BreakItem, Page } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { listQuery } from '../../api/queries.ts';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ExportAll } from '../../components/export-all.tsx';
import { Failure } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { csv } from '../../format/csv.ts';
import { useText } from '../../i18n/index.ts';
import { BreakPanel } from './break-panel.tsx';

const STATES = ['open', 'pending', 'transit', 'resolved', 'all'] as const;

function useColumns(): Column<BreakItem>[] {
  const { text, term } = useText();
  return [
    dateColumn('date', text('common:date'), (item) => item.date),
    textColumn('type', text('reconciliation:type'), (item) => term('reconciliation:type', item.type)),
    textColumn('comparison', text('reconciliation:comparison'), (item) => term('reconciliation:comparison', item.comparison)),
    moneyColumn('ours', text('reconciliation:ours'), (item) => item.ours),
    moneyColumn('theirs', text('reconciliation:theirs'), (item) => item.theirs),
    moneyColumn('difference', text('reconciliation:difference'), (item) => item.difference),
    countColumn('age', text('reconciliation:age'), (item) => item.ageDays),
    textColumn('state', text('common:state'), (item) => term('reconciliation:state', item.state), {
      render: (item) => <StateTag area="reconciliation:state" state={item.state} />,
    }),
  ];
}

function useExported(shown: readonly Column<BreakItem>[]): Column<BreakItem>[] {
  const { text, term } = useText();
  return [
    ...shown,
    textColumn('reference', text('common:reference'), (item) => item.reference),
    textColumn('owner', text('reconciliation:owner'), (item) => term('shell:role', item.owner)),
    textColumn('resolution', text('reconciliation:resolution'), (item) => item.resolution),
    textColumn('id', text('common:id'), (item) => item.id),
  ];
}

/** The desk of breaks: the queue on the left, the item that is next on the right. */
export function BreaksPage() {
  const { text } = useText();
  const { state = 'open', id, date, comparison } = useSearch({ from: '/inside/reconciliation/breaks' });
  const navigate = useNavigate();
  const filters = { ...(state === 'all' ? {} : { state }), ...(date ? { date } : {}), ...(comparison ? { comparison } : {}) };
  const query = useInfiniteQuery(listQuery<BreakItem, Page<BreakItem>>('/reconciliation/breaks', filters));
  const columns = useColumns();
  const exported = useExported(columns);
  const shown = state === 'all' ? columns : columns.filter((column) => column.key !== 'state');
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  const open = (next: string) => void navigate({ to: '/reconciliation/breaks', search: { state, date, comparison, id: next }, replace: true });
  const views = STATES.map((value) => ({ value, label: value === 'all' ? text('common:all') : text(`reconciliation:state.${value}`) }));
  return (
    <>
      <PageHead title={text('reconciliation:breaks')} />
      <div className="toolbar">
        <Segmented
          value={state}
          options={views}
          onChange={(next) => void navigate({ to: '/reconciliation/breaks', search: { state: next, date, comparison } })}
          data-testid="breaks-state"
        />
        <DateField
          label={text('common:businessDate')}
          value={date ?? ''}
          onChange={(next) => void navigate({ to: '/reconciliation/breaks', search: { state, comparison, date: next || undefined } })}
          testId="breaks-date"
        />
        <div className="toolbar-right">
          <ExportAll<BreakItem> resource="/reconciliation/breaks" filters={filters} name="breaks" write={(rows) => csv(exported, rows)} />
        </div>
      </div>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <div>
            <DataTable
              columns={shown}
              rows={items}
              rowKey={(item) => item.id}
              loading={query.isPending}
              empty={text('reconciliation:breaksEmpty')}
              testId="breaks"
              rowClassName={(item) => (item.id === chosen?.id ? 'row-chosen' : 'row-open')}
              onRow={(item) => ({
                tabIndex: 0,
                'aria-selected': item.id === chosen?.id,
                onClick: () => open(item.id),
                onKeyDown: (event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  open(item.id);
                },
              })}
            />
            <ListFoot query={query} shown={items.length} testId="breaks" />
          </div>
          {chosen && <BreakPanel key={chosen.id} chosen={chosen} />}
        </div>
      )}
    </>
  );
}
