import { LockOutlined, SearchOutlined } from '@ant-design/icons';
import { Link, useRouter } from '@tanstack/react-router';
import { Alert, Button, Result } from 'antd';
import { ApiError } from '../api/client.ts';
import { useSession } from '../app/session.ts';
import { useText } from '../i18n/index.ts';

/** What went wrong, with its code and what to do; 403 and 404 have their own words. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { text } = useText();
  const status = error instanceof ApiError ? error.problem.status : undefined;
  if (status === 403) return <Forbidden />;
  if (status === 404) return <MissingPage />;
  return (
    <FailureAlert
      error={error}
      {...(retry && {
        action: (
          <Button size="small" onClick={retry}>
            {text('common:retry')}
          </Button>
        ),
      })}
    />
  );
}

export function FailureAlert({ error, action }: { error: unknown; action?: React.ReactNode }) {
  const { text, choose } = useText();
  const problem = error instanceof ApiError ? error.problem : null;
  const detail = problem ? choose(problem.detailZh, problem.detail) : error instanceof Error ? error.message : '';
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      data-testid="failure"
      title={detail || text('common:error.title')}
      description={
        problem && (
          <span className="muted">
            {text('common:error.code', { code: problem.code })}
            {problem.traceId && ` · ${text('common:error.trace', { trace: problem.traceId })}`}
          </span>
        )
      }
      action={action}
    />
  );
}

function Forbidden() {
  const { text, term } = useText();
  const role = useSession()?.role ?? 'customer';
  return (
    <Result
      icon={<LockOutlined />}
      data-testid="forbidden"
      title={text('common:error.forbidden')}
      subTitle={text('common:error.forbiddenHelp', { role: term('shell:role', role) })}
    />
  );
}

export function MissingPage() {
  const { text } = useText();
  return (
    <Result
      icon={<SearchOutlined />}
      data-testid="not-found"
      title={text('common:error.notFound')}
      subTitle={text('common:error.notFoundHelp')}
      extra={
        <Link to="/today" className="link">
          {text('shell:nav.today')}
        </Link>
      }
    />
  );
}

export function CrashPage({ error }: { error: unknown }) {
  const { text } = useText();
  const router = useRouter();
  const retry = () => void router.invalidate();
  if (error instanceof ApiError) {
    return (
      <div className="crash">
        <Failure error={error} retry={retry} />
      </div>
    );
  }
  return (
    <Result
      status="error"
      title={text('common:error.crash')}
      subTitle={text('common:error.crashHelp')}
      extra={<Button onClick={retry}>{text('common:reload')}</Button>}
    />
  );
}
