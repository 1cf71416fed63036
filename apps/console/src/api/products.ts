import type { MyQualification, ProductChangeList, ProductChangeView, ProductList, QualificationList, SupplierList } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const productsQuery = queryOptions({ queryKey: ['products', 'list'], queryFn: ({ signal }) => read<ProductList>('/products', {}, signal) });
export const suppliersQuery = queryOptions({ queryKey: ['products', 'suppliers'], queryFn: ({ signal }) => read<SupplierList>('/suppliers', {}, signal) });
export const productChangesQuery = queryOptions({
  queryKey: ['products', 'changes'],
  queryFn: ({ signal }) => read<ProductChangeList>('/product-changes', {}, signal),
});

function useChanged(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ['products'] });
}

export type ProductProposal = { change: Readonly<Record<string, unknown>>; reason: string };

export function useProposeProduct() {
  return useCommand<ProductProposal, ProductChangeView>((body, key) => write('POST', '/product-changes', key, body), useChanged(), ['propose-product']);
}

export function useDecideProduct(id: string) {
  return useCommand<{ approve: boolean; reason: string }, ProductChangeView>(
    (body, key) => write('POST', `/product-changes/${encodeURIComponent(id)}/verdict`, key, body),
    useChanged(),
    ['decide-product', id],
  );
}

export const qualificationsQuery = queryOptions({
  queryKey: ['products', 'qualifications'],
  queryFn: ({ signal }) => read<QualificationList>('/qualifications', {}, signal),
});

export function useDecideQualification(customerId: string) {
  return useCommand<{ accept: boolean }, MyQualification>((body, key) => write('POST', '/qualifications', key, { customerId, ...body }), useChanged(), [
    'decide-qualification',
    customerId,
  ]);
}
