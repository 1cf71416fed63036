import type { PaymentDetail } from '@jinqiao/api';
import { Descriptions, Timeline } from 'antd';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { MandateLink, PaymentLink, useInstitutionName } from './names.tsx';
import { usePaymentColumns } from './payment-columns.tsx';
import { RefundRequests } from './refund-requests.tsx';

type Event = PaymentDetail['events'][number];
type Attempt = PaymentDetail['attempts'][number];

const COLORS: Readonly<Record<string, string>> = { success: 'green', failed: 'red', unknown: 'orange', refused: 'orange' };

function History({ events }: { events: readonly Event[] }) {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  const items = events.map((event) => ({
    key: event.n,
    color: COLORS[event.state] ?? 'blue',
    content: (
      <div data-testid="payment-event">
        <strong>{term('payments:state', event.state)}</strong>
        {event.institutionId && ` · ${nameOf(event.institutionId)}`} {event.code !== '' && event.code !== 'OK' && <code>{event.code}</code>}
        <div className="muted small num">
          {event.date} · {localTime(event.at)}
        </div>
      </div>
    ),
  }));
  return (
    <Section title={text('payments:timeline')} testId="payment-timeline">
      <Timeline items={items} />
    </Section>
  );
}

function Facts({ payment }: { payment: PaymentDetail }) {
  const { text, term } = useText();
  const link = (id: string | null) => (id === null ? '–' : <PaymentLink id={id} />);
  const items = [
    { key: 'mode', label: text('payments:kind'), children: `${term('payments:kind', payment.kind)} · ${term('payments:mode', payment.mode)}` },
    { key: 'date', label: text('payments:date'), children: <span className="num">{`${payment.businessDate} ${payment.time}`}</span> },
    { key: 'payer', label: text('payments:payer'), children: payment.payer || '–' },
    {
      key: 'payee',
      label: text('payments:payee'),
      children: `${term('payments:payee', payment.payee.kind)} ${payment.payee.kind === 'merchant' ? payment.payee.ref : ''}`,
    },
    { key: 'purpose', label: text('payments:purpose'), children: payment.purpose },
    { key: 'subject', label: text('payments:subject'), children: <span className="id wrap">{payment.subject || '–'}</span> },
    { key: 'serial', label: text('payments:institutionSerial'), children: <span className="id wrap">{payment.institutionSerial || '–'}</span>, span: 2 },
    {
      key: 'network',
      label: text('payments:networkSerial'),
      children: payment.networkSerial ? (
        <span className="id wrap">{payment.networkSerial}</span>
      ) : (
        <span className="muted">{payment.state === 'success' ? text('payments:noHop') : '–'}</span>
      ),
      span: 2,
    },
    ...(payment.source ? [{ key: 'source', label: text('payments:source'), children: term('payments:source', payment.source), span: 2 }] : []),
    ...(payment.originId ? [{ key: 'origin', label: text('payments:origin'), children: link(payment.originId), span: 2 }] : []),
    ...(payment.retryOf ? [{ key: 'retry', label: text('payments:retryOf'), children: link(payment.retryOf), span: 2 }] : []),
    { key: 'maker', label: text('payments:madeBy'), children: payment.madeBy },
    { key: 'checker', label: text('payments:checkedBy'), children: payment.checkedBy ?? '–' },
  ];
  return (
    <Section title={text('payments:facts')} testId="payment-facts">
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  const columns: Column<Attempt>[] = [
    textColumn('n', '#', (row) => String(row.n)),
    textColumn('institution', text('payments:institution'), (row) => nameOf(row.institutionId)),
    textColumn('state', text('common:state'), (row) => term('payments:state', row.state), {
      render: (row) => <StateTag area="payments:state" state={row.state} />,
    }),
    textColumn('code', text('payments:code'), (row) => row.code, { render: (row) => <code>{row.code || '–'}</code> }),
    moneyColumn('fee', text('payments:fee'), (row) => row.fee),
    textColumn('mandate', text('payments:mandate'), (row) => row.mandateId, { render: (row) => (row.mandateId ? <MandateLink id={row.mandateId} /> : '–') }),
    dateColumn('date', text('payments:date'), (row) => row.date),
  ];
  return (
    <Section title={text('payments:attempts')} flush>
      <DataTable columns={columns} rows={attempts} rowKey={(row) => String(row.n)} empty="–" testId="payment-attempts" />
    </Section>
  );
}

export function PaymentOverview({ payment }: { payment: PaymentDetail }) {
  const { text } = useText();
  const columns = usePaymentColumns().filter((column) => ['id', 'kind', 'state', 'amount', 'date', 'time', 'code'].includes(column.key));
  return (
    <div className="stack">
      <div className="columns halves">
        <History events={payment.events} />
        <Facts payment={payment} />
      </div>
      <Attempts attempts={payment.attempts} />
      <RefundRequests payment={payment} />
      <Section title={text('payments:related')} flush>
        <DataTable columns={columns} rows={payment.related} rowKey={(row) => row.id} empty={text('payments:noRelated')} testId="payment-related" />
      </Section>
    </div>
  );
}
