import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { booksQuery } from '../../api/queries.ts';
import { AccountName } from '../../components/account-name.tsx';
import { LoanLink } from '../../components/columns.tsx';
import { ChoiceFilter } from '../../components/filters.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { ledger } from '../../i18n/texts/ledger.ts';

addTexts('ledger', ledger);

/** `bank:JL` is the bank's side of programme JL. */
export function useBookName(): (book: string) => string {
  const { term } = useText();
  return (book) => {
    const [side = book, ...about] = book.split(':');
    const name = term('ledger:book', side);
    return about.length === 0 || name === side ? book : `${about.join(':')} ${name}`;
  };
}

type PickerProps = { value: string | undefined; onChange: (book: string | undefined) => void; testId: string; required?: boolean };

export function BookPicker({ value, onChange, testId, required = false }: PickerProps) {
  const { text } = useText();
  const bookName = useBookName();
  const books = useQuery(booksQuery).data?.items ?? [];
  const choices = books.map(({ book }) => ({ value: book, label: `${bookName(book)} · ${book}` }));
  return (
    <ChoiceFilter
      label={text(required ? 'books:book' : 'ledger:allBooks')}
      value={value}
      choices={choices}
      onChange={onChange}
      testId={testId}
      required={required}
    />
  );
}

export function AccountLink({ id, account }: { id: string; account: string }) {
  return (
    <Link to="/books/accounts/$accountId" params={{ accountId: id }} className="link">
      <AccountName account={account} />
    </Link>
  );
}

/** Whose account it is, with the way to them. */
export function Owner({ owner }: { owner: string | null }) {
  const { text } = useText();
  if (owner === null) return <span className="muted">{text('ledger:house')}</span>;
  if (owner.startsWith('loa_')) return <LoanLink id={owner} />;
  if (owner.startsWith('cus_')) {
    return (
      <Link to="/customers/$customerId" params={{ customerId: owner }} className="link id" title={owner}>
        {owner}
      </Link>
    );
  }
  return <span className="id wide">{owner}</span>;
}
