import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account, MovementKind } from '../src/accounts/index.ts';
import { type AccountsDatabase, day, openAccountsDatabase } from './accounts-database.ts';

const ON = '2026-03-02';
const yuan = (amount: number) => BigInt(amount) * 100n;
const exceeds = (rule: string) => expect.objectContaining({ code: 'LIMIT_EXCEEDED', params: expect.objectContaining({ rule }) });

let world: AccountsDatabase;
beforeAll(async () => {
  world = await openAccountsDatabase();
});
afterAll(() => world.close());

/** Money to spend, from the bound card: class II as much as is needed, class III as much as it may hold. */
async function fund(account: Account, amount: bigint, on: string): Promise<void> {
  const held = await world.balance(account);
  if (held < amount) await world.move(account, 'bound-transfer-in', amount - held, on);
}

describe('limits of bank classes, from below to above', () => {
  const OUT: readonly MovementKind[] = ['spend', 'bill', 'transfer-out', 'cash-out'];

  test.each(OUT)('class II, %s: 10,000.00 a day', async (kind) => {
    const account = await world.openBank('II', ON, `ii-day-${kind}`, { faceToFace: true });
    await fund(account, yuan(50_000), ON);
    await expect(world.move(account, kind, 1_000_001n, ON)).rejects.toEqual(exceeds('BANK_II_OUT_DAY'));
    await world.move(account, kind, 999_999n, ON);
    await world.move(account, kind, 1n, ON);
    await expect(world.move(account, kind, 1n, ON)).rejects.toEqual(exceeds('BANK_II_OUT_DAY'));
    await world.move(account, kind, 1n, day(ON, 1));
    expect(await world.balance(account)).toBe(yuan(40_000) - 1n);
  });

  test.each<[MovementKind, string]>([
    ['transfer-in', 'BANK_II_IN_DAY'],
    ['cash-in', 'BANK_II_IN_DAY'],
  ])('class II, %s: 10,000.00 a day', async (kind, rule) => {
    const account = await world.openBank('II', ON, `ii-in-${kind}`, { faceToFace: true });
    await expect(world.move(account, kind, 1_000_001n, ON)).rejects.toEqual(exceeds(rule));
    await world.move(account, kind, 999_999n, ON);
    await world.move(account, kind, 1n, ON);
    await expect(world.move(account, kind, 1n, ON)).rejects.toEqual(exceeds(rule));
    expect(await world.balance(account)).toBe(1_000_000n);
  });

  test.each<[MovementKind, string, string]>([
    ['spend', 'BANK_II_OUT_YEAR', 'out-year'],
    ['transfer-in', 'BANK_II_IN_YEAR', 'in-year'],
  ])('class II, %s: 200,000.00 a natural year, whole again on 1 January', async (kind, rule, counter) => {
    const account = await world.openBank('II', '2026-12-01', `ii-year-${kind}`, { faceToFace: true });
    await fund(account, yuan(250_000), '2026-12-01');
    for (let n = 0; n < 19; n += 1) await world.move(account, kind, 1_000_000n, day('2026-12-01', n));
    await world.move(account, kind, 999_999n, '2026-12-20');
    await expect(world.move(account, kind, 2n, '2026-12-21')).rejects.toEqual(exceeds(rule));
    await world.move(account, kind, 1n, '2026-12-21');
    await expect(world.move(account, kind, 1n, '2026-12-31')).rejects.toEqual(exceeds(rule));
    expect(await world.used(account.accountId, counter, '2026')).toBe(yuan(200_000));
    await world.move(account, kind, 1_000_000n, '2027-01-01');
    expect(await world.used(account.accountId, counter, '2027')).toBe(1_000_000n);
  });

  test.each<MovementKind>(['spend', 'bill', 'transfer-out'])('class III, %s: 2,000.00 a day', async (kind) => {
    const account = await world.openBank('III', ON, `iii-day-${kind}`);
    await fund(account, yuan(2_000), ON);
    await world.move(account, kind, 199_999n, ON);
    await fund(account, yuan(2_000), ON);
    await expect(world.move(account, kind, 2n, ON)).rejects.toEqual(exceeds('BANK_III_OUT_DAY'));
    await world.move(account, kind, 1n, ON);
    await expect(world.move(account, kind, 1n, ON)).rejects.toEqual(exceeds('BANK_III_OUT_DAY'));
    await world.move(account, kind, 1n, day(ON, 1));
  });

  test('class III: 50,000.00 a year out', async () => {
    const account = await world.openBank('III', ON, 'iii-year');
    for (let n = 0; n < 25; n += 1) {
      await fund(account, yuan(2_000), day(ON, n));
      await world.move(account, 'spend', n < 24 ? 200_000n : 199_999n, day(ON, n));
    }
    await expect(world.move(account, 'spend', 2n, day(ON, 25))).rejects.toThrow('AVAILABLE_TOO_SMALL');
    await fund(account, yuan(100), day(ON, 25));
    await expect(world.move(account, 'spend', 2n, day(ON, 25))).rejects.toEqual(exceeds('BANK_III_OUT_YEAR'));
    await world.move(account, 'spend', 1n, day(ON, 25));
    await expect(world.move(account, 'spend', 1n, day(ON, 26))).rejects.toEqual(exceeds('BANK_III_OUT_YEAR'));
  });

  test('class III: 5,000.00 a day in from accounts not bound, after a first transfer from the bound one', async () => {
    const account = await world.openBank('III', ON, 'iii-in');
    await expect(world.move(account, 'transfer-in', 1n, ON)).rejects.toThrow('BANK_III_ACTIVATION');
    await world.move(account, 'bound-transfer-in', 1n, ON);
    const empty = async () => world.move(account, 'bound-transfer-out', await world.balance(account), ON);
    for (const amount of [200_000n, 200_000n, 99_999n]) {
      await empty();
      await world.move(account, 'transfer-in', amount, ON);
    }
    await expect(world.move(account, 'transfer-in', 2n, ON)).rejects.toEqual(exceeds('BANK_III_IN_DAY'));
    await world.move(account, 'transfer-in', 1n, ON);
    await expect(world.move(account, 'transfer-in', 1n, ON)).rejects.toEqual(exceeds('BANK_III_IN_DAY'));
    await world.move(account, 'transfer-in', 1n, day(ON, 1));
  });

  test('class III: 100,000.00 a year in from accounts not bound', async () => {
    const account = await world.openBank('III', ON, 'iii-in-year');
    await world.move(account, 'bound-transfer-in', 1n, ON);
    const take = async (amount: bigint, on: string) => {
      await world.move(account, 'bound-transfer-out', await world.balance(account), on);
      await world.move(account, 'transfer-in', amount, on);
    };
    for (let n = 0; n < 50; n += 1) await take(n < 49 ? 200_000n : 199_999n, day(ON, n));
    await expect(take(2n, day(ON, 50))).rejects.toEqual(exceeds('BANK_III_IN_YEAR'));
    await world.move(account, 'transfer-in', 1n, day(ON, 50));
    await expect(world.move(account, 'transfer-in', 1n, day(ON, 51))).rejects.toEqual(exceeds('BANK_III_IN_YEAR'));
  });

  test.each<MovementKind>(['bound-transfer-in', 'loan-disbursement', 'wealth-redemption'])(
    'class III holds 2,000.00 at most, and %s does not pass it',
    async (kind) => {
      const account = await world.openBank('III', ON, `iii-balance-${kind}`);
      await expect(world.move(account, kind, 200_001n, ON)).rejects.toThrow('BALANCE_CAP_EXCEEDED');
      await world.move(account, kind, 199_999n, ON);
      const coming = await world.reserve(account, kind, 1n, ON);
      await expect(world.move(account, kind, 1n, ON)).rejects.toThrow('BALANCE_CAP_EXCEEDED');
      await world.release(coming, ON);
      await world.move(account, kind, 1n, ON);
      await expect(world.move(account, kind, 1n, ON)).rejects.toThrow('BALANCE_CAP_EXCEEDED');
      expect(await world.balance(account)).toBe(200_000n);
    },
  );

  test.each<[MovementKind, MovementKind]>([
    ['bound-transfer-in', 'bound-transfer-out'],
    ['wealth-redemption', 'wealth-purchase'],
    ['loan-disbursement', 'loan-repayment'],
  ])('class II: %s and %s of 1,000,000.00 count in no limit', async (into, outOf) => {
    const account = await world.openBank('II', ON, `ii-exempt-${into}`);
    await world.move(account, into, yuan(1_000_000), ON);
    await world.move(account, outOf, yuan(1_000_000), ON);
    for (const [counter, period] of [
      ['out-day', ON],
      ['out-year', '2026'],
      ['in-day', ON],
      ['in-year', '2026'],
    ] as const)
      expect(await world.used(account.accountId, counter, period)).toBe(0n);
  });

  test('class III repays loans beside its limit', async () => {
    const account = await world.openBank('III', ON, 'iii-repays');
    await fund(account, yuan(2_000), ON);
    await world.move(account, 'spend', yuan(2_000), ON);
    await fund(account, yuan(2_000), ON);
    await world.move(account, 'loan-repayment', yuan(2_000), ON);
    expect(await world.used(account.accountId, 'out-day', ON)).toBe(yuan(2_000));
  });
});

describe('payment accounts', () => {
  const strong = ['password', 'certificate'] as const;

  test('class I: 1,000.00 since it was opened, however many years pass', async () => {
    const account = await world.openPayment('I', ON, 'pay-i', { sources: 1 });
    await world.move(account, 'bound-transfer-in', yuan(5_000), ON);
    await expect(world.move(account, 'spend', 100_001n, ON, strong)).rejects.toEqual(exceeds('PAY_I_TOTAL'));
    await world.move(account, 'spend', 99_999n, ON, strong);
    await world.move(account, 'transfer-out', 1n, '2028-07-01', strong);
    await expect(world.move(account, 'spend', 1n, '2030-01-01', strong)).rejects.toEqual(exceeds('PAY_I_TOTAL'));
    await world.move(account, 'bound-transfer-out', yuan(4_000), ON);
  });

  test.each([
    ['II', 100_000, 'PAY_II_YEAR'],
    ['III', 200_000, 'PAY_III_YEAR'],
  ] as const)('class %s: %i.00 a year over all accounts of the person', async (cls, cap, rule) => {
    const customer = `cus_pay_${cls}`;
    const one = await world.openPayment(cls, ON, `pay-${cls}-1`, { customer });
    const other = await world.openPayment(cls === 'III' ? 'II' : cls, ON, `pay-${cls}-2`, { customer });
    for (const account of [one, other]) await world.move(account, 'bound-transfer-in', yuan(300_000), ON);
    await world.move(other, 'spend', yuan(30_000), ON, strong);
    await expect(world.move(one, 'spend', yuan(cap - 30_000) + 1n, ON, strong)).rejects.toEqual(exceeds(rule));
    await world.move(one, 'spend', yuan(cap - 30_000) - 1n, ON, strong);
    await world.move(one, 'spend', 1n, '2026-12-31', strong);
    await expect(world.move(one, 'spend', 1n, '2026-12-31', strong)).rejects.toEqual(exceeds(rule));
    await world.move(one, 'bound-transfer-out', yuan(1_000), '2026-12-31');
    await world.move(one, 'spend', 1n, '2027-01-01', strong);
  });

  test.each([
    ['a password', ['password'], 1_000, 'PAY_DAY_ONE_FACTOR'],
    ['password and code', ['password', 'one-time-code'], 5_000, 'PAY_DAY_TWO_FACTORS'],
  ] as const)('with %s: %s, %i.00 a day over all accounts of the person', async (name, factors, cap, rule) => {
    const customer = `cus_day_${factors.length}`;
    const [one, other] = [await world.openPayment('II', ON, `day-1 ${name}`, { customer }), await world.openPayment('II', ON, `day-2 ${name}`, { customer })];
    for (const account of [one, other]) await world.move(account, 'bound-transfer-in', yuan(20_000), ON);
    await world.move(one, 'spend', yuan(cap) - 1n, ON, factors);
    await expect(world.move(other, 'spend', 2n, ON, factors)).rejects.toEqual(exceeds(rule));
    await world.move(other, 'spend', 1n, ON, factors);
    await expect(world.move(other, 'spend', 1n, ON, factors)).rejects.toEqual(exceeds(rule));
    await world.move(other, 'spend', 1n, day(ON, 1), factors);
  });

  test('with certificate or signature: what was agreed', async () => {
    const account = await world.openPayment('II', ON, 'agreed', { agreedDay: yuan(7_000) });
    await world.move(account, 'bound-transfer-in', yuan(20_000), ON);
    await world.move(account, 'spend', yuan(7_000), ON, strong);
    await expect(world.move(account, 'spend', 1n, ON, strong)).rejects.toEqual(exceeds('PAY_DAY_AGREED'));
  });

  test.each([
    ['I', 0, false, false],
    ['I', 1, false, true],
    ['II', 2, false, false],
    ['II', 3, false, true],
    ['II', 0, true, true],
    ['III', 4, false, false],
    ['III', 5, false, true],
    ['III', 0, true, true],
  ] as const)('class %s with %i sources, face to face %s: opens %s', async (cls, sources, faceToFace, opens) => {
    const opened = world.openPayment(cls, ON, `sources ${cls} ${sources} ${faceToFace}`, { sources, faceToFace }).then(
      () => true,
      (error) => error.code !== 'ACCOUNT_ELEMENTS_MISSING',
    );
    expect(await opened).toBe(opens);
  });

  test('one class-III account a person', async () => {
    await world.openPayment('III', ON, 'only', { customer: 'cus_only' });
    await expect(world.openPayment('III', ON, 'second', { customer: 'cus_only' })).rejects.toThrow('ACCOUNTS_HELD_MAX');
  });
});

describe('reversals restore the day on which the money went', () => {
  test('across midnight and new year, whole and in parts', async () => {
    const account = await world.openBank('II', '2026-12-30', 'reversals');
    await fund(account, yuan(100_000), '2026-12-30');
    const spent = await world.move(account, 'spend', yuan(10_000), '2026-12-31');
    await world.move(account, 'spend', yuan(4_000), '2027-01-01');
    await world.reverse(spent, yuan(3_000), '2027-01-01', 'part');
    const used = (counter: string, period: string) => world.used(account.accountId, counter, period);
    expect([await used('out-day', '2026-12-31'), await used('out-year', '2026')]).toEqual([yuan(7_000), yuan(7_000)]);
    expect([await used('out-day', '2027-01-01'), await used('out-year', '2027')]).toEqual([yuan(4_000), yuan(4_000)]);
    await expect(world.reverse(spent, yuan(7_000) + 1n, '2027-01-02', 'too much')).rejects.toThrow('MOVEMENT_NOT_REVERSIBLE');
    await world.reverse(spent, yuan(7_000), '2027-01-02', 'rest');
    await world.reverse(spent, yuan(7_000), '2027-01-02', 'rest');
    expect([await used('out-day', '2026-12-31'), await used('out-year', '2026')]).toEqual([0n, 0n]);
    expect(await world.balance(account)).toBe(yuan(96_000));
    await expect(world.move(account, 'spend', yuan(6_000) + 1n, '2027-01-01')).rejects.toEqual(exceeds('BANK_II_OUT_DAY'));
  });

  test('a day that was full has room again after a return on the same day', async () => {
    const account = await world.openBank('II', ON, 'same-day');
    await fund(account, yuan(50_000), ON);
    const spent = await world.move(account, 'spend', yuan(10_000), ON);
    await world.reverse(spent, yuan(1), ON);
    await world.move(account, 'spend', yuan(1), ON);
    await expect(world.move(account, 'spend', 1n, ON)).rejects.toEqual(exceeds('BANK_II_OUT_DAY'));
  });

  test('a release gives back what was reserved, once', async () => {
    const account = await world.openBank('II', ON, 'release');
    await fund(account, yuan(10_000), ON);
    const movement = await world.reserve(account, 'spend', yuan(10_000), ON);
    await expect(world.reserve(account, 'spend', 1n, ON)).rejects.toThrow('AVAILABLE_TOO_SMALL');
    await world.release(movement, day(ON, 1));
    await world.release(movement, day(ON, 1));
    await world.confirm(movement, day(ON, 1));
    expect([await world.used(account.accountId, 'out-day', ON), await world.balance(account)]).toEqual([0n, yuan(10_000)]);
    await world.move(account, 'spend', yuan(10_000), ON);
  });
});

test('the same movement again is one movement, another under its key is refused', async () => {
  const account = await world.openBank('II', ON, 'same');
  await fund(account, yuan(100), ON);
  const first = await world.reserve(account, 'spend', yuan(10), ON, [], 'a key');
  expect(await world.reserve(account, 'spend', yuan(10), ON, [], 'a key')).toEqual(first);
  await expect(world.reserve(account, 'spend', yuan(11), ON, [], 'a key')).rejects.toThrow('MOVEMENT_REUSED');
  expect((await world.again(account)).reservedOut).toBe(yuan(10));
});

test('five accounts of a class a person, and a closed place is free again', async () => {
  for (let n = 0; n < 5; n += 1) await world.openBank('III', ON, `five ${n}`, { customer: 'cus_five' });
  await expect(world.openBank('III', ON, 'sixth', { customer: 'cus_five' })).rejects.toThrow('ACCOUNTS_HELD_MAX');
  await world.openBank('II', ON, 'another class', { customer: 'cus_five' });
});

test('flow of 50,000.00 over a person’s class-III accounts asks for the ID document within seven days', async () => {
  const accounts = [await world.openBank('III', ON, 'flow 1', { customer: 'cus_flow' }), await world.openBank('III', ON, 'flow 2', { customer: 'cus_flow' })];
  for (let n = 0; n < 24; n += 1) {
    const account = accounts[n % 2] as Account;
    await world.move(account, 'bound-transfer-in', n < 23 ? 100_000n : 99_999n, ON);
    await world.move(account, 'bound-transfer-out', n < 23 ? 100_000n : 99_999n, ON);
  }
  const [one, two] = accounts as [Account, Account];
  await world.move(one, 'bound-transfer-in', 200_000n, ON);
  expect((await world.again(one)).documentDue).toBeNull();
  await world.move(two, 'bound-transfer-in', 1n, day(ON, 3));
  expect((await world.again(one)).documentDue).toBeNull();
  await world.move(two, 'bound-transfer-in', 1n, day(ON, 3));
  expect([(await world.again(one)).documentDue, (await world.again(two)).documentDue]).toEqual([day(ON, 10), day(ON, 10)]);
});

test('what is reserved, used and frozen follows from the movements', async () => {
  expect(await world.wrong()).toEqual([]);
});
