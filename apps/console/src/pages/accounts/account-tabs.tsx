import type { AccountDetail, AccountFreeze, AccountLimit, AccountMovement, AccountOrder, BoundAccount } from '@jinqiao/api';
import { Progress, Tag } from 'antd';
import { useMay } from '../../app/session.ts';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { useEntityName } from '../../components/entity-name.tsx';
import { Money } from '../../components/figures.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { ratio } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { AccountTag, useOrderColumns } from './columns.tsx';
import { CheckButtons } from './order-check.tsx';
import { OrderForm } from './order-form.tsx';

type Props = { account: AccountDetail };

const percentOf = (used: string, cap: string) => Math.min(100, Math.round(Number(ratio(used, cap) ?? 0) * 1000) / 10);

export function Limits({ account }: Props) {
  const { text, term } = useText();
  const columns: Column<AccountLimit>[] = [
    textColumn('counter', text('account:counter'), (row) => term('account:counter', row.counter)),
    textColumn('period', text('account:period'), (row) => row.period, {
      render: (row) => <span className="num">{term('account:period', row.period)}</span>,
      width: 130,
    }),
    {
      ...moneyColumn<AccountLimit>('cap', text('account:cap'), (row) => row.cap),
      render: (row) => (row.cap === null ? text('account:noCap') : <Money value={row.cap} />),
    },
    moneyColumn('used', text('account:used'), (row) => row.used),
    moneyColumn('left', text('account:left'), (row) => row.left),
    {
      key: 'share',
      title: '',
      width: 160,
      text: () => '',
      render: (row) =>
        row.cap === null ? null : <Progress percent={percentOf(row.used, row.cap)} size="small" aria-label={term('account:counter', row.counter)} />,
    },
    textColumn('rule', text('account:rule'), (row) => row.ruleId, { render: (row) => <code>{row.ruleId}</code> }),
  ];
  return (
    <Section flush title={text('account:tab.limits')} extra={<ExportRows name={`limits-${account.id}`} columns={columns} rows={account.limits} />}>
      <DataTable columns={columns} rows={account.limits} rowKey={(row) => row.counter} empty={text('account:noLimits')} testId="account-limits" />
      <p className="muted section-note">{text('account:limitsNote')}</p>
    </Section>
  );
}

export function Orders({ account }: Props) {
  const { text } = useText();
  const may = useMay('order-account');
  const freezes: Column<AccountFreeze>[] = [
    countColumn('rank', text('account:rank'), (row) => row.rank, { width: 70 }),
    textColumn('document', text('account:documentNo'), (row) => row.documentNo),
    textColumn('authority', text('account:authority'), (row) => row.authority),
    {
      ...moneyColumn<AccountFreeze>('amount', text('account:amount'), (row) => row.amount),
      render: (row) => (row.amount === null ? text('account:whole') : <Money value={row.amount} />),
    },
    moneyColumn('deducted', text('account:deducted'), (row) => row.deducted),
    moneyColumn('bound', text('account:bound'), (row) => row.bound),
    dateColumn('on', text('account:frozenOn'), (row) => row.frozenOn),
  ];
  const orders = useOrderColumns(false);
  const check: Column<AccountOrder> = { key: 'check', title: '', text: () => '', render: (order) => <CheckButtons order={order} /> };
  return (
    <div className="desk">
      <div className="stack">
        <Section flush title={text('account:freezes')} testId="account-freezes">
          <DataTable columns={freezes} rows={account.freezes} rowKey={(row) => row.id} empty={text('account:noFreezes')} testId="freezes" />
        </Section>
        <Section flush title={text('account:orders')} extra={<ExportRows name={`orders-${account.id}`} columns={orders} rows={account.orders} />}>
          <DataTable columns={[...orders, check]} rows={account.orders} rowKey={(row) => row.id} empty={text('account:noOrders')} testId="account-orders" />
        </Section>
      </div>
      {may && account.state !== 'CLOSED' && (
        <aside className="desk-panel">
          <OrderForm account={account} />
        </aside>
      )}
    </div>
  );
}

export function Movements({ account }: Props) {
  const { text, term } = useText();
  const columns: Column<AccountMovement>[] = [
    dateColumn('date', text('common:date'), (row) => row.date),
    textColumn('kind', text('account:kind'), (row) => term('account:kind', row.kind)),
    {
      ...moneyColumn<AccountMovement>('amount', text('account:amount'), (row) => row.amount),
      render: (row) => <Money value={row.direction === 'out' ? `-${row.amount}` : row.amount} />,
    },
    textColumn('counts', text('account:counts'), (row) => text(row.counted ? 'common:yes' : 'common:no')),
    moneyColumn('returned', text('account:returned'), (row) => row.returned),
    textColumn('state', text('common:state'), (row) => term('account:movement', row.state), {
      render: (row) => <AccountTag area="account:movement" state={row.state} />,
    }),
    textColumn('code', text('account:code'), (row) => row.code, { render: (row) => (row.code ? <code>{row.code}</code> : '–') }),
    textColumn('id', text('common:id'), (row) => row.id, { render: (row) => <span className="id">{row.id}</span> }),
  ];
  return (
    <Section flush title={text('account:tab.movements')} extra={<ExportRows name={`movements-${account.id}`} columns={columns} rows={account.movements} />}>
      <DataTable columns={columns} rows={account.movements} rowKey={(row) => row.id} empty={text('account:noMovements')} testId="account-movements" />
    </Section>
  );
}

export function Bound({ account }: Props) {
  const { text } = useText();
  const nameOf = useEntityName();
  const columns: Column<BoundAccount>[] = [
    textColumn('card', text('account:card'), (row) => row.card, { render: (row) => <span className="num">{row.card}</span> }),
    textColumn('class', text('account:cardClass'), (row) => row.cardClass),
    textColumn('default', text('account:isDefault'), (row) => text(row.isDefault ? 'common:yes' : 'common:no'), {
      render: (row) => (row.isDefault ? <Tag color="success">{text('account:isDefault')}</Tag> : '–'),
    }),
    countColumn('elements', text('account:elements'), (row) => row.elements),
    textColumn('verified', text('account:verified'), (row) => `${nameOf(row.verifiedBy)} ${row.verifiedOn}`, {
      render: (row) => (
        <span className="num">
          {nameOf(row.verifiedBy)} · {row.verifiedOn}
        </span>
      ),
    }),
  ];
  return (
    <Section flush title={text('account:tab.bound')}>
      <DataTable columns={columns} rows={account.bound} rowKey={(row) => row.id} empty={text('account:noBound')} testId="account-bound" />
    </Section>
  );
}

export function History({ account }: Props) {
  const { text, term } = useText();
  const noteOf = (note: string) => term('account:suspension', note);
  const rows = account.events.map((event, i) => ({ ...event, key: String(account.events.length - i) }));
  const columns: Column<(typeof rows)[number]>[] = [
    dateColumn('date', text('common:date'), (row) => row.date),
    textColumn('event', text('account:event'), (row) => term('account:event', row.event), { width: 200 }),
    textColumn('note', text('account:note'), (row) => noteOf(row.note)),
  ];
  return (
    <Section flush title={text('account:tab.history')} extra={<ExportRows name={`history-${account.id}`} columns={columns} rows={rows} />}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.key} empty={text('account:noHistory')} testId="account-history" />
    </Section>
  );
}
