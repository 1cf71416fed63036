import { Link } from '@tanstack/react-router';
import { Button, ErrorBlock } from 'antd-mobile';
import { ApiError } from '../api/client.ts';
import { useText } from '../i18n/index.ts';

/** What went wrong, with its code and what to do about it. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { text, term, choose } = useText();
  const problem = error instanceof ApiError ? error.problem : null;
  const detail = problem ? choose(problem.detailZh, problem.detail) : text('common:error.title');
  const advice = (key: string) => {
    const found = term('common:error.do', key);
    return found === key ? null : found;
  };
  return (
    <div className="failure" role="alert" data-testid="error">
      <strong>{detail}</strong>
      <p>{problem?.code === 'SERVER_UNREACHABLE' ? advice('SERVER_UNREACHABLE') : (advice(String(problem?.status)) ?? advice('other'))}</p>
      {problem && <p className="code">{text('common:error.code', { code: problem.code })}</p>}
      {retry && (
        <Button size="middle" onClick={retry}>
          {text('common:retry')}
        </Button>
      )}
    </div>
  );
}

export function MissingPage() {
  const { text } = useText();
  return (
    <ErrorBlock status="empty" fullPage title={text('common:error.missing')} description={null}>
      <Link to="/" className="link">
        {text('common:error.home')}
      </Link>
    </ErrorBlock>
  );
}

export function CrashPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <main className="page">
      <Failure error={error} retry={reset} />
    </main>
  );
}
