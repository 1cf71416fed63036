import type { LimitBatchView, LimitProposalPage, LimitProposalView, RiskPortfolio } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Drawer, Segmented } from 'antd';
import { useState } from 'react';
import { batchesQuery, portfolioQuery, useDecideBatch, useSubmitBatch } from '../../api/risk.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, CustomerLink, countColumn, dateColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ChoiceFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { risk as texts } from '../../i18n/texts/risk.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReasonForm } from '../compliance/reason-form.tsx';

addTexts('risk', texts);

const KINDS = ['increase', 'decrease', 'freeze'] as const;
const STATES = ['proposed', 'submitted', 'approved', 'rejected', 'applied'] as const;

function useProposalColumns(): Column<LimitProposalView>[] {
  const { text, term } = useText();
  return [
    textColumn('customer', text('risk:customer'), (row) => row.customerName, { render: (row) => <CustomerLink id={row.customerId} name={row.customerName} /> }),
    textColumn('grade', text('risk:grade'), (row) => row.grade),
    textColumn('kind', text('risk:kind'), (row) => text(`risk:kind.${row.kind}`)),
    moneyColumn('from', text('risk:limitFrom'), (row) => row.limitFrom),
    moneyColumn('to', text('risk:limitTo'), (row) => (row.kind === 'freeze' ? null : row.limitTo)),
    rateColumn('utilisation', text('risk:utilisation'), (row) => row.utilisation),
    countColumn('onTime', text('risk:onTime'), (row) => row.onTimeMonths),
    countColumn('worst', text('risk:worstDpd'), (row) => row.worstDaysPastDue),
    textColumn('why', text('risk:why'), (row) => row.reasons.map((reason) => term('risk:why', reason)).join(' · ')),
    textColumn('state', text('risk:state'), (row) => text(`risk:proposal.${row.state}`), {
      render: (row) => (
        <>
          <StateTag area="risk:proposal" state={row.state} />
          {row.note && <small className="muted">{term('risk:note', row.note)}</small>}
        </>
      ),
    }),
    dateColumn('asOf', text('risk:asOf'), (row) => row.asOf),
  ];
}

function Decide({ batch }: { batch: LimitBatchView }) {
  const { text } = useText();
  const { message } = App.useApp();
  const decide = useDecideBatch(batch.id);
  const act = (approve: boolean) => (reason: string) => decide.mutate({ approve, reason }, { onSuccess: () => void message.success(text('risk:decided')) });
  return (
    <ReasonForm
      label={text('risk:verdict')}
      action={text('risk:approve')}
      other={{ label: text('risk:reject'), onSubmit: act(false) }}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={act(true)}
    />
  );
}

function Batches() {
  const { text } = useText();
  const query = useQuery(batchesQuery);
  const may = useMay('decide-limits');
  const session = useSession();
  const columnsOfProposals = useProposalColumns();
  const [open, setOpen] = useState<string | null>(null);
  const batch = query.data?.items.find(({ id }) => id === open);
  const columns: Column<LimitBatchView>[] = [
    dateColumn('asOf', text('risk:asOf'), (row) => row.asOf),
    textColumn('kind', text('risk:kind'), (row) => text(`risk:kind.${row.kind}`)),
    textColumn('grade', text('risk:grade'), (row) => row.grade ?? text('common:all')),
    countColumn('count', text('risk:count'), (row) => row.proposals),
    textColumn('maker', text('risk:maker'), (row) => `${row.madeBy} ${localTime(row.madeAt)}`),
    textColumn('checker', text('risk:checker'), (row) => row.checkedBy),
    textColumn('state', text('risk:state'), (row) => text(`risk:batch.${row.state}`), { render: (row) => <StateTag area="risk:batch" state={row.state} /> }),
  ];
  return (
    <Section title={text('risk:batches')} flush>
      {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      <DataTable
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={(row) => row.id}
        loading={query.isPending}
        empty={text('risk:batchesEmpty')}
        testId="limit-batches"
        {...deskRow(batch, setOpen)}
      />
      <Drawer
        open={batch !== undefined}
        onClose={() => setOpen(null)}
        title={batch && `${text('risk:batch')} ${batch.asOf} ${text(`risk:kind.${batch.kind}`)}`}
        size={960}
      >
        {batch && (
          <div className="stack" data-testid="limit-batch">
            <p>{batch.reason}</p>
            {batch.verdict && <p className="muted">{batch.verdict}</p>}
            {batch.state === 'submitted' &&
              (batch.madeBy === session?.login ? <p className="muted">{text('risk:ownWork')}</p> : may && <Decide batch={batch} />)}
            <List<LimitProposalView, LimitProposalPage>
              resource="/risk/limit-proposals"
              name="limit-batch"
              filters={{ batchId: batch.id }}
              columns={columnsOfProposals}
              rowKey={(row) => row.id}
              empty={text('risk:limitsEmpty')}
              testId="batch-proposals"
              total={(page) => page.total}
            />
          </div>
        )}
      </Drawer>
    </Section>
  );
}

function HandIn({ asOf, kind, grade }: { asOf: string; kind: (typeof KINDS)[number]; grade: string | undefined }) {
  const { text } = useText();
  const { message } = App.useApp();
  const submit = useSubmitBatch();
  return (
    <Section title={text('risk:handInWhich', { asOf, kind: text(`risk:kind.${kind}`) })}>
      <ReasonForm
        action={text('risk:handIn')}
        pending={submit.isPending}
        error={submit.error}
        onSubmit={(reason) =>
          submit.mutate(
            { asOf, kind, grade: grade ?? null, reason },
            { onSuccess: (batch) => void message.success(text('risk:handedIn', { count: batch.proposals })) },
          )
        }
      />
    </Section>
  );
}

type Filter = { readonly [K in 'asOf' | 'kind' | 'grade' | 'state']?: string | undefined };
type FiltersProps = { filters: Filter; portfolio: RiskPortfolio | undefined; set: (key: string) => (value: string | undefined) => void };

function Filters({ filters, portfolio, set }: FiltersProps) {
  const { text } = useText();
  return (
    <>
      <ChoiceFilter
        label={text('risk:asOf')}
        value={filters.asOf ?? portfolio?.asOf}
        choices={(portfolio?.monthEnds ?? []).map((value) => ({ value, label: value }))}
        onChange={set('asOf')}
        testId="limits-as-of"
        required
      />
      <Segmented
        value={filters.kind ?? 'all'}
        onChange={(next) => set('kind')(next === 'all' ? undefined : next)}
        options={[{ value: 'all', label: text('common:all') }, ...KINDS.map((value) => ({ value, label: text(`risk:kind.${value}`) }))]}
        data-testid="limits-kind"
      />
      <ChoiceFilter
        label={text('risk:grade')}
        value={filters.grade}
        choices={(portfolio?.grades ?? []).map((value) => ({ value, label: value }))}
        onChange={set('grade')}
        testId="limits-grade"
      />
      <ChoiceFilter
        label={text('risk:state')}
        value={filters.state}
        choices={STATES.map((value) => ({ value, label: text(`risk:proposal.${value}`) }))}
        onChange={set('state')}
        testId="limits-state"
      />
    </>
  );
}

/** The desk of limit proposals: what the strategy says of lines, handed in together, decided by somebody else. */
export function LimitsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/risk/limits' });
  const navigate = useNavigate();
  const columns = useProposalColumns();
  const may = useMay('submit-limits');
  const portfolio = useQuery(portfolioQuery({}));
  const asOf = filters.asOf ?? portfolio.data?.asOf;
  const set = (key: string) => (value: string | undefined) => void navigate({ to: '/risk/limits', search: { ...filters, [key]: value } });
  const kind = KINDS.find((value) => value === filters.kind);
  return (
    <>
      <PageHead title={text('risk:limits')} lead={text('risk:limitsLead')} />
      <div className="stack">
        <List<LimitProposalView, LimitProposalPage>
          resource="/risk/limit-proposals"
          name="limit-proposals"
          filters={{ ...filters, asOf }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={text('risk:limitsEmpty')}
          narrowed={Object.values(filters).some((value) => value !== undefined)}
          testId="limits"
          toolbar={<Filters filters={filters} portfolio={portfolio.data} set={set} />}
          total={(page) => page.total}
        />
        {may &&
          (asOf && kind ? (
            <HandIn key={`${asOf} ${kind}`} asOf={asOf} kind={kind} grade={filters.grade} />
          ) : (
            <p className="muted">{text('risk:chooseKind')}</p>
          ))}
        <Batches />
      </div>
    </>
  );
}
