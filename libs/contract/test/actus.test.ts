import { readFileSync } from 'node:fs';
import { addMonths, businessDate } from '@jinqiao/calendar';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ActusRow, actusFromJson, actusResults } from '../src/index.ts';

/** The tolerance at which results of the standard are compared. */
const CLOSE = 1e-8;

type Terms = Readonly<Record<string, unknown>>;
type Public = { readonly results: readonly Readonly<Record<string, string | number>>[] };

const from2024 = (type: string, cycle: string, more: Terms): Terms => ({
  contractType: type,
  contractRole: 'RPA',
  currency: 'CNY',
  statusDate: '2023-12-31',
  initialExchangeDate: '2024-01-01',
  dayCountConvention: '30E360',
  cycleOfInterestPayment: cycle,
  ...more,
});
const MONTHLY = 'P1ML1';
const monthly = (type: string, more: Terms) => from2024(type, MONTHLY, { cycleOfPrincipalRedemption: MONTHLY, nominalInterestRate: 0.12, ...more });
const pam = (more: Terms) => from2024('PAM', MONTHLY, { notionalPrincipal: 12_000, nominalInterestRate: 0.06, maturityDate: '2024-07-01', ...more });

const rows = (terms: Terms, dataObserved: unknown = {}, to = '') => actusResults({ terms, dataObserved, eventsObserved: [], to });
const of = (all: readonly ActusRow[], ...types: string[]) => all.filter(({ eventType }) => types.includes(eventType));
const payoffs = (all: readonly ActusRow[], ...types: string[]) => of(all, ...types).map(({ payoff }) => payoff);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const brief = (all: readonly ActusRow[]) =>
  all.map(({ eventDate, eventType, payoff }) => `${eventDate.slice(5, 10)} ${eventType} ${Number(payoff.toPrecision(12))}`);
const index = (values: Readonly<Record<string, number>>) => ({
  X: { identifier: 'X', data: Object.entries(values).map(([timestamp, value]) => ({ timestamp, value: String(value) })) },
});

describe.each(['pam', 'lam', 'nam', 'ann', 'lax'])('the public cases of %s', (type) => {
  test('all rows agree in order, date, type, payoff and state', (t) => {
    const cases: Record<string, Public> = JSON.parse(readFileSync(skipUnlessShared(t, `vectors/actus/${type}.json`), 'utf8'));
    const answers = actusFromJson(cases);
    expect(Object.keys(cases).length).toBeGreaterThan(10);
    for (const [id, { results: expected }] of Object.entries(cases)) {
      const answer = answers[id];
      const got = answer && 'results' in answer ? answer.results : [];
      const written = (date: unknown) => (String(date).length === 16 ? `${date}:00` : date);
      expect([id, ...got.map((row) => [row.eventDate, row.eventType, row.currency])]).toEqual([
        id,
        ...expected.map((row) => [written(row.eventDate), row.eventType, row.currency]),
      ]);
      for (const [i, row] of got.entries())
        for (const column of ['payoff', 'notionalPrincipal', 'nominalInterestRate', 'accruedInterest'] as const)
          expect(Math.abs(row[column] - Number(expected[i]?.[column])), `${id} row ${i} ${column}`).toBeLessThanOrEqual(CLOSE);
    }
  });
});

test('PAM pays the same interest every month and everything at the end', () => {
  const all = rows(pam({}));
  expect(brief(all)).toEqual(['01-01 IED -12000', '02-01 IP 60', '03-01 IP 60', '04-01 IP 60', '05-01 IP 60', '06-01 IP 60', '07-01 IP 60', '07-01 MD 12000']);
  expect(all.at(-1)).toMatchObject({ notionalPrincipal: 0, nominalInterestRate: 0.06, accruedInterest: 0, currency: 'CNY', eventDate: '2024-07-01T00:00:00' });
});

test('LAM: a hundred a month, interest on what is left adds up to 1 % of 100 × (12 + 11 + … + 1)', () => {
  const all = rows(monthly('LAM', { notionalPrincipal: 1200, nextPrincipalRedemptionPayment: 100 }));
  expect(payoffs(all, 'PR', 'MD')).toEqual(Array(12).fill(100));
  expect(sum(payoffs(all, 'IP'))).toBeCloseTo(78, 10);
  expect(all.at(-1)?.eventDate).toBe('2025-01-01T00:00:00');
  // Without a principal the maturity says how many payments share the loan.
  expect(rows(monthly('LAM', { notionalPrincipal: 1200, maturityDate: '2025-01-01' }))).toEqual(all);
});

test('NAM keeps its instalment: the balance follows 1000 × 1.01^k − 110 × (1.01^k − 1) ÷ 0.01', () => {
  const all = rows(monthly('NAM', { notionalPrincipal: 1000, nextPrincipalRedemptionPayment: 110 }));
  const balances = of(all, 'PR').map(({ notionalPrincipal }) => notionalPrincipal);
  // 1000 ÷ (110 − 10) are ten payments.
  expect([balances.length, all.at(-1)?.eventDate]).toEqual([9, '2024-11-01T00:00:00']);
  for (const [i, balance] of balances.entries()) expect(balance).toBeCloseTo(1000 * 1.01 ** (i + 1) - 11_000 * (1.01 ** (i + 1) - 1), 8);
  // An instalment below the interest lets the notional grow.
  const growing = rows(monthly('NAM', { notionalPrincipal: 1000, nextPrincipalRedemptionPayment: 4, maturityDate: '2024-04-01' }));
  expect(brief(of(growing, 'PR', 'MD'))).toEqual(['02-01 PR -6', '03-01 PR -6.06', '04-01 MD 1012.06']);
});

test('ANN pays P × i ÷ (1 − (1 + i)^−n) every month', () => {
  const all = rows(monthly('ANN', { notionalPrincipal: 100_000, maturityDate: '2025-01-01' }));
  const instalment = (100_000 * 0.01) / (1 - 1.01 ** -12);
  const paid = of(all, 'IP').map(
    (row) =>
      row.payoff +
      sum(
        payoffs(
          all.filter(({ eventDate }) => eventDate === row.eventDate),
          'PR',
          'MD',
        ),
      ),
  );
  expect(paid).toHaveLength(12);
  for (const amount of paid) expect(amount).toBeCloseTo(instalment, 8);
  expect(brief(of(all, 'PRF'))).toEqual(['01-31 PRF 0']);
  const daily = { notionalPrincipal: 5000, nominalInterestRate: 0.08, dayCountConvention: 'A365', statusDate: '2012-12-31', initialExchangeDate: '2013-01-01' };
  const known = rows(monthly('ANN', { ...daily, maturityDate: '2014-01-01' }));
  expect(sum(payoffs(known, 'PR', 'IP').slice(0, 2))).toBeCloseTo(434.866594118346, 9);
});

test('ANN computes its payment at once where the first one falls on the day it starts', () => {
  const due = { cycleAnchorDateOfPrincipalRedemption: '2024-01-01', cycleAnchorDateOfInterestPayment: '2024-01-01' };
  const all = rows(monthly('ANN', { notionalPrincipal: 100_000, maturityDate: '2024-12-01', ...due }));
  expect(of(all, 'PRF')).toEqual([]);
  expect(payoffs(all, 'PR')[0]).toBeCloseTo((100_000 * 0.01) / (1 - 1.01 ** -12) / 1.01, 8);
});

test('LAX: draws and repays as planned, with simple interest on what is out', () => {
  const plan = {
    arrayCycleAnchorDateOfPrincipalRedemption: ['2024-02-01', '2024-04-01'],
    arrayNextPrincipalRedemptionPayment: [100, 40],
    arrayIncreaseDecrease: ['INC', 'DEC'],
    arrayCycleOfPrincipalRedemption: ['P1ML1', 'P2ML1'],
    arrayCycleAnchorDateOfInterestPayment: '2024-07-01',
    arrayCycleAnchorDateOfRateReset: ['2024-03-01', '2024-06-01'],
    arrayRate: [0.24, 0.01],
    arrayFixedVariable: ['FIX', 'VAR'],
    marketObjectCodeOfRateReset: 'X',
  };
  const all = rows(from2024('LAX', MONTHLY, { notionalPrincipal: 20, nominalInterestRate: 0.12, ...plan }), index({ '2024-06-01': 0.05 }));
  // A month costs 1 %, from March 2 %, from June 0.5 %: 20, 120, 220, then 40 less every other month from April.
  const interest = 20 * 0.01 + 120 * 0.01 + 220 * 0.02 + 180 * 0.02 * 2 + 140 * 0.005;
  expect(brief(all).slice(0, 10)).toEqual([
    '01-01 IED -20',
    '02-01 PI -100',
    '03-01 PI -100',
    '03-01 RRF 0',
    '04-01 PR 40',
    '06-01 PR 40',
    '06-01 RR 0',
    `07-01 IP ${Number(interest.toPrecision(12))}`,
    '08-01 PR 40',
    '10-01 PR 40',
  ]);
  expect(of(all, 'PR', 'MD').map(({ payoff }) => payoff)).toEqual([40, 40, 40, 40, 40, 20]);
  expect(all.at(-1)).toMatchObject({ eventDate: '2025-02-01T00:00:00', notionalPrincipal: 0 });
});

test('CLM compounds and pays once', () => {
  const all = rows(from2024('CLM', MONTHLY, { notionalPrincipal: 1000, nominalInterestRate: 0.12, maturityDate: '2024-07-01' }));
  expect(of(all, 'IPCI')).toHaveLength(6);
  expect(sum(payoffs(all, 'IP', 'MD'))).toBeCloseTo(1000 * 1.01 ** 6, 8);
});

test('a reset stays within the bounds of one change and of the rate; RRF takes the rate that is known', () => {
  const reset = {
    cycleAnchorDateOfRateReset: '2024-02-01',
    cycleOfRateReset: MONTHLY,
    marketObjectCodeOfRateReset: 'X',
    rateMultiplier: '2',
    rateSpread: '0.01',
  };
  const values = index({ '2024-02-01': 0.1, '2024-03-01': 0.1, '2024-04-01': 0, '2024-05-01T00:00': 0.0375, '2024-06-01': -1 });
  const rates = (more: Terms) => of(rows(pam({ ...reset, ...more }), values), 'RR', 'RRF').map(({ nominalInterestRate: rate }) => Number(rate.toFixed(6)));
  expect(rates({})).toEqual([0.21, 0.21, 0.01, 0.085, -1.99]);
  expect(rates({ periodCap: 0.02, periodFloor: -0.03 })).toEqual([0.08, 0.1, 0.07, 0.085, 0.055]);
  expect(rates({ periodCap: 0.02, lifeCap: 0.09, lifeFloor: 0 })).toEqual([0.08, 0.09, 0.01, 0.03, 0]);
  expect(rates({ nextResetRate: 0.05, lifeFloor: 0.02, lifeCap: 0.2 })).toEqual([0.05, 0.2, 0.02, 0.085, 0.02]);
  // A change on a payment date counts after the payment: February still costs 0.5 %, March 1.75 %.
  expect(payoffs(rows(pam(reset), values), 'IP').slice(0, 2)).toEqual([expect.closeTo(60, 8), expect.closeTo(210, 8)]);
});

test.each([
  // 2024-03-31 is a Sunday that ends a month, 2024-06-30 one that ends a half-year, 2024-09-01 one that begins a month.
  ['NOS', '03-31', '06-30', '09-01', 91, 91, 63],
  ['NULL', '03-31', '06-30', '09-01', 91, 91, 63],
  ['SCF', '04-01', '07-01', '09-02', 92, 91, 63],
  ['SCMF', '03-29', '06-28', '09-02', 89, 91, 66],
  ['SCP', '03-29', '06-28', '08-30', 89, 91, 63],
  ['SCMP', '03-29', '06-28', '09-02', 89, 91, 66],
  ['CSF', '04-01', '07-01', '09-02', 91, 91, 63],
  ['CSMF', '03-29', '06-28', '09-02', 91, 91, 63],
  ['CSP', '03-29', '06-28', '08-30', 91, 91, 63],
  ['CSMP', '03-29', '06-28', '09-02', 91, 91, 63],
])('%s moves three Sundays and counts days accordingly', (businessDayConvention, first, second, third, ...days) => {
  const anchors = { arrayCycleAnchorDateOfInterestPayment: ['2024-03-31', '2024-06-30', '2024-09-01'] };
  const principal = { arrayCycleAnchorDateOfPrincipalRedemption: '2025-01-01', arrayNextPrincipalRedemptionPayment: 36_000, arrayIncreaseDecrease: 'DEC' };
  const terms = {
    initialExchangeDate: '2023-12-31',
    statusDate: '2023-12-30',
    dayCountConvention: 'A360',
    notionalPrincipal: 36_000,
    nominalInterestRate: 0.01,
  };
  const all = of(rows(from2024('LAX', MONTHLY, { ...anchors, ...principal, ...terms, businessDayConvention, calendar: 'MF' })), 'IP').slice(0, 3);
  expect(all.map(({ eventDate }) => eventDate.slice(5, 10))).toEqual([first, second, third]);
  // 36,000 at 1 % of 360 days is a unit a day.
  expect(all.map(({ payoff }) => Math.round(payoff))).toEqual(days);
});

test('a maturity that the terms name stays on its Sunday with its interest; one that is computed moves', () => {
  const sunday = { maturityDate: '2024-06-30', dayCountConvention: 'A360', calendar: 'MF', businessDayConvention: 'SCF' };
  // The payment of Saturday 1 June was made on the 3rd: 27 days at 2 a day are left.
  expect(brief(rows(pam(sunday))).slice(-2)).toEqual(['06-30 IP 54', '06-30 MD 12000']);
  const anchors = { cycleAnchorDateOfPrincipalRedemption: '2024-05-30', cycleAnchorDateOfInterestPayment: '2024-05-30' };
  const computed = { notionalPrincipal: 200, nextPrincipalRedemptionPayment: 100, ...anchors, calendar: 'MF', businessDayConvention: 'SCF' };
  // 30 May to 1 July are 31 days of 30E/360.
  expect(brief(rows(monthly('LAM', computed))).slice(-2)).toEqual(['07-01 IP 1.03333333333', '07-01 MD 100']);
});

test('the end of a day counts as the next day and is shown as it is written', () => {
  const all = rows(pam({ maturityDate: '2024-06-30T23:59:59' }));
  expect(all.at(-1)).toMatchObject({ eventDate: '2024-06-30T23:59:59', payoff: 12_000 });
  expect(sum(payoffs(all, 'IP'))).toBeCloseTo(360, 8);
  expect(brief(rows(pam({ cycleOfInterestPayment: 'P1ML0', maturityDate: '2024-06-30T23:59:59' }))).at(-2)).toBe('06-30 IP 120');
});

test('interest that is capitalised bears interest, until the end of capitalization', () => {
  const all = rows(pam({ capitalizationEndDate: '2024-03-16' }));
  expect(brief(all).slice(1, 5)).toEqual([
    '02-01 IPCI 0',
    '03-01 IPCI 0',
    '03-16 IPCI 0',
    `04-01 IP ${Number((12_000 * 1.005 ** 2 * 1.0025 * 0.0025).toPrecision(12))}`,
  ]);
  expect(all.at(-1)?.payoff).toBeCloseTo(12_000 * 1.005 ** 2 * 1.0025, 8);
});

test('the rows around a purchase and a termination follow the reference, on the borrower’s side too', () => {
  const trade = { purchaseDate: '2024-02-16', priceAtPurchaseDate: 500, terminationDate: '2024-04-11', priceAtTerminationDate: 700 };
  expect(brief(rows(pam(trade)))).toEqual(['02-16 PRD -530', '03-01 IP 60', '04-01 IP 60', '04-11 TD 720']);
  expect(brief(rows(pam({ ...trade, contractRole: 'RPL' })))).toEqual(['02-16 PRD 470', '03-01 IP -60', '04-01 IP -60', '04-11 TD -680']);
});

test('a loan that runs on the status date has accrued since its last interest date, or what its terms say', () => {
  const running = { statusDate: '2024-03-21', initialExchangeDate: '2023-06-01', cycleAnchorDateOfInterestPayment: '2024-03-01' };
  expect(brief(rows(pam(running))).slice(0, 2)).toEqual(['04-01 IP 60', '05-01 IP 60']);
  expect(payoffs(rows(pam({ ...running, cycleAnchorDateOfInterestPayment: '2024-04-01' })))[0]).toBeUndefined();
  expect(payoffs(rows(pam({ ...running, cycleAnchorDateOfInterestPayment: '2024-04-01' })), 'IP')[0]).toBeCloseTo(20, 10);
  expect(payoffs(rows(pam({ ...running, accruedInterest: '  7' })), 'IP')[0]).toBeCloseTo(27, 10);
});

test('a base that lags behind the notional, and scales that follow an index', () => {
  const lagged = { interestCalculationBase: 'NTL', interestCalculationBaseAmount: 1000, cycleAnchorDateOfInterestCalculationBase: '2024-03-01' };
  const all = rows(monthly('LAM', { notionalPrincipal: 400, nextPrincipalRedemptionPayment: 100, ...lagged }));
  expect(payoffs(all, 'IP')).toEqual([10, 10, 2, 2].map((interest) => expect.closeTo(interest, 10)));
  expect(payoffs(rows(monthly('LAM', { notionalPrincipal: 400, nextPrincipalRedemptionPayment: 100, interestCalculationBase: 'NTIED' })), 'IP')[1]).toBeCloseTo(
    3,
    10,
  );
  const scaling = { marketObjectCodeOfScalingIndex: 'X', scalingIndexAtContractDealDate: 100, cycleAnchorDateOfScalingIndex: '2024-03-01' };
  const scaled = (scalingEffect: string) =>
    rows(monthly('LAM', { notionalPrincipal: 400, nextPrincipalRedemptionPayment: 100, ...scaling, scalingEffect }), index({ '2024-03-01': 150 }));
  expect(payoffs(scaled('IOO'), 'IP')).toEqual([4, 3, 3, 1.5].map((interest) => expect.closeTo(interest, 10)));
  expect(payoffs(scaled('IOO'), 'PR', 'MD')).toEqual([100, 100, 100, 100]);
  expect(payoffs(scaled('INO'), 'PR', 'MD')).toEqual([100, 100, 150, 150]);
});

test('rows after the last moment asked for are left out, and what they would need is not asked for', () => {
  const reset = { cycleAnchorDateOfRateReset: '2024-05-01', marketObjectCodeOfRateReset: 'X' };
  expect(brief(rows(pam(reset), {}, '2024-03-01T00:00'))).toEqual(['01-01 IED -12000', '02-01 IP 60', '03-01 IP 60']);
});

test.each([
  ['contractType', { contractType: 'SWAPS' }],
  ['contractRole', { contractRole: 'BUY' }],
  ['notionalPrincipal', { notionalPrincipal: undefined }],
  ['notionalPrincipal', { notionalPrincipal: 'much' }],
  ['notionalPrincipal', { notionalPrincipal: 1e308, nominalInterestRate: 1e9 }],
  ['nominalInterestRate', { nominalInterestRate: [] }],
  ['currency', { currency: 156 }],
  ['maturityDate', { maturityDate: '2024-02-30T00:00:00' }],
  ['maturityDate', { maturityDate: '2024-07-01T12:00:00' }],
  ['maturityDate', { maturityDate: '2023-07-01' }],
  ['maturityDate', { maturityDate: null }],
  ['cycleOfInterestPayment', { cycleOfInterestPayment: 'P0ML1' }],
  ['cycleOfInterestPayment', { cycleOfInterestPayment: 'monthly' }],
  ['cycleOfInterestPayment', { cycleOfInterestPayment: 'P1DL1', maturityDate: '9000-01-01' }],
  ['dayCountConvention', { dayCountConvention: 'A366' }],
  ['businessDayConvention', { businessDayConvention: 'SCX' }],
  ['calendar', { calendar: 'MOON' }],
  ['marketObjectCodeOfRateReset', { cycleAnchorDateOfRateReset: '2024-03-01' }],
  ['X', { cycleAnchorDateOfRateReset: '2024-03-01', marketObjectCodeOfRateReset: 'X' }],
  ['feeRate', { feeRate: 0.01 }],
  ['priceAtPurchaseDate', { purchaseDate: '2024-03-01' }],
  ['cycleAnchorDateOfPrincipalRedemption', { contractType: 'LAM' }],
  ['maturityDate', { contractType: 'NAM', maturityDate: '', cycleOfPrincipalRedemption: MONTHLY, nextPrincipalRedemptionPayment: 1 }],
  ['arrayCycleAnchorDateOfPrincipalRedemption', { contractType: 'LAX' }],
])('a case whose %s cannot be used says so and leaves the others alone', (field, more) => {
  const answers = actusFromJson({ bad: { terms: pam(more), to: '' }, none: null, good: { terms: pam({}) } });
  expect(answers.bad).toEqual({ unsupported: expect.stringContaining(field) });
  expect(answers.none).toEqual({ unsupported: expect.any(String) });
  expect(answers.good).toEqual({ results: rows(pam({})) });
});

test('events that somebody observed are not covered, and anything but an object is refused', () => {
  expect(actusFromJson({ x: { terms: pam({}), eventsObserved: [{ type: 'PP' }] } }).x).toEqual({ unsupported: expect.stringContaining('eventsObserved') });
  for (const input of [[], null, 'x', 7]) expect(() => actusFromJson(input)).toThrow(expect.objectContaining({ code: 'FIELD_INVALID', path: '$' }));
});

const anyLoan = fc.record({
  type: fc.constantFrom('LAM', 'ANN', 'LAX'),
  notional: fc.integer({ min: 100, max: 1_000_000 }),
  rate: fc.integer({ min: 0, max: 1_000 }),
  periods: fc.integer({ min: 2, max: 60 }),
  months: fc.constantFrom(1, 2, 3, 12),
  day: fc.integer({ min: 1, max: 31 }),
  dayCountConvention: fc.constantFrom('A360', 'A365', 'AA', '30E360', '30E360ISDA', '28E336'),
  businessDayConvention: fc.constantFrom('NOS', 'SCF', 'SCMP', 'CSMF'),
  endOfMonthConvention: fc.constantFrom('SD', 'EOM'),
  capitalised: fc.boolean(),
  sign: fc.constantFrom(1, -1),
});

test('whatever is disbursed and capitalised comes back, and the loan ends at nothing', () => {
  fc.assert(
    fc.property(anyLoan, ({ type, notional, rate, periods, months, day, capitalised, sign, ...conventions }) => {
      const first = addMonths(businessDate('2024-01-15'), months, day);
      const cycle = `P${months}ML1`;
      const share = notional / periods;
      const all = rows(
        from2024(type, cycle, {
          ...conventions,
          calendar: 'MF',
          contractRole: sign === 1 ? 'RPA' : 'RPL',
          notionalPrincipal: notional,
          nominalInterestRate: rate / 10_000,
          maturityDate: type === 'LAX' ? null : addMonths(first, months * periods),
          cycleAnchorDateOfInterestPayment: first,
          cycleAnchorDateOfPrincipalRedemption: first,
          cycleOfPrincipalRedemption: cycle,
          ...(type === 'LAX' ? { arrayCycleAnchorDateOfPrincipalRedemption: first, arrayCycleOfPrincipalRedemption: cycle } : {}),
          ...(type === 'LAX' ? { arrayNextPrincipalRedemptionPayment: share, arrayIncreaseDecrease: 'DEC' } : {}),
          ...(capitalised ? { capitalizationEndDate: first } : {}),
        }),
      );
      const added = all.map((row, i) => (row.eventType === 'IPCI' ? row.notionalPrincipal - (all[i - 1]?.notionalPrincipal ?? 0) : 0));
      expect(Math.abs(sum(payoffs(all, 'PR', 'MD')) - sign * notional - sum(added))).toBeLessThan(1e-12 * notional * periods ** 2 + CLOSE);
      expect(all.at(-1)).toMatchObject({ eventType: 'MD', notionalPrincipal: 0, accruedInterest: 0 });
      expect(all.every((row, i) => i === 0 || row.eventDate >= (all[i - 1]?.eventDate ?? ''))).toBe(true);
      if (type === 'ANN' && !capitalised) equalPayments(all, notional);
    }),
    { numRuns: 300 },
  );
});

/** Every payment but one that shares its day with another is the same. */
function equalPayments(all: readonly ActusRow[], notional: number): void {
  const totals = new Map<string, number>();
  for (const row of of(all, 'PR', 'IP', 'MD')) totals.set(row.eventDate, (totals.get(row.eventDate) ?? 0) + row.payoff);
  const [first = 0, ...others] = totals.values();
  for (const total of others) expect(Math.abs(total - first)).toBeLessThan(1e-9 * notional + CLOSE);
}

test('between two changes of the rate the instalments of an annuity are equal', () => {
  const reset = { cycleAnchorDateOfRateReset: '2024-05-01', cycleOfRateReset: 'P4ML1', marketObjectCodeOfRateReset: 'X' };
  const observed = index({ '2024-05-01': 0.2, '2024-09-01': 0.05 });
  const all = rows(monthly('ANN', { notionalPrincipal: 9000, maturityDate: '2025-01-01', dayCountConvention: 'A365', ...reset }), observed);
  const totals = of(all, 'IP').map(
    (row) =>
      row.payoff +
      sum(
        payoffs(
          all.filter(({ eventDate }) => eventDate === row.eventDate),
          'PR',
          'MD',
        ),
      ),
  );
  expect(new Set(totals.map((total) => total.toFixed(8))).size).toBe(3);
  expect(brief(of(all, 'PRF'))).toEqual(['01-31 PRF 0', '05-01 PRF 0', '09-01 PRF 0']);
});

test('the other side of a contract sees every amount with the other sign', () => {
  const terms = monthly('ANN', { notionalPrincipal: 9000, maturityDate: '2025-01-01', premiumDiscountAtIED: -90, accruedInterest: 3 });
  const mirrored = rows({ ...terms, contractRole: 'RPL' }).map((row) => ({
    ...row,
    payoff: 0 - row.payoff,
    notionalPrincipal: 0 - row.notionalPrincipal,
    accruedInterest: 0 - row.accruedInterest,
  }));
  expect(mirrored).toEqual(rows(terms));
});
