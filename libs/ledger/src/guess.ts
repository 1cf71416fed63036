import type { Hints, Judged } from './post.ts';

/** Batches for which a wrong guess of the sequence is remembered: it cost rows that the vacuum must clear away. */
const MISTRUST = 32;
/** Share of the last few batches with a refusal from which on judging at once is cheaper than trying first. */
const REFUSING = 0.4;
const LAST_FEW = 4;

/** What a poster expects of its next batch, from what became of the last ones. */
export type Guess = {
  /** Hints for a batch that is about to be sent. */
  hints(size: number): Hints;
  /** The batch came back, answered or not. */
  over(size: number): void;
  learn(hints: Hints, judged: Judged): void;
};

export function makeGuess(): Guess {
  let last: bigint | undefined;
  let underWay = 0n;
  let mistrusted = 0;
  let refusing = 0;
  return {
    hints: (size) => {
      const expected = last === undefined || mistrusted > 0 ? undefined : last + underWay;
      mistrusted = Math.max(0, mistrusted - 1);
      underWay += BigInt(size);
      return { expected, careful: refusing > REFUSING };
    },
    over: (size) => {
      underWay -= BigInt(size);
    },
    learn: ({ expected }, { outcomes, sequence }) => {
      const accepted = BigInt(outcomes.filter((outcome) => 'repeated' in outcome && !outcome.repeated).length);
      const whole = accepted === BigInt(outcomes.length);
      if (!whole || (expected !== undefined && sequence !== expected + accepted)) mistrusted = MISTRUST;
      refusing += ((whole ? 0 : 1) - refusing) / LAST_FEW;
      if (last === undefined || sequence > last) last = sequence;
    },
  };
}
