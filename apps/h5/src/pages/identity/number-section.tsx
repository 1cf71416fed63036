import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useChangeMobile, useSendOwnCode } from '../../api/identity.ts';
import { CodeField } from '../../components/code-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/index.ts';

/** Another mobile number: a code to the new one, and a code to the old one or a liveness check. */
export function NumberSection({ mobile }: { mobile: string }) {
  const { text } = useText();
  const [open, setOpen] = useState(false);
  const [next, setNext] = useState('');
  const [newCode, setNewCode] = useState('');
  const [oldCode, setOldCode] = useState('');
  const [lost, setLost] = useState(false);
  const [toNew, toOld] = [useSendOwnCode(), useSendOwnCode()];
  const change = useChangeMobile();
  const complete = next.trim() !== '' && newCode.length === 6 && (lost || oldCode.length === 6);
  const submit = () => change.mutate({ mobile: next.trim(), code: newCode, proof: lost ? { kind: 'liveness' } : { kind: 'code', code: oldCode } });
  return (
    <section className="card">
      <h2>{text('identity:mobile')}</h2>
      <p className="why">{mobile}</p>
      {change.isSuccess && <p className="tag">{text('identity:done')}</p>}
      {!open && (
        <Button block size="middle" onClick={() => setOpen(true)} data-testid="change-mobile">
          {text('identity:changeMobile')}
        </Button>
      )}
      {open && !change.isSuccess && (
        <>
          <Field label={text('identity:newMobile')} testid="new-mobile" value={next} onChange={setNext} type="tel" inputMode="tel" maxLength={20} />
          <CodeField
            label={text('identity:newCode')}
            send={text('identity:sendNew')}
            sending={{ ...toNew, mutate: () => toNew.mutate({ purpose: 'change-mobile', mobile: next.trim() }) }}
            ready={next.trim().length >= 11}
            value={newCode}
            onChange={setNewCode}
            testid="new-code"
          />
          {!lost && (
            <CodeField
              label={text('identity:oldCode')}
              send={text('identity:sendOld')}
              sending={{ ...toOld, mutate: () => toOld.mutate({ purpose: 'confirm' }) }}
              ready
              value={oldCode}
              onChange={setOldCode}
              testid="old-code"
            />
          )}
          <Tick label={text('identity:byLiveness')} testid="lost-number" checked={lost} onChange={setLost} />
          {change.isError && <Failure error={change.error} />}
          <Button block color="primary" size="large" disabled={!complete} loading={change.isPending} onClick={submit} data-testid="submit-mobile">
            {text('identity:changeMobile')}
          </Button>
        </>
      )}
    </section>
  );
}
