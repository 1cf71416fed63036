type Refused = readonly [name: string, terms: Readonly<Record<string, unknown>>, expected: readonly [status: number, code: string, says: string]];

const LOAN = { principal: '100000.00', annualRate: '0.0696', method: 'equal-instalment', periods: 12, start: '2026-01-15' };

/** Terms that no schedule can be calculated from, and how they are refused. */
export const BAD_TERMS: readonly Refused[] = [
  ['a loan of no periods', { ...LOAN, periods: 0 }, [422, 'FIELD_INVALID', 'from 1 to 1199']],
  ['a loan of 1,200 periods', { ...LOAN, periods: 1200 }, [422, 'FIELD_INVALID', 'from 1 to 1199']],
  ['a loan to the tenth of a fen', { ...LOAN, principal: '100000.001' }, [422, 'AMOUNT_TOO_PRECISE', '2 decimals']],
  ['a loan of 10^18', { ...LOAN, principal: `1${'0'.repeat(18)}` }, [422, 'AMOUNT_TOO_LARGE', 'any amount']],
  ['a loan at a negative rate', { ...LOAN, annualRate: '-0.01' }, [422, 'RATE_NEGATIVE', 'negative']],
  ['a loan at a rate in percent', { ...LOAN, annualRate: '6.96%' }, [422, 'RATE_INVALID', '0.0696']],
  ['a first due date before the start', { ...LOAN, firstDue: '2026-01-14' }, [422, 'FIRST_DUE_TOO_EARLY', '2026-01-15']],
  ['an unknown method', { ...LOAN, method: 'annuity' }, [400, 'REQUEST_INVALID', 'method']],
  ['a term that no loan has', { ...LOAN, colour: 'red' }, [400, 'REQUEST_INVALID', 'colour']],
  ['a stepped loan without steps', { ...LOAN, method: 'stepped' }, [422, 'FIELD_MISSING', 'steps']],
  ['interest on interest without end', { ...LOAN, annualRate: '1000', periods: 600, grace: { capitalised: 500 } }, [422, 'AMOUNT_TOO_LARGE', 'any amount']],
];
