import type { MandateDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Descriptions, Skeleton } from 'antd';
import { mandateQuery } from '../../api/queries.ts';
import { CustomerLink } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { MessageTable } from './message-table.tsx';
import { useInstitutionName } from './names.tsx';
import { usePaymentColumns } from './payment-columns.tsx';

function useFigures(): (mandate: MandateDetail) => Figure[] {
  const { text } = useText();
  return (mandate) => [
    { key: 'payment', label: text('payments:paymentCap'), value: <Money value={mandate.paymentCap} /> },
    {
      key: 'day',
      label: text('payments:usedToday'),
      value: <Money value={mandate.usedToday} />,
      note: `${text('payments:dayCap')} ${grouped(mandate.dayCap)}`,
    },
    {
      key: 'month',
      label: text('payments:usedThisMonth'),
      value: <Money value={mandate.usedThisMonth} />,
      note: `${text('payments:monthCap')} ${grouped(mandate.monthCap)}`,
    },
    { key: 'valid', label: text('payments:validThrough'), value: <span className="num">{mandate.validThrough}</span> },
  ];
}

function Overview({ mandate }: { mandate: MandateDetail }) {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  const columns = usePaymentColumns();
  const date = (value: string | null) => <span className="num">{value ?? '–'}</span>;
  const items = [
    { key: 'institution', label: text('payments:institution'), children: nameOf(mandate.institutionId) },
    { key: 'channel', label: text('payments:channel'), children: term('payments:channel', mandate.channel) },
    { key: 'instrument', label: text('payments:instrument'), children: <span className="num">{mandate.instrument}</span> },
    { key: 'type', label: text('payments:kind'), children: term('payments:cardType', mandate.cardType) },
    { key: 'purpose', label: text('payments:purpose'), children: term('payments:purpose', mandate.purpose) },
    { key: 'from', label: text('payments:validFrom'), children: date(mandate.validFrom) },
    { key: 'signed', label: text('payments:signedOn'), children: date(mandate.signedOn) },
    { key: 'cancelled', label: text('payments:cancelledOn'), children: date(mandate.cancelledOn) },
    { key: 'by', label: text('payments:cancelledBy'), children: mandate.cancelledBy ?? '–' },
    { key: 'code', label: text('payments:code'), children: <code>{mandate.code || '–'}</code> },
  ];
  return (
    <div className="stack">
      <Section title={text('payments:facts')} testId="mandate-facts">
        <Descriptions size="small" column={2} items={items} />
      </Section>
      <Section title={text('payments:itsPayments')} flush>
        <DataTable
          columns={columns.filter((column) => column.optional !== true)}
          rows={mandate.payments}
          rowKey={(row) => row.id}
          empty={text('payments:empty')}
          testId="mandate-payments"
        />
      </Section>
    </div>
  );
}

export function MandatePage() {
  const { text } = useText();
  const { mandateId } = useParams({ from: '/inside/payments/mandates/$mandateId' });
  const { tab } = useSearch({ from: '/inside/payments/mandates/$mandateId' });
  const navigate = useNavigate();
  const { data: mandate, error, isError, refetch, dataUpdatedAt } = useQuery(mandateQuery(mandateId));
  const figures = useFigures();
  if (isError && !mandate) return <Failure error={error} retry={() => void refetch()} />;
  if (!mandate) return <Skeleton active paragraph={{ rows: 12 }} />;
  const tabs = [
    { key: 'overview', label: text('payments:tab.overview'), children: <Overview mandate={mandate} /> },
    { key: 'messages', label: text('payments:tab.messages'), children: <MessageTable messages={mandate.messages} /> },
  ];
  return (
    <>
      <PageHead
        title={`${text('payments:mandate')} ${mandate.id}`}
        crumbs={[{ label: text('payments:mandates'), link: { to: '/payments/mandates' } }]}
        readAt={dataUpdatedAt}
        tags={<StateTag area="payments:mandate" state={mandate.state} />}
        lead={
          <>
            {text('payments:customer')} <CustomerLink id={mandate.customerId} name={mandate.customerName} />
          </>
        }
      />
      <KeyFigures figures={figures(mandate)} testId="mandate-figures" />
      <ObjectTabs
        testId="mandate-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/payments/mandates/$mandateId', params: { mandateId }, search: { tab: next } })}
      />
    </>
  );
}
