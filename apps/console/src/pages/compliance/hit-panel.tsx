import type { ScreeningHit } from '@jinqiao/api';
import { Alert, App, Descriptions, Radio } from 'antd';
import { useState } from 'react';
import { useProposeVerdict, useReviewHit, useSuspicion } from '../../api/compliance.ts';
import { useMay, useSession } from '../../app/session.ts';
import { CustomerLink } from '../../components/columns.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { percent } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from './reason-form.tsx';

const VERDICTS = ['false-positive', 'true-match'] as const;

function Propose({ hit }: { hit: ScreeningHit }) {
  const { text } = useText();
  const { message } = App.useApp();
  const propose = useProposeVerdict(hit.id);
  const [verdict, setVerdict] = useState<(typeof VERDICTS)[number]>('false-positive');
  return (
    <ReasonForm
      action={text('compliance:proposeVerdict')}
      pending={propose.isPending}
      error={propose.error}
      onSubmit={(reason) => propose.mutate({ verdict, reason }, { onSuccess: () => void message.success(text('compliance:proposed')) })}
    >
      <Radio.Group
        value={verdict}
        onChange={(event) => setVerdict(event.target.value)}
        options={VERDICTS.map((value) => ({ value, label: text(`compliance:verdict.${value}`) }))}
      />
    </ReasonForm>
  );
}

function Review({ hit }: { hit: ScreeningHit }) {
  const { text } = useText();
  const { message } = App.useApp();
  const review = useReviewHit(hit.id);
  const act = (agree: boolean) => (reason: string) => review.mutate({ agree, reason }, { onSuccess: () => void message.success(text('compliance:decided')) });
  return (
    <ReasonForm
      label={text('compliance:verdict')}
      action={text('compliance:agree')}
      other={{ label: text('compliance:sendBack'), onSubmit: act(false) }}
      pending={review.isPending}
      error={review.error}
      onSubmit={act(true)}
    />
  );
}

function Suspicion({ hit }: { hit: ScreeningHit }) {
  const { text } = useText();
  const { message } = App.useApp();
  const draft = useSuspicion();
  return (
    <ReasonForm
      label={text('compliance:narrative')}
      min={10}
      action={text('compliance:suspicion')}
      pending={draft.isPending}
      error={draft.error}
      onSubmit={(narrative) => draft.mutate({ hitId: hit.id, narrative }, { onSuccess: () => void message.success(text('compliance:proposed')) })}
    />
  );
}

/** One hit: who and what met, what the maker thinks, and the step that this person may take. */
export function HitPanel({ hit }: { hit: ScreeningHit }) {
  const { text, term } = useText();
  const may = useMay('propose-change');
  const session = useSession();
  const own = session?.login === hit.madeBy;
  const items = [
    { key: 'customer', label: text('compliance:customer'), children: <CustomerLink id={hit.customerId} name={hit.customerName} /> },
    { key: 'listed', label: text('compliance:listed'), children: <strong>{hit.listedName}</strong> },
    { key: 'score', label: text('compliance:score'), children: <span className="num">{percent(hit.score)} %</span> },
    { key: 'on', label: text('compliance:matchedOn'), children: term('compliance:match', hit.matchedOn) },
    { key: 'list', label: text('compliance:listVersion'), children: `${hit.listId} v${hit.version} · ${hit.reference}`, span: 2 },
    { key: 'why', label: text('compliance:listReason'), children: hit.listedReason || '–', span: 2 },
    ...(hit.verdict === null
      ? []
      : [
          { key: 'verdict', label: text('compliance:verdict'), children: text(`compliance:verdict.${hit.verdict}`) },
          { key: 'maker', label: text('compliance:maker'), children: hit.madeBy ?? '–' },
          { key: 'reason', label: text('common:reason'), children: hit.reason ?? '–', span: 2 },
        ]),
    ...(hit.checkedBy === null ? [] : [{ key: 'checker', label: text('compliance:checker'), children: hit.checkedBy }]),
  ];
  return (
    <aside className="desk-panel" data-testid="hit-panel">
      <Section title={`${hit.listedName} · ${hit.foundOn}`} extra={<StateTag area="compliance:state" state={hit.state} />}>
        <div className="stack">
          <Descriptions size="small" column={2} items={items} />
          {hit.state === 'confirmed' && <Alert type="warning" showIcon title={text('compliance:confirmedNote')} />}
          {hit.state === 'open' && may && <Propose hit={hit} />}
          {hit.state === 'proposed' && may && !own && <Review hit={hit} />}
          {hit.state === 'proposed' && own && <Alert type="info" showIcon title={text('compliance:ownWork')} />}
          {hit.state === 'confirmed' && may && <Suspicion hit={hit} />}
          {!may && hit.state !== 'dismissed' && <Alert type="info" showIcon title={text('common:mayNot', { role: term('shell:role', session?.role ?? '') })} />}
        </div>
      </Section>
    </aside>
  );
}
