import type { MyAccount, MyAccounts } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { accountsQuery } from '../api/accounts.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { Cards } from './accounts/cards.tsx';
import { Limits } from './accounts/limits.tsx';
import { OpenAccount } from './accounts/open-account.tsx';
import { Transfer } from './accounts/transfer.tsx';
import { UpgradeAccount } from './accounts/upgrade-account.tsx';

function Head({ account }: { account: MyAccount }) {
  const { text, term } = useText();
  const amount = (value: string) => money(value, account.asset);
  const moving = !isZero(account.reservedIn) || !isZero(account.reservedOut);
  return (
    <>
      <h2>
        {text('account:class', { class: account.class })} <span className="tag">{term('account:state', account.state)}</span>
      </h2>
      {account.ofProgramme && <p className="why">{text('account:ofProgramme')}</p>}
      {account.suspensions.map((reason) => (
        <p key={reason} className="note bad">
          {term('account:suspension', reason)}
        </p>
      ))}
      {account.documentDue !== null && account.state !== 'SUSPENDED' && (
        <p className="note bad">{text('account:documentDue', { date: account.documentDue })}</p>
      )}
      <Facts
        items={[
          { label: text('account:balance'), value: amount(account.balance), strong: true, testid: `balance-${account.class}` },
          { label: text('account:available'), value: amount(account.available) },
          !isZero(account.frozen) && { label: text('account:frozen'), value: amount(account.frozen) },
          moving && { label: text('account:onTheWay'), value: amount(isZero(account.reservedOut) ? account.reservedIn : account.reservedOut) },
          account.balanceCap !== null && { label: text('account:balanceCap'), value: amount(account.balanceCap) },
          { label: text('account:number'), value: account.accountNo },
        ]}
      />
    </>
  );
}

function Movements({ account }: { account: MyAccount }) {
  const { text, term } = useText();
  const note = { reserved: text('account:waiting'), released: text('account:failed') } as const;
  const noteOf = (state: string) => (state === 'reserved' || state === 'released' ? ` · ${note[state]}` : '');
  return (
    <details>
      <summary>{text('account:movements')}</summary>
      {account.movements.length === 0 && <p className="why">{text('account:noMovements')}</p>}
      <Facts
        items={account.movements.map((m) => ({
          label: `${m.date} ${term('account:kind', m.kind)}${noteOf(m.state)}`,
          value: `${m.direction === 'out' ? '−' : '+'}${money(m.amount, account.asset)}`,
        }))}
      />
    </details>
  );
}

function Account({ account, texts }: { account: MyAccount; texts: MyAccounts }) {
  const active = account.state === 'ACTIVE';
  return (
    <section className="card" data-testid={`account-${account.class}`}>
      <Head account={account} />
      <Limits account={account} />
      <Cards account={account} />
      {active && account.bound.length > 0 && <Transfer account={account} />}
      <Movements account={account} />
      {active && account.class === 'III' && <UpgradeAccount account={account} content={texts.upgradeText} />}
    </section>
  );
}

/** What I hold at the bank: what may still be done with it, the cards it is bound to, and the way from class III to II. */
export function AccountsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const query = useQuery(accountsQuery);
  return (
    <>
      <PageHead title={text('account:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={query}>
        {(held) => (
          <>
            {held.items.length === 0 && <p className="why">{text('account:none')}</p>}
            {held.items
              .filter((account) => account.state !== 'CLOSED')
              .map((account) => (
                <Account key={account.id} account={account} texts={held} />
              ))}
            <OpenAccount content={held.dataText} />
          </>
        )}
      </Ready>
    </>
  );
}
