import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ContractEvent, type ContractTerms, contractAt, openContract, openHistory, record, stateAfter, viewOn } from '../src/index.ts';

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

test('a bill that is paid on its day leaves the rest of the plan', () => {
  const view = contractAt(terms, [pays('a', '2026-02-15', 891_333n)], d('2026-02-15'));
  expect(view).toMatchObject({ balance: 9_166_667n, owedTotal: 0n, credit: 0n, overdueSince: null, paid: { principal: 833_333n, interest: 58_000n } });
  expect(view.rows[0]).toEqual({ n: 2, due: '2026-03-15', days: 28, principal: 833_333n, interest: 53_167n, total: 886_500n, balance: 8_333_334n });
});

test('ten days late cost 24.17 of penalty and 1.68 of compound interest, and are paid first', () => {
  const late = contractAt(terms, [], d('2026-02-25'));
  expect(late.overdueSince).toBe('2026-02-15');
  expect(late.owed).toEqual([
    { kind: 'penalty', amount: 2_417n },
    { kind: 'compound', amount: 168n },
    { kind: 'overdue-interest', amount: 58_000n },
    { kind: 'overdue-principal', amount: 833_333n },
  ]);
  const part = contractAt(terms, [pays('a', '2026-02-25', 50_000n)], d('2026-02-25'));
  expect(part.paid).toEqual({ fees: 0n, penalty: 2_417n, compound: 168n, interest: 47_415n, principal: 0n });
  // From then on 10,585 of interest is left: five more days on 833,333 and on 10,585.
  expect(contractAt(terms, [pays('a', '2026-02-25', 50_000n)], d('2026-03-02')).owed.slice(0, 2)).toEqual([
    { kind: 'penalty', amount: 1_208n },
    { kind: 'compound', amount: 15n },
  ]);
});

test('penalty may be taken of principal and interest together', () => {
  const { compound: _, ...rest } = terms;
  // 891,333 × 10.44 % × 10 ÷ 360 = 2,584.87
  expect(contractAt({ ...rest, penaltyOn: 'principal-and-interest' }, [], d('2026-02-25')).owed[0]).toEqual({ kind: 'penalty', amount: 2_585n });
  expect(() => openContract({ ...terms, penaltyOn: 'principal-and-interest' })).toThrow(expect.objectContaining({ code: 'FIELD_CONFLICT' }));
});

test('three days of grace bear nothing; on the fourth the days count from the due date, or from the end of the grace', () => {
  const graced = { ...terms, graceDays: 3, compound: false };
  expect(contractAt(graced, [], d('2026-02-18')).owedTotal).toBe(891_333n);
  // 833,333 × 10.44 % × 4 ÷ 360 = 966.67; one day 241.67.
  expect(contractAt(graced, [], d('2026-02-19')).owedTotal).toBe(891_333n + 967n);
  expect(contractAt({ ...graced, graceBackdates: false }, [], d('2026-02-19')).owedTotal).toBe(891_333n + 242n);
});

test.each([
  ['2026-01-15', 1_933n],
  ['2026-01-22', 13_533n],
  ['2026-02-14', 58_000n],
])('100,000 repaid on %s bears %d', (on, interest) => {
  const view = contractAt(terms, [{ id: 'x', on: d(on), kind: 'early-repayment', principal: 'all' }], d(on));
  expect(view).toMatchObject({ status: 'settled', balance: 0n, paid: { principal: 10_000_000n, interest }, received: 10_000_000n + interest, rows: [] });
});

test('after a write-off nothing more is charged, and what comes in is recovery', () => {
  const events: ContractEvent[] = [{ id: 'w', on: d('2026-09-01'), kind: 'write-off' }, pays('r', '2026-12-01', 100_000n)];
  const view = contractAt(terms, events, d('2026-12-31'));
  expect(view).toMatchObject({ status: 'written-off', recovered: 100_000n, received: 100_000n, rows: [] });
  expect(view.owedTotal).toBe(contractAt(terms, events.slice(0, 1), d('2026-09-01')).owedTotal);
});

test('fees are paid first; money beyond what is due waits for the next bill', () => {
  const events: ContractEvent[] = [{ id: 'f', on: d('2026-02-01'), kind: 'fee', name: 'late', amount: 1_500n }, pays('a', '2026-02-10', 900_000n)];
  expect(contractAt(terms, events, d('2026-02-10'))).toMatchObject({ feesOwed: 0n, credit: 898_500n, paid: { fees: 1_500n } });
  expect(contractAt(terms, events, d('2026-02-15'))).toMatchObject({ credit: 7_167n, owedTotal: 0n, paid: { principal: 833_333n, interest: 58_000n } });
});

test('a payment that is reversed counts as if it had never been, and its penalty returns', () => {
  const paid = [pays('a', '2026-02-15', 891_333n), pays('b', '2026-03-15', 886_500n)];
  const reversed: ContractEvent[] = [...paid, { id: 'r', on: d('2026-03-20'), kind: 'reversal', of: 'a' }];
  expect(contractAt(terms, reversed, d('2026-03-20'))).toEqual(contractAt(terms, [paid[1] as ContractEvent], d('2026-03-20')));
  expect(contractAt(terms, reversed, d('2026-03-20')).overdueSince).toBe('2026-02-15');
  const history = reversed.reduce(record, openHistory(terms));
  expect(history.state).toEqual(stateAfter(terms, reversed));
});

test.each([
  [[pays('a', '2026-01-14', 1n)], 'EVENT_OUT_OF_ORDER'],
  [[pays('a', '2026-02-01', 0n)], 'AMOUNT_OUT_OF_RANGE'],
  [[pays('a', '2026-02-01', 1n), pays('a', '2026-02-02', 1n)], 'EVENT_REPEATED'],
  [[{ id: 'r', on: d('2026-02-01'), kind: 'reversal', of: 'a' }], 'EVENT_UNKNOWN'],
  [[{ id: 'x', on: d('2026-02-01'), kind: 'early-repayment', principal: 10_000_001n }], 'AMOUNT_OUT_OF_RANGE'],
  [
    [
      { id: 'x', on: d('2026-02-01'), kind: 'early-repayment', principal: 'all' },
      { id: 'y', on: d('2026-02-02'), kind: 'extension', periods: 1 },
    ],
    'CONTRACT_NOT_ACTIVE',
  ],
  [[{ id: 'x', on: d('2026-02-01'), kind: 'extension', periods: 1_200 }], 'PERIODS_OUT_OF_RANGE'],
  [[{ id: 'x', on: d('2026-02-01'), kind: 'rate-change', rate: -1n }], 'RATE_NEGATIVE'],
  [[{ id: 'x', on: d('2026-02-01'), kind: 'rate-change', rate: 10n ** 15n }], 'FIELD_INVALID'],
] as [ContractEvent[], string][])('events that cannot be: %#', (events, code) => {
  expect(() => stateAfter(terms, events)).toThrow(expect.objectContaining({ code }));
  const before = openHistory(terms);
  expect(() => events.reduce(record, before)).toThrow(expect.objectContaining({ code }));
  expect(before.events).toEqual([]);
});

test('the order of payment names every kind once; fees by instalment come before all or after all', () => {
  expect(() => openContract({ ...terms, allocation: ['penalty', 'overdue-principal'] })).toThrow(
    expect.objectContaining({ code: 'FIELD_INVALID', path: '$.allocation' }),
  );
  const last: ContractTerms = {
    ...terms,
    allocateBy: 'instalment',
    allocation: ['penalty', 'compound', 'overdue-interest', 'overdue-principal', 'current-interest', 'current-principal', 'fees'],
  };
  const events: ContractEvent[] = [{ id: 'f', on: d('2026-02-01'), kind: 'fee', name: 'letter', amount: 1_500n }];
  expect(contractAt(last, events, d('2026-03-20')).owed.map(({ kind }) => kind)).toEqual([
    'penalty',
    'compound',
    'overdue-interest',
    'overdue-principal',
    'penalty',
    'compound',
    'overdue-interest',
    'overdue-principal',
    'fees',
  ]);
});

const anyContract = fc.record({
  principal: fc.bigInt({ min: 100_000n, max: 10n ** 9n }),
  rate: fc.bigInt({ min: 0n, max: 36_000_000n }),
  method: fc.constantFrom('equal-principal', 'equal-instalment', 'interest-only', 'bullet', 'flat', 'fixed-instalment'),
  periods: fc.integer({ min: 1, max: 24 }),
  start: fc.integer({ min: 0, max: 600 }).map((n) => addDays(d('2024-01-01'), n)),
  interest: fc.constantFrom('periodic', 'daily'),
  dayCount: fc.constantFrom('act/360', 'act/365', '30/360', 'act/act'),
  penaltyRate: fc.constantFrom(0n, 10_440_000n),
  compound: fc.boolean(),
  graceDays: fc.integer({ min: 0, max: 5 }),
  allocateBy: fc.constantFrom('kind', 'instalment'),
}) satisfies fc.Arbitrary<ContractTerms>;

type Drawn = { days: number; kind: number; share: number; reverse: boolean };
const drawn = fc.record({
  days: fc.integer({ min: -20, max: 60 }),
  kind: fc.integer({ min: 0, max: 9 }),
  share: fc.integer({ min: 1, max: 100 }),
  reverse: fc.boolean(),
});

function eventOf(contract: ContractTerms, id: string, on: BusinessDate, { kind, share }: Drawn): ContractEvent {
  const part = (contract.principal * BigInt(share)) / 300n + 1n;
  if (kind <= 4) return { id, on, kind: 'repayment', amount: part };
  if (kind === 5) return { id, on, kind: 'early-repayment', principal: part, effect: share % 2 === 0 ? 'keep-term' : 'shorten-term' };
  if (kind === 6) return { id, on, kind: 'fee', name: 'letter', amount: BigInt(share) };
  if (kind === 7 && contract.method !== 'flat') return { id, on, kind: 'rate-change', rate: BigInt(share) * 200_000n };
  if (kind === 8) return { id, on, kind: 'holiday', periods: 1, interest: contract.method === 'flat' || contract.method === 'bullet' ? 'waived' : 'deferred' };
  return { id, on, kind: 'extension', periods: 1 + (share % 3) };
}

test('events recorded one by one, back-dated and reversed ones too, give the state of all events from scratch; no money is lost', () => {
  let recorded = 0;
  fc.assert(
    fc.property(anyContract, fc.array(drawn, { maxLength: 12 }), (contract, list) => {
      let history = openHistory(contract);
      let on = contract.start;
      for (const [index, step] of list.entries()) {
        on = addDays(on, step.days) < contract.start ? contract.start : addDays(on, step.days);
        const target = history.events.at(-1);
        const event: ContractEvent =
          step.reverse && target && target.kind !== 'reversal' && step.kind < 3
            ? { id: `e${index}`, on, kind: 'reversal', of: target.id }
            : eventOf(contract, `e${index}`, on, step);
        try {
          history = record(history, event);
          recorded += 1;
        } catch (error) {
          expect(error).toHaveProperty('code');
          continue;
        }
        const { state } = history;
        expect(state).toEqual(stateAfter(contract, history.events));
        const paid = state.paid.principal + state.paid.interest + state.paid.penalty + state.paid.compound + state.paid.fees;
        expect(paid + state.credit + state.recovered).toBe(state.received);
        const open = state.bills.reduce((sum, bill) => sum + bill.principal - bill.paid.principal, 0n);
        expect(state.paid.principal + open + state.balance).toBe(contract.principal);
      }
      const end = addDays(history.state.on, 40);
      const view = viewOn(history.state, end);
      expect(view.rows.reduce((sum, row) => sum + row.principal, 0n)).toBe(view.balance);
      if (view.status !== 'active') return;
      const settled = stateAfter(contract, [...history.events, { id: 'last', on: end, kind: 'early-repayment', principal: 'all' }]);
      expect([settled.status, settled.balance]).toEqual(['settled', 0n]);
      // So does whoever pays all that is owed on the last due date; interest that waits is not forgotten.
      const last = view.rows.at(-1)?.due ?? end;
      const amount = viewOn(history.state, last).owedTotal;
      if (amount > 0n) expect(stateAfter(contract, [...history.events, { id: 'last', on: last, kind: 'repayment', amount }]).status).toBe('settled');
    }),
    { numRuns: 1_500 },
  );
  expect(recorded).toBeGreaterThan(1_000);
});
