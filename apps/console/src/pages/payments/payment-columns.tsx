import type { PaymentSummary } from '@jinqiao/api';
import { type Column, CustomerLink, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { assetName } from '../../components/figures.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { PaymentLink, useInstitutionName } from './names.tsx';

export function usePaymentColumns(): Column<PaymentSummary>[] {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  const asset = assetName('CNY');
  return [
    textColumn('id', text('common:id'), (row) => row.id, { render: (row) => <PaymentLink id={row.id} /> }),
    textColumn('kind', text('payments:kind'), (row) => term('payments:kind', row.kind)),
    textColumn('state', text('common:state'), (row) => term('payments:state', row.state), {
      render: (row) => <StateTag area="payments:state" state={row.state} />,
    }),
    textColumn('customer', text('payments:customer'), (row) => row.customerName, {
      render: (row) => <CustomerLink id={row.customerId} name={row.customerName} />,
    }),
    moneyColumn('amount', `${text('payments:amount')} (${asset})`, (row) => row.amount),
    textColumn('institution', text('payments:institution'), (row) => nameOf(row.institutionId)),
    textColumn('channel', text('payments:channel'), (row) => term('payments:channel', row.channel)),
    moneyColumn('fee', text('payments:fee'), (row) => row.fee),
    dateColumn('date', text('payments:date'), (row) => row.businessDate),
    textColumn('time', text('payments:time'), (row) => row.time, { render: (row) => <span className="num">{row.time}</span> }),
    dateColumn('settlesOn', text('payments:settlesOn'), (row) => row.settledOn ?? row.settlesOn),
    textColumn('code', text('payments:code'), (row) => row.code, { render: (row) => <code>{row.code || '–'}</code> }),
    textColumn('subject', text('payments:subject'), (row) => row.subject, { optional: true }),
    moneyColumn('refunded', text('payments:refunded'), (row) => row.refunded, { optional: true }),
  ];
}
