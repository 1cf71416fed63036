import type {
  Account,
  AccountDetail,
  AccountTreeLine,
  BookProof,
  BookSummary,
  BreakDetail,
  BusinessDay,
  CalculatedSchedule,
  CustomerDetail,
  Dashboard,
  FundDetail,
  FundingChoiceDetail,
  FundList,
  Institution,
  JournalDetail,
  LoanDetail,
  MandateDetail,
  Page,
  PaymentDetail,
  PaymentInstitution,
  Programme,
  ReceivedFile,
  ScheduleCalculation,
  SearchHit,
  Session,
} from '@jinqiao/api';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, type Query, read } from './client.ts';

export const PAGE_SIZE = 50;

const path = encodeURIComponent;

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: ({ signal }) => read<Session>('/session', {}, signal), staleTime: 60_000 });

/** The open day; asked every second while a close runs, so that its progress is seen. */
export const businessDayQuery = queryOptions({
  queryKey: ['business-day'],
  queryFn: ({ signal }) => read<BusinessDay>('/business-day', {}, signal),
  refetchInterval: (query) => (query.state.data?.closing ? 1000 : 20_000),
});

export const programmesQuery = queryOptions({
  queryKey: ['programmes'],
  queryFn: ({ signal }) => read<Page<Programme>>('/programmes', {}, signal),
  staleTime: 300_000,
});

export const programmeQuery = (id: string) =>
  queryOptions({ queryKey: ['programme', id], queryFn: ({ signal }) => read<Programme>(`/programmes/${path(id)}`, {}, signal) });

export const dashboardQuery = (id: string) =>
  queryOptions({ queryKey: ['dashboard', id], queryFn: ({ signal }) => read<Dashboard>(`/programmes/${path(id)}/dashboard`, {}, signal) });

export const loanQuery = (id: string) => queryOptions({ queryKey: ['loan', id], queryFn: ({ signal }) => read<LoanDetail>(`/loans/${path(id)}`, {}, signal) });

export const paymentQuery = (id: string) =>
  queryOptions({ queryKey: ['payment', id], queryFn: ({ signal }) => read<PaymentDetail>(`/payments/${path(id)}`, {}, signal) });

export const mandateQuery = (id: string) =>
  queryOptions({ queryKey: ['mandate', id], queryFn: ({ signal }) => read<MandateDetail>(`/mandates/${path(id)}`, {}, signal) });

export const fundingChoiceQuery = (subject: string) =>
  queryOptions({ queryKey: ['funding-choice', subject], queryFn: ({ signal }) => read<FundingChoiceDetail>(`/funding-choices/${path(subject)}`, {}, signal) });

export const paymentInstitutionsQuery = queryOptions({
  queryKey: ['payment-institutions'],
  queryFn: ({ signal }) => read<Page<PaymentInstitution>>('/payment-institutions', {}, signal),
  staleTime: 15_000,
});

export const customerQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id], queryFn: ({ signal }) => read<CustomerDetail>(`/customers/${path(id)}`, {}, signal) });

export const heldAccountQuery = (id: string) =>
  queryOptions({ queryKey: ['held-account', id], queryFn: ({ signal }) => read<AccountDetail>(`/accounts/${path(id)}`, {}, signal) });

export const journalQuery = (id: string) =>
  queryOptions({ queryKey: ['journal', id], queryFn: ({ signal }) => read<JournalDetail>(`/journals/${path(id)}`, {}, signal) });

export const booksQuery = queryOptions({ queryKey: ['books'], queryFn: ({ signal }) => read<Page<BookSummary>>('/books', {}, signal) });

export const accountTreeQuery = (book: string) =>
  queryOptions({ queryKey: ['account-tree', book], queryFn: ({ signal }) => read<Page<AccountTreeLine>>(`/books/${path(book)}/accounts`, {}, signal) });

export const accountQuery = (id: string) =>
  queryOptions({ queryKey: ['account', id], queryFn: ({ signal }) => read<Account>(`/books/accounts/${path(id)}`, {}, signal) });

/** Asked every second while a verification runs, so that its progress is seen. */
export const bookProofQuery = (book: string) =>
  queryOptions({
    queryKey: ['book-proof', book],
    queryFn: ({ signal }) => read<BookProof>(`/books/${path(book)}/proof`, {}, signal),
    refetchInterval: (query) => (query.state.data?.verifications.some((run) => run.state === 'running') ? 1000 : false),
  });

export const fundsQuery = queryOptions({ queryKey: ['funds'], queryFn: ({ signal }) => read<FundList>('/funds', {}, signal) });

export const fundQuery = (id: string) => queryOptions({ queryKey: ['fund', id], queryFn: ({ signal }) => read<FundDetail>(`/funds/${path(id)}`, {}, signal) });

export const institutionsQuery = queryOptions({
  queryKey: ['institutions'],
  queryFn: ({ signal }) => read<Page<Institution>>('/institutions', {}, signal),
  refetchInterval: 15_000,
});

export const breakQuery = (id: string) =>
  queryOptions({ queryKey: ['break', id], queryFn: ({ signal }) => read<BreakDetail>(`/reconciliation/breaks/${path(id)}`, {}, signal) });

export const fileQuery = (id: string) =>
  queryOptions({ queryKey: ['file', id], queryFn: ({ signal }) => read<ReceivedFile>(`/reconciliation/files/${path(id)}`, {}, signal) });

export const searchQuery = (q: string) =>
  queryOptions({ queryKey: ['search', q], queryFn: ({ signal }) => read<Page<SearchHit>>('/search', { q }, signal), enabled: q.length >= 2 });

/** The same terms always have the same answer. */
export const calculationQuery = (terms: ScheduleCalculation) =>
  queryOptions({
    queryKey: ['calculation', terms],
    queryFn: ({ signal }) => ask<CalculatedSchedule>('/calculations/schedule', terms, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A list read page by page; `filters` are the ones of the address. */
export const listQuery = <T, P extends Page<T> = Page<T>>(resource: string, filters: Query = {}) =>
  infiniteQueryOptions({
    queryKey: ['list', resource, filters],
    queryFn: ({ pageParam, signal }) => read<P>(resource, { ...filters, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const subList = (owner: 'loans' | 'programmes' | 'books' | 'payments' | 'pay-later/purchases', id: string, part: string) =>
  `/${owner}/${path(id)}/${part}`;
