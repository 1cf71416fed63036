import { useRouter, useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect } from 'react';
import { ApiError } from '../../api/client.ts';
import { useSignIn } from '../../api/commands.ts';
import { LanguageSwitch } from '../../app/language-switch.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

type Fields = { login: string; password: string; code?: string };

/** Only an address of this console is followed after the login. */
function inside(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/today';
}

export function LoginPage() {
  const { text } = useText();
  const { next } = useSearch({ from: '/login' });
  const router = useRouter();
  const signIn = useSignIn((session) => router.history.push(session.due ? '/account' : inside(next)));
  const refusal = signIn.error instanceof ApiError ? signIn.error.problem.code : '';
  const asked = refusal === 'SECOND_FACTOR_NEEDED' || refusal === 'SECOND_FACTOR_WRONG';
  useEffect(() => {
    document.title = `${text('shell:loginTitle')} · ${text('shell:product')}`;
  }, [text]);
  return (
    <main className="login">
      <section className="login-brand">
        <img src="/mark.svg" width={56} height={56} alt="" />
        <p className="login-name">
          {text('shell:product')} <span>{text('shell:console')}</span>
        </p>
        <p className="login-claim">{text('shell:claim')}</p>
      </section>
      <section className="login-panel">
        <div className="login-language">
          <LanguageSwitch />
        </div>
        <h1>{text('shell:loginTitle')}</h1>
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate(fields)} data-testid="login-form">
          <Form.Item name="login" label={text('shell:login')} rules={[{ required: true, message: text('shell:loginMissing') }]}>
            <Input size="large" autoFocus autoComplete="username" data-testid="login-name" />
          </Form.Item>
          <Form.Item name="password" label={text('shell:password')} rules={[{ required: true, message: text('shell:passwordMissing') }]}>
            <Input.Password size="large" autoComplete="current-password" data-testid="login-password" />
          </Form.Item>
          {asked && (
            <Form.Item name="code" label={text('shell:code')}>
              <Input size="large" autoFocus autoComplete="one-time-code" className="num" data-testid="login-code" />
            </Form.Item>
          )}
          {signIn.isError && refusal !== 'SECOND_FACTOR_NEEDED' && (
            <div className="form-failure">
              <FailureAlert error={signIn.error} />
            </div>
          )}
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending} data-testid="login-submit">
            {text('shell:signIn')}
          </Button>
        </Form>
        <Alert type="info" className="login-hint" title={text('shell:loginHint')} data-testid="login-hint" />
      </section>
    </main>
  );
}
