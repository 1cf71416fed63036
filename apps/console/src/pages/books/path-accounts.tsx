import type { Account, AccountPage } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { read } from '../../api/client.ts';
import { accountTreeQuery, subList } from '../../api/queries.ts';
import { AccountName } from '../../components/account-name.tsx';
import { type Column, countColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName, Count, type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { Owner } from './names.tsx';

function AccountState({ account }: { account: Account }) {
  const { text } = useText();
  return account.closed ? <Tag>{text('ledger:closed')}</Tag> : null;
}

function useAccountColumns({ withPath = false, withOwner = true } = {}): Column<Account>[] {
  const { text } = useText();
  const open = (account: Account, label: React.ReactNode) => (
    <Link to="/books/accounts/$accountId" params={{ accountId: account.id }} className="link">
      {label}
    </Link>
  );
  const path: Column<Account> = textColumn('path', text('ledger:path'), (account) => account.path, {
    render: (account) => open(account, <AccountName account={account.path} />),
  });
  const owner: Column<Account> = textColumn('owner', text('books:owner'), (account) => account.owner, { render: (account) => <Owner owner={account.owner} /> });
  return [
    ...(withPath ? [path] : []),
    textColumn('id', text('ledger:one'), (account) => account.id, {
      render: (account) => (
        <>
          {open(account, <span className="num">{account.owner === null ? text('ledger:stripe', { bucket: account.bucket }) : account.id}</span>)}{' '}
          <AccountState account={account} />
        </>
      ),
    }),
    ...(withOwner ? [owner] : []),
    countColumn('bucket', text('ledger:bucket'), (account) => account.bucket, { width: 90, optional: true }),
    moneyColumn('debits', text('ledger:debits'), (account) => account.debits),
    moneyColumn('credits', text('ledger:credits'), (account) => account.credits),
    moneyColumn('pendingIn', `${text('ledger:pending')} +`, (account) => account.pendingIn, { optional: true }),
    moneyColumn('pendingOut', `${text('ledger:pending')} −`, (account) => account.pendingOut, { optional: true }),
    moneyColumn('balance', text('ledger:balance'), (account) => account.balance),
  ];
}

type House = NonNullable<AccountPage['house']>;
type HouseProps = { book: string; path: string; asset: string; house: House; open: boolean };

/** The stripes of a house account as one line, which opens to all of them. */
function FoldedHouse({ book, path, asset, house, open }: HouseProps) {
  const { text } = useText();
  const stripes = useAccountColumns({ withOwner: false });
  const columns: Column<House>[] = [
    textColumn('name', text('ledger:path'), () => path, {
      render: () => <span className="strong">{text('ledger:houseFolded', { count: house.stripes })}</span>,
    }),
    moneyColumn('debits', text('ledger:debits'), () => house.debits),
    moneyColumn('credits', text('ledger:credits'), () => house.credits),
    moneyColumn('balance', text('ledger:balance'), () => house.balance),
  ];
  const behind = () => (
    <List<Account>
      resource={subList('books', book, 'accounts/list')}
      filters={{ path, asset, stripes: 'moved' }}
      name="account-stripes"
      columns={stripes}
      rowKey={(account) => account.id}
      empty={text('ledger:stripesEmpty')}
      testId="stripes"
      toolbar={<span className="muted">{text('ledger:stripesMoved')}</span>}
    />
  );
  return (
    <Section flush title={text('ledger:house')} extra={<span className="muted small">{text('ledger:houseNote')}</span>}>
      <DataTable
        columns={columns}
        rows={[house]}
        rowKey={() => path}
        empty=""
        testId="house"
        expandable={{ expandedRowRender: behind, defaultExpandAllRows: open, columnTitle: <span className="sr-only">{text('ledger:showStripes')}</span> }}
      />
    </Section>
  );
}

/** The path rolled up: what the accounts below must add up to. */
function useFigures(book: string, path: string, asset: string | undefined): Figure[] | undefined {
  const { text } = useText();
  const line = useQuery(accountTreeQuery(book)).data?.items.find((candidate) => candidate.path === path && (asset === undefined || candidate.asset === asset));
  if (!line) return undefined;
  return [
    {
      key: 'debitBalance',
      label: `${text('ledger:balance')} · ${text('books:debit')}`,
      value: <Money value={line.debitBalance} />,
      note: assetName(line.asset),
    },
    {
      key: 'creditBalance',
      label: `${text('ledger:balance')} · ${text('books:credit')}`,
      value: <Money value={line.creditBalance} />,
      note: assetName(line.asset),
    },
    { key: 'debits', label: text('ledger:debits'), value: <Money value={line.debits} /> },
    { key: 'credits', label: text('ledger:credits'), value: <Money value={line.credits} /> },
    { key: 'accounts', label: text('ledger:accounts'), value: <Count value={line.accounts} /> },
  ];
}

export function PathAccounts({ book, path, asset }: { book: string; path: string; asset: string | undefined }) {
  const { text } = useText();
  const columns = useAccountColumns();
  const figures = useFigures(book, path, asset);
  const resource = subList('books', book, 'accounts/list');
  const filters = { path, ...(asset && { asset }) };
  const first = useQuery({
    queryKey: ['path-house', resource, filters],
    queryFn: ({ signal }) => read<AccountPage>(resource, { ...filters, limit: 1 }, signal),
  });
  if (first.isError && !first.data) return <Failure error={first.error} retry={() => void first.refetch()} />;
  const house = first.data?.house;
  const owned = first.data === undefined || first.data.items.length > 0 || !house;
  return (
    <div className="stack">
      {figures && <KeyFigures figures={figures} testId="path-figures" />}
      {house && <FoldedHouse book={book} path={path} asset={asset ?? ''} house={house} open={!owned} />}
      {owned && (
        <List<Account, AccountPage>
          resource={resource}
          filters={filters}
          name="accounts"
          columns={columns}
          rowKey={(account) => account.id}
          empty={text('ledger:accountsEmpty')}
          testId="accounts"
        />
      )}
    </div>
  );
}

export function OwnerAccounts({ book, owner }: { book: string; owner: string }) {
  const { text } = useText();
  return (
    <List<Account, AccountPage>
      resource={subList('books', book, 'accounts/list')}
      filters={{ owner }}
      name="owner-accounts"
      columns={useAccountColumns({ withPath: true })}
      rowKey={(account) => account.id}
      empty={text('ledger:ownerEmpty')}
      narrowed={false}
      testId="owner-accounts"
      toolbar={<span className="muted">{text('ledger:ownerAccounts', { owner })}</span>}
    />
  );
}
