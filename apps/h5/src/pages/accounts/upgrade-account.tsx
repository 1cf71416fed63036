import type { MyAccount, MyAccounts, UpgradeResult } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useUpgrade } from '../../api/accounts.ts';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/index.ts';
import { CardFields, isComplete, NO_CARD } from './card-fields.tsx';

function Ended({ result }: { result: UpgradeResult }) {
  const { text } = useText();
  if (result.step === 'done') return <p className="note">{text('account:upgraded')}</p>;
  if (result.step === 'rejected') return <p className="note bad">{text('account:upgradeRefused', { code: result.code })}</p>;
  return <p className="note">{text('account:upgradeWaits')}</p>;
}

/** From class III to II: the consent, then the card that the bank verifies. */
export function UpgradeAccount({ account, content }: { account: MyAccount; content: MyAccounts['upgradeText'] }) {
  const { text, choose } = useText();
  const [given, setGiven] = useState(NO_CARD);
  const [agreed, setAgreed] = useState(false);
  const command = useUpgrade(account.id);
  return (
    <details>
      <summary data-testid="upgrade">{text('account:upgrade')}</summary>
      <p className="why">{text('account:upgradeWhy')}</p>
      <CardFields value={given} onChange={setGiven} testid="upgrade" />
      <p className="note">{choose(content.zh, content.en)}</p>
      <p className="note">{text('account:version', { version: content.version })}</p>
      <Tick label={text('account:upgradeAgree')} testid="upgrade-agree" checked={agreed} onChange={setAgreed} />
      {command.isError && <Failure error={command.error} />}
      {command.data && <Ended result={command.data} />}
      <Button
        block
        color="primary"
        disabled={!agreed || !isComplete(given)}
        loading={command.isPending}
        onClick={() => command.mutate({ ...given, consent: { accepted: agreed, textVersion: content.version } })}
        data-testid="upgrade-submit"
      >
        {text('account:upgrade')}
      </Button>
    </details>
  );
}
