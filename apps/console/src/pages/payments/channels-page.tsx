import type { PaymentInstitution } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Tag } from 'antd';
import { paymentInstitutionsQuery } from '../../api/queries.ts';
import { type Column, countColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { KeyFigures, Money } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { isZero, percent } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import './names.tsx';

type Channel = PaymentInstitution['channels'][number];

function usePrice(): (fee: Channel['fee']) => string {
  const { text } = useText();
  return ({ fixed, rate, least, most }) => {
    const values = { fixed, rate: `${percent(rate, 2)} %`, least, most };
    if (isZero(rate)) return text('payments:priceFixed', values);
    return text(isZero(fixed) ? 'payments:priceRate' : 'payments:priceBoth', values);
  };
}

function useColumns(): Column<Channel>[] {
  const { text, term } = useText();
  const price = usePrice();
  return [
    textColumn('channel', text('payments:channel'), (row) => term('payments:channel', row.channel)),
    textColumn('breaker', text('payments:breaker'), (row) => term('payments:breaker', row.health.breaker), {
      render: (row) => <Tag color={row.health.breaker === 'open' ? 'error' : 'success'}>{term('payments:breaker', row.health.breaker)}</Tag>,
    }),
    rateColumn('share', text('payments:share'), (row) => row.health.share),
    countColumn('unknown', text('payments:unknownLately'), (row) => row.health.unknown),
    textColumn('price', text('payments:price'), (row) => price(row.fee), { render: (row) => <span className="num">{price(row.fee)}</span> }),
    moneyColumn('least', text('payments:least'), (row) => row.least),
    moneyColumn('most', text('payments:most'), (row) => row.most),
    moneyColumn('quotaUsed', text('payments:quotaUsed'), (row) => row.quotaUsed),
    moneyColumn('dayQuota', text('payments:dayQuota'), (row) => row.dayQuota),
    textColumn('settlement', text('payments:settlement'), (row) => text('payments:cutOff', { cycle: row.settlement.cycle, time: row.settlement.cutOff })),
    textColumn('kinds', text('payments:kind'), (row) => row.kinds.map((kind) => term('payments:kind', kind)).join('、')),
    textColumn('basis', text('payments:basis'), (row) => `${row.basis} · ${row.from}`),
  ];
}

/** Payment institutions as the routing sees them. */
export function ChannelsPage() {
  const { text, choose } = useText();
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(paymentInstitutionsQuery);
  const columns = useColumns();
  return (
    <>
      <PageHead title={text('payments:channels')} lead={text('payments:channelsLead')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 10 }} />}
      <div className="stack">
        {data?.items.map((institution) => (
          <Section
            key={institution.id}
            title={choose(institution.nameZh, institution.name)}
            extra={<Tag color={institution.healthy ? 'success' : 'error'}>{text(institution.healthy ? 'payments:answering' : 'payments:down')}</Tag>}
            testId={`channels-${institution.id}`}
          >
            <div className="stack">
              <KeyFigures
                figures={[
                  { key: 'held', label: text('payments:reserveHeld'), value: <Money value={institution.reserveHeld} /> },
                  { key: 'owed', label: text('payments:feesOwed'), value: <Money value={institution.feesOwed} /> },
                ]}
              />
              <DataTable columns={columns} rows={institution.channels} rowKey={(row) => row.channel} empty="–" testId={`channel-${institution.id}`} />
            </div>
          </Section>
        ))}
      </div>
    </>
  );
}
