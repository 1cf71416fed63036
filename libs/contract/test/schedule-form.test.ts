import { expect, test } from 'vitest';
import { orJsonError, scheduleFromJson } from '../src/index.ts';

const item = { principal: '100000.00', annualRate: '0.0696', method: 'equal-instalment', periods: 12, start: '2026-01-15' };
const full = {
  ...item,
  every: 1,
  unit: 'month',
  firstDue: '2026-02-15',
  interest: 'periodic',
  dayCount: 'act/360',
  rounding: { mode: 'half-up', to: '0.01', instalment: { mode: 'up', to: '0.01' }, carryInterest: false },
  residual: 'last',
  grace: { principal: 0, interest: 0 },
};

test('the form answers rows, totals and cost as decimal strings', () => {
  const answer = scheduleFromJson(full);
  expect(answer.rows[0]).toEqual({ n: 1, due: '2026-02-15', days: 31, principal: '8070.84', interest: '580.00', total: '8650.84', balance: '91929.16' });
  expect(answer.rows[11]).toMatchObject({ due: '2027-01-15', balance: '0.00' });
  expect(answer.totals.principal).toBe('100000.00');
  expect(answer.cost).toEqual({ nominal: '0.0696', effective: '0.0719' });
});

test('what is left out has its default', () => {
  const { rounding: _, ...rest } = full;
  expect(scheduleFromJson(item)).toEqual(scheduleFromJson(rest));
  expect(scheduleFromJson(item).totals).toEqual({ principal: '100000.00', interest: '3809.98', total: '103809.98' });
});

test.each([
  [null, 'FIELD_INVALID', '$'],
  [[], 'FIELD_INVALID', '$'],
  [{}, 'FIELD_MISSING', '$.principal'],
  [{ ...item, principal: 100000 }, 'FIELD_INVALID', '$.principal'],
  [{ ...item, principal: '100,000' }, 'AMOUNT_INVALID', '$.principal'],
  [{ ...item, principal: '0' }, 'AMOUNT_NOT_POSITIVE', '$.principal'],
  [{ ...item, principal: '1.001' }, 'AMOUNT_TOO_PRECISE', '$.principal'],
  [{ ...item, annualRate: '6.96%' }, 'RATE_INVALID', '$.annualRate'],
  [{ ...item, annualRate: '-0.01' }, 'RATE_NEGATIVE', '$.annualRate'],
  [{ ...item, method: 'balloon' }, 'FIELD_INVALID', '$.method'],
  [{ ...item, periods: 0 }, 'FIELD_INVALID', '$.periods'],
  [{ ...item, periods: 1.5 }, 'FIELD_INVALID', '$.periods'],
  [{ ...item, periods: '12' }, 'FIELD_INVALID', '$.periods'],
  [{ ...item, every: 0 }, 'FIELD_INVALID', '$.every'],
  [{ ...item, unit: 'quarter' }, 'FIELD_INVALID', '$.unit'],
  [{ ...item, start: '2026-02-30' }, 'DATE_INVALID', '$.start'],
  [{ ...item, firstDue: '2026-01-15' }, 'FIRST_DUE_TOO_EARLY', '$.firstDue'],
  [{ ...item, dayCount: 'act/366' }, 'FIELD_INVALID', '$.dayCount'],
  [{ ...item, rounding: { mode: 'nearest' } }, 'FIELD_INVALID', '$.rounding.mode'],
  [{ ...item, rounding: { to: '0' } }, 'AMOUNT_NOT_POSITIVE', '$.rounding.to'],
  [{ ...item, rounding: { instalment: { to: '0.001' } } }, 'AMOUNT_TOO_PRECISE', '$.rounding.instalment.to'],
  [{ ...item, rounding: { carryInterest: 'yes' } }, 'FIELD_INVALID', '$.rounding.carryInterest'],
  [{ ...item, grace: { principal: 12 } }, 'GRACE_TOO_LONG', '$.grace.principal'],
  [{ ...item, asset: 'XXX' }, 'ASSET_UNKNOWN', '$.asset'],
  [{ ...item, start: '9990-01-15', periods: 240 }, 'TERM_TOO_LONG', '$.periods'],
])('bad input %# is refused with its code and path', (input, code, path) => {
  const answer = orJsonError(() => scheduleFromJson(input));
  expect('error' in answer && [answer.error.code, answer.error.path]).toEqual([code, path]);
});

test('paths start where the caller says', () => {
  expect(orJsonError(() => scheduleFromJson({ ...item, grace: { interest: 99 } }, '$[3]'))).toMatchObject({ error: { path: '$[3].grace.interest' } });
});
