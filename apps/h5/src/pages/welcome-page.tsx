import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { consentTextsQuery, useCodeSignIn, useSendCode, useSignIn, useSignUp } from '../api/identity.ts';
import { CodeField } from '../components/code-field.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { Tick } from '../components/tick.tsx';
import { useText } from '../i18n/index.ts';

function MobileField({ value, onChange }: { value: string; onChange: (mobile: string) => void }) {
  const { text } = useText();
  return (
    <Field
      label={text('enter:mobile')}
      testid="mobile"
      value={value}
      onChange={onChange}
      type="tel"
      inputMode="tel"
      autoComplete="tel-national"
      hint={text('enter:mobileHint')}
      maxLength={20}
    />
  );
}

function isNew(error: unknown): boolean {
  return error instanceof ApiError && error.problem.code === 'MOBILE_UNKNOWN';
}

/** One way in for everybody: the code tells who has an account; who has none reads the terms and signs up with the same code. */
function CodeEntrance() {
  const { text, choose } = useText();
  const navigate = useNavigate();
  const [mobile, setMobile] = useState('');
  const [code, setCode] = useState('');
  const [accepted, setAccepted] = useState(false);
  const send = useSendCode();
  const signIn = useCodeSignIn(() => void navigate({ to: '/credit' }));
  const signUp = useSignUp(() => void navigate({ to: '/onboarding' }));
  const terms = useQuery(consentTextsQuery).data?.items.find((item) => item.purpose === 'service-terms');
  const fresh = isNew(signIn.error);
  const pending = signIn.isPending || signUp.isPending;
  const complete = mobile.trim() !== '' && code.length === 6 && (!fresh || (accepted && terms !== undefined));
  const given = { mobile: mobile.trim(), code };
  const change = (next: string) => {
    setMobile(next);
    setAccepted(false);
    signIn.reset();
    signUp.reset();
  };
  const submit = () => (fresh && terms ? signUp.mutate({ ...given, terms: { accepted, textVersion: terms.version } }) : signIn.mutate(given));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !pending) submit();
      }}
    >
      <MobileField value={mobile} onChange={change} />
      <CodeField
        label={text('identity:code')}
        send={text('identity:sendCode')}
        sending={{ ...send, mutate: () => send.mutate({ mobile: mobile.trim() }) }}
        ready={mobile.trim().length >= 11}
        value={code}
        onChange={setCode}
        testid="code"
      />
      {fresh && terms && (
        <section className="consent" data-testid="new-number">
          <h3>{text('identity:newNumber')}</h3>
          <p className="why">{text('identity:newNumberWhy')}</p>
          <p>{choose(terms.zh, terms.en)}</p>
          <p className="note">{text('enter:version', { version: terms.version })}</p>
          <Tick label={text('identity:terms')} testid="accept-terms" checked={accepted} onChange={setAccepted} />
        </section>
      )}
      {signIn.isError && !fresh && <Failure error={signIn.error} />}
      {signUp.isError && <Failure error={signUp.error} />}
      <Button block color="primary" size="large" type="submit" loading={pending} disabled={!complete} data-testid="submit-code">
        {text(fresh ? 'identity:signUp' : 'identity:enter')}
      </Button>
    </form>
  );
}

function PasswordEntrance() {
  const { text } = useText();
  const navigate = useNavigate();
  const command = useSignIn(() => void navigate({ to: '/credit' }));
  const [mobile, setMobile] = useState('');
  const [password, setPassword] = useState('');
  const complete = mobile.trim() !== '' && password !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) command.mutate({ mobile: mobile.trim(), password });
      }}
    >
      <MobileField value={mobile} onChange={setMobile} />
      <Field
        label={text('enter:password')}
        testid="password"
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="current-password"
        maxLength={128}
      />
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" loading={command.isPending} disabled={!complete} data-testid="submit-sign-in">
        {text('enter:signIn')}
      </Button>
    </form>
  );
}

export function WelcomePage() {
  const { text } = useText();
  const [byPassword, setByPassword] = useState(false);
  return (
    <>
      <div className="hero">
        <h1>{text('common:brand')}</h1>
        <p>{text('enter:welcome')}</p>
      </div>
      <section className="card">
        <h2>{text(byPassword ? 'enter:signIn' : 'identity:enterTitle')}</h2>
        {byPassword ? <PasswordEntrance /> : <CodeEntrance />}
        <button type="button" className="link wide" data-testid={byPassword ? 'go-code' : 'go-password'} onClick={() => setByPassword(!byPassword)}>
          {text(byPassword ? 'identity:useCode' : 'identity:usePassword')}
        </button>
      </section>
    </>
  );
}
