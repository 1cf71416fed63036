import type { Account, StatementLine } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Skeleton, Tag } from 'antd';
import { accountQuery, businessDayQuery } from '../../api/queries.ts';
import { type Column, dateColumn, JournalLink, moneyColumn, textColumn } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName, type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { DateField } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { AccountLink, Owner, useBookName } from './names.tsx';

function useFigures(): (account: Account) => Figure[] {
  const { text } = useText();
  return (account) => {
    const limits = [
      ...(account.floor === null ? [] : [text('ledger:floor', { amount: grouped(account.floor) })]),
      ...(account.ceiling === null ? [] : [text('ledger:ceiling', { amount: grouped(account.ceiling) })]),
    ];
    return [
      {
        key: 'posted',
        label: text('ledger:posted'),
        value: <Money value={account.balance} />,
        note: `${assetName(account.asset)} · ${text('ledger:side')} ${text(`ledger:side.${account.side}`)}`,
      },
      { key: 'available', label: text('ledger:available'), value: <Money value={account.available} />, note: text('ledger:availableNote') },
      {
        key: 'pending',
        label: text('ledger:pending'),
        value: <Money value={account.pendingOut} />,
        note: text('ledger:pendingInOut', { in: grouped(account.pendingIn), out: grouped(account.pendingOut) }),
      },
      { key: 'debits', label: text('ledger:debits'), value: <Money value={account.debits} /> },
      { key: 'credits', label: text('ledger:credits'), value: <Money value={account.credits} /> },
      { key: 'limits', label: text('ledger:limits'), value: limits[0] ?? text('ledger:unlimited'), ...(limits[1] && { note: limits[1] }) },
    ];
  };
}

function useColumns(): Column<StatementLine>[] {
  const { text, choose } = useText();
  return [
    dateColumn('date', text('common:date'), (line) => line.businessDate),
    textColumn('sequence', text('books:sequence'), (line) => line.sequence, {
      width: 100,
      render: (line) => <JournalLink id={line.journalId} label={line.sequence} />,
    }),
    textColumn('kind', text('common:kind'), (line) => choose(line.kindZh, line.kind)),
    textColumn('reference', text('common:reference'), (line) => line.reference, {
      render: (line) => (
        <span className="id" title={line.reference}>
          {line.reference}
        </span>
      ),
    }),
    textColumn('counter', text('ledger:counter'), (line) => line.counterAccount, {
      render: (line) => <AccountLink id={line.counterId} account={line.counterAccount} />,
    }),
    moneyColumn('held', text('ledger:held'), (line) => line.held, { optional: true }),
    moneyColumn('debit', text('books:debit'), (line) => line.debit),
    moneyColumn('credit', text('books:credit'), (line) => line.credit),
    moneyColumn('balance', text('ledger:running'), (line) => line.balance),
  ];
}

type Range = { from?: string | undefined; through?: string | undefined };

function Statement({ account, range }: { account: Account; range: Range }) {
  const { text } = useText();
  const navigate = useNavigate();
  const columns = useColumns();
  const today = useQuery(businessDayQuery).data?.current;
  const go = (change: Range) => void navigate({ to: '/books/accounts/$accountId', params: { accountId: account.id }, search: { ...range, ...change } });
  const narrowed = range.from !== undefined || range.through !== undefined;
  const toolbar = (
    <>
      <h2 className="strong">
        {text('ledger:statement')} ({assetName(account.asset)})
      </h2>
      <span className="field-label">{text('ledger:from')}</span>
      <DateField
        value={range.from ?? ''}
        onChange={(from) => go({ from: from || undefined })}
        label={text('ledger:from')}
        today={today}
        testId="statement-from"
      />
      <span className="field-label">{text('ledger:through')}</span>
      <DateField
        value={range.through ?? ''}
        onChange={(through) => go({ through: through || undefined })}
        label={text('ledger:through')}
        today={today}
        testId="statement-through"
      />
      {narrowed && (
        <Button size="small" type="link" onClick={() => go({ from: undefined, through: undefined })}>
          {text('ledger:allDates')}
        </Button>
      )}
    </>
  );
  return (
    <List<StatementLine>
      resource={`/books/accounts/${account.id}/statement`}
      filters={range}
      name="statement"
      columns={columns}
      rowKey={(line) => `${line.sequence}.${line.position}`}
      empty={text('ledger:statementEmpty')}
      narrowed={narrowed}
      testId="statement"
      toolbar={toolbar}
    />
  );
}

export function AccountPage() {
  const { text, term } = useText();
  const bookName = useBookName();
  const { accountId } = useParams({ from: '/inside/books/accounts/$accountId' });
  const range = useSearch({ from: '/inside/books/accounts/$accountId' });
  const { data: account, error, isError, refetch, dataUpdatedAt } = useQuery(accountQuery(accountId));
  const figures = useFigures();
  if (isError && !account) return <Failure error={error} retry={() => void refetch()} />;
  if (!account) return <Skeleton active paragraph={{ rows: 12 }} />;
  const { book, path, asset } = account;
  const name = term('chart:account', path);
  return (
    <>
      <PageHead
        title={`${name === path ? path : name} · ${account.owner ?? text('ledger:stripe', { bucket: account.bucket })}`}
        crumbs={[
          { label: text('ledger:chart'), link: { to: '/books/accounts' } },
          { label: bookName(book), link: { to: '/books/accounts', search: { book } } },
          { label: path, link: { to: '/books/accounts', search: { book, path, asset } } },
        ]}
        tags={account.closed ? <Tag>{text('ledger:closed')}</Tag> : undefined}
        lead={
          <>
            {text('books:owner')} <Owner owner={account.owner} /> · <code>{path}</code> ·{' '}
            <span className="num">
              {text('common:id')} {account.id}
            </span>
          </>
        }
        readAt={dataUpdatedAt}
      />
      <div className="stack">
        <KeyFigures figures={figures(account)} testId="account-figures" />
        <Statement account={account} range={range} />
      </div>
    </>
  );
}
