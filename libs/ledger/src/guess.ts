import type { Journal } from './journal.ts';
import type { Hints, Judged } from './post.ts';

/** Batches for which it is remembered that others write to the book too: a wrong guess costs rows that the vacuum must clear away. */
const MISTRUST = 32;
/** Share of the last few batches with a refusal from which on judging at once is cheaper than trying first. */
const REFUSING = 0.4;
const LAST_FEW = 4;
/** Accounts that are remembered as short; beyond it all are forgotten. */
const SHORT_MAX = 10_000;

/** A batch that is about to be sent: how to try it, and what became of it. */
export type Turn = {
  readonly hints: Hints;
  /** The batch came back. */
  answered(judged: Judged): void;
  /** The batch was sent and nothing came back. */
  lost(): void;
};

/** What a poster expects of its next batch, from what became of the last ones. */
export type Guess = { next(journals: readonly Journal[]): Turn };

export function makeGuess(): Guess {
  let last: bigint | undefined;
  let underWay = 0n;
  /** Batches under way of which some journals will be refused: how far they move the sequence is not known. */
  let doubtful = 0;
  let mistrusted = 0;
  let refusing = 0;
  let refusals = 0;
  const short = new Set<bigint>();

  const remember = (journals: readonly Journal[], judged: Judged) => {
    if (short.size > 0) {
      judged.outcomes.forEach((outcome, at) => {
        if (outcome instanceof Error) return;
        for (const { debit, credit } of journals[at]?.transfers ?? []) {
          short.delete(debit.id);
          short.delete(credit.id);
        }
      });
    }
    if (short.size > SHORT_MAX) short.clear();
    for (const { id } of judged.short) short.add(id);
  };

  return {
    next: (journals) => {
      const touchesShort =
        short.size > 0 && journals.some(({ transfers }) => transfers.some(({ debit, credit }) => short.has(debit.id) || short.has(credit.id)));
      const careful = touchesShort || refusing > REFUSING;
      const expected = last === undefined || mistrusted > 0 || doubtful > 0 ? undefined : last + underWay;
      const size = BigInt(journals.length);
      const refusalsBefore = refusals;
      mistrusted = Math.max(0, mistrusted - 1);
      underWay += size;
      if (careful) doubtful += 1;
      const over = () => {
        underWay -= size;
        if (careful) doubtful -= 1;
      };
      return {
        hints: { expected, careful },
        lost: over,
        answered: (judged) => {
          over();
          const accepted = BigInt(judged.outcomes.filter((outcome) => 'repeated' in outcome && !outcome.repeated).length);
          const whole = accepted === size;
          if (!whole) refusals += 1;
          else if (expected !== undefined && judged.sequence !== expected + accepted && refusals === refusalsBefore) mistrusted = MISTRUST;
          refusing += ((whole ? 0 : 1) - refusing) / LAST_FEW;
          if (last === undefined || judged.sequence > last) last = judged.sequence;
          remember(journals, judged);
        },
      };
    },
  };
}
