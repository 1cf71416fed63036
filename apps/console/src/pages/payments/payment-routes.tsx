import type { PaymentDetail, RouteOptionView } from '@jinqiao/api';
import { Empty, Tag } from 'antd';
import { type Column, countColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { useInstitutionName } from './names.tsx';

function Options({ options, chosen }: { options: readonly RouteOptionView[]; chosen: string | null }) {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  const isChosen = (option: RouteOptionView) => option.institution === chosen && option.reasons.every((reason) => reason === 'SHARE_LOW');
  const columns: Column<RouteOptionView>[] = [
    textColumn('institution', text('payments:institution'), (row) => nameOf(row.institution), {
      render: (row) => (
        <>
          {nameOf(row.institution)} {isChosen(row) && <Tag color="success">{text('payments:chosen')}</Tag>}
        </>
      ),
    }),
    textColumn('channel', text('payments:channel'), (row) => term('payments:channel', row.channel)),
    moneyColumn('fee', text('payments:fee'), (row) => row.fee),
    moneyColumn('quota', text('payments:quotaLeft'), (row) => row.quotaLeft),
    rateColumn('share', text('payments:share'), (row) => row.successShare),
    countColumn('unknown', text('payments:unknownLately'), (row) => row.unknownLately),
    textColumn('reasons', text('payments:reasons'), (row) => row.reasons.map((reason) => term('payments:reason', reason)).join('；'), {
      render: (row) =>
        row.reasons.length === 0 ? (
          <span className="good">{text('payments:open')}</span>
        ) : (
          row.reasons.map((reason) => <div key={reason}>{term('payments:reason', reason)}</div>)
        ),
    }),
  ];
  return <DataTable columns={columns} rows={options} rowKey={(row) => `${row.institution} ${row.channel}`} empty="–" testId="route-option" />;
}

/** Every choice of a way with what was looked at. */
export function PaymentRoutes({ payment }: { payment: PaymentDetail }) {
  const { text } = useText();
  const nameOf = useInstitutionName();
  if (payment.routes.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('payments:state.planned')} />;
  return (
    <div className="stack">
      <p className="muted">{text('payments:routeLead')}</p>
      {payment.routes.map((route) => (
        <Section
          key={route.n}
          title={
            route.institutionId === null
              ? text('payments:noChoice', { n: route.n })
              : text('payments:choice', { n: route.n, institution: nameOf(route.institutionId) })
          }
          flush
          testId="route-choice"
        >
          <Options options={route.options} chosen={route.institutionId} />
        </Section>
      ))}
    </div>
  );
}
