import type { CustomerDetail } from '@jinqiao/api';
import { Descriptions, Tag } from 'antd';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Money } from '../../components/figures.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';

type Consent = CustomerDetail['consents'][number];

function Account({ account }: { account: CustomerDetail['account'] }) {
  const { text } = useText();
  if (account === null) {
    return (
      <Section title={text('customer:account')}>
        <p className="muted">{text('customer:noAccount')}</p>
      </Section>
    );
  }
  const items = [
    { key: 'no', label: text('customer:accountNo'), children: <span className="num">{account.accountNo}</span> },
    { key: 'class', label: text('customer:accountClass'), children: account.class },
    { key: 'state', label: text('common:state'), children: <StateTag area="customer:state" state={account.state.toLowerCase()} /> },
    { key: 'balance', label: text('customer:accountBalance'), children: <Money value={account.balance} /> },
    { key: 'card', label: text('customer:boundCard'), children: <span className="num">{account.boundCard}</span> },
  ];
  return (
    <Section title={text('customer:account')} testId="customer-account">
      <Descriptions size="small" column={3} items={items} />
    </Section>
  );
}

function Consents({ consents, name }: { consents: readonly Consent[]; name: string }) {
  const { text, term } = useText();
  const columns: Column<Consent>[] = [
    textColumn('purpose', text('customer:purpose'), (consent) => term('customer:purpose', consent.purpose)),
    textColumn('recipient', text('customer:recipient'), (consent) => term('customer:recipient', consent.recipient)),
    textColumn('version', text('customer:textVersion'), (consent) => consent.textVersion, { render: (consent) => <code>{consent.textVersion}</code> }),
    textColumn('granted', text('customer:grantedAt'), (consent) => consent.grantedAt, {
      render: (consent) => <span className="num">{localTime(consent.grantedAt)}</span>,
    }),
    textColumn('withdrawn', text('customer:withdrawnAt'), (consent) => consent.withdrawnAt, {
      render: (consent) =>
        consent.withdrawnAt === null ? <Tag color="success">{text('customer:inForce')}</Tag> : <span className="num">{localTime(consent.withdrawnAt)}</span>,
    }),
  ];
  return (
    <Section flush title={text('customer:consents')} extra={<ExportRows name={name} columns={columns} rows={consents} />} testId="customer-consents">
      <DataTable columns={columns} rows={consents} rowKey={(consent) => consent.id} empty={text('customer:noConsents')} testId="consents" />
    </Section>
  );
}

export function CustomerOverview({ customer }: { customer: CustomerDetail }) {
  return (
    <div className="stack">
      <Account account={customer.account} />
      <Consents consents={customer.consents} name={`consents-${customer.id}`} />
    </div>
  );
}
