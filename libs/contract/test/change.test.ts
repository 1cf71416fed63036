import { businessDate } from '@jinqiao/calendar';
import { expect, test } from 'vitest';
import { type ContractEvent, type ContractTerms, contractAt, instalmentAmount, openContract } from '../src/index.ts';

const d = (text: string) => businessDate(text);
const terms: ContractTerms = {
  principal: 10_000_000n,
  rate: 6_960_000n,
  method: 'equal-principal',
  periods: 12,
  start: d('2026-01-15'),
  penaltyRate: 10_440_000n,
  compound: true,
};
const pays = (id: string, on: string, amount: bigint): ContractEvent => ({ id, on: d(on), kind: 'repayment', amount });

const level: ContractTerms = { ...terms, method: 'equal-instalment' };

type Undated<E> = E extends ContractEvent ? Omit<E, 'id' | 'on'> : never;
const on = (date: string, event: Undated<ContractEvent>) => ({ id: date, on: d(date), ...event }) as ContractEvent;

test('part repaid early lowers the payments, or leaves them and takes away dates, or asks for so many', () => {
  const first = pays('a', '2026-02-15', 865_083n);
  const early = (effect: 'keep-term' | 'shorten-term' | { periods: number }) =>
    contractAt(level, [first, { id: 'x', on: d('2026-02-15'), kind: 'early-repayment', principal: 4_000_000n, effect }], d('2026-02-15'));
  const left = 10_000_000n - 807_083n - 4_000_000n;
  const keep = early('keep-term');
  expect(keep.balance).toBe(left);
  expect(keep.paid.interest).toBe(58_000n);
  expect(keep.rows).toHaveLength(11);
  expect(keep.rows[0]?.total).toBe(instalmentAmount({ principal: left, rate: 6_960_000n, periods: 11, rounding: 'half-up' }));
  const shorten = early('shorten-term');
  // 51,929.17 at 8,650.83 a month is repaid in seven payments: six do not suffice.
  expect(shorten.rows.map((row) => row.total).slice(0, 6)).toEqual(Array(6).fill(865_083n));
  expect(shorten.rows).toHaveLength(7);
  expect(shorten.rows.at(-1)).toMatchObject({ due: '2026-09-15', balance: 0n });
  expect(Number(shorten.rows.at(-1)?.total)).toBeLessThan(865_083);
  const longer = early({ periods: 18 });
  expect(longer.rows).toHaveLength(18);
  expect(longer.rows.at(-1)).toMatchObject({ due: '2027-08-15', balance: 0n });
  expect(longer.rows[0]?.total).toBe(instalmentAmount({ principal: left, rate: 6_960_000n, periods: 18, rounding: 'half-up' }));
});

test('a payment that a new rate set is kept when the term is shortened', () => {
  const rate: ContractEvent = { id: 'r', on: d('2026-02-15'), kind: 'rate-change', rate: 12_000_000n };
  const early: ContractEvent = { id: 'x', on: d('2026-03-20'), kind: 'early-repayment', principal: 3_000_000n, effect: 'shorten-term' };
  const again: ContractEvent = { id: 's', on: d('2026-03-20'), kind: 'rate-change', rate: 9_000_000n };
  const before = contractAt(level, [rate], d('2026-03-20')).rows;
  const after = contractAt(level, [rate, early], d('2026-03-20')).rows;
  const payment = before[0]?.total ?? 0n;
  // The first payment was billed at 6.96 %; eleven at 12 % are left of 91,929.17.
  expect(payment).toBe(instalmentAmount({ principal: 9_192_917n, rate: 12_000_000n, periods: 11, rounding: 'half-up' }));
  expect(after.slice(0, -1).map((row) => row.total)).toEqual(Array(after.length - 1).fill(payment));
  expect(after.length).toBeLessThan(before.length);
  // Within the same period a second change acts on what is left after it.
  expect(new Set(contractAt(level, [rate, early, again], d('2026-03-20')).rows.map((row) => row.total)).has(payment)).toBe(false);
});

test('a loan that was shortened is extended from its new last date', () => {
  const shorten: ContractEvent = { id: 'x', on: d('2026-02-15'), kind: 'early-repayment', principal: 4_000_000n, effect: 'shorten-term' };
  const fewer: ContractEvent = { ...shorten, effect: { periods: 7 } };
  const longer: ContractEvent = { id: 'y', on: d('2026-02-16'), kind: 'extension', periods: 2 };
  for (const early of [shorten, fewer])
    expect(contractAt(level, [pays('a', '2026-02-15', 865_083n), early, longer], d('2026-02-16')).rows.map(({ due }) => due)).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11].map((month) => `2026-${String(month).padStart(2, '0')}-15`),
    );
});

test('interest that waits is charged once, whatever holiday follows', () => {
  const holiday = (id: string, on: string, interest: 'capitalised' | 'deferred'): ContractEvent => ({ id, on: d(on), kind: 'holiday', periods: 1, interest });
  for (const [first, second] of [
    ['deferred', 'capitalised'],
    ['capitalised', 'deferred'],
  ] as const)
    expect(() => contractAt(level, [holiday('h', '2026-01-20', first), holiday('i', '2026-01-21', second)], d('2026-01-21'))).toThrow(
      expect.objectContaining({ code: 'FIELD_CONFLICT', path: '$.interest' }),
    );
  // 580.00 waits from February over March, whose 580.00 becomes principal; April asks for 583.36 on 100,580.00 and what waits.
  const events = [holiday('h', '2026-01-20', 'deferred'), holiday('i', '2026-02-20', 'capitalised')];
  const asked = contractAt(level, events, d('2026-02-20')).rows;
  expect(asked.slice(0, 2).map(({ total, interest }) => [total, interest])).toEqual([
    [0n, 58_000n],
    [(asked[1]?.principal ?? 0n) + 58_336n + 58_000n, 58_336n + 58_000n],
  ]);
  expect(contractAt(level, events, d('2026-03-20'))).toMatchObject({ balance: 10_058_000n, owedTotal: 0n, accrued: 9_723n + 58_000n, rows: asked.slice(1) });
  expect(contractAt(level, events, d('2026-04-15')).owedTotal).toBe(asked[1]?.total);
});

test('a term cannot end within a grace, and fractions that are carried never become principal', () => {
  const graced: ContractTerms = { ...level, grace: { principal: 2, interest: 3 } };
  const early = (periods: number) => [on('2026-01-20', { kind: 'early-repayment', principal: 1_000_000n, effect: { periods } })];
  expect(() => contractAt(graced, early(3), d('2026-01-20'))).toThrow(expect.objectContaining({ code: 'PERIODS_OUT_OF_RANGE' }));
  expect(contractAt(graced, early(4), d('2026-01-20')).rows.at(-1)).toMatchObject({ due: '2026-05-15', balance: 0n });
  const carried: ContractTerms = { ...level, rounding: { mode: 'half-up', unit: 1n, carryInterest: true } };
  expect(() => contractAt(carried, [on('2026-01-20', { kind: 'holiday', periods: 1, interest: 'capitalised' })], d('2026-01-20'))).toThrow(
    expect.objectContaining({ code: 'FIELD_CONFLICT' }),
  );
});

test('equal principal shortened keeps the principal of a row', () => {
  const view = contractAt(terms, [{ id: 'x', on: d('2026-01-20'), kind: 'early-repayment', principal: 5_000_000n, effect: 'shorten-term' }], d('2026-01-20'));
  expect(view.rows.map((row) => row.principal)).toEqual([...Array(6).fill(833_333n), 2n]);
  // Five days on the repaid half: 5,000,000 × 6.96 % × 5 ÷ 360.
  expect(view.paid.interest).toBe(4_833n);
});

test('a new rate splits the period by days and sets a new payment', () => {
  const daily: ContractTerms = { ...level, interest: 'daily', dayCount: 'act/360' };
  const { rows } = contractAt(daily, [{ id: 'r', on: d('2026-02-01'), kind: 'rate-change', rate: 7_960_000n }], d('2026-02-01'));
  // 17 days at 6.96 % and 14 at 7.96 % on 100,000: 328.67 + 309.56 = 638.22 rounded once.
  expect(rows[0]?.interest).toBe(63_822n);
  expect(new Set(rows.slice(0, -1).map((row) => row.total)).size).toBe(1);
  expect(rows.at(-1)?.balance).toBe(0n);
  const fixed = contractAt(
    { ...daily, method: 'fixed-instalment' },
    [{ id: 'r', on: d('2026-02-01'), kind: 'rate-change', rate: 7_960_000n }],
    d('2026-02-01'),
  );
  expect(fixed.rows[0]?.total).toBe(
    openContract(daily).parts[0] ? (openContract(daily).parts[0]?.principal ?? 0n) + (openContract(daily).parts[0]?.interest ?? 0n) : 0n,
  );
});

test.each([
  ['waived', 0n, 10_000_000n, 58_000n],
  ['deferred', 0n, 10_000_000n, 58_000n * 3n],
  // 100,000 × 1.0058² = 101,163.36 after rounding each month: 580.00, then 583.36.
  ['capitalised', 0n, 10_116_336n, 58_675n],
] as const)('two due dates of holiday, interest %s', (interest, total, balance, third) => {
  const event: ContractEvent = { id: 'h', on: d('2026-01-20'), kind: 'holiday', periods: 2, interest };
  const view = contractAt(level, [event], d('2026-01-20'));
  expect(view.rows).toHaveLength(14);
  expect(view.rows[0]?.total).toBe(total);
  expect(view.rows[1]).toMatchObject({ total, balance });
  expect(view.rows[2]?.interest).toBe(third);
  expect(view.rows.at(-1)).toMatchObject({ due: '2027-03-15', balance: 0n });
  const later = contractAt(level, [event], d('2026-03-20'));
  expect(later).toMatchObject({ balance, owedTotal: 0n, overdueSince: null, rows: view.rows.slice(2) });
});

test('an extension spreads what is left over more dates', () => {
  const events: ContractEvent[] = [pays('a', '2026-02-15', 865_083n), { id: 'e', on: d('2026-02-20'), kind: 'extension', periods: 6 }];
  const { rows } = contractAt(level, events, d('2026-02-20'));
  expect(rows).toHaveLength(17);
  expect(rows[0]).toMatchObject({ due: '2026-03-15', total: instalmentAmount({ principal: 9_192_917n, rate: 6_960_000n, periods: 17, rounding: 'half-up' }) });
  expect(rows.at(-1)).toMatchObject({ due: '2027-07-15', balance: 0n });
});

test('a restructuring makes everything owed the principal of a new plan', () => {
  const on = d('2026-02-25');
  const event = (forgive: ('penalty' | 'compound')[]): ContractEvent => ({
    id: 's',
    on,
    kind: 'restructuring',
    periods: 24,
    rate: 5_000_000n,
    method: 'equal-principal',
    forgive,
  });
  // 91,666.67 not due, 8,333.33 and 580.00 due, 24.17 and 1.68 charged, ten days on 91,666.67: 177.22.
  const all = contractAt(terms, [event([])], on);
  expect(all.balance).toBe(9_166_667n + 833_333n + 58_000n + 2_417n + 168n + 17_722n);
  expect(all.rows).toHaveLength(24);
  expect(all).toMatchObject({ owedTotal: 0n, overdueSince: null });
  const kinder = contractAt(terms, [event(['penalty', 'compound'])], on);
  expect(kinder.balance).toBe(9_166_667n + 833_333n + 58_000n + 17_722n);
  expect(kinder.forgiven).toEqual({ principal: 0n, interest: 0n, penalty: 2_417n, compound: 168n, fees: 0n });
});

test('the interest of a bullet waits over due dates without payment, and is lost by no change', () => {
  const bullet: ContractTerms = { ...terms, method: 'bullet' };
  // Six months at 580.00, and five days of 96.67.
  expect(contractAt(bullet, [on('2026-07-15', { kind: 'early-repayment', principal: 'all' })], d('2026-07-15'))).toMatchObject({
    status: 'settled',
    paid: { interest: 348_000n },
  });
  expect(contractAt(bullet, [], d('2026-07-20'))).toMatchObject({ accrued: 348_000n + 9_667n, owedTotal: 0n });
  expect(contractAt(bullet, [on('2026-07-20', { kind: 'rate-change', rate: 6_960_000n })], d('2026-07-20')).rows.at(-1)).toMatchObject({
    due: '2027-01-15',
    interest: 696_000n,
  });
});

test('a fixed payment outlives every rate change of a contract', () => {
  const fixed: ContractTerms = { ...terms, method: 'fixed-instalment' };
  const changes = [on('2026-04-15', { kind: 'rate-change', rate: 12_000_000n }), on('2026-07-15', { kind: 'rate-change', rate: 5_000_000n })];
  const { rows } = contractAt(fixed, changes, d('2026-07-15'));
  expect(rows.slice(0, -1).map((row) => row.total)).toEqual(Array(5).fill(865_083n));
});

test('a rate that was agreed for later comes whatever changes before it', () => {
  const agreed: ContractTerms = { ...terms, rates: [{ from: d('2026-08-15'), rate: 10_000_000n }] };
  const { rows } = contractAt(agreed, [on('2026-03-15', { kind: 'rate-change', rate: 12_000_000n })], d('2026-03-15'));
  // 83,333.34 at 12 %; 41,666.69 at 10 % from 15 August.
  expect(rows[0]?.interest).toBe(83_333n);
  expect(rows.find((row) => row.due === '2026-09-15')?.interest).toBe(34_722n);
});

test('stepped payments go on with the last step where dates are added', () => {
  const steps = [
    { periods: 2, factor: 100_000_000n },
    { periods: 2, factor: 150_000_000n },
  ];
  const { rows } = contractAt({ ...terms, method: 'stepped', periods: 4, steps }, [on('2026-01-20', { kind: 'extension', periods: 2 })], d('2026-01-20'));
  const [first, , third, , fifth] = rows.map((row) => Number(row.total));
  expect(rows).toHaveLength(6);
  expect(Math.abs((first ?? 0) * 1.5 - (third ?? 0))).toBeLessThanOrEqual(1);
  expect(fifth).toBe(third);
  expect(rows.at(-1)?.balance).toBe(0n);
});

test('repaying an on-demand loan early leaves what is planned within what is owed', () => {
  const plan = [
    { on: d('2026-02-15'), amount: 3_000_000n },
    { on: d('2026-03-15'), amount: 5_000_000n },
  ];
  const { periods: _, ...rest } = terms;
  const demand: ContractTerms = { ...rest, method: 'on-demand', maturity: d('2026-04-15'), plan };
  const view = contractAt(demand, [on('2026-01-25', { kind: 'early-repayment', principal: 4_000_000n })], d('2026-01-25'));
  expect(view.rows.map((row) => row.principal)).toEqual([3_000_000n, 3_000_000n, 0n]);
  expect(() => contractAt(demand, [on('2026-01-25', { kind: 'extension', periods: 1 })], d('2026-01-25'))).toThrow(
    expect.objectContaining({ code: 'FIELD_NOT_USED' }),
  );
});

test('a flat loan bears its interest on the original principal, less the share that is repaid early', () => {
  const flat: ContractTerms = { ...terms, method: 'flat' };
  expect(contractAt(flat, [on('2026-07-20', { kind: 'extension', periods: 3 })], d('2026-07-20')).rows.map((row) => row.interest)).toEqual(
    Array(9).fill(58_000n),
  );
  const half = contractAt(flat, [on('2026-01-15', { kind: 'early-repayment', principal: 5_000_000n })], d('2026-01-15'));
  expect(half.rows[0]?.interest).toBe(29_000n);
  for (const kind of [
    { kind: 'rate-change', rate: 1n },
    { kind: 'holiday', periods: 1, interest: 'capitalised' },
    { kind: 'early-repayment', principal: 1n, effect: 'shorten-term' },
  ] as const)
    expect(() => contractAt(flat, [on('2026-01-20', kind)], d('2026-01-20'))).toThrow(expect.objectContaining({ code: 'FIELD_NOT_USED' }));
});

test('a restructuring keeps the rate in force, not one that was agreed for later', () => {
  const agreed: ContractTerms = { ...terms, rates: [{ from: d('2026-12-15'), rate: 10_000_000n }] };
  const { rows } = contractAt(agreed, [on('2026-01-15', { kind: 'restructuring', periods: 12, forgive: ['interest'] })], d('2026-01-15'));
  expect(rows.map((row) => row.interest).slice(0, 2)).toEqual([58_000n, 53_167n]);
});
