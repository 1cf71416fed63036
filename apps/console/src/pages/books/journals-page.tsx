import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { booksQuery, businessDayQuery } from '../../api/queries.ts';
import { DateField } from '../../components/filters.tsx';
import { JournalList } from '../../components/journal-table.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import { BookPicker } from './names.tsx';

export function JournalsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/books/journals' });
  const navigate = useNavigate();
  const books = useQuery(booksQuery);
  const book = filters.book ?? books.data?.items[0]?.book;
  const today = useQuery(businessDayQuery).data?.current;
  const set = (key: 'book' | 'date') => (value: string | undefined) =>
    void navigate({ to: '/books/journals', search: { ...filters, [key]: value || undefined } });
  const toolbar = (
    <>
      <BookPicker value={book} onChange={set('book')} testId="journals-book" required />
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
