import type { Bill, LimitChange, MyLimits, MyPurchase, PayLater, PayLaterQuote, RepaymentResult, ShopOrder } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { type ConsentGiven, useCommand } from './commands.ts';
import type { Listing } from './queries.ts';

const LIST = { limit: 200 };
const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;

export const payLaterQuery = queryOptions({ queryKey: ['pay-later'], queryFn: ({ signal }) => read<PayLater>('/me/pay-later', {}, signal) });
export const purchasesQuery = queryOptions({
  queryKey: ['purchases'],
  queryFn: ({ signal }) => read<Listing<MyPurchase>>('/me/pay-later/purchases', LIST, signal),
});
export const purchaseQuery = (id: string) =>
  queryOptions({ queryKey: ['purchase', id], queryFn: ({ signal }) => read<MyPurchase>(at('/me/pay-later/purchases', id), {}, signal) });
export const billsQuery = queryOptions({ queryKey: ['bills'], queryFn: ({ signal }) => read<Listing<Bill>>('/me/bills', LIST, signal) });
export const billQuery = (id: string) => queryOptions({ queryKey: ['bill', id], queryFn: ({ signal }) => read<Bill>(at('/me/bills', id), {}, signal) });
export const limitsQuery = queryOptions({ queryKey: ['limits'], queryFn: ({ signal }) => read<MyLimits>('/me/limits', {}, signal) });

/** What a command of pay-later may have changed is read again. */
function usePayLaterCommand<B, T>(command: (body: B, key: string) => Promise<T>) {
  const client = useQueryClient();
  return useCommand<B, T>(command, () => {
    for (const queryKey of [['pay-later'], ['purchases'], ['purchase'], ['bills'], ['bill'], ['limits'], ['shop-orders'], ['cart'], ['catalogue']])
      void client.invalidateQueries({ queryKey });
  });
}

export const useOpenPayLater = () => usePayLaterCommand<ConsentGiven, PayLater>((body, key) => write('POST', '/me/pay-later/activation', key, body));
export const usePlaceOrders = () => usePayLaterCommand<void, { items: readonly ShopOrder[] }>((_, key) => write('POST', '/me/pay-later/checkouts', key, {}));
/** A quote changes nothing that is shown. */
export function usePayLaterQuote() {
  return useCommand<{ orderRef: string }, PayLaterQuote>(
    (body, key) => write('POST', '/me/pay-later/quotes', key, body),
    () => undefined,
  );
}

export type Confirmed = { quoteId: string; periods: number; agreementAccepted: boolean; readingSeconds: number };
export const usePayLaterPurchase = () => usePayLaterCommand<Confirmed, MyPurchase>((body, key) => write('POST', '/me/pay-later/purchases', key, body));

export type ReturnLines = { lines: readonly { line: number; quantity: number }[] };
export type ReturnSaid = { state: 'expected' | 'refused'; code: string; amount: string };
export const useReturn = (id: string) =>
  usePayLaterCommand<ReturnLines, ReturnSaid>((body, key) => write('POST', `${at('/me/pay-later/purchases', id)}/returns`, key, body));
export const useCancelPurchase = (id: string) =>
  usePayLaterCommand<void, MyPurchase>((_, key) => write('POST', `${at('/me/pay-later/purchases', id)}/cancellation`, key));
export const useSettlePurchase = (id: string) =>
  usePayLaterCommand<void, RepaymentResult>((_, key) => write('POST', `${at('/me/pay-later/purchases', id)}/settlement`, key));

export const usePayBill = (id: string) =>
  usePayLaterCommand<{ amount: string }, RepaymentResult>((body, key) => write('POST', `${at('/me/bills', id)}/repayments`, key, body));
export const useConvertBill = (id: string) =>
  usePayLaterCommand<{ periods: number; agreementAccepted: boolean }, MyPurchase>((body, key) => write('POST', `${at('/me/bills', id)}/conversion`, key, body));
export const useLimitAnswer = (change: LimitChange) =>
  usePayLaterCommand<{ accept: boolean }, MyLimits>((body, key) => write('POST', `${at('/me/limit-changes', change.id)}/answer`, key, body));
