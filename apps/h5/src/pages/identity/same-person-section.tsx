import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useJoin, useSendOwnCode } from '../../api/identity.ts';
import { CodeField } from '../../components/code-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

/** Another account has this person's ID number: join it by a code to its number, or by a liveness check. */
export function SamePersonSection({ mobile }: { mobile: string }) {
  const { text } = useText();
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const send = useSendOwnCode();
  const join = useJoin(() => void navigate({ to: '/me' }));
  return (
    <section className="card" data-testid="same-person">
      <h2>{text('identity:same')}</h2>
      <p className="why">{text('identity:sameWhy', { mobile })}</p>
      <CodeField
        label={text('identity:code')}
        send={text('identity:sameCode')}
        sending={{ ...send, mutate: () => send.mutate({ purpose: 'join' }) }}
        ready
        value={code}
        onChange={setCode}
        testid="join-code"
      />
      {join.isError && <Failure error={join.error} />}
      <Button
        block
        color="primary"
        size="large"
        disabled={code.length !== 6}
        loading={join.isPending}
        onClick={() => join.mutate({ proof: { kind: 'code', code } })}
        data-testid="join"
      >
        {text('identity:join')}
      </Button>
      <button type="button" className="link wide" onClick={() => join.mutate({ proof: { kind: 'liveness' } })} data-testid="join-liveness">
        {text('identity:joinLiveness')}
      </button>
    </section>
  );
}
