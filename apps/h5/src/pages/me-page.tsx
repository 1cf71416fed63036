import type { Consent } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dialog } from 'antd-mobile';
import { useState } from 'react';
import { useSignOut, useWithdrawConsent } from '../api/commands.ts';
import { consentTextsQuery, useGiveConsent } from '../api/identity.ts';
import { consentsQuery, meQuery } from '../api/queries.ts';
import { BureauQueries } from '../components/bureau-queries.tsx';
import { Choice } from '../components/choice.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { Tick } from '../components/tick.tsx';
import { shanghaiTime } from '../format/dates.ts';
import { type Language, useText } from '../i18n/index.ts';

const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];

function ConsentItem({ consent }: { consent: Consent }) {
  const { text, term, choose } = useText();
  const [open, setOpen] = useState(false);
  const command = useWithdrawConsent();
  const withdraw = async () => {
    const sure = await Dialog.confirm({
      title: text('mine:withdrawTitle'),
      content: text('mine:withdrawText'),
      confirmText: text('mine:withdraw'),
      cancelText: text('mine:keep'),
    });
    if (sure) command.mutate(consent.id);
  };
  return (
    <li>
      <h3>{term('mine:purpose', consent.purpose)}</h3>
      <Facts
        items={[
          { label: text('mine:recipient'), value: term('mine:recipient', consent.recipient) },
          { label: text('mine:items'), value: consent.items.map((item) => term('mine:item', item)).join('、') || '–' },
          { label: text('mine:grantedAt'), value: shanghaiTime(consent.grantedAt) },
        ]}
      />
      <p className="note">
        {text('enter:version', { version: consent.textVersion })}
        {consent.text && !open && (
          <>
            {' · '}
            <button type="button" className="link" onClick={() => setOpen(true)}>
              {text('mine:readText')}
            </button>
          </>
        )}
      </p>
      {open && consent.text && <p>{choose(consent.text.zh, consent.text.en)}</p>}
      {command.isError && <Failure error={command.error} />}
      {consent.withdrawnAt ? (
        <p className="tag">{text('mine:withdrawnAt', { time: shanghaiTime(consent.withdrawnAt) })}</p>
      ) : consent.purpose === 'service-terms' ? (
        <p className="note">{text('mine:withAccount')}</p>
      ) : (
        <Button size="middle" color="danger" fill="outline" loading={command.isPending} onClick={() => void withdraw()}>
          {text('mine:withdraw')}
        </Button>
      )}
    </li>
  );
}

/** Consents that nothing depends on and that are not given now. Nothing is ticked in advance. */
function Offered({ given }: { given: ReadonlySet<string> }) {
  const { text, term, choose } = useText();
  const texts = useQuery(consentTextsQuery).data?.items.filter((item) => item.needed === 'optional' && !given.has(item.purpose)) ?? [];
  const [ticked, setTicked] = useState<string | null>(null);
  const command = useGiveConsent();
  if (texts.length === 0) return null;
  return (
    <section className="card">
      <h2>{text('mine:offered')}</h2>
      <p className="why">{text('mine:offeredWhy')}</p>
      {texts.map((item) => (
        <div key={item.purpose} className="consent">
          <p>{choose(item.zh, item.en)}</p>
          <Tick
            label={term('mine:tick', item.purpose)}
            testid={`tick-${item.purpose}`}
            checked={ticked === item.purpose}
            onChange={(on) => setTicked(on ? item.purpose : null)}
          />
          {ticked === item.purpose && (
            <Button
              size="middle"
              loading={command.isPending}
              onClick={() => command.mutate({ purpose: item.purpose, accepted: true, textVersion: item.version })}
              data-testid={`give-${item.purpose}`}
            >
              {text('mine:give')}
            </Button>
          )}
        </div>
      ))}
      {command.isError && <Failure error={command.error} />}
    </section>
  );
}

function Consents() {
  const { text } = useText();
  const query = useQuery(consentsQuery);
  return (
    <Ready query={query}>
      {({ items }) => (
        <>
          <section className="card" data-testid="consents">
            <h2>{text('mine:consents')}</h2>
            {items.length === 0 && <p className="why">{text('mine:noConsents')}</p>}
            <ul className="consents">
              {items.map((consent) => (
                <ConsentItem key={consent.id} consent={consent} />
              ))}
            </ul>
          </section>
          <Offered given={new Set(items.filter((consent) => consent.withdrawnAt === null).map((consent) => consent.purpose))} />
        </>
      )}
    </Ready>
  );
}

export function MePage() {
  const { text, language, setLanguage } = useText();
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  const command = useSignOut(() => void navigate({ to: '/welcome' }));
  return (
    <>
      <PageHead title={text('mine:title')} />
      <Ready query={me}>
        {({ name, mobile }) => (
          <section className="card">
            <h2>{name ?? text('mine:unnamed')}</h2>
            <p className="why">{mobile}</p>
            <Link to="/me/identity" className="link wide" data-testid="go-identity">
              {text('mine:identity')}
            </Link>
            <Link to="/me/accounts" className="link wide" data-testid="my-accounts">
              {text('account:title')}
            </Link>
            <Link to="/me/funds" className="link wide" data-testid="my-funds">
              {text('fund:title')}
            </Link>
          </section>
        )}
      </Ready>
      <Link to="/shop" className="card row-link" data-testid="go-shop">
        {text('shop:title')}
        <span aria-hidden="true">›</span>
      </Link>
      <Link to="/pay-later" className="card row-link" data-testid="go-pay-later">
        {text('pay:title')}
        <span aria-hidden="true">›</span>
      </Link>
      <Link to="/overdue" className="card row-link" data-testid="my-debts">
        {text('overdue:title')}
        <span aria-hidden="true">›</span>
      </Link>
      <Link to="/me/cards" className="card row-link" data-testid="my-cards">
        {text('cards:title')}
        <span aria-hidden="true">›</span>
      </Link>
      <Consents />
      <BureauQueries />
      <section className="card">
        <Choice legend={text('mine:language')} value={language} onChange={setLanguage} options={LANGUAGES} />
      </section>
      {command.isError && <Failure error={command.error} />}
      <Button block size="large" loading={command.isPending} onClick={() => command.mutate()} data-testid="sign-out">
        {text('mine:signOut')}
      </Button>
    </>
  );
}
