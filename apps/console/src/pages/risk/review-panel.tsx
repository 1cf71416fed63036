import type { CreditReview } from '@jinqiao/api';
import { Alert, App, Button, Descriptions, Input } from 'antd';
import { useState } from 'react';
import { useCheckReview, useClaimReview, useDecideReview } from '../../api/credit.ts';
import { useMay, useSession } from '../../app/session.ts';
import { CustomerLink } from '../../components/columns.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from '../compliance/reason-form.tsx';
import { ReasonName, RunLink } from './shared.tsx';

function Claim({ review, label }: { review: CreditReview; label: string }) {
  const claim = useClaimReview(review.id);
  return (
    <div className="stack">
      {claim.isError && <FailureAlert error={claim.error} />}
      <Button type="primary" loading={claim.isPending} onClick={() => claim.mutate()} data-testid="claim-review">
        {label}
      </Button>
    </div>
  );
}

function Decide({ review }: { review: CreditReview }) {
  const { text } = useText();
  const { message } = App.useApp();
  const decide = useDecideReview(review.id);
  const [limit, setLimit] = useState(/^0\.?0*$/.test(review.ownLimit) ? '' : review.ownLimit);
  const act = (approve: boolean) => (reason: string) =>
    decide.mutate({ approve, reason, ...(approve && limit !== '' ? { limit } : {}) }, { onSuccess: () => void message.success(text('credit:decided')) });
  return (
    <ReasonForm
      label={text('credit:verdict')}
      action={text('credit:outcome.approve')}
      other={{ label: text('credit:refuse'), onSubmit: act(false) }}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={act(true)}
    >
      <div className="field">
        <label className="field-label" htmlFor="review-limit">
          {text('credit:givenLimit')} (CNY)
        </label>
        <Input
          id="review-limit"
          className="num"
          inputMode="decimal"
          value={limit}
          onChange={(event) => setLimit(event.target.value.trim())}
          data-testid="review-limit"
        />
      </div>
    </ReasonForm>
  );
}

function Check({ review }: { review: CreditReview }) {
  const { text } = useText();
  const { message } = App.useApp();
  const check = useCheckReview(review.id);
  const act = (agree: boolean) => (reason: string) => check.mutate({ agree, reason }, { onSuccess: () => void message.success(text('credit:decided')) });
  return (
    <ReasonForm
      label={text('credit:verdict')}
      action={text('credit:confirm')}
      other={{ label: text('credit:sendBack'), onSubmit: act(false) }}
      pending={check.isPending}
      error={check.error}
      onSubmit={act(true)}
    />
  );
}

function useItems(): (review: CreditReview) => NonNullable<React.ComponentProps<typeof Descriptions>['items']> {
  const { text } = useText();
  return (review) => [
    { key: 'customer', label: text('credit:customer'), children: <CustomerLink id={review.customerId} name={review.customerName} /> },
    { key: 'origin', label: text('credit:origin'), children: text(`credit:origin.${review.origin}`) },
    { key: 'code', label: text('credit:code'), children: <ReasonName code={review.code} />, span: 2 },
    {
      key: 'due',
      label: text('credit:due'),
      children: (
        <span className={`num ${review.overdue ? 'bad' : ''}`}>
          {review.dueOn} {review.dueTime}
        </span>
      ),
    },
    { key: 'holder', label: text('credit:holder'), children: review.claimedBy ?? '–' },
    { key: 'own', label: text('credit:ownLimit'), children: <Money value={review.ownLimit} /> },
    { key: 'given', label: text('credit:givenLimit'), children: <Money value={review.limit} /> },
    ...(review.note === null ? [] : [{ key: 'note', label: text('credit:note'), children: review.note, span: 2 }]),
    ...(review.reason === null ? [] : [{ key: 'reason', label: text('common:reason'), children: `${review.decidedBy}: ${review.reason}`, span: 2 }]),
    ...(review.runId === null
      ? []
      : [{ key: 'run', label: text('credit:one'), children: <RunLink id={review.runId} label={text('credit:seeRun')} />, span: 2 }]),
  ];
}

/** One case: why it is here, until when, and the step that this person may take. */
export function ReviewPanel({ review }: { review: CreditReview }) {
  const { text, term } = useText();
  const [decides, checks] = [useMay('review-credit'), useMay('check-review')];
  const session = useSession();
  const items = useItems();
  const mine = review.claimedBy === session?.login;
  const ownVerdict = review.decidedBy === session?.login;
  return (
    <aside className="desk-panel" data-testid="review-panel">
      <Section title={`${review.customerName} · ${review.openedOn}`} extra={<StateTag area="credit:state" state={review.state} />}>
        <div className="stack">
          <Descriptions size="small" column={2} items={items(review)} />
          {review.overdue && <Alert type="warning" showIcon title={text('credit:overdue')} />}
          {review.state === 'open' && decides && <Claim review={review} label={text('credit:claim')} />}
          {review.state === 'claimed' && decides && !mine && <Claim review={review} label={text('credit:takeOver')} />}
          {review.state === 'claimed' && decides && mine && <Decide review={review} />}
          {review.state === 'proposed' && <Alert type="info" showIcon title={text(ownVerdict ? 'credit:ownWork' : 'credit:needsSecond')} />}
          {review.state === 'proposed' && checks && !ownVerdict && <Check review={review} />}
          {!decides && !checks && review.state !== 'decided' && (
            <Alert type="info" showIcon title={text('common:mayNot', { role: term('shell:role', session?.role ?? '') })} />
          )}
        </div>
      </Section>
    </aside>
  );
}
