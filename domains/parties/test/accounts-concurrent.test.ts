import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account, Movement } from '../src/accounts/index.ts';
import { type AccountsDatabase, openAccountsDatabase } from './accounts-database.ts';

const ON = '2026-03-02';
let world: AccountsDatabase;
beforeAll(async () => {
  world = await openAccountsDatabase();
});
afterAll(() => world.close());

type Outcome = { readonly amount: bigint; readonly movement: Movement | undefined; readonly code: string };

async function payAll(account: Account, amounts: readonly bigint[]): Promise<Outcome[]> {
  return Promise.all(
    amounts.map((amount) =>
      world.reserve(account, 'spend', amount, ON).then(
        (movement) => ({ amount, movement, code: '' }),
        (error: { code?: string }) => ({ amount, movement: undefined, code: error.code ?? String(error) }),
      ),
    ),
  );
}

const sum = (outcomes: readonly Outcome[]) => outcomes.reduce((total, { amount, movement }) => (movement ? total + amount : total), 0n);

let accounts = 0;
const payments = fc.array(fc.bigInt({ min: 1n, max: 30_000n }), { minLength: 200, maxLength: 200 });

test('200 payments at once never pass the limit of the day, and none is refused that had room', async () => {
  await fc.assert(
    fc.asyncProperty(payments, async (amounts) => {
      accounts += 1;
      const account = await world.openBank('II', ON, `limit ${accounts}`);
      await world.move(account, 'bound-transfer-in', 100_000_000n, ON);
      const outcomes = await payAll(account, amounts);
      const used = sum(outcomes);
      expect(used).toBeLessThanOrEqual(1_000_000n);
      for (const { amount, movement, code } of outcomes) {
        if (movement) continue;
        expect(code).toBe('LIMIT_EXCEEDED');
        // What is used only grows here, so what did not fit then does not fit now.
        expect(used + amount).toBeGreaterThan(1_000_000n);
      }
      expect([await world.used(account.accountId, 'out-day', ON), await world.used(account.accountId, 'out-year', '2026')]).toEqual([used, used]);
      expect((await world.again(account)).reservedOut).toBe(used);
    }),
    { numRuns: 4 },
  );
});

test('200 payments at once never spend more than there is', async () => {
  await fc.assert(
    fc.asyncProperty(payments, fc.bigInt({ min: 0n, max: 900_000n }), async (amounts, balance) => {
      accounts += 1;
      const account = await world.openBank('II', ON, `balance ${accounts}`);
      if (balance > 0n) await world.move(account, 'bound-transfer-in', balance, ON);
      const outcomes = await payAll(account, amounts);
      expect(sum(outcomes)).toBeLessThanOrEqual(balance);
      for (const { amount, movement, code } of outcomes) {
        if (movement) continue;
        expect(code).toBe('AVAILABLE_TOO_SMALL');
        expect(sum(outcomes) + amount).toBeGreaterThan(balance);
      }
    }),
    { numRuns: 2 },
  );
});

test('200 payments at once from four payment accounts of one person share one limit, with confirmations and releases between them', async () => {
  const customer = 'cus_shared';
  const own = await Promise.all([0, 1, 2, 3].map((n) => world.openPayment('II', ON, `shared ${n}`, { customer })));
  for (const account of own) await world.move(account, 'bound-transfer-in', 100_000_000n, ON);
  const results = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const account = own[n % 4] as Account;
      const movement = await world.reserve(account, 'spend', 7_777n, ON, ['password', 'one-time-code']).catch(() => undefined);
      if (!movement) return 0n;
      if (n % 3 === 0) await world.release(movement, ON);
      else await world.confirm(movement, ON);
      return n % 3 === 0 ? 0n : 7_777n;
    }),
  );
  const paid = results.reduce<bigint>((a, b) => a + b, 0n);
  expect(paid).toBeLessThanOrEqual(500_000n);
  expect(paid).toBeGreaterThan(0n);
  expect([await world.used('cus_shared@payment', 'paid-day-two-factors', ON), await world.used('cus_shared@payment', 'paid-year', '2026')]).toEqual([
    paid,
    paid,
  ]);
  expect(await world.wrong()).toEqual([]);
});
