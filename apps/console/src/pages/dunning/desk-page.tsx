import type { DunningCase, DunningCaseDetail, Page } from '@jinqiao/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { dunningQueuesQuery, useDunningCommand } from '../../api/dunning.ts';
import { listQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, countColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { useEntityName } from '../../components/entity-name.tsx';
import { ExportAll } from '../../components/export-all.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { csv } from '../../format/csv.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { dunning as texts } from '../../i18n/texts/dunning.ts';
import { deskRow } from '../compliance/desk.tsx';
import { CasePanel } from './case-panel.tsx';

addTexts('dunning', texts);

const VIEWS = ['all', 'mine', 'free', 'closed'] as const;
type CasePage = Page<DunningCase> & { totals: { cases: number; owed: string } };

function useColumns(): Column<DunningCase>[] {
  const { text, choose } = useText();
  const nameOf = useEntityName();
  const queues = useQuery(dunningQueuesQuery).data?.queues ?? [];
  const queueName = (queue: string) => {
    const rule = queues.find((one) => one.queue === queue);
    return rule ? choose(rule.zh, rule.en) : queue;
  };
  return [
    textColumn('customer', text('dunning:customer'), (one) => one.customerName),
    textColumn('creditor', text('dunning:creditor'), (one) => nameOf(one.creditor)),
    countColumn('days', text('dunning:days'), (one) => one.daysPastDue),
    moneyColumn('owed', text('dunning:owed'), (one) => one.owed),
    textColumn('queue', text('dunning:queue'), (one) => queueName(one.queue)),
    textColumn('assignee', text('dunning:assignee'), (one) => one.assignee ?? text('dunning:nobody')),
  ];
}

function Next({ queue, open }: { queue: string | undefined; open: (id: string) => void }) {
  const { text } = useText();
  const command = useDunningCommand<{ queue: string | null }, DunningCaseDetail>('claims', (taken) => open(taken.id));
  return (
    <>
      <Button type="primary" loading={command.isPending} onClick={() => command.mutate({ queue: queue ?? null })} data-testid="claim-next">
        {text('dunning:claimNext')}
      </Button>
      {command.error && <FailureAlert error={command.error} />}
    </>
  );
}

/** The dunning desk: the queue on the left, the case that is open on the right. */
export function DunningDeskPage() {
  const { text, choose } = useText();
  const { view = 'all', queue, id, q } = useSearch({ from: '/inside/risk/dunning' });
  const navigate = useNavigate();
  const login = useSession()?.login;
  const works = useMay('dun');
  const queues = useQuery(dunningQueuesQuery).data?.queues ?? [];
  const filters = {
    ...(queue ? { queue } : {}),
    ...(q ? { q } : {}),
    ...(view === 'mine' && login ? { assignee: login } : {}),
    ...(view === 'free' ? { free: 'true' } : {}),
    ...(view === 'closed' ? { state: 'closed' } : {}),
  };
  const query = useInfiniteQuery(listQuery<DunningCase, CasePage>('/dunning/cases', filters));
  const columns = useColumns();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const totals = query.data?.pages[0]?.totals;
  const chosen = items.find((one) => one.id === id) ?? items[0];
  const open = (next: string) => void navigate({ to: '/risk/dunning', search: { view, queue, q, id: next }, replace: true });
  const row = deskRow(chosen, open);
  return (
    <>
      <PageHead title={text('dunning:title')} lead={text('dunning:lead')} readAt={query.dataUpdatedAt} />
      <div className="toolbar">
        <Segmented
          value={view}
          options={VIEWS.map((value) => ({ value, label: text(`dunning:${value}`) }))}
          onChange={(next) => void navigate({ to: '/risk/dunning', search: { view: next, queue, q } })}
          data-testid="cases-view"
        />
        <Select
          className="filter"
          allowClear
          placeholder={text('dunning:anyQueue')}
          aria-label={text('dunning:queue')}
          value={queue ?? null}
          options={queues.map((rule) => ({ value: rule.queue, label: `${choose(rule.zh, rule.en)} (${rule.free + rule.held})` }))}
          onChange={(next: string | null | undefined) => void navigate({ to: '/risk/dunning', search: { view, q, queue: next ?? undefined } })}
          data-testid="cases-queue"
        />
        {works && <Next queue={queue} open={open} />}
        <div className="toolbar-right">
          {totals && (
            <span className="muted">
              <span className="num">{totals.cases}</span> · <Money value={totals.owed} />
            </span>
          )}
          <ExportAll<DunningCase> resource="/dunning/cases" filters={filters} name="dunning-cases" write={(rows) => csv(columns, rows)} />
        </div>
      </div>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk desk-case">
          <div>
            <DataTable
              columns={columns}
              rows={items}
              rowKey={(one) => one.id}
              loading={query.isPending}
              empty={text('dunning:empty')}
              testId="cases"
              rowClassName={row.rowClassName}
              {...(row.onRow && { onRow: row.onRow })}
            />
            <ListFoot query={query} shown={items.length} testId="cases" />
          </div>
          {chosen && <CasePanel id={chosen.id} />}
        </div>
      )}
    </>
  );
}
