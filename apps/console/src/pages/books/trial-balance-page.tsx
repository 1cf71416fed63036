import { CheckCircleOutlined, WarningFilled } from '@ant-design/icons';
import type { TrialBalanceRow } from '@jinqiao/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import { useEffect } from 'react';
import { businessDayQuery, listQuery } from '../../api/queries.ts';
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

type Part = { key: string; book: string; asset: string; rows: TrialBalanceRow[] };

/** Debits and credits are equal within a book and an asset, so each pair stands by itself. */
function partsOf(rows: readonly TrialBalanceRow[]): Part[] {
  const parts = Map.groupBy(rows, (row) => `${row.book} ${row.asset}`);
  return [...parts].flatMap(([key, part]) => (part[0] ? [{ key, book: part[0].book, asset: part[0].asset, rows: part }] : []));
}

function useColumns(): Column<TrialBalanceRow>[] {
  const { text } = useText();
  return [
    textColumn('account', text('books:account'), (row) => row.account, { render: (row) => <AccountName account={row.account} /> }),
    textColumn('side', text('books:side'), (row) => text(`books:side.${row.side}`), { width: 110 }),
    countColumn('accounts', text('books:accounts'), (row) => row.accounts, { width: 110 }),
    moneyColumn('debits', text('books:debits'), (row) => row.debits, { width: 190 }),
    moneyColumn('credits', text('books:credits'), (row) => row.credits, { width: 190 }),
    moneyColumn('balance', text('books:balance'), (row) => row.balance, { width: 190 }),
  ];
}

function Balanced({ by }: { by: string }) {
  const { text } = useText();
  if (isZero(by)) {
    return (
      <span className="good">
        <CheckCircleOutlined /> {text('books:balanced')}
      </span>
    );
  }
  return (
    <span className="bad">
      <WarningFilled /> {text('books:unbalanced', { amount: grouped(by) })}
    </span>
  );
}

function BookPart({ part, accountPart, date }: { part: Part; accountPart: string; date: string }) {
  const { text } = useText();
  const columns = useColumns();
  const debits = sum(part.rows.map((row) => row.debits));
  const credits = sum(part.rows.map((row) => row.credits));
  const shown = part.rows.filter((row) => row.account.includes(accountPart));
  const extra = (
    <div className="inline">
      <Balanced by={subtract(debits, credits)} />
      <Link to="/books/journals" search={{ book: part.book, ...(date && { date }) }} className="link">
        {text('books:journals')} →
      </Link>
      <ExportRows name={`trial-balance-${part.book}`} columns={columns} rows={shown} />
    </div>
  );
  return (
    <Section flush title={`${part.book} · ${assetName(part.asset)}`} extra={extra} testId={`book-${part.book}`}>
      <DataTable
        columns={columns}
        rows={shown}
        rowKey={(row) => row.account}
        empty={text('common:filteredEmpty')}
        testId="trial-balance"
        totals={{ account: text('common:total'), debits: <Money value={debits} />, credits: <Money value={credits} /> }}
      />
    </Section>
  );
}

export function TrialBalancePage() {
  const { text } = useText();
  const { date = '', q = '', book } = useSearch({ from: '/inside/books/trial-balance' });
  const navigate = useNavigate();
  const today = useQuery(businessDayQuery).data?.current;
  const query = useInfiniteQuery(listQuery<TrialBalanceRow>('/books/trial-balance', { date }));
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  // A trial balance is only true as a whole, so every page of it is read.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const go = (search: { date?: string | undefined; q?: string | undefined }) =>
    void navigate({ to: '/books/trial-balance', search: { date, q, book, ...search } });
  const parts = partsOf(query.data?.pages.flatMap((page) => page.items) ?? []).filter((part) => book === undefined || part.book === book);
  return (
    <>
      <PageHead title={text('books:trialBalance')} readAt={query.dataUpdatedAt} asOf={date || (today ?? null)} />
      <div className="toolbar">
        <span className="field-label">{text('books:asOfDate')}</span>
        <DateField value={date} onChange={(next) => go({ date: next || undefined })} label={text('books:asOfDate')} today={today} testId="trial-date" />
        {date !== '' && (
          <Button size="small" type="link" onClick={() => go({ date: undefined })}>
            {text('books:latest')}
          </Button>
        )}
        <TextFilter value={q} onChange={(next) => go({ q: next })} placeholder={text('books:accountFilter')} testId="trial-q" />
      </div>
      {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      {(query.isPending || hasNextPage) && !query.isError && <Skeleton active paragraph={{ rows: 10 }} />}
      {query.isSuccess && !hasNextPage && (
        <div className="stack">
          {parts.length === 0 && <Empty description={text('books:trialEmpty')} />}
          {parts.map((part) => (
            <BookPart key={part.key} part={part} accountPart={q} date={date} />
          ))}
        </div>
      )}
    </>
  );
}
