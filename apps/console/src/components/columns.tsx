import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { percent } from '../format/decimal.ts';
import { Count, Money, Rate } from './figures.tsx';

/** A column of any table of the console: what is shown, and the plain text that an export writes. */
export type Column<T> = {
  readonly key: string;
  readonly title: string;
  readonly text: (row: T) => string;
  readonly render?: (row: T) => ReactNode;
  readonly align?: 'right' | 'center';
  readonly width?: number;
  /** Title of the columns that it stands under. */
  readonly group?: string;
  /** Not shown until chosen. */
  readonly optional?: boolean;
};

type Extra<T> = Partial<Pick<Column<T>, 'width' | 'group' | 'optional'>>;

export function textColumn<T>(
  key: string,
  title: string,
  text: (row: T) => string | null,
  extra: Extra<T> & Pick<Partial<Column<T>>, 'render'> = {},
): Column<T> {
  return { key, title, text: (row) => text(row) ?? '', ...extra };
}

export function moneyColumn<T>(key: string, title: string, value: (row: T) => string | null, extra: Extra<T> = {}): Column<T> {
  return { key, title, align: 'right', text: (row) => value(row) ?? '', render: (row) => <Money value={value(row)} dim />, ...extra };
}

export function countColumn<T>(key: string, title: string, value: (row: T) => number, extra: Extra<T> = {}): Column<T> {
  return { key, title, align: 'right', text: (row) => String(value(row)), render: (row) => <Count value={value(row)} />, ...extra };
}

export function rateColumn<T>(key: string, title: string, value: (row: T) => string, extra: Extra<T> = {}): Column<T> {
  return { key, title, align: 'right', text: (row) => `${percent(value(row), 4)}%`, render: (row) => <Rate value={value(row)} />, ...extra };
}

export function dateColumn<T>(key: string, title: string, value: (row: T) => string | null, extra: Extra<T> = {}): Column<T> {
  return { key, title, width: 112, text: (row) => value(row) ?? '', render: (row) => <span className="num">{value(row) ?? '–'}</span>, ...extra };
}

export function LoanLink({ id }: { id: string }) {
  return (
    <Link to="/loans/$loanId" params={{ loanId: id }} className="link id" title={id}>
      {id}
    </Link>
  );
}

export function PurchaseLink({ id }: { id: string }) {
  return (
    <Link to="/pay-later/purchases/$purchaseId" params={{ purchaseId: id }} className="link id" title={id}>
      {id}
    </Link>
  );
}

export function CustomerLink({ id, name }: { id: string; name: string | null }) {
  return (
    <Link to="/customers/$customerId" params={{ customerId: id }} className="link" title={id}>
      {name ?? id}
    </Link>
  );
}

export function JournalLink({ id, label }: { id: string; label: string }) {
  return (
    <Link to="/books/journals/$journalId" params={{ journalId: id }} className="link num" title={id}>
      {label}
    </Link>
  );
}
