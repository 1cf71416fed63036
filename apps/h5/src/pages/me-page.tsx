import type { Consent } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dialog } from 'antd-mobile';
import { useSignOut, useWithdrawConsent } from '../api/commands.ts';
import { consentsQuery, meQuery } from '../api/queries.ts';
import { Choice } from '../components/choice.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { shanghaiTime } from '../format/dates.ts';
import { type Language, useText } from '../i18n/index.ts';

const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];

function ConsentItem({ consent }: { consent: Consent }) {
  const { text, term } = useText();
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
          { label: text('mine:grantedAt'), value: shanghaiTime(consent.grantedAt) },
        ]}
      />
      <p className="note">{text('enter:version', { version: consent.textVersion })}</p>
      {command.isError && <Failure error={command.error} />}
      {consent.withdrawnAt ? (
        <p className="tag">{text('mine:withdrawnAt', { time: shanghaiTime(consent.withdrawnAt) })}</p>
      ) : (
        <Button size="middle" color="danger" fill="outline" loading={command.isPending} onClick={() => void withdraw()}>
          {text('mine:withdraw')}
        </Button>
      )}
    </li>
  );
}

function Consents() {
  const { text } = useText();
  const query = useQuery(consentsQuery);
  return (
    <Ready query={query}>
      {({ items }) => (
        <section className="card">
          <h2>{text('mine:consents')}</h2>
          {items.length === 0 && <p className="why">{text('mine:noConsents')}</p>}
          <ul className="consents">
            {items.map((consent) => (
              <ConsentItem key={consent.id} consent={consent} />
            ))}
          </ul>
        </section>
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
            <Link to="/me/accounts" className="link" data-testid="my-accounts">
              {text('account:title')}
            </Link>
          </section>
        )}
      </Ready>
      <Consents />
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
