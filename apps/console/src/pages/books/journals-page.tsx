import type { TrialBalanceRow } from '@jinqiao/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { businessDayQuery, listQuery } from '../../api/queries.ts';
import { ChoiceFilter, DateField } from '../../components/filters.tsx';
import { JournalList } from '../../components/journal-table.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';

/** The books there are, as the trial balance names them. */
function useBooks(): string[] {
  const query = useInfiniteQuery(listQuery<TrialBalanceRow>('/books/trial-balance', { date: '' }));
  return [...new Set(query.data?.pages.flatMap((page) => page.items.map((row) => row.book)) ?? [])];
}

export function JournalsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/books/journals' });
  const navigate = useNavigate();
  const books = useBooks();
  const book = filters.book ?? books[0];
  const today = useQuery(businessDayQuery).data?.current;
  const set = (key: 'book' | 'date') => (value: string | undefined) =>
    void navigate({ to: '/books/journals', search: { ...filters, [key]: value || undefined } });
  const toolbar = (
    <>
      <ChoiceFilter
        label={text('books:book')}
        value={book}
        choices={books.map((book) => ({ value: book, label: book }))}
        onChange={set('book')}
        testId="journals-book"
        required
      />
      <DateField value={filters.date ?? ''} onChange={set('date')} label={text('common:businessDate')} today={today} testId="journals-date" />
    </>
  );
  return (
    <>
      <PageHead title={text('books:journals')} lead={text('books:immutable')} />
      {book && <JournalList resource="/books/journals" filters={{ ...filters, book }} name="journals" empty={text('books:journalsEmpty')} toolbar={toolbar} />}
    </>
  );
}
