import { decisionCases } from './bad-decisions.ts';
import { modelCases } from './bad-models.ts';
import { payLaterCases } from './bad-pay-later.ts';
import { payOffCases } from './bad-pay-offs.ts';
import { riskCases } from './bad-risk.ts';
import { shopCases } from './bad-shop.ts';

type Expected = readonly [status: number, code: string, says?: string];

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected, as?: string) => Bad;
  readonly invalid: (says?: string) => Expected;
  readonly cursor: (place: string) => string;
  readonly on: string;
  readonly open: string;
  readonly nowhere: string;
  readonly debitCard: { readonly mobile: string; readonly cardNumber: string };
};

/** Requests about consumer credit that must be refused: risk, the shop, paying later, models, decisions, pay-offs of cards. */
export function creditCases<Bad>(makers: Makers<Bad>): Bad[] {
  return [...riskCases(makers), ...shopCases(makers), ...payLaterCases(makers), ...modelCases(makers), ...decisionCases(makers), ...payOffCases(makers)];
}
