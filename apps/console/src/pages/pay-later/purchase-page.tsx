import type { PurchaseDetail } from '@jinqiao/api';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Skeleton, Timeline } from 'antd';
import { read } from '../../api/client.ts';
import { subList } from '../../api/queries.ts';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money, Rate } from '../../components/figures.tsx';
import { JournalList } from '../../components/journal-table.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { grouped, isZero } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { payLater as texts } from '../../i18n/texts/pay-later.ts';

addTexts('payLater', texts);

const purchaseQuery = (id: string) =>
  queryOptions({
    queryKey: ['pay-later', 'purchase', id],
    queryFn: ({ signal }) => read<PurchaseDetail>(`/pay-later/purchases/${encodeURIComponent(id)}`, {}, signal),
  });

type Row = PurchaseDetail['rows'][number];

function Overview({ purchase }: { purchase: PurchaseDetail }) {
  const { text, term } = useText();
  const columns: Column<Row>[] = [
    countColumn('n', text('payLater:periods'), (row) => row.n),
    dateColumn('dueOn', text('payLater:dueOn'), (row) => row.dueOn),
    moneyColumn('principal', text('payLater:principal'), (row) => row.principal),
    moneyColumn('fee', text('payLater:fee'), (row) => row.fee),
    moneyColumn('charge', text('payLater:charge'), (row) => row.charge),
    moneyColumn('paid', text('payLater:paid'), (row) => row.paid),
    textColumn('state', text('common:state'), (row) => term('payLater:part', row.state), {
      render: (row) => <StateTag area="payLater:part" state={row.state} />,
    }),
  ];
  return (
    <div className="stack">
      <Section title={text('payLater:rows')} flush>
        <DataTable columns={columns} rows={purchase.rows} rowKey={(row) => String(row.n)} empty={text('payLater:journalsEmpty')} testId="purchase-rows" />
      </Section>
      <Section title={text('payLater:timeline')}>
        <Timeline
          items={purchase.timeline.map(({ date, event, amount }, i) => ({
            key: `${i}`,
            children: (
              <>
                <span className="num">{date}</span> {term('payLater:event', event)} <span className="num">{grouped(amount)}</span>
              </>
            ),
          }))}
        />
      </Section>
    </div>
  );
}

function useFigures(): (purchase: PurchaseDetail) => Figure[] {
  const { text, term, choose } = useText();
  return (purchase) => [
    {
      key: 'outstanding',
      label: text('payLater:outstanding'),
      value: <Money value={purchase.outstanding} />,
      note: `${text('payLater:price')} ${grouped(purchase.amount)}`,
    },
    { key: 'returned', label: text('payLater:returned'), value: <Money value={purchase.returned} /> },
    {
      key: 'periods',
      label: text('payLater:periods'),
      value: <span className="num">{purchase.periods}</span>,
      note: `${text('payLater:feeRate')} ${purchase.feeRate}`,
    },
    { key: 'feeRate', label: text('payLater:feeRate'), value: <Rate value={purchase.feeRate} /> },
    { key: 'early', label: text('payLater:early'), value: purchase.earlySettlement ? <Money value={purchase.earlySettlement} /> : <span>–</span> },
    ...(purchase.sellerPayment
      ? [
          {
            key: 'seller',
            label: text('payLater:sellerPayment'),
            value: <Money value={purchase.sellerPayment.amount} />,
            note: `${term('payLater:payment', purchase.sellerPayment.state)}${isZero(purchase.sellerPayment.netted) ? '' : ` · ${text('payLater:netted', { amount: grouped(purchase.sellerPayment.netted) })}`}`,
          },
        ]
      : [{ key: 'seller', label: text('payLater:seller'), value: <span>{choose(purchase.seller.nameZh, purchase.seller.name)}</span> }]),
  ];
}

/** A purchase on credit: its instalments, what happened, its entries. */
export function PurchasePage() {
  const { text, choose } = useText();
  const { purchaseId } = useParams({ from: '/inside/pay-later/purchases/$purchaseId' });
  const { tab } = useSearch({ from: '/inside/pay-later/purchases/$purchaseId' });
  const navigate = useNavigate();
  const { data: purchase, error, isError, refetch, dataUpdatedAt } = useQuery(purchaseQuery(purchaseId));
  const figures = useFigures();
  if (isError && !purchase) return <Failure error={error} retry={() => void refetch()} />;
  if (!purchase) return <Skeleton active paragraph={{ rows: 12 }} />;
  const tabs = [
    { key: 'overview', label: text('payLater:tab.overview'), children: <Overview purchase={purchase} /> },
    {
      key: 'journals',
      label: text('payLater:tab.journals'),
      children: (
        <JournalList resource={subList('pay-later/purchases', purchaseId, 'journals')} name={`journals-${purchaseId}`} empty={text('payLater:journalsEmpty')} />
      ),
    },
  ];
  return (
    <>
      <PageHead
        title={`${text('payLater:one')} ${purchase.id}`}
        crumbs={[{ label: text('payLater:purchases'), link: { to: '/pay-later/purchases' } }]}
        readAt={dataUpdatedAt}
        tags={<StateTag area="payLater:state" state={purchase.state} />}
        lead={
          <>
            {text('payLater:customer')}{' '}
            <Link to="/customers/$customerId" params={{ customerId: purchase.customerId }} className="link">
              {purchase.customerName ?? purchase.customerId}
            </Link>
            {' · '}
            {text('payLater:creditor')} {choose(purchase.creditor.nameZh, purchase.creditor.name)}
          </>
        }
      />
      <KeyFigures figures={figures(purchase)} testId="purchase-figures" />
      <ObjectTabs
        testId="purchase-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/pay-later/purchases/$purchaseId', params: { purchaseId }, search: { tab: next } })}
      />
    </>
  );
}
