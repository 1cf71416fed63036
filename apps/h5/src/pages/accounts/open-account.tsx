import type { MyAccounts } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useOpenHeldAccount } from '../../api/accounts.ts';
import { Choice } from '../../components/choice.tsx';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/index.ts';
import { CardFields, isComplete, NO_CARD } from './card-fields.tsx';

/** Opens an account of class II or III, bound to a card of one's own. */
export function OpenAccount({ content }: { content: MyAccounts['dataText'] }) {
  const { text, choose } = useText();
  const [cls, setClass] = useState<'II' | 'III'>('III');
  const [given, setGiven] = useState(NO_CARD);
  const [agreed, setAgreed] = useState(false);
  const command = useOpenHeldAccount();
  const open = () =>
    command.mutate(
      { ...given, class: cls, dataConsent: { accepted: agreed, textVersion: content.version } },
      {
        onSuccess: () => {
          setGiven(NO_CARD);
          setAgreed(false);
        },
      },
    );
  return (
    <section className="card">
      <details>
        <summary data-testid="open-account">{text('account:open')}</summary>
        <p className="why">{text('account:openWhy')}</p>
        <Choice
          legend={text('account:open')}
          value={cls}
          onChange={setClass}
          options={[
            { value: 'III', label: text('account:openIII'), note: text('account:openIIINote') },
            { value: 'II', label: text('account:openII'), note: text('account:openIINote') },
          ]}
        />
        <CardFields value={given} onChange={setGiven} testid="open" />
        <p className="note">{choose(content.zh, content.en)}</p>
        <p className="note">{text('account:version', { version: content.version })}</p>
        <Tick label={text('account:openAgree')} testid="open-agree" checked={agreed} onChange={setAgreed} />
        {command.isError && <Failure error={command.error} />}
        <Button block color="primary" disabled={!agreed || !isComplete(given)} loading={command.isPending} onClick={open} data-testid="open-submit">
          {text('account:open')}
        </Button>
      </details>
    </section>
  );
}
