import { addDays, businessDate, CN_BANK, daysBetween, WEEKENDS_ONLY } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accrualPlan, accruedAt, instalmentAmount, orJsonError, planRows, type ScheduleTerms, schedule, scheduleCost, scheduleFromJson } from '../src/index.ts';

const d = (text: string) => businessDate(text);
const base = { principal: 10_000_000n, rate: 6_960_000n, method: 'equal-instalment', periods: 12, start: d('2026-01-15') } as const;
const rows = (terms: Partial<ScheduleTerms>) => planRows({ ...base, ...terms } as ScheduleTerms);
/** Terms whose dates come from a maturity or a plan. */
const dated = (terms: Omit<ScheduleTerms, 'principal' | 'rate' | 'start'> & Partial<ScheduleTerms>) =>
  planRows({ principal: base.principal, rate: base.rate, start: base.start, ...terms });
const i = 0.0696 / 12;

test('stepped payments stand in the ratio of their factors and repay the loan', () => {
  const steps = [
    { periods: 12, factor: 100_000_000n },
    { periods: 12, factor: 120_000_000n },
  ];
  const plan = rows({ method: 'stepped', periods: 24, steps });
  const worth = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => (1 + i) ** -(from + k + 1)).reduce((a, b) => a + b, 0);
  const payment = 10_000_000 / (worth(0, 12) + 1.2 * worth(12, 24));
  expect(plan.slice(0, 12).map((row) => row.total)).toEqual(Array(12).fill(BigInt(Math.round(payment))));
  expect(plan.slice(12, 23).map((row) => row.total)).toEqual(Array(11).fill(BigInt(Math.round(payment * 1.2))));
  expect(Math.abs(Number(plan.at(-1)?.total) - payment * 1.2)).toBeLessThan(30);
  expect(plan.at(-1)?.balance).toBe(0n);
});

test('a balloon stays for the last row', () => {
  const plan = rows({ balloon: 3_000_000n });
  const payment = ((10_000_000 - 3_000_000 * (1 + i) ** -12) * i) / (1 - (1 + i) ** -12);
  expect(plan[0]?.total).toBe(BigInt(Math.round(payment)));
  expect(Math.abs(Number(plan.at(-1)?.total) - payment - 3_000_000)).toBeLessThan(10);
  expect(rows({ method: 'equal-principal', balloon: 4_000_000n }).map((row) => row.principal)).toEqual([...Array(11).fill(500_000n), 4_500_000n]);
});

test('a fixed payment is not computed again when the rate changes; an equal one is', () => {
  const rates = [{ from: d('2026-07-15'), rate: 8_960_000n }];
  const fixed = rows({ method: 'fixed-instalment', rates });
  expect(fixed.slice(0, 11).map((row) => row.total)).toEqual(Array(11).fill(865_083n));
  expect(Number(fixed.at(-1)?.total)).toBeGreaterThan(865_083);
  const equal = rows({ rates });
  const left = equal[5]?.balance ?? 0n;
  expect(equal[6]).toMatchObject({ total: instalmentAmount({ principal: left, rate: 8_960_000n, periods: 6, rounding: 'half-up' }) });
  expect(equal[6]?.interest).toBe((left * 8_960_000n * 2n + 1_200_000_000n) / 2_400_000_000n);
});

test('a fixed payment below the interest lets the balance grow until the last row', () => {
  const plan = rows({ method: 'fixed-instalment', instalment: 50_000n, periods: 3 });
  // 580.00 of interest against 500.00 paid: 80.00 more; then 100,080.00 × 0.58 %.
  expect(plan.map((row) => row.balance)).toEqual([10_008_000n, 10_016_046n, 0n]);
  expect(plan[2]?.total).toBe(10_016_046n + 58_093n);
});

test('grace without interest, and grace whose interest is added to the principal', () => {
  const free = rows({ grace: { principal: 3, interest: 0, interestFree: 3 } });
  expect(free.slice(0, 4).map((row) => row.total)).toEqual([
    0n,
    0n,
    0n,
    instalmentAmount({ principal: 10_000_000n, rate: 6_960_000n, periods: 9, rounding: 'half-up' }),
  ]);
  const added = rows({ grace: { principal: 0, interest: 0, capitalised: 2 } });
  expect(added.slice(0, 2).map((row) => [row.total, row.balance])).toEqual([
    [0n, 10_058_000n],
    [0n, 10_116_336n],
  ]);
  expect(added[2]?.total).toBe(instalmentAmount({ principal: 10_116_336n, rate: 6_960_000n, periods: 10, rounding: 'half-up' }));
});

test('a maturity ends the dates with a short or a long stub, whose interest goes by days', () => {
  const terms = { method: 'interest-only', maturity: d('2026-04-25') } as const;
  const short = dated(terms);
  expect(short.map((row) => row.due)).toEqual(['2026-02-15', '2026-03-15', '2026-04-15', '2026-04-25']);
  // Ten of the thirty days from 15 April to 15 May.
  expect(short.at(-1)).toMatchObject({ days: 10, interest: 19_333n });
  const long = dated({ ...terms, stub: 'long-last' });
  expect(long.map((row) => row.due)).toEqual(['2026-02-15', '2026-03-15', '2026-04-25']);
  // 41 of the 31 days from 15 March to 15 April.
  expect(long.at(-1)).toMatchObject({ days: 41, interest: BigInt(Math.round((58_000 * 41) / 31)) });
  expect(dated({ ...terms, maturity: d('2026-04-15') }).map((row) => row.interest)).toEqual([58_000n, 58_000n, 58_000n]);
});

test('a stub after a clipped month end is held against the month that it is cut from', () => {
  // From 28 February (clipped from the 31st) the whole month ends on 31 March: 15 of its 31 days.
  expect(dated({ method: 'interest-only', start: d('2026-01-31'), maturity: d('2026-03-15') }).at(-1)?.interest).toBe(28_065n);
});

test('a moved first period bears a whole month, or its days where asked', () => {
  const terms = { method: 'interest-only', periods: 2, firstDue: d('2026-03-08') } as const;
  expect(rows(terms).map((row) => row.interest)).toEqual([58_000n, 58_000n]);
  // 52 days of 360.
  expect(rows({ ...terms, firstPeriod: 'by-days' }).map((row) => row.interest)).toEqual([100_533n, 58_000n]);
});

test('month ends stay month ends where asked', () => {
  const dues = (endOfMonth: boolean) => rows({ start: d('2026-02-28'), periods: 3, endOfMonth }).map((row) => row.due);
  expect(dues(true)).toEqual(['2026-03-31', '2026-04-30', '2026-05-31']);
  expect(dues(false)).toEqual(['2026-03-28', '2026-04-28', '2026-05-28']);
});

test('a due date in the Spring Festival moves on, with its interest or without', () => {
  const terms = { method: 'interest-only', periods: 2, interest: 'daily', dayCount: 'act/360' } as const;
  const moved = rows({ ...terms, roll: { calendar: CN_BANK, rule: 'following', interest: 'moves' } });
  expect(moved.map((row) => [row.due, row.days])).toEqual([
    ['2026-02-24', 40],
    ['2026-03-16', 20],
  ]);
  // 10,000,000 × 6.96 % × 40 ÷ 360 and × 20 ÷ 360.
  expect(moved.map((row) => row.interest)).toEqual([77_333n, 38_667n]);
  const stays = rows({ ...terms, roll: { calendar: CN_BANK, rule: 'following', interest: 'stays' } });
  expect(stays.map((row) => [row.due, row.interest])).toEqual([
    ['2026-02-24', 59_933n],
    ['2026-03-16', 54_133n],
  ]);
  expect(rows({ ...terms, start: d('2026-01-28'), roll: { calendar: WEEKENDS_ONLY, rule: 'modified-following', interest: 'moves' } })[0]?.due).toBe(
    '2026-02-27',
  );
});

test('a rate change inside a period splits its days', () => {
  const terms = { method: 'interest-only', periods: 1, interest: 'daily', dayCount: 'act/365', rates: [{ from: d('2026-01-25'), rate: 10_000_000n }] } as const;
  expect(rows(terms)[0]?.interest).toBe(BigInt(Math.round((10_000_000 * (0.0696 * 10 + 0.1 * 21)) / 365)));
});

test('a down payment is row 0 and bears nothing', () => {
  const { rows: plan, totals } = schedule({ ...base, downPayment: 2_000_000n });
  expect(plan[0]).toEqual({ n: 0, due: '2026-01-15', days: 0, principal: 2_000_000n, interest: 0n, total: 2_000_000n, balance: 8_000_000n });
  expect(plan[1]?.interest).toBe(46_400n);
  expect(totals.principal).toBe(10_000_000n);
});

test('on demand: each repayment pays the days so far, the same day one day, the maturity the rest', () => {
  const plan = dated({ method: 'on-demand', maturity: d('2026-04-15'), plan: [{ on: d('2026-01-25'), amount: 3_000_000n }] });
  // 100,000 for 10 days, 70,000 for 80 days, act/360.
  expect(plan.map((row) => [row.principal, row.interest, row.balance])).toEqual([
    [3_000_000n, 19_333n, 7_000_000n],
    [7_000_000n, 108_267n, 0n],
  ]);
  const sameDay = dated({ method: 'on-demand', maturity: d('2026-04-15'), plan: [{ on: d('2026-01-15'), amount: 10_000_000n }] });
  expect(sameDay.map((row) => row.interest)).toEqual([1_933n, 0n]);
});

test('a free plan draws and repays as it says; the last row takes the rest', () => {
  const plan = [
    { on: d('2026-02-15'), amount: -5_000_000n },
    { on: d('2026-03-15'), amount: 2_000_000n },
    { on: d('2026-04-15'), amount: 1n },
  ];
  const {
    rows: list,
    totals,
    cost,
  } = schedule({ principal: base.principal, rate: base.rate, start: base.start, method: 'free-plan', dayCount: 'act/365', plan });
  // 31 days on 100,000, 28 on 150,000, 31 on 130,000.
  expect(list.map((row) => [row.principal, row.interest, row.balance])).toEqual([
    [-5_000_000n, 59_112n, 15_000_000n],
    [2_000_000n, 80_088n, 13_000_000n],
    [13_000_000n, 76_846n, 0n],
  ]);
  expect(totals.principal).toBe(10_000_000n);
  // Interest paid monthly at 6.96 % over 365 compounds to about 7.19 % a year.
  expect(cost).toEqual({ nominal: '0.0696', effective: '0.0719' });
});

test.each<[string, Partial<ScheduleTerms>, string, string]>([
  ['no periods', { periods: 0 }, 'FIELD_INVALID', '$.periods'],
  ['1,200 periods', { periods: 1_200 }, 'FIELD_INVALID', '$.periods'],
  ['half a period', { periods: 1.5 }, 'FIELD_INVALID', '$.periods'],
  ['a principal of 10^18', { principal: 10n ** 18n }, 'AMOUNT_OUT_OF_RANGE', '$.principal'],
  ['nothing lent', { principal: 0n }, 'AMOUNT_OUT_OF_RANGE', '$.principal'],
  ['a negative rate', { rate: -1n }, 'RATE_NEGATIVE', '$.annualRate'],
  ['a negative rate later', { rates: [{ from: d('2026-03-01'), rate: -1n }] }, 'RATE_NEGATIVE', '$.rates[0].annualRate'],
  ['a rate without measure', { rate: 10n ** 12n }, 'FIELD_INVALID', '$.annualRate'],
  ['a first due date before the start', { firstDue: d('2026-01-14') }, 'FIRST_DUE_TOO_EARLY', '$.firstDue'],
  [
    'rates in the wrong order',
    {
      rates: [
        { from: d('2026-03-01'), rate: 1n },
        { from: d('2026-02-01'), rate: 1n },
      ],
    },
    'DATES_NOT_RISING',
    '$.rates[1]',
  ],
  ['a down payment of everything', { downPayment: 10_000_000n }, 'AMOUNT_OUT_OF_RANGE', '$.downPayment'],
  ['a balloon above the loan', { balloon: 10_000_001n }, 'AMOUNT_OUT_OF_RANGE', '$.balloon'],
  ['a balloon of a bullet', { method: 'bullet', balloon: 1n }, 'FIELD_NOT_USED', '$.balloon'],
  ['steps that do not fill the term', { method: 'stepped', steps: [{ periods: 3, factor: 1n }] }, 'FIELD_INVALID', '$.steps'],
  ['no steps', { method: 'stepped' }, 'FIELD_MISSING', '$.steps'],
  ['a factor of zero', { method: 'stepped', steps: [{ periods: 12, factor: 0n }] }, 'FIELD_INVALID', '$.steps[0].factor'],
  ['periods and a maturity', { maturity: d('2027-01-15') }, 'FIELD_CONFLICT', '$.maturity'],
  ['floating flat interest', { method: 'flat', rates: [{ from: d('2026-03-01'), rate: 1n }] }, 'FIELD_NOT_USED', '$.rates'],
  ['smooth and floating', { residual: 'smooth', rates: [{ from: d('2026-03-01'), rate: 1n }] }, 'FIELD_CONFLICT', '$.residual'],
  ['a plan that repays too much', { method: 'on-demand', plan: [{ on: d('2026-02-01'), amount: 10_000_001n }] }, 'AMOUNT_OUT_OF_RANGE', '$.plan[0].principal'],
  ['a repayment after the maturity', { method: 'on-demand', periods: 1, plan: [{ on: d('2026-02-15'), amount: 1n }] }, 'FIELD_INVALID', '$.plan[0].on'],
  ['a plan without dates', { method: 'free-plan', plan: [] }, 'FIELD_MISSING', '$.plan'],
  ['interest that waits and is added', { grace: { principal: 0, interest: 2, capitalised: 2 } }, 'FIELD_CONFLICT', '$.grace.capitalised'],
  ['a calendar that ends', { start: d('2026-11-15'), roll: { calendar: CN_BANK, rule: 'following', interest: 'moves' } }, 'CALENDAR_UNKNOWN', '$.businessDays'],
  ['periods of a free plan', { method: 'free-plan', plan: [{ on: d('2026-02-15'), amount: 1n }] }, 'FIELD_NOT_USED', '$.periods'],
  ['grace for ever', { grace: { principal: 12, interest: 0 } }, 'GRACE_TOO_LONG', '$.grace.principal'],
  ['a rate for every day', { rates: Array.from({ length: 121 }, (_, k) => ({ from: addDays(base.start, k + 1), rate: 1n })) }, 'FIELD_INVALID', '$.rates'],
  ['the year 10000', { start: d('9999-01-15') }, 'TERM_TOO_LONG', '$.periods'],
  ['working days without a calendar', { interest: 'daily', dayCount: 'business/252' }, 'FIELD_MISSING', '$.businessDays'],
])('refused: %s', (_what, terms, code, path) => {
  expect(orJsonError(() => planRows({ ...base, ...terms } as ScheduleTerms))).toMatchObject({ error: { code, path } });
});

test('the largest loan over the longest term is exact and ends at zero', () => {
  const plan = rows({ principal: 10n ** 16n, periods: 1_199, rate: 36_000_000n });
  expect(plan).toHaveLength(1_199);
  expect(plan.reduce((sum, row) => sum + row.principal, 0n)).toBe(10n ** 16n);
  expect(plan.every((row) => row.balance >= 0n && row.principal >= 0n)).toBe(true);
});

test('charges besides interest raise the annual cost; charges of everything are refused', () => {
  const twelve = { ...base, rate: 12_000_000n };
  expect(scheduleCost(twelve, { upfront: 0n, periodic: 50_000n })).toEqual({ cost: { nominal: '0.2253', effective: '0.2501' }, by: 'periods' });
  expect(scheduleCost(twelve, { upfront: 300_000n, periodic: 0n })).toEqual({ cost: { nominal: '0.1782', effective: '0.1936' }, by: 'periods' });
  const days = { principal: base.principal, rate: base.rate, start: base.start, method: 'on-demand', maturity: d('2027-01-15'), dayCount: 'act/365' } as const;
  // 6,960.00 of interest after 365 days, and 100.00 kept back: 107,060 ÷ 99,900.
  expect(scheduleCost(days, { upfront: 10_000n, periodic: 10_000n })).toEqual({ cost: { nominal: '0.0694', effective: '0.0717' }, by: 'days' });
  expect(() => scheduleCost(base, { upfront: 10_000_000n, periodic: 0n })).toThrow(expect.objectContaining({ code: 'FEES_TOO_HIGH' }));
});

test('the form reads every field of the richer methods', () => {
  const item = { principal: '100000.00', annualRate: '0.0696', start: '2026-01-15' };
  expect(
    scheduleFromJson({ ...item, method: 'on-demand', maturity: '2026-04-15', plan: [{ on: '2026-01-25', principal: '30000.00' }] }).rows.map(
      (row) => row.total,
    ),
  ).toEqual(['30193.33', '71082.67']);
  const rolled = { method: 'interest-only', periods: 2, interest: 'daily', businessDays: { calendar: 'CN_BANK', rule: 'following', interest: 'stays' } };
  expect(scheduleFromJson({ ...item, ...rolled }).rows[0]).toMatchObject({ due: '2026-02-24', interest: '599.33' });
  expect(
    scheduleFromJson({
      ...item,
      method: 'stepped',
      periods: 2,
      steps: [
        { periods: 1, factor: '1' },
        { periods: 1, factor: '2' },
      ],
    }).rows,
  ).toHaveLength(2);
  expect(scheduleFromJson({ ...item, method: 'equal-principal', periods: 2, rates: [{ from: '2026-02-15', annualRate: '0.12' }] }).rows[1]?.interest).toBe(
    '500.00',
  );
});

const anyTerms = fc
  .record({
    principal: fc.bigInt({ min: 10_000n, max: 10n ** 11n }),
    rate: fc.bigInt({ min: 0n, max: 40_000_000n }),
    method: fc.constantFrom('equal-principal', 'equal-instalment', 'interest-only', 'bullet', 'flat', 'fixed-instalment'),
    periods: fc.integer({ min: 1, max: 40 }),
    every: fc.integer({ min: 1, max: 3 }),
    unit: fc.constantFrom('day', 'week', 'month', 'year'),
    start: fc.integer({ min: 0, max: 1_500 }).map((n) => addDays(d('2022-12-31'), n)),
    interest: fc.constantFrom('periodic', 'daily'),
    dayCount: fc.constantFrom('30/360', '30/365', 'act/360', 'act/364', 'act/365', 'act/act', 'act/act-isda', 'nl/365', '30e/360', '30/360-us'),
    rounding: fc.record({ mode: fc.constantFrom('half-up', 'half-even', 'up', 'down'), unit: fc.constantFrom(1n, 10n) }),
    cut: fc.option(fc.record({ days: fc.integer({ min: 1, max: 400 }), rate: fc.bigInt({ min: 0n, max: 40_000_000n }) }), { nil: undefined }),
  })
  .map(
    ({ cut, ...terms }): ScheduleTerms =>
      cut && terms.method !== 'flat' ? { ...terms, rates: [{ from: addDays(terms.start, cut.days), rate: cut.rate }] } : terms,
  );

test('equal payments are equal but for the last, equal principal bears less each time, and nothing is negative', () => {
  fc.assert(
    fc.property(anyTerms, (terms) => {
      const plan = planRows(terms);
      expect(plan.reduce((sum, row) => sum + row.principal, 0n)).toBe(terms.principal);
      expect(plan.every((row) => row.balance >= 0n && row.interest >= 0n)).toBe(true);
      if (terms.rates !== undefined) return;
      const open = plan.filter((row) => row.balance > 0n);
      if (terms.method === 'equal-instalment') expect(new Set(open.map((row) => (row.total > row.interest ? row.total : 0n))).size).toBeLessThanOrEqual(2);
      if (terms.method === 'equal-principal' && terms.interest === 'periodic')
        expect(plan.every((row, at) => at === 0 || row.interest <= (plan[at - 1]?.interest ?? 0n))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('the interest of days adds up to the interest of periods, for every day count', () => {
  fc.assert(
    fc.property(anyTerms, (terms) => {
      const accrual = accrualPlan(terms);
      const plan = planRows(terms);
      let billed = 0n;
      let from = terms.start;
      for (const row of plan.slice(0, 6)) {
        let before = accruedAt(accrual, from);
        expect(before).toBe(billed);
        const step = Math.max(1, Math.floor(daysBetween(from, row.due) / 15));
        for (let day = addDays(from, step); day < row.due; day = addDays(day, step)) {
          const now = accruedAt(accrual, day);
          expect(now >= before).toBe(true);
          before = now;
        }
        billed = terms.method === 'bullet' ? accruedAt(accrual, row.due) : billed + row.interest;
        expect(accruedAt(accrual, row.due)).toBe(billed);
        from = row.due;
      }
      const total = plan.reduce((sum, row) => sum + row.interest, 0n);
      expect(accruedAt(accrual, d('9999-12-31'))).toBe(total);
    }),
    { numRuns: 1_000 },
  );
});

test('a day of 100,000 at 6.96 % over 360 is 19.33, and a month 580.00 by either count', () => {
  const daily = accrualPlan({ ...base, interest: 'daily' });
  expect(accruedAt(daily, d('2026-01-14'))).toBe(0n);
  expect(accruedAt(daily, d('2026-01-16'))).toBe(1_933n);
  expect(accruedAt(daily, d('2026-02-14'))).toBe(58_000n);
  expect(accruedAt(accrualPlan(base), d('2026-02-15'))).toBe(58_000n);
});
