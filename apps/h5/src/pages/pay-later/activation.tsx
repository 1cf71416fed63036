import type { PayLater } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useOpenPayLater } from '../../api/pay-later.ts';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/index.ts';

/** Opening pay-later, or why it cannot be. */
export function Activation({ payLater }: { payLater: PayLater }) {
  const { text, choose, term } = useText();
  const [agreed, setAgreed] = useState(false);
  const command = useOpenPayLater();
  const { consent, refusal } = payLater;
  if (refusal)
    return (
      <div className="alarm" role="alert" data-testid="pay-later-refused">
        <strong>{text('pay:refused')}</strong>
        <p>{choose(refusal.messageZh, refusal.messageEn)}</p>
        <p className="code">{refusal.code}</p>
      </div>
    );
  return (
    <section className="card" data-testid="pay-later-activation">
      <h2>{text('pay:open')}</h2>
      <p className="why">{text('pay:openText')}</p>
      <ul className="plain">
        {payLater.creditors.map((creditor) => (
          <li key={`${creditor.id} ${creditor.product}`}>
            {choose(creditor.nameZh, creditor.name)} <span className="state">{term('pay:product', creditor.product)}</span>
          </li>
        ))}
      </ul>
      <div className="consent">
        <p>{choose(consent.zh, consent.en)}</p>
        <p className="note">{text('enter:version', { version: consent.version })}</p>
        <Tick label={text('pay:openAgree')} testid="pay-later-agree" checked={agreed} onChange={setAgreed} />
      </div>
      {command.isError && <Failure error={command.error} />}
      {command.error instanceof ApiError && command.error.problem.code === 'REAL_NAME_MISSING' && (
        <Link to="/onboarding" className="link wide" data-testid="real-name">
          {text('pay:realName')}
        </Link>
      )}
      <Button
        block
        color="primary"
        size="large"
        disabled={!agreed}
        loading={command.isPending}
        data-testid="pay-later-open"
        onClick={() => command.mutate({ accepted: agreed, textVersion: consent.version })}
      >
        {text('pay:open')}
      </Button>
    </section>
  );
}

/** Bills are debited from a card that is signed for it. */
export function CardNeeded() {
  const { text } = useText();
  return (
    <section className="card">
      <p className="why">{text('pay:noCard')}</p>
      <Link to="/me/cards" className="link wide">
        {text('pay:signCard')}
      </Link>
    </section>
  );
}
