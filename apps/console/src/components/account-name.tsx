import { useText } from '../i18n/index.ts';

/** The path of an account; the server may add a name of its own after it. */
export function accountPath(account: string): string {
  return account.split(' ')[0] ?? account;
}

/** An account by its name in the chart, with its path. */
export function AccountName({ account }: { account: string }) {
  const { term } = useText();
  const path = accountPath(account);
  const name = term('chart:account', path);
  return (
    <>
      {name !== path && <span className="name">{name}</span>}
      <code className="muted">{path}</code>
    </>
  );
}
