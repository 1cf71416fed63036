import type { SentCode } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { Failure } from './failure.tsx';
import { Field } from './field.tsx';

type Sending = { isPending: boolean; isError: boolean; error: unknown; data: SentCode | undefined; mutate: () => void };

/** Seconds until another code may be asked for. */
function useWait(resendAt: string | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (resendAt === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [resendAt]);
  return resendAt === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(resendAt) - now) / 1000));
}

type Props = { label: string; send: string; sending: Sending; ready: boolean; value: string; onChange: (code: string) => void; testid: string };

/** A one-time code: the button that sends it, what comes after, and six digits to type. */
export function CodeField({ label, send, sending, ready, value, onChange, testid }: Props) {
  const { text } = useText();
  const wait = useWait(sending.data?.resendAt);
  const { data } = sending;
  return (
    <div className="code-field">
      <Field
        label={label}
        testid={testid}
        value={value}
        onChange={(next) => onChange(next.replace(/\D/g, '').slice(0, 6))}
        inputMode="numeric"
        autoComplete="one-time-code"
        hint={text('identity:codeHint')}
        maxLength={6}
      />
      <Button size="middle" disabled={!ready || wait > 0} loading={sending.isPending} onClick={() => sending.mutate()} data-testid={`${testid}-send`}>
        {wait > 0 ? text('identity:resendIn', { seconds: wait }) : send}
      </Button>
      {data && (
        <p className="note" role="status">
          {text('identity:sent')}
          {data.outlet && (
            <>
              {' · '}
              <a href={data.outlet} target="_blank" rel="noreferrer" className="link" data-testid="outlet">
                {text('identity:outlet')}
              </a>
            </>
          )}
        </p>
      )}
      {sending.isError && <Failure error={sending.error} />}
    </div>
  );
}
