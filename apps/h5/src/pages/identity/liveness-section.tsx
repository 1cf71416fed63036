import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { consentTextsQuery, useGiveConsent, useLivenessResult, useOpenLiveness } from '../../api/identity.ts';
import { consentsQuery } from '../../api/queries.ts';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/index.ts';

const PURPOSE = 'face-recognition';

function Result({ id, url }: { id: string; url: string }) {
  const { text, term } = useText();
  const result = useLivenessResult(id);
  return (
    <>
      <a href={url} target="_blank" rel="noreferrer" className="link wide" data-testid="liveness-go">
        {text('identity:livenessGo')}
      </a>
      {result.isError && <Failure error={result.error} />}
      {result.data ? (
        <p className="tag" data-testid="liveness-result">
          {term('identity:liveness', result.data.result)}
        </p>
      ) : (
        <Button block size="middle" loading={result.isPending} onClick={() => result.mutate()} data-testid="liveness-done">
          {text('identity:livenessResult')}
        </Button>
      )}
    </>
  );
}

/** A living face against the ID photograph, on the register's own page; a consent of its own comes first. */
export function LivenessSection() {
  const { text, choose } = useText();
  const consents = useQuery(consentsQuery).data?.items;
  const content = useQuery(consentTextsQuery).data?.items.find((item) => item.purpose === PURPOSE);
  const given = consents?.some((consent) => consent.purpose === PURPOSE && consent.withdrawnAt === null) ?? false;
  const [accepted, setAccepted] = useState(false);
  const consent = useGiveConsent();
  const open = useOpenLiveness();
  const begin = () => {
    if (given || !content) return open.mutate();
    consent.mutate({ purpose: PURPOSE, accepted, textVersion: content.version }, { onSuccess: () => open.mutate() });
  };
  return (
    <section className="card">
      <h2>{text('identity:liveness')}</h2>
      <p className="why">{text('identity:livenessWhy')}</p>
      {!given && content && (
        <div className="consent">
          <p>{choose(content.zh, content.en)}</p>
          <Tick label={text('identity:livenessTick')} testid="accept-face" checked={accepted} onChange={setAccepted} />
        </div>
      )}
      {consent.isError && <Failure error={consent.error} />}
      {open.isError && <Failure error={open.error} />}
      {open.data ? (
        <Result id={open.data.id} url={open.data.url} />
      ) : (
        <Button block size="middle" disabled={!given && !accepted} loading={open.isPending || consent.isPending} onClick={begin} data-testid="liveness-open">
          {text('identity:livenessOpen')}
        </Button>
      )}
    </section>
  );
}
