import type { FundDetail, FundOrderLine } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { listQuery } from '../../api/queries.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

const numeral = (value: string | null) => <span className="num">{value ?? '–'}</span>;

/** Sales and redemptions of a fund one by one, with what the registrar confirmed. */
export function FundOrders({ fund }: { fund: FundDetail }) {
  const { text, term } = useText();
  const query = useInfiniteQuery(listQuery<FundOrderLine>('/fund-orders', { fundId: fund.id }));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<FundOrderLine>[] = [
    dateColumn('accepted', text('fund:acceptedOn'), (order) => order.acceptedOn),
    textColumn('kind', text('fund:kind'), (order) => term('fund:open', order.kind)),
    moneyColumn('amount', text('fund:amount'), (order) => order.amount),
    dateColumn('dealing', text('fund:dealingOn'), (order) => order.dealingOn),
    dateColumn('confirm', text('fund:confirmOn'), (order) => order.confirmOn),
    ...(fund.pricing === 'net-value'
      ? [
          textColumn<FundOrderLine>('nav', text('fund:netValue'), (order) => order.nav, { render: (order) => numeral(order.nav) }),
          moneyColumn<FundOrderLine>('shares', text('fund:sharesConfirmed'), (order) => order.shares),
          moneyColumn<FundOrderLine>('cash', text('fund:cash'), (order) => order.cash),
          moneyColumn<FundOrderLine>('fee', text('fund:fee'), (order) => order.fee),
        ]
      : []),
    textColumn('customer', text('fund:customer'), (order) => order.customerId, { render: (order) => <span className="id">{order.customerId}</span> }),
    textColumn('state', text('common:state'), (order) => term('fund:state', order.state), {
      render: (order) => <StateTag area="fund:state" state={order.state} />,
    }),
  ];
  return (
    <Section title={text('fund:orders')} flush>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <DataTable columns={columns} rows={rows} rowKey={(order) => order.id} loading={query.isPending} empty={text('fund:noOrders')} testId="fund-orders" />
          <ListFoot query={query} shown={rows.length} testId="fund-orders" />
        </>
      )}
    </Section>
  );
}
