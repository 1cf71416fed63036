import type { MyAccount, MyAccounts, MyFund } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useFirstPurchase } from '../../api/funds.ts';
import { Field } from '../../components/field.tsx';
import { Tick } from '../../components/tick.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { CardFields, isComplete, NO_CARD } from '../accounts/card-fields.tsx';
import { Refused } from './refused.tsx';

/** Without a class-II account nothing is bought: a first purchase upgrades one of class III, with the consent that this asks. */
export function AccountNeeded({ fund, held }: { fund: MyFund; held: MyAccounts }) {
  const { text } = useText();
  const upgradable = held.items.find(({ class: cls, state }) => cls === 'III' && state === 'ACTIVE');
  return (
    <section className="card">
      <p className="note">{text(upgradable ? 'fund:needUpgrade' : 'fund:needAccount')}</p>
      {upgradable ? (
        <FirstPurchase fund={fund} account={upgradable} content={held.upgradeText} />
      ) : (
        <Link to="/me/accounts" className="link" data-testid="fund-needs-account">
          {text('fund:goAccounts')}
        </Link>
      )}
    </section>
  );
}

function FirstPurchase({ fund, account, content }: { fund: MyFund; account: MyAccount; content: MyAccounts['upgradeText'] }) {
  const { text, term, choose } = useText();
  const [amount, setAmount] = useState('');
  const [card, setCard] = useState(NO_CARD);
  const [agreed, setAgreed] = useState(false);
  const command = useFirstPurchase();
  const consent = { accepted: agreed, textVersion: content.version };
  const submit = (insists: boolean) => command.mutate({ fundId: fund.id, accountId: account.id, amount: amount.trim(), insists, ...card, consent });
  return (
    <>
      <p className="why">{text('fund:fromThird', { available: money(account.available, account.asset) })}</p>
      <Field label={text('fund:amount')} testid="first-amount" value={amount} onChange={setAmount} inputMode="decimal" maxLength={16} />
      <CardFields value={card} onChange={setCard} testid="first" />
      <p className="note">{choose(content.zh, content.en)}</p>
      <Tick label={text('account:upgradeAgree')} testid="first-agree" checked={agreed} onChange={setAgreed} />
      {command.isError && <Refused error={command.error} insist={() => submit(true)} loading={command.isPending} />}
      {command.data && <p className="note">{term('fund:state', command.data.state)}</p>}
      <Button
        block
        color="primary"
        disabled={!agreed || !isComplete(card) || amount.trim() === ''}
        loading={command.isPending}
        onClick={() => submit(false)}
        data-testid="first-submit"
      >
        {text('fund:firstSubmit')}
      </Button>
    </>
  );
}
