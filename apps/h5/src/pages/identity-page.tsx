import type { MyIdentity } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { identityQuery, useRenewDocument } from '../api/identity.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { useText } from '../i18n/index.ts';
import { CardSection } from './identity/card-section.tsx';
import { CloseSection } from './identity/close-section.tsx';
import { LivenessSection } from './identity/liveness-section.tsx';
import { NumberSection } from './identity/number-section.tsx';
import { SamePersonSection } from './identity/same-person-section.tsx';

const LONG_TERM = '9999-12-31';

function Ladder({ identity }: { identity: MyIdentity }) {
  const { text, term } = useText();
  return (
    <section className="card">
      <h2>{text('identity:level')}</h2>
      <p className="why" data-testid="identity-level">
        {term('identity:factor', identity.level)}
      </p>
      <ul className="rungs" aria-label={text('identity:opens')}>
        {identity.rungs.map(({ factor, reached }) => (
          <li key={factor} className={reached ? 'on' : ''}>
            <span className="rung-mark" aria-hidden="true">
              {reached ? '✓' : ''}
            </span>
            <span>
              <strong>{term('identity:factor', factor)}</strong>
              <small>{term('identity:opens', factor)}</small>
            </span>
            <span className="sr-only">{text(reached ? 'identity:reached' : 'identity:notReached')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DocumentSection({ document }: { document: MyIdentity['document'] }) {
  const { text } = useText();
  const [validThrough, setValidThrough] = useState('');
  const renew = useRenewDocument();
  const shown = document.validThrough === LONG_TERM ? text('identity:longTerm') : (document.validThrough ?? '–');
  return (
    <section className="card">
      <h2>{text('identity:document')}</h2>
      <Facts
        items={[
          { label: text('identity:document'), value: document.number ?? '–' },
          { label: text('identity:validThrough'), value: shown },
        ]}
      />
      <p className="note">{text(`identity:document.${document.state}`, { date: document.restrictedFrom ?? '' })}</p>
      <Field
        label={text('identity:renew')}
        testid="renew-date"
        value={validThrough}
        onChange={setValidThrough}
        inputMode="text"
        hint={text('identity:renewHint')}
        maxLength={10}
      />
      {renew.isError && <Failure error={renew.error} />}
      <Button
        block
        size="middle"
        disabled={!/^\d{4}-\d{2}-\d{2}$/.test(validThrough)}
        loading={renew.isPending}
        onClick={() => renew.mutate({ idValidThrough: validThrough })}
        data-testid="renew-submit"
      >
        {text('identity:submit')}
      </Button>
    </section>
  );
}

export function IdentityPage() {
  const { text, term } = useText();
  const navigate = useNavigate();
  const query = useQuery(identityQuery);
  return (
    <>
      <PageHead title={text('identity:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={query}>
        {(identity) => (
          <>
            {identity.restrictions.map((restriction) => (
              <p key={`${restriction.placedOn} ${restriction.cause}`} className="notice">
                {text('identity:restricted')} · {term('identity:scope', restriction.scope)}
              </p>
            ))}
            {identity.samePerson && <SamePersonSection mobile={identity.samePerson.mobile} />}
            <Ladder identity={identity} />
            {identity.document.number !== null && <DocumentSection document={identity.document} />}
            {identity.document.number !== null && !identity.rungs.some(({ factor, reached }) => factor === 'five-element' && reached) && <CardSection />}
            {(identity.document.number !== null || identity.samePerson) && <LivenessSection />}
            <NumberSection mobile={identity.mobile} />
            <CloseSection />
          </>
        )}
      </Ready>
    </>
  );
}
