import type { DecisionExplanation, Me } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Button, SpinLoading } from 'antd-mobile';
import { useState } from 'react';
import { useAskReview } from '../api/commands.ts';
import { creditDecisionQuery } from '../api/queries.ts';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { Outcome } from '../components/outcome.tsx';
import { useText } from '../i18n/index.ts';

const NOTE_MIN = 4;
const NOTE_MAX = 300;

function AskReview() {
  const { text } = useText();
  const command = useAskReview();
  const [note, setNote] = useState('');
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <Button block size="large" onClick={() => setOpen(true)} data-testid="ask-review">
        {text('enter:askReview')}
      </Button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        command.mutate({ note: note.trim() });
      }}
    >
      <Field label={text('enter:reviewNote')} testid="review-note" value={note} onChange={setNote} hint={text('enter:reviewNoteHint')} maxLength={NOTE_MAX} />
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" loading={command.isPending} disabled={note.trim().length < NOTE_MIN} data-testid="submit-review">
        {text('enter:submitReview')}
      </Button>
    </form>
  );
}

function ReviewState({ review }: { review: NonNullable<DecisionExplanation['review']> }) {
  const { text } = useText();
  const said = review.state === 'decided' ? text('enter:reviewedByPerson') : text('enter:reviewWaits', { date: review.dueOn });
  return (
    <p className="notice" role="status" data-testid="review-state">
      {said}
    </p>
  );
}

/** Why an application was refused, in words, what can be done, and a person to look at it where none has. */
export function Refusal({ refusal }: { refusal: NonNullable<Me['refusal']> }) {
  const { text, term, choose } = useText();
  const told = useQuery(creditDecisionQuery).data;
  const reasons = told?.reasons ?? [];
  const [first] = reasons;
  return (
    <Outcome tone="bad" title={text('enter:refusedTitle')} testid="refusal">
      <p className="tag">
        {told?.decidedBy === 'person' ? text('enter:refusedByPerson') : text('enter:refusedBy', { side: term('enter:side', refusal.side) })}
      </p>
      {first ? (
        <ul className="reasons" data-testid="reasons">
          {reasons.map((reason) => (
            <li key={`${reason.code} ${reason.en}`}>
              <p>{choose(reason.zh, reason.en)}</p>
              <p className="why">{choose(reason.adviceZh, reason.adviceEn)}</p>
            </li>
          ))}
        </ul>
      ) : (
        <p>{choose(refusal.messageZh, refusal.messageEn)}</p>
      )}
      <p className="code">{text('enter:rule', { code: refusal.code })}</p>
      <h3>{text('enter:canDo')}</h3>
      <p>{term('enter:do', refusal.side)}</p>
      {told?.review && <ReviewState review={told.review} />}
      {told?.reviewPossible && <AskReview />}
    </Outcome>
  );
}

/** Waits for the bank's answer, or for a person's, who takes longer. */
export function Review() {
  const { text } = useText();
  const review = useQuery(creditDecisionQuery).data?.review;
  return (
    <section className="card outcome" role="status">
      <SpinLoading color="primary" />
      <h2>{text('enter:reviewTitle')}</h2>
      <p>{review ? text('enter:reviewWaits', { date: review.dueOn }) : text('enter:reviewText')}</p>
    </section>
  );
}
