import type { AccountTreeLine } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { accountTreeQuery } from '../../api/queries.ts';
import { AccountName } from '../../components/account-name.tsx';
import { type Column, countColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName } from '../../components/figures.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { useBookName } from './names.tsx';

type Branch = AccountTreeLine & { children?: Branch[] };

/** Lines come parents first, so the open branches are a path from the root. */
function branchesOf(lines: readonly AccountTreeLine[]): Branch[] {
  const roots: Branch[] = [];
  const open = new Map<string, Branch>();
  for (const line of lines) {
    const branch: Branch = { ...line };
    const parent = open.get(`${line.path.slice(0, Math.max(0, line.path.lastIndexOf('/')))} ${line.asset}`);
    if (!parent) roots.push(branch);
    else if (parent.children) parent.children.push(branch);
    else parent.children = [branch];
    open.set(`${line.path} ${line.asset}`, branch);
  }
  return roots.map(folded);
}

/** A path that only leads to one other says nothing that the other does not. */
function folded(branch: Branch): Branch {
  const [only, ...others] = branch.children ?? [];
  if (branch.side === null && only && others.length === 0) return folded(only);
  return branch.children ? { ...branch, children: branch.children.map(folded) } : branch;
}

/** The paths that hold a text, by path or name, with those above them. */
function matching(lines: readonly AccountTreeLine[], q: string, nameOf: (path: string) => string): AccountTreeLine[] {
  const hits = lines.filter((line) => line.path.includes(q) || nameOf(line.path).includes(q));
  return lines.filter((line) => hits.some((hit) => hit.path === line.path || hit.path.startsWith(`${line.path}/`) || line.path.startsWith(`${hit.path}/`)));
}

function PathName({ line }: { line: AccountTreeLine }) {
  const { term } = useText();
  if (line.side !== null) return <AccountName account={line.path} />;
  const name = term('ledger:group', line.path);
  return (
    <>
      {name !== line.path && <span className="name strong">{name}</span>}
      <code className="muted">{line.path}</code>
    </>
  );
}

function useColumns(book: string): Column<AccountTreeLine>[] {
  const { text } = useText();
  const turnover = { group: text('ledger:turnover'), width: 132 };
  const balance = { group: text('ledger:balances'), width: 132 };
  return [
    textColumn('path', text('ledger:path'), (line) => line.path, {
      render: (line) =>
        line.side === null ? (
          <PathName line={line} />
        ) : (
          <Link to="/books/accounts" search={{ book, path: line.path, asset: line.asset }} className="link" data-testid={`path-${line.path}`}>
            <PathName line={line} />
          </Link>
        ),
    }),
    textColumn('side', text('ledger:side'), (line) => (line.side === null ? '' : text(`ledger:side.${line.side}`)), { width: 92 }),
    countColumn('accounts', text('ledger:accounts'), (line) => line.accounts, { width: 84 }),
    moneyColumn('debits', text('books:debit'), (line) => line.debits, turnover),
    moneyColumn('credits', text('books:credit'), (line) => line.credits, turnover),
    moneyColumn('debitBalance', text('books:debit'), (line) => line.debitBalance, balance),
    moneyColumn('creditBalance', text('books:credit'), (line) => line.creditBalance, balance),
  ];
}

export function AccountTree({ book, q }: { book: string; q: string }) {
  const { text, term } = useText();
  const bookName = useBookName();
  const columns = useColumns(book);
  const query = useQuery(accountTreeQuery(book));
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const lines = matching(query.data?.items ?? [], q, (path) => `${term('chart:account', path)} ${term('ledger:group', path)}`);
  const assets = [...new Set(lines.map((line) => assetName(line.asset)))].join(' · ');
  return (
    <Section
      flush
      title={[bookName(book), book, assets].filter((part) => part !== '').join(' · ')}
      extra={<ExportRows name={`accounts-${book}`} columns={columns} rows={lines} />}
    >
      <DataTable<Branch>
        key={`${book} ${q} ${lines.length}`}
        columns={columns}
        rows={branchesOf(lines)}
        rowKey={(line) => `${line.path} ${line.asset}`}
        loading={query.isPending}
        empty={text('ledger:treeEmpty')}
        testId="account-tree"
        expandable={{ defaultExpandAllRows: true, indentSize: 24 }}
        rowClassName={(line) => (line.children ? 'row-root' : '')}
      />
    </Section>
  );
}
