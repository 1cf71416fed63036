import type { CustomerDetail } from '@jinqiao/api';
import { Descriptions } from 'antd';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

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

export function CustomerOverview({ customer }: { customer: CustomerDetail }) {
  return (
    <div className="stack">
      <Account account={customer.account} />
    </div>
  );
}
