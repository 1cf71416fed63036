import type { LimitChange, LimitView, MyLimits } from '@jinqiao/api';
import { Button, ProgressBar } from 'antd-mobile';
import { useLimitAnswer } from '../../api/pay-later.ts';
import { Facts } from '../../components/facts.tsx';
import { Failure } from '../../components/failure.tsx';
import { isZero, share, sum } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

function Limit({ limit, asset }: { limit: LimitView; asset: string }) {
  const { text, term } = useText();
  const scope = term('pay:scope', limit.scope);
  const used = share(sum([limit.used, limit.frozen]), sum([limit.limit, limit.temporary]));
  return (
    <li data-testid={`limit-${limit.scope}`}>
      <h3>{scope}</h3>
      <div role="img" aria-label={text('pay:usedOf', { scope, percent: used })}>
        <ProgressBar percent={used} />
      </div>
      <Facts
        items={[
          { label: text('pay:available'), value: money(limit.available, asset), strong: true },
          { label: text('pay:limit'), value: money(limit.limit, asset) },
          !isZero(limit.temporary) && { label: text('pay:temporary'), value: money(limit.temporary, asset) },
          !isZero(limit.used) && { label: text('pay:used'), value: money(limit.used, asset) },
          !isZero(limit.frozen) && { label: text('pay:frozen'), value: money(limit.frozen, asset) },
        ]}
      />
      {limit.state === 'frozen' && <p className="note bad">{text('pay:limitFrozen')}</p>}
    </li>
  );
}

function Change({ change, asset }: { change: LimitChange; asset: string }) {
  const { text, term, choose } = useText();
  const command = useLimitAnswer(change);
  return (
    <li data-testid={`change-${change.id}`}>
      <h3>
        {term('pay:scope', change.scope)} · {term('pay:changeKind', change.kind)} <span className="state">{term('pay:changeState', change.state)}</span>
      </h3>
      <Facts
        items={[
          { label: text('pay:limit'), value: text('pay:fromTo', { from: money(change.from, asset), to: money(change.to, asset) }) },
          { label: text('pay:effectiveOn'), value: change.effectiveOn },
          change.throughOn !== null && { label: text('pay:throughOn'), value: change.throughOn },
        ]}
      />
      <p className="note">{choose(change.reasonZh, change.reasonEn)}</p>
      {command.isError && <Failure error={command.error} />}
      {change.state === 'offered' && (
        <span className="pair">
          <Button size="middle" loading={command.isPending} onClick={() => command.mutate({ accept: false })} data-testid={`decline-${change.id}`}>
            {text('pay:decline')}
          </Button>
          <Button
            size="middle"
            color="primary"
            loading={command.isPending}
            onClick={() => command.mutate({ accept: true })}
            data-testid={`accept-${change.id}`}
          >
            {text('pay:accept')}
          </Button>
        </span>
      )}
    </li>
  );
}

/** What may be used over all products and of each, and how that changes. */
export function Limits({ limits }: { limits: MyLimits }) {
  const { text } = useText();
  return (
    <>
      <section className="card" data-testid="limits">
        <h2>{text('pay:limits')}</h2>
        <ul className="consents">
          {limits.limits.map((limit) => (
            <Limit key={limit.scope} limit={limit} asset={limits.asset} />
          ))}
        </ul>
      </section>
      {limits.changes.length > 0 && (
        <section className="card" data-testid="limit-changes">
          <h2>{text('pay:change')}</h2>
          <ul className="consents">
            {limits.changes.map((change) => (
              <Change key={change.id} change={change} asset={limits.asset} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
