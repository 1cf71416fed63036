import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Skeleton } from 'antd';
import { booksQuery } from '../../api/queries.ts';
import { Failure } from '../../components/failure.tsx';
import { TextFilter } from '../../components/filters.tsx';
import { type Crumb, PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import { AccountTree } from './account-tree.tsx';
import { BookPicker, useBookName } from './names.tsx';
import { OwnerAccounts, PathAccounts } from './path-accounts.tsx';

/** The id of an owner, or its beginning with the bucket in it. */
const OWNER = /^[a-z]+_[0-9a-f]{2,26}$/;

function useHead(book: string | undefined, path: string | undefined): { title: string; crumbs: Crumb[] } {
  const { text, term } = useText();
  const bookName = useBookName();
  if (path === undefined || book === undefined) return { title: text('ledger:chart'), crumbs: [{ label: text('shell:nav.books') }] };
  const name = term('chart:account', path);
  return {
    title: name === path ? path : `${name} ${path}`,
    crumbs: [
      { label: text('shell:nav.books') },
      { label: text('ledger:chart'), link: { to: '/books/accounts' } },
      { label: bookName(book), link: { to: '/books/accounts', search: { book } } },
    ],
  };
}

export function AccountsPage() {
  const { text } = useText();
  const { book: chosen, path, asset, q = '' } = useSearch({ from: '/inside/books/accounts' });
  const navigate = useNavigate();
  const books = useQuery(booksQuery);
  const book = chosen ?? books.data?.items[0]?.book;
  const { title, crumbs } = useHead(book, path);
  const go = (search: { book?: string | undefined; q?: string | undefined }) => void navigate({ to: '/books/accounts', search: { book, q, ...search } });
  return (
    <>
      <PageHead title={title} crumbs={crumbs} lead={path === undefined ? text('ledger:chartLead') : undefined} readAt={books.dataUpdatedAt} />
      {books.isError && !book && <Failure error={books.error} retry={() => void books.refetch()} />}
      {books.isPending && !book && <Skeleton active paragraph={{ rows: 10 }} />}
      {books.isSuccess && !book && <Empty description={text('ledger:trialEmpty')} />}
      {book && path === undefined && (
        <>
          <div className="toolbar">
            <BookPicker value={book} onChange={(next) => go({ book: next, q: undefined })} testId="accounts-book" required />
            <TextFilter value={q} onChange={(next) => go({ q: next })} placeholder={text('ledger:search')} testId="accounts-q" />
          </div>
          {OWNER.test(q) ? <OwnerAccounts book={book} owner={q} /> : <AccountTree book={book} q={q} />}
        </>
      )}
      {book && path !== undefined && (
        <PathAccounts book={book} path={path} asset={asset ?? books.data?.items.find((row) => row.book === book)?.asset ?? undefined} />
      )}
    </>
  );
}
