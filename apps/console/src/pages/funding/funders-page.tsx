import type { Funder } from '@jinqiao/api';
import { Tag } from 'antd';
import { type Column, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { Money } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import './names.tsx';

/** What is used of a quota beside the quota itself. */
function Used({ parts, quota }: { parts: readonly string[]; quota: string }) {
  return (
    <span className="num">
      {parts.map((part, at) => (
        <span key={part + String(at)}>
          {at > 0 && ' + '}
          <Money value={part} />
        </span>
      ))}
      {' / '}
      <Money value={quota} />
    </span>
  );
}

function useColumns(): Column<Funder>[] {
  const { text, term, choose } = useText();
  const band = ({ from, to }: { from: number; to: number }) => `${from}–${to}`;
  const region = (row: Funder) => (row.region.length === 0 ? text('funding:everywhere') : row.region.join('、'));
  return [
    textColumn('bank', text('funding:bank'), (row) => choose(row.bankZh, row.bank)),
    textColumn('programme', text('funding:programme'), (row) => row.programmeId),
    textColumn('licensed', text('funding:licensed'), (row) => term('funding:licensed', String(row.licensed)), {
      render: (row) => <Tag color={row.licensed ? 'success' : 'error'}>{term('funding:licensed', String(row.licensed))}</Tag>,
    }),
    textColumn('breaker', text('funding:breaker'), (row) => term('funding:breaker', row.health.breaker), {
      render: (row) => <Tag color={row.health.breaker === 'open' ? 'error' : 'success'}>{term('funding:breaker', row.health.breaker)}</Tag>,
    }),
    rateColumn('rate', text('funding:rate'), (row) => row.rate),
    rateColumn('bankRate', text('funding:bankRate'), (row) => row.bankRate),
    textColumn('day', text('funding:day'), (row) => `${row.dayUsed} / ${row.dayQuota}`, {
      render: (row) => <Used parts={[row.dayUsed]} quota={row.dayQuota} />,
    }),
    textColumn('total', text('funding:total'), (row) => `${row.outstanding} + ${row.reserved} / ${row.totalQuota}`, {
      render: (row) => <Used parts={[row.outstanding, row.reserved]} quota={row.totalQuota} />,
    }),
    moneyColumn('customerLimit', text('funding:customerLimit'), (row) => row.customerLimit),
    textColumn('single', text('funding:single'), (row) => `${row.least}–${row.most}`, {
      render: (row) => (
        <span className="num">
          <Money value={row.least} />–<Money value={row.most} />
        </span>
      ),
    }),
    textColumn('periods', text('funding:periods'), (row) => row.periods.join('、')),
    textColumn('region', text('funding:region'), region),
    textColumn('age', text('funding:age'), (row) => band(row.age)),
    textColumn('score', text('funding:score'), (row) => band(row.score)),
    rateColumn('answered', text('funding:answered'), (row) => row.health.share),
    textColumn('silent', text('funding:silent'), (row) => String(row.health.silent), { optional: true }),
  ];
}

/** The banks that loans are routed to. */
export function FundersPage() {
  const { text } = useText();
  const columns = useColumns();
  return (
    <>
      <PageHead title={text('funding:funders')} lead={text('funding:fundersLead')} />
      <List<Funder>
        resource="/funders"
        name="funders"
        columns={columns}
        rowKey={(row) => row.programmeId}
        empty={text('funding:fundersEmpty')}
        testId="funders"
      />
    </>
  );
}
