import type { FundOrderView, MyAssets, MyFunds, MyQualification, MySuitability, ProductList, RedeemToPurchaseView, RtpTimelineView } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const fundsQuery = queryOptions({ queryKey: ['funds'], queryFn: ({ signal }) => read<MyFunds>('/me/funds', {}, signal) });

/** What is on the shelf. */
export const shelfQuery = queryOptions({ queryKey: ['shelf'], queryFn: ({ signal }) => read<ProductList>('/me/products', {}, signal) });

export const assetsQuery = queryOptions({ queryKey: ['assets'], queryFn: ({ signal }) => read<MyAssets>('/me/assets', {}, signal) });

export const suitabilityQuery = queryOptions({ queryKey: ['suitability'], queryFn: ({ signal }) => read<MySuitability>('/me/suitability', {}, signal) });

export type RtpMode = RedeemToPurchaseView['mode'];
export const timelineQuery = (source: string, target: string, mode: RtpMode) =>
  queryOptions({
    queryKey: ['timeline', source, target, mode],
    queryFn: ({ signal }) => read<RtpTimelineView>('/me/redeem-to-purchase', { source, target, mode }, signal),
    enabled: target !== '',
  });

export function useAnswers() {
  const client = useQueryClient();
  return useCommand<{ version: string; answers: readonly number[] }, MySuitability>(
    (body, key) => write('POST', '/me/suitability', key, body),
    (found) => client.setQueryData(suitabilityQuery.queryKey, found),
  );
}

/** Where the money of an order comes from or goes to: an account, or a signed card. */
export type PurseGiven = { accountId: string } | { mandateId: string };

function useMoneyMoved(done: () => void) {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [['funds'], ['accounts'], ['assets'], ['shelf']]) void client.invalidateQueries({ queryKey });
    done();
  };
}

export function useFundOrder(done: () => void) {
  const moved = useMoneyMoved(done);
  return useCommand<{ fundId: string; kind: 'subscribe' | 'redeem' | 'redeem-fast'; amount: string; insists: boolean } & PurseGiven, FundOrderView>(
    (body, key) => write('POST', '/me/fund-orders', key, body),
    moved,
  );
}

export type FirstPurchase = {
  fundId: string;
  accountId: string;
  amount: string;
  insists: boolean;
  cardNumber: string;
  mobile: string;
  consent: { accepted: boolean; textVersion: string };
};

/** Buys out of an account of class III, which this upgrades. */
export function useFirstPurchase() {
  const moved = useMoneyMoved(() => {});
  return useCommand<FirstPurchase, FundOrderView>((body, key) => write('POST', '/me/first-purchases', key, body), moved);
}

export function useRedeemToPurchase(done: () => void) {
  const moved = useMoneyMoved(done);
  return useCommand<{ source: string; target: string; mode: RtpMode; amount: string; insists: boolean } & PurseGiven, RedeemToPurchaseView>(
    (body, key) => write('POST', '/me/redeem-to-purchase', key, body),
    moved,
  );
}

export function useDividends() {
  const client = useQueryClient();
  return useCommand<{ fundId: string; mode: 'cash' | 'shares' }, { mode: string }>(
    (body, key) => write('POST', '/me/dividends', key, body),
    () => void client.invalidateQueries({ queryKey: ['funds'] }),
  );
}

export function useAssetSource() {
  const client = useQueryClient();
  return useCommand<{ supplierId: string; accepted: boolean; textVersion: string }, MyAssets>(
    (body, key) => write('POST', '/me/asset-sources', key, body),
    (assets) => client.setQueryData(assetsQuery.queryKey, assets),
  );
}

export function useCertificate(done: (certificate: { id: string; code: string }) => void) {
  return useCommand<void, { id: string; code: string }>((_, key) => write('POST', '/me/certificates', key), done);
}

export const qualificationQuery = queryOptions({
  queryKey: ['qualification'],
  queryFn: ({ signal }) => read<MyQualification>('/me/qualification', {}, signal),
});

export type Declared = { years: number; netAssets: string; assets: string; income: string; evidence: string };

export function useDeclaration() {
  const client = useQueryClient();
  return useCommand<Declared, MyQualification>(
    (body, key) => write('POST', '/me/qualification', key, body),
    (found) => client.setQueryData(qualificationQuery.queryKey, found),
  );
}
