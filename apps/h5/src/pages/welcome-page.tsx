import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useSignIn, useSignUp } from '../api/commands.ts';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { useText } from '../i18n/index.ts';

const SHORTEST_PASSWORD = 8;

type FormProps = { command: ReturnType<typeof useSignIn>; action: string; testid: string; fresh: boolean };

function CredentialForm({ command, action, testid, fresh }: FormProps) {
  const { text } = useText();
  const [mobile, setMobile] = useState('');
  const [password, setPassword] = useState('');
  const complete = mobile.trim() !== '' && password.length >= (fresh ? SHORTEST_PASSWORD : 1);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) command.mutate({ mobile: mobile.trim(), password });
      }}
    >
      <Field
        label={text('enter:mobile')}
        testid="mobile"
        value={mobile}
        onChange={setMobile}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        hint={text('enter:mobileHint')}
        maxLength={20}
      />
      <Field
        label={text('enter:password')}
        testid="password"
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete={fresh ? 'new-password' : 'current-password'}
        hint={fresh ? text('enter:passwordHint') : undefined}
        maxLength={128}
      />
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" loading={command.isPending} disabled={!complete} data-testid={testid}>
        {action}
      </Button>
    </form>
  );
}

function SignIn() {
  const { text } = useText();
  const navigate = useNavigate();
  const command = useSignIn(() => void navigate({ to: '/credit' }));
  return <CredentialForm command={command} action={text('enter:signIn')} testid="submit-sign-in" fresh={false} />;
}

function SignUp() {
  const { text } = useText();
  const navigate = useNavigate();
  const command = useSignUp(() => void navigate({ to: '/onboarding' }));
  return <CredentialForm command={command} action={text('enter:signUp')} testid="submit-sign-up" fresh />;
}

export function WelcomePage() {
  const { text } = useText();
  const [fresh, setFresh] = useState(false);
  return (
    <>
      <div className="hero">
        <h1>{text('common:brand')}</h1>
        <p>{text('enter:welcome')}</p>
      </div>
      <section className="card">
        <h2>{text(fresh ? 'enter:signUpTitle' : 'enter:signIn')}</h2>
        {fresh ? <SignUp /> : <SignIn />}
        <button type="button" className="link wide" data-testid={fresh ? 'go-sign-in' : 'go-sign-up'} onClick={() => setFresh(!fresh)}>
          {text(fresh ? 'enter:goSignIn' : 'enter:goSignUp')}
        </button>
      </section>
    </>
  );
}
