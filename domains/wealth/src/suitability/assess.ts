import { wealthFault } from '../errors.ts';
import type { Questionnaire } from './questionnaire.ts';

/** Investors C1 to C5 and products R1 to R5, as numbers. */
export type Level = 1 | 2 | 3 | 4 | 5;

/** What an investor was found to be; `lowest` marks those of C1 who may never be sold anything above R1. */
export type Rating = { readonly score: number; readonly level: Level; readonly lowest: boolean };

/** The least score of each class, of 90 points. */
const FROM: readonly (readonly [least: number, level: Level])[] = [
  [70, 5],
  [52, 4],
  [34, 3],
  [16, 2],
  [0, 1],
];

/**
 * Rates answers: the points of the choices add up to a score, the score gives the class; a choice that marks the lowest class
 * gives it alone.
 * @param answers for each question, in order, the place of the choice from 0.
 * @throws Fault ANSWERS_INVALID for a question without an answer or an answer that is no choice.
 */
export function rate({ questions }: Questionnaire, answers: readonly number[]): Rating {
  if (answers.length !== questions.length) throw wealthFault('ANSWERS_INVALID', { needed: questions.length, given: answers.length }, '$.answers');
  const chosen = questions.map((question, at) => {
    const choice = question.choices[answers[at] as number];
    if (!choice) throw wealthFault('ANSWERS_INVALID', { needed: questions.length, given: at }, `$.answers[${at}]`);
    return choice;
  });
  const score = chosen.reduce((sum, { points }) => sum + points, 0);
  const lowest = questions.some((question, at) => question.lowest?.includes(answers[at] as number));
  const level = lowest ? 1 : (FROM.find(([least]) => score >= least)?.[1] ?? 1);
  return { score, level, lowest };
}

/** Issuer and seller may rate a product differently: the higher counts (金融机构产品适当性管理办法, 2025 No. 7). */
export function productLevel(issuer: Level, seller: Level): Level {
  return issuer > seller ? issuer : seller;
}

/**
 * Whether a product may be sold: `suitable` where its level is no higher than the investor's; `warn` where a fund's is higher and
 * the investor insists after a written warning (证监会令第130号 art. 19); `refuse` for the lowest class and for banks' own products.
 */
export function suitabilityOf(
  { level, lowest }: Pick<Rating, 'level' | 'lowest'>,
  product: Level,
  kind: 'fund' | 'bank-product',
): 'suitable' | 'warn' | 'refuse' {
  if (product <= level) return 'suitable';
  return lowest || kind === 'bank-product' ? 'refuse' : 'warn';
}
