import type { PaymentDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { App, Button, Skeleton } from 'antd';
import { useQueryPayment } from '../../api/commands.ts';
import { paymentQuery, subList } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { CustomerLink } from '../../components/columns.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { JournalList } from '../../components/journal-table.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { MessageTable } from './message-table.tsx';
import { useInstitutionName } from './names.tsx';
import { PaymentOverview } from './payment-overview.tsx';
import { PaymentRoutes } from './payment-routes.tsx';

function useFigures(): (payment: PaymentDetail) => Figure[] {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  return (payment) => [
    { key: 'amount', label: text('payments:amount'), value: <Money value={payment.amount} />, note: term('payments:kind', payment.kind) },
    { key: 'fee', label: text('payments:fee'), value: <Money value={payment.fee} /> },
    { key: 'institution', label: text('payments:institution'), value: nameOf(payment.institutionId), note: term('payments:channel', payment.channel) },
    { key: 'refunded', label: text('payments:refunded'), value: <Money value={payment.refunded} /> },
    {
      key: 'settles',
      label: text(payment.settledOn ? 'payments:settledOn' : 'payments:settlesOn'),
      value: <span className="num">{payment.settledOn ?? payment.settlesOn ?? '–'}</span>,
    },
  ];
}

function AskAgain({ payment }: { payment: PaymentDetail }) {
  const { text } = useText();
  const { message } = App.useApp();
  const may = useMay('query-payment');
  const command = useQueryPayment(payment.id);
  if (!may || (payment.state !== 'sent' && payment.state !== 'unknown')) return null;
  return (
    <>
      {command.isError && <FailureAlert error={command.error} />}
      <Button
        loading={command.isPending}
        onClick={() => command.mutate(undefined, { onSuccess: () => void message.success(text('payments:queried')) })}
        data-testid="query-payment"
      >
        {text('payments:query')}
      </Button>
    </>
  );
}

export function PaymentPage() {
  const { text } = useText();
  const { paymentId } = useParams({ from: '/inside/payments/$paymentId' });
  const { tab } = useSearch({ from: '/inside/payments/$paymentId' });
  const navigate = useNavigate();
  const { data: payment, error, isError, refetch, dataUpdatedAt } = useQuery(paymentQuery(paymentId));
  const figures = useFigures();
  if (isError && !payment) return <Failure error={error} retry={() => void refetch()} />;
  if (!payment) return <Skeleton active paragraph={{ rows: 14 }} />;
  const tabs = [
    { key: 'overview', label: text('payments:tab.overview'), children: <PaymentOverview payment={payment} /> },
    { key: 'route', label: text('payments:tab.route'), children: <PaymentRoutes payment={payment} /> },
    {
      key: 'journals',
      label: text('payments:tab.journals'),
      children: <JournalList resource={subList('payments', paymentId, 'journals')} name={`journals-${paymentId}`} empty={text('payments:journalsEmpty')} />,
    },
    { key: 'messages', label: text('payments:tab.messages'), children: <MessageTable messages={payment.messages} /> },
  ];
  return (
    <>
      <PageHead
        title={`${text('payments:one')} ${payment.id}`}
        crumbs={[{ label: text('payments:title'), link: { to: '/payments' } }]}
        readAt={dataUpdatedAt}
        tags={<StateTag area="payments:state" state={payment.state} />}
        actions={<AskAgain payment={payment} />}
        lead={
          <>
            {text('payments:customer')} <CustomerLink id={payment.customerId} name={payment.customerName} />
            {payment.code !== '' && payment.code !== 'OK' && (
              <>
                {' · '}
                {text('payments:code')} <code>{payment.code}</code>
              </>
            )}
          </>
        }
      />
      <KeyFigures figures={figures(payment)} testId="payment-figures" />
      <ObjectTabs
        testId="payment-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/payments/$paymentId', params: { paymentId }, search: { tab: next } })}
      />
    </>
  );
}
