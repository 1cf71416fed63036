import type { MyAssets } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { assetsQuery, useAssetSource, useCertificate } from '../api/funds.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { Tick } from '../components/tick.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

const amount = (value: string) => money(value, 'CNY');
type Source = MyAssets['sources'][number];

function Agree({ source, content }: { source: Source; content: MyAssets['text'] }) {
  const { text, choose } = useText();
  const [agreed, setAgreed] = useState(false);
  const command = useAssetSource();
  return (
    <>
      <p className="note">{choose(content.zh, content.en)}</p>
      <Tick label={text('fund:assetsAgree')} testid={`agree-${source.supplierId}`} checked={agreed} onChange={setAgreed} />
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        disabled={!agreed}
        loading={command.isPending}
        onClick={() => command.mutate({ supplierId: source.supplierId, accepted: agreed, textVersion: content.version })}
        data-testid={`show-${source.supplierId}`}
      >
        {text('fund:assetsShow')}
      </Button>
    </>
  );
}

function Held({ item }: { item: Source['items'][number] }) {
  const { text, choose } = useText();
  return (
    <>
      <h3>
        <Link to="/me/funds/$fundId" params={{ fundId: item.productId }} className="link">
          {choose(item.nameZh, item.name)}
        </Link>
      </h3>
      <Facts
        items={[
          { label: text('fund:value'), value: amount(item.value), strong: true, testid: `value-${item.productId}` },
          !isZero(item.inTransit) && { label: text('fund:inTransit'), value: amount(item.inTransit) },
          { label: text('fund:profitInAll'), value: amount(item.profit), testid: `profit-${item.productId}` },
        ]}
      />
      {item.days.length > 0 && (
        <details>
          <summary>{text('fund:profitByDay')}</summary>
          <Facts items={item.days.map((day) => ({ label: day.date, value: amount(day.amount) }))} />
        </details>
      )}
    </>
  );
}

function SourceCard({ source, content }: { source: Source; content: MyAssets['text'] }) {
  const { text, choose } = useText();
  return (
    <section className="card" data-testid={`source-${source.supplierId}`}>
      <h2>
        {choose(source.nameZh, source.name)} {source.value !== null && <span className="tag">{amount(source.value)}</span>}
      </h2>
      {source.consentId === null ? <Agree source={source} content={content} /> : source.items.length === 0 && <p className="why">{text('fund:assetsNone')}</p>}
      {source.items.map((item) => (
        <Held key={item.productId} item={item} />
      ))}
    </section>
  );
}

/** Files that the server makes open in a window of their own. */
function Papers({ asOf }: { asOf: string }) {
  const { text } = useText();
  const month = asOf.slice(0, 7);
  const [issued, setIssued] = useState<{ id: string; code: string } | null>(null);
  const command = useCertificate(setIssued);
  return (
    <section className="card">
      <h2>{text('fund:papers')}</h2>
      <a className="link" href={`/api/v1/me/statements?month=${month}`} target="_blank" rel="noreferrer" data-testid="statement">
        {text('fund:statement', { month })}
      </a>
      <p className="why">{text('fund:certificateNote')}</p>
      {command.isError && <Failure error={command.error} />}
      {issued && (
        <>
          <Facts
            items={[
              { label: text('fund:certificateNumber'), value: issued.id },
              { label: text('fund:certificateCode'), value: issued.code, testid: 'certificate-code' },
            ]}
          />
          <a className="link" href={`/api/v1/me/certificates/pdf?id=${issued.id}&code=${issued.code}`} target="_blank" rel="noreferrer">
            {text('fund:certificateOpen')}
          </a>
        </>
      )}
      <Button block loading={command.isPending} onClick={() => command.mutate()} data-testid="certify">
        {text('fund:certificate')}
      </Button>
    </section>
  );
}

/** What I hold over all suppliers, each shown with a consent of its own; statements and certificates. */
export function AssetsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={text('fund:assets')} back={() => void navigate({ to: '/me/funds' })} />
      <Ready query={useQuery(assetsQuery)}>
        {(assets) => (
          <>
            <section className="card">
              <Facts items={[{ label: text('fund:assetsTotal', { date: assets.asOf }), value: amount(assets.total), strong: true, testid: 'assets-total' }]} />
            </section>
            {assets.sources.map((source) => (
              <SourceCard key={source.supplierId} source={source} content={assets.text} />
            ))}
            <Papers asOf={assets.asOf} />
          </>
        )}
      </Ready>
    </>
  );
}
