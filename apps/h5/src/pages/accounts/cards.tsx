import type { BoundAccount, MyAccount } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useBindCard, useDefaultCard, useUnbindCard } from '../../api/accounts.ts';
import { Failure } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';
import { CardFields, isComplete, NO_CARD } from './card-fields.tsx';

function Card({ account, card }: { account: MyAccount; card: BoundAccount }) {
  const { text } = useText();
  const choose = useDefaultCard(account.id);
  const unbind = useUnbindCard(account.id);
  const error = choose.error ?? unbind.error;
  return (
    <li>
      <span className="num">{card.card}</span>
      {card.isDefault && <span className="tag">{text('account:default')}</span>}
      {!card.isDefault && account.state === 'ACTIVE' && (
        <span className="actions">
          <Button size="small" loading={choose.isPending} onClick={() => choose.mutate(card.id)}>
            {text('account:makeDefault')}
          </Button>
          <Button size="small" loading={unbind.isPending} onClick={() => unbind.mutate(card.id)}>
            {text('account:unbind')}
          </Button>
        </span>
      )}
      {error && <Failure error={error} />}
    </li>
  );
}

/** The cards that an account is bound to; a further one is verified by five elements. */
export function Cards({ account }: { account: MyAccount }) {
  const { text } = useText();
  const [given, setGiven] = useState(NO_CARD);
  const bind = useBindCard(account.id);
  return (
    <>
      <h3>{text('account:cards')}</h3>
      <ul className="bound">
        {account.bound.map((card) => (
          <Card key={card.id} account={account} card={card} />
        ))}
      </ul>
      {account.state === 'ACTIVE' && !account.ofProgramme && (
        <details>
          <summary data-testid="add-card">{text('account:addCard')}</summary>
          <p className="why">{text('account:addCardWhy')}</p>
          <CardFields value={given} onChange={setGiven} testid="bind" />
          {bind.isError && <Failure error={bind.error} />}
          <Button block disabled={!isComplete(given)} loading={bind.isPending} onClick={() => bind.mutate(given, { onSuccess: () => setGiven(NO_CARD) })}>
            {text('account:submit')}
          </Button>
        </details>
      )}
    </>
  );
}
