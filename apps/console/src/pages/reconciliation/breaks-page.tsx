import type { BreakItem, Page } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { listQuery } from '../../api/queries.ts';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ExportAll } from '../../components/export-all.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { BreakPanel } from './break-panel.tsx';
import { difference } from './difference.ts';

const STATES = ['open', 'pending', 'resolved', 'all'] as const;

function useColumns(): Column<BreakItem>[] {
  const { text, term } = useText();
  return [
    dateColumn('date', text('common:date'), (item) => item.date),
    textColumn('type', text('reconciliation:type'), (item) => term('reconciliation:type', item.type)),
    textColumn('between', text('reconciliation:between'), (item) => term('reconciliation:between', item.between)),
    moneyColumn('ours', text('reconciliation:ours'), (item) => item.ours),
    moneyColumn('theirs', text('reconciliation:theirs'), (item) => item.theirs),
    countColumn('age', text('reconciliation:age'), (item) => item.ageDays),
    textColumn('state', text('common:state'), (item) => term('reconciliation:state', item.state), { render: (item) => <StateTag area="reconciliation:state" state={item.state} /> }),
  ];
}

function useExported(shown: readonly Column<BreakItem>[]): Column<BreakItem>[] {
  const { text } = useText();
  return [
    ...shown,
    moneyColumn('difference', text('reconciliation:difference'), difference),
    textColumn('reference', text('common:reference'), (item) => item.reference),
    textColumn('owner', text('reconciliation:owner'), (item) => item.owner),
    textColumn('resolution', text('reconciliation:resolution'), (item) => item.resolution),
    textColumn('id', text('common:id'), (item) => item.id),
  ];
}

/** The desk of breaks: the queue on the left, the item that is next on the right. */
export function BreaksPage() {
  const { text } = useText();
  const { state = 'open', id } = useSearch({ from: '/inside/reconciliation/breaks' });
  const navigate = useNavigate();
  const filters = state === 'all' ? {} : { state };
  const query = useInfiniteQuery(listQuery<BreakItem, Page<BreakItem>>('/reconciliation/breaks', filters));
  const columns = useColumns();
  const exported = useExported(columns);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  const open = (next: string) => void navigate({ to: '/reconciliation/breaks', search: { state, id: next }, replace: true });
  const views = STATES.map((value) => ({ value, label: value === 'all' ? text('common:all') : text(`reconciliation:state.${value}`) }));
  return (
    <>
      <PageHead title={text('reconciliation:breaks')} readAt={query.dataUpdatedAt} />
      <div className="toolbar">
        <Segmented value={state} options={views} onChange={(next) => void navigate({ to: '/reconciliation/breaks', search: { state: next } })} data-testid="breaks-state" />
        <div className="toolbar-right">
          <ExportAll resource="/reconciliation/breaks" filters={filters} columns={exported} name="breaks" onLimit={() => undefined} />
        </div>
      </div>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <div>
            <DataTable
              columns={columns}
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
                  if (event.key === 'Enter' || event.key === ' ') open(item.id);
                },
              })}
            />
            {query.hasNextPage && (
              <footer className="list-foot">
                <Button onClick={() => void query.fetchNextPage()}>{text('common:more')}</Button>
              </footer>
            )}
          </div>
          {chosen && <BreakPanel key={chosen.id} item={chosen} />}
        </div>
      )}
    </>
  );
}
