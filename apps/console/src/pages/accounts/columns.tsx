import type { AccountOrder, AccountSummary } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { type Column, CustomerLink, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { useEntityName } from '../../components/entity-name.tsx';
import { Money } from '../../components/figures.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { account as texts } from '../../i18n/texts/account.ts';

addTexts('account', texts);

const TONES: Readonly<Record<string, string>> = {
  ACTIVE: 'success',
  UPGRADING: 'processing',
  BOUND_BANK_VERIFYING: 'processing',
  SUSPENDED: 'error',
  REJECTED: 'error',
  proposed: 'warning',
  approved: 'processing',
  told: 'success',
  refused: 'error',
  reserved: 'warning',
  confirmed: 'success',
  mirrored: 'success',
  released: 'error',
};

/** A state of accounts, orders or movements in words; its colour only repeats them. */
export function AccountTag({ area, state }: { area: 'account:state' | 'account:orderState' | 'account:movement'; state: string }) {
  const { term } = useText();
  return (
    <Tag color={TONES[state] ?? 'default'} data-state={state}>
      {term(area, state)}
    </Tag>
  );
}

export function AccountLink({ id, label }: { id: string; label: string }) {
  return (
    <Link to="/accounts/$accountId" params={{ accountId: id }} className="link num" title={id}>
      {label}
    </Link>
  );
}

export function useAccountColumns(): Column<AccountSummary>[] {
  const { text, term } = useText();
  const nameOf = useEntityName();
  return [
    textColumn('accountNo', text('account:accountNo'), (row) => row.accountNo, { render: (row) => <AccountLink id={row.id} label={row.accountNo} /> }),
    textColumn('customer', text('account:customer'), (row) => row.customerName, {
      render: (row) => <CustomerLink id={row.customerId} name={row.customerName || null} />,
    }),
    textColumn('class', text('account:class'), (row) => term(`account:class.${row.kind}`, row.class), { width: 110 }),
    textColumn('state', text('common:state'), (row) => term('account:state', row.state), {
      render: (row) => <AccountTag area="account:state" state={row.state} />,
    }),
    moneyColumn('balance', text('account:balance'), (row) => row.balance),
    moneyColumn('available', text('account:available'), (row) => row.available),
    moneyColumn('frozen', text('account:frozen'), (row) => row.frozen),
    dateColumn('openedOn', text('account:openedOn'), (row) => row.openedOn),
    textColumn('institution', text('account:institution'), (row) => nameOf(row.institution), { optional: true }),
    textColumn('id', text('common:id'), (row) => row.id, { optional: true, render: (row) => <span className="id">{row.id}</span> }),
  ];
}

export function useOrderColumns(withAccount: boolean): Column<AccountOrder>[] {
  const { text, term } = useText();
  const account: Column<AccountOrder>[] = [
    textColumn('account', text('account:accountNo'), (row) => row.accountId, { render: (row) => <AccountLink id={row.accountId} label={row.accountId} /> }),
  ];
  return [
    ...(withAccount ? account : []),
    textColumn('kind', text('account:kind'), (row) => term('account:order', row.kind), { width: 110 }),
    {
      key: 'amount',
      title: text('account:amount'),
      align: 'right',
      text: (row) => row.amount ?? '',
      render: (row) => (row.amount === null ? <span>{row.kind === 'freeze' ? text('account:whole') : '–'}</span> : <Money value={row.amount} />),
    },
    textColumn('document', text('account:documentNo'), (row) => row.documentNo, {
      render: (row) => row.documentNo || (row.suspension && term('account:suspension', row.suspension)) || '–',
    }),
    textColumn('reason', text('common:reason'), (row) => row.reason),
    textColumn('maker', text('account:maker'), (row) => `${row.madeBy} ${row.madeOn}`, {
      render: (row) => (
        <span className="num">
          {row.madeBy} · {row.madeOn}
        </span>
      ),
    }),
    textColumn('checker', text('account:checker'), (row) => row.checkedBy, {
      render: (row) => <span className="num">{row.checkedBy === null ? '–' : `${row.checkedBy} · ${row.checkedOn}`}</span>,
    }),
    textColumn('state', text('common:state'), (row) => term('account:orderState', row.state), {
      render: (row) => <AccountTag area="account:orderState" state={row.state} />,
    }),
  ];
}
