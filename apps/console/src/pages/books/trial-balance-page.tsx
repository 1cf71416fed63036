import { CheckCircleOutlined, WarningFilled } from '@ant-design/icons';
import type { Page, TrialBalanceRow } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import { read } from '../../api/client.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { AccountName } from '../../components/account-name.tsx';
import { type Column, countColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName, Money } from '../../components/figures.tsx';
import { DateField, TextFilter } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { grouped, isZero, subtract, sum } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { BookPicker, useBookName } from './names.tsx';

type Part = { key: string; book: string; asset: string; rows: TrialBalanceRow[] };
type Filters = { date?: string | undefined; book?: string | undefined; q?: string | undefined };

/** Debits and credits are equal within a book and an asset, so each pair stands by itself. */
function partsOf(rows: readonly TrialBalanceRow[]): Part[] {
  const parts = Map.groupBy(rows, (row) => `${row.book} ${row.asset}`);
  return [...parts].flatMap(([key, part]) => (part[0] ? [{ key, book: part[0].book, asset: part[0].asset, rows: part }] : []));
}

function useColumns(): Column<TrialBalanceRow>[] {
  const { text } = useText();
  const turnover = { group: text('ledger:turnover'), width: 132 };
  const balance = { group: text('ledger:balances'), width: 132 };
  return [
    textColumn('account', text('books:account'), (row) => row.account, {
      render: (row) => (
        <Link to="/books/accounts" search={{ book: row.book, path: row.account, asset: row.asset }} className="link">
          <AccountName account={row.account} />
        </Link>
      ),
    }),
    textColumn('side', text('ledger:side'), (row) => text(`ledger:side.${row.side}`), { width: 92 }),
    countColumn('accounts', text('ledger:accounts'), (row) => row.accounts, { width: 84 }),
    moneyColumn('debits', text('books:debit'), (row) => row.debits, turnover),
    moneyColumn('credits', text('books:credit'), (row) => row.credits, turnover),
    moneyColumn('debitBalance', text('books:debit'), (row) => row.debitBalance, balance),
    moneyColumn('creditBalance', text('books:credit'), (row) => row.creditBalance, balance),
  ];
}

function Balanced({ by }: { by: string }) {
  const { text } = useText();
  const even = isZero(by);
  return (
    <span className={even ? 'good' : 'bad'} data-testid="balanced" data-even={even}>
      {even ? <CheckCircleOutlined /> : <WarningFilled />} {even ? text('ledger:balanced') : text('ledger:unbalanced', { amount: grouped(by) })}
    </span>
  );
}

const FIGURES = ['debits', 'credits', 'debitBalance', 'creditBalance'] as const;

function BookPart({ part, accountPart, date }: { part: Part; accountPart: string; date: string }) {
  const { text } = useText();
  const columns = useColumns();
  const bookName = useBookName();
  const totals = Object.fromEntries(FIGURES.map((figure) => [figure, sum(part.rows.map((row) => row[figure]))])) as Record<(typeof FIGURES)[number], string>;
  const shown = part.rows.filter((row) => row.account.includes(accountPart));
  const turnover = subtract(totals.debits, totals.credits);
  const extra = (
    <div className="inline">
      <Balanced by={isZero(turnover) ? subtract(totals.debitBalance, totals.creditBalance) : turnover} />
      <Link to="/books/accounts" search={{ book: part.book }} className="link">
        {text('ledger:chart')} →
      </Link>
      <Link to="/books/journals" search={{ book: part.book, ...(date && { date }) }} className="link">
        {text('books:journals')} →
      </Link>
      <ExportRows name={`trial-balance-${part.book}${date && `-${date}`}`} columns={columns} rows={shown} />
    </div>
  );
  return (
    <Section flush title={`${bookName(part.book)} · ${part.book} · ${assetName(part.asset)}`} extra={extra} testId={`book-${part.book}`}>
      <DataTable
        columns={columns}
        rows={shown}
        rowKey={(row) => row.account}
        empty={text('common:filteredEmpty')}
        testId="trial-balance"
        totals={{ account: text('common:total'), ...Object.fromEntries(FIGURES.map((figure) => [figure, <Money key={figure} value={totals[figure]} />])) }}
      />
    </Section>
  );
}

function Toolbar({ filters, today, go }: { filters: Filters; today: string | undefined; go: (change: Filters) => void }) {
  const { text } = useText();
  const { date = '', book, q } = filters;
  return (
    <div className="toolbar">
      <BookPicker value={book} onChange={(next) => go({ book: next })} testId="trial-book" />
      <span className="field-label">{text('ledger:asOfDate')}</span>
      <DateField value={date} onChange={(next) => go({ date: next || undefined })} label={text('ledger:asOfDate')} today={today} testId="trial-date" />
      {date !== '' && (
        <Button size="small" type="link" onClick={() => go({ date: undefined })}>
          {text('ledger:latest')}
        </Button>
      )}
      <TextFilter value={q} onChange={(next) => go({ q: next })} placeholder={text('ledger:accountFilter')} testId="trial-q" />
    </div>
  );
}

export function TrialBalancePage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/books/trial-balance' });
  const { date = '', q = '', book } = filters;
  const navigate = useNavigate();
  const today = useQuery(businessDayQuery).data?.current;
  const query = useQuery({
    queryKey: ['trial-balance', book, date],
    queryFn: ({ signal }) => read<Page<TrialBalanceRow>>('/books/trial-balance', { book, date }, signal),
  });
  const parts = partsOf(query.data?.items ?? []);
  return (
    <>
      <PageHead title={text('ledger:trialBalance')} lead={text('ledger:trialLead')} readAt={query.dataUpdatedAt} asOf={date || (today ?? null)} />
      <Toolbar filters={filters} today={today} go={(change) => void navigate({ to: '/books/trial-balance', search: { ...filters, ...change } })} />
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton active paragraph={{ rows: 10 }} />}
      {query.isSuccess && (
        <div className="stack">
          {parts.length === 0 && <Empty description={text('ledger:trialEmpty')} />}
          {parts.map((part) => (
            <BookPart key={part.key} part={part} accountPart={q} date={date} />
          ))}
        </div>
      )}
    </>
  );
}
