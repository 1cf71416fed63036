import type { AccountLimit, MyAccount } from '@jinqiao/api';
import { ProgressBar } from 'antd-mobile';
import { share } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

function Limit({ limit, asset }: { limit: AccountLimit; asset: string }) {
  const { text, term } = useText();
  const name = term('account:counter', limit.counter);
  if (limit.cap === null || limit.left === null) {
    return (
      <li>
        {name} · {text('account:noCap')}
      </li>
    );
  }
  return (
    <li data-testid={`limit-${limit.counter}`}>
      <span>{name}</span>
      <span className="note">{text('account:leftOf', { left: money(limit.left, asset), cap: money(limit.cap, asset) })}</span>
      <ProgressBar percent={share(limit.used, limit.cap)} aria-label={name} />
    </li>
  );
}

/** How much of each limit is left. */
export function Limits({ account }: { account: MyAccount }) {
  const { text } = useText();
  if (account.limits.length === 0) return null;
  return (
    <>
      <h3>{text('account:limits')}</h3>
      <ul className="limits">
        {account.limits.map((limit) => (
          <Limit key={limit.counter} limit={limit} asset={account.asset} />
        ))}
      </ul>
      <p className="note">{text('account:limitsNote')}</p>
    </>
  );
}
