import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useCloseAccount, useSendOwnCode } from '../../api/identity.ts';
import { CodeField } from '../../components/code-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

/** The end of the account, confirmed by a code. */
export function CloseSection() {
  const { text } = useText();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const send = useSendOwnCode();
  const close = useCloseAccount(() => void navigate({ to: '/welcome' }));
  return (
    <section className="card">
      <h2>{text('identity:close')}</h2>
      <p className="why">{text('identity:closeWhy')}</p>
      {open ? (
        <>
          <CodeField
            label={text('identity:code')}
            send={text('identity:closeSend')}
            sending={{ ...send, mutate: () => send.mutate({ purpose: 'confirm' }) }}
            ready
            value={code}
            onChange={setCode}
            testid="close-code"
          />
          {close.isError && <Failure error={close.error} />}
          <Button
            block
            color="danger"
            size="large"
            disabled={code.length !== 6}
            loading={close.isPending}
            onClick={() => close.mutate({ code })}
            data-testid="submit-close"
          >
            {text('identity:close')}
          </Button>
        </>
      ) : (
        <Button block size="middle" color="danger" fill="outline" onClick={() => setOpen(true)} data-testid="close-account">
          {text('identity:close')}
        </Button>
      )}
    </section>
  );
}
