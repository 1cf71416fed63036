import type { CashFlow, LoanDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { loanQuery, programmesQuery, subList } from '../../api/queries.ts';
import { useSession } from '../../app/session.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money, Rate } from '../../components/figures.tsx';
import { JournalList } from '../../components/journal-table.tsx';
import { List } from '../../components/list.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { BucketTag, StateTag } from '../../components/state-tag.tsx';
import { grouped, isZero } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { LoanDecisions } from './loan-decisions.tsx';
import { LoanMessages } from './loan-messages.tsx';
import { LoanOverview } from './loan-overview.tsx';

function useFigures(): (loan: LoanDetail) => Figure[] {
  const { text, term } = useText();
  return (loan) => [
    {
      key: 'outstanding',
      label: text('loan:outstanding'),
      value: <Money value={loan.outstanding} />,
      note: `${text('loan:principal')} ${grouped(loan.principal)}`,
    },
    {
      key: 'owed',
      label: text('loan:owed'),
      value: <Money value={loan.owed.total} />,
      ...(!isZero(loan.owed.total) && loan.daysPastDue > 0 && { tone: 'bad' as const }),
    },
    { key: 'paid', label: text('loan:paid'), value: <Money value={loan.paid.total} /> },
    {
      key: 'rate',
      label: text('loan:rate'),
      value: <Rate value={loan.rate} />,
      note: `${term('loan:method', loan.method)} · ${text('loan:inPeriods', { count: loan.periods })}`,
    },
    { key: 'next', label: text('loan:nextDueOn'), value: <span className="num">{loan.nextDueOn ?? '–'}</span> },
    {
      key: 'dpd',
      label: text('loan:daysPastDue'),
      value: <span className="num">{loan.daysPastDue}</span>,
      note: loan.bucket,
      ...(loan.daysPastDue > 0 && { tone: 'bad' as const }),
    },
  ];
}

function LoanFlows({ loanId }: { loanId: string }) {
  const { text, term } = useText();
  const columns: Column<CashFlow>[] = [
    dateColumn('date', text('common:date'), (flow) => flow.date),
    textColumn('kind', text('common:kind'), (flow) => term('loan:flow', flow.kind)),
    moneyColumn('amount', text('common:amount'), (flow) => flow.amount),
    moneyColumn('principal', text('loan:itemPrincipal'), (flow) => flow.principal),
    moneyColumn('interest', text('loan:interest'), (flow) => flow.interest),
    moneyColumn('penalty', text('loan:penalty'), (flow) => flow.penalty),
    moneyColumn('fees', text('loan:fees'), (flow) => flow.fees),
    textColumn('reference', text('common:reference'), (flow) => flow.reference, { render: (flow) => <span className="id">{flow.reference}</span> }),
  ];
  return (
    <List<CashFlow>
      resource={subList('loans', loanId, 'cash-flows')}
      name="loan-cash-flows"
      columns={columns}
      rowKey={(flow) => `${flow.reference}-${flow.kind}-${flow.date}`}
      empty={text('loan:flowsEmpty')}
      testId="cash-flows"
    />
  );
}

export function LoanPage() {
  const { text, choose } = useText();
  const { loanId } = useParams({ from: '/inside/loans/$loanId' });
  const { tab } = useSearch({ from: '/inside/loans/$loanId' });
  const navigate = useNavigate();
  const { data: loan, error, isError, refetch, dataUpdatedAt } = useQuery(loanQuery(loanId));
  const programme = useQuery(programmesQuery).data?.items.find((candidate) => candidate.id === loan?.programmeId);
  const figures = useFigures();
  const partner = useSession()?.role === 'partner-viewer';
  if (isError && !loan) return <Failure error={error} retry={() => void refetch()} />;
  if (!loan) return <Skeleton active paragraph={{ rows: 14 }} />;
  // Our books, other partners' messages and why we decided are not shown to a partner.
  const inside = [
    {
      key: 'journals',
      label: text('loan:tab.journals'),
      children: <JournalList resource={subList('loans', loanId, 'journals')} name={`journals-${loanId}`} empty={text('loan:journalsEmpty')} />,
    },
    { key: 'messages', label: text('loan:tab.messages'), children: <LoanMessages loanId={loanId} /> },
    { key: 'decisions', label: text('loan:tab.decisions'), children: <LoanDecisions loanId={loanId} /> },
  ];
  const tabs = [
    { key: 'overview', label: text('loan:tab.overview'), children: <LoanOverview loan={loan} /> },
    { key: 'money', label: text('loan:tab.money'), children: <LoanFlows loanId={loanId} /> },
    ...(partner ? [] : inside),
  ];
  return (
    <>
      <PageHead
        title={`${text('loan:one')} ${loan.id}`}
        crumbs={[{ label: text('loan:title'), link: { to: '/loans' } }]}
        readAt={dataUpdatedAt}
        tags={
          <>
            <StateTag area="loan:state" state={loan.state} />
            <BucketTag bucket={loan.bucket} />
          </>
        }
        lead={
          <>
            {text('loan:customer')}{' '}
            <Link to="/customers/$customerId" params={{ customerId: loan.customerId }} className="link">
              {loan.customerName}
            </Link>
            {' · '}
            {text('loan:programme')}{' '}
            <Link to="/programmes/$programmeId" params={{ programmeId: loan.programmeId }} className="link">
              {programme ? choose(programme.nameZh, programme.name) : loan.programmeId}
            </Link>
          </>
        }
      />
      <KeyFigures figures={figures(loan)} testId="loan-figures" />
      <ObjectTabs
        testId="loan-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/loans/$loanId', params: { loanId }, search: { tab: next } })}
      />
    </>
  );
}
