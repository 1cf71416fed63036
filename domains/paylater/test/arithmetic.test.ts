import { addDays, businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { payParts } from '../src/allocation.ts';
import { minimumMet, minimumOf } from '../src/bills.ts';
import { billCharge } from '../src/charges.ts';
import { creditNote } from '../src/credit-note.ts';
import { openOf, type Part } from '../src/model.ts';
import { amountsOf, costOfPlan, datesOf, partsOf } from '../src/plan.ts';
import { settlementAmount } from '../src/settlement.ts';
import { contractOf, DAY, MICRO_TERMS, TRADE_TERMS } from './terms.ts';

const total = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);

test('0.5 % a period on twelve instalments is 10.90 % nominal and 11.46 % effective; 0.6 % is a card’s 13.03 % and 13.84 %', () => {
  expect(costOfPlan(1_200_00n, { periods: 12, feeRate: 500_000n })).toEqual({ nominal: '0.1090', effective: '0.1146' });
  expect(costOfPlan(1_200_00n, { periods: 12, feeRate: 600_000n })).toEqual({ nominal: '0.1303', effective: '0.1384' });
  expect(costOfPlan(1_200_00n, { periods: 1, feeRate: 0n }).nominal).toBe('0.0000');
});

test('instalments are the price in equal parts, the first take the odd fen, and each bears the fee of the whole price', () => {
  expect(amountsOf(100_00n, { periods: 3, feeRate: 500_000n })).toEqual([
    { principal: 33_34n, fee: 50n },
    { principal: 33_33n, fee: 50n },
    { principal: 33_33n, fee: 50n },
  ]);
});

test.each([
  ['free, by purchase', TRADE_TERMS, '2026-03-02', 1, ['2026-03-25 2026-04-01']],
  ['three by purchase, from the 30th', TRADE_TERMS, '2026-01-30', 3, ['2026-02-21 2026-02-28', '2026-03-21 2026-03-28', '2026-04-21 2026-04-28']],
  ['monthly, delivered on the day of a statement', MICRO_TERMS, '2026-03-01', 1, ['2026-04-01 2026-04-10']],
  ['monthly, delivered on the last day of a month', MICRO_TERMS, '2026-03-31', 2, ['2026-04-01 2026-04-10', '2026-05-01 2026-05-10']],
] as const)('billed and due: %s', (_, terms, on, periods, expected) => {
  expect(datesOf(terms, businessDate(on), periods).map(({ billOn, dueOn }) => `${billOn} ${dueOn}`)).toEqual(expected);
});

test('a late fee runs from the day after the due day on what is open: 300.00 for ten days at 0.03 % is 0.90', () => {
  const [part] = partsOf(TRADE_TERMS, contractOf(TRADE_TERMS, 300_00n, 1), DAY) as [Part];
  expect(billCharge(TRADE_TERMS, part, part.dueOn).charge).toBe(0n);
  expect(billCharge(TRADE_TERMS, part, addDays(part.dueOn, 10)).charge).toBe(90n);
  const twice = billCharge(TRADE_TERMS, billCharge(TRADE_TERMS, part, addDays(part.dueOn, 4)), addDays(part.dueOn, 10));
  expect([twice.charge, twice.chargeThrough]).toEqual([90n, addDays(part.dueOn, 10)]);
});

test('settled early, fees of periods that have not begun fall away', () => {
  const parts = partsOf(TRADE_TERMS, contractOf(TRADE_TERMS, 300_00n, 3), DAY);
  expect(settlementAmount(TRADE_TERMS, parts, addDays(DAY, 10))).toBe(301_50n);
  // The second period begins on the first due day.
  expect(settlementAmount(TRADE_TERMS, parts, businessDate('2026-04-02'))).toBe(303_00n);
});

test('the minimum is a tenth of free purchases and the whole of instalments, fees and charges', () => {
  const [free] = partsOf(MICRO_TERMS, contractOf(MICRO_TERMS, 1_000_05n, 1), DAY) as [Part];
  const [instalment] = partsOf(MICRO_TERMS, { ...contractOf(MICRO_TERMS, 600_00n, 6), contractId: 'b' }, DAY) as [Part];
  const charged = { ...free, charge: 2_00n };
  expect(minimumOf(MICRO_TERMS, [charged, instalment], ({ contractId }) => contractId === 'plc')).toBe(100_01n + 2_00n + 100_00n + 3_00n);
  expect(minimumOf(TRADE_TERMS, [free], () => true)).toBeNull();
  expect([
    minimumMet({ minimum: 100n, paid: 60n, credited: 40n }),
    minimumMet({ minimum: 100n, paid: 99n, credited: 0n }),
    minimumMet({ minimum: null, paid: 1n, credited: 0n }),
  ]).toEqual([true, false, false]);
});

test('what is overdue is paid first, its charges before fees before principal; then one instalment after the other', () => {
  const base = partsOf(TRADE_TERMS, contractOf(TRADE_TERMS, 300_00n, 3), DAY).map((part) => ({ ...part, feeBilled: true }));
  const on = addDays(businessDate('2026-05-02'), 10);
  const parts = base.map((part) => billCharge(TRADE_TERMS, part, on));
  // Two are overdue: 40 and 10 days on 101.50 at 0.03 % a day.
  expect(parts.map(({ charge }) => charge)).toEqual([1_22n, 30n, 0n]);
  const { splits, parts: after, rest } = payParts(parts, 1_52n + 3_00n + 150_00n, on);
  expect(splits.get('plc')).toEqual({ charge: 1_52n, fee: 3_00n, principal: 150_00n });
  expect(after.map(openOf)).toEqual([0n, 50_00n, 101_50n]);
  expect(rest).toBe(0n);
});

/** What is paid, came back and is owed, whatever the order of payments and returns. */
test('after any payments and returns the contract is the plan on what is left of the price, and the customer has paid no more', () => {
  const move = fc.record({ what: fc.constantFrom('pay', 'return'), amount: fc.bigInt({ min: 1n, max: 40_000n }) });
  fc.assert(
    fc.property(fc.bigInt({ min: 100n, max: 100_000n }), fc.constantFrom(1, 3, 6, 12, 24), fc.array(move, { maxLength: 12 }), (amount, periods, moves) => {
      const on = addDays(DAY, 5);
      let contract = contractOf(TRADE_TERMS, amount, periods);
      let parts: readonly Part[] = partsOf(TRADE_TERMS, contract, DAY);
      let [paid, owedBack] = [0n, 0n];
      for (const { what, amount: asked } of moves) {
        if (what === 'pay') {
          const result = payParts(parts, asked, on);
          // A fee that is paid before its statement is billed with the payment.
          parts = result.parts.map((part) => (part.paidFee > 0n ? { ...part, feeBilled: true } : part));
          paid += asked - result.rest;
        } else {
          const value = asked < contract.amount - contract.returned ? asked : contract.amount - contract.returned;
          if (value === 0n) continue;
          const note = creditNote(TRADE_TERMS, contract, parts, value, on);
          expect(note.principalOff + note.feeOff + note.surplus - note.billedFees).toBe(value);
          expect(note.contract.outstanding).toBe(total(note.parts.map(({ principal, paidPrincipal }) => principal - paidPrincipal)));
          [contract, parts, owedBack] = [note.contract, note.parts, owedBack + note.surplus];
        }
      }
      const plan = amountsOf(amount - contract.returned, { periods, feeRate: contract.feeRate });
      expect(parts.map(({ principal }) => principal)).toEqual(plan.map(({ principal }) => principal));
      expect(parts.every((part, i) => part.fee === (plan[i]?.fee ?? 0n))).toBe(true);
      expect(total(parts.map(openOf))).toBe(total(plan.map(({ principal, fee }) => principal + fee)) - paid + owedBack);
    }),
  );
});
