import { openFirstDay } from '@jinqiao/business-day';
import { healthOf, type OrderRequest, ordersByKey, type Payments, placeOrders, resolveOpen, sendDue } from '@jinqiao/payments';
import type { Institution } from '@jinqiao/wire';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, startInstallation, wrongInBooks } from './installation.ts';
import { collection, FREE, keyOf, payer, sign } from './payments.ts';

const ON = '2026-03-02';
const CLASH = 6;
let installation: Installation;

beforeAll(async () => {
  installation = await startInstallation();
  await openFirstDay(installation.system.db, ON);
  await installation.serve();
});
afterAll(() => installation.stop());

/** What befalls a message: the program dies before or after it, its answer is lost, it never leaves, or it leaves twice. */
const FATES = ['fine', 'fine', 'die-before', 'die-after', 'lost-answer', 'never-left', 'twice'] as const;
type Fate = (typeof FATES)[number];

const killed = new Error('killed');

/** An institution over the real wire, whose messages meet their fates in turn. */
function fated(institution: Institution, fates: Iterator<Fate>): Institution {
  return {
    ...institution,
    exchange: async (operation, message) => {
      const fate = fates.next().value ?? 'fine';
      if (fate === 'die-before') throw killed;
      if (fate === 'never-left') return { state: 'unknown', reason: 'never left' };
      const exchange = () => institution.exchange(operation, message);
      const [answer] = fate === 'twice' ? await Promise.all([exchange(), exchange()]) : [await exchange()];
      if (fate === 'die-after') throw killed;
      return fate === 'lost-answer' ? { state: 'unknown', reason: 'lost' } : answer;
    },
  };
}

async function survive(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (error !== killed) throw error;
  });
}

/** What the banks took for an order, by what the banks themselves wrote down. */
async function takenFor(request: OrderRequest): Promise<bigint> {
  const { rows } = await installation.system.db.query<{ taken: string }>(
    `SELECT coalesce(sum(CASE t.side WHEN 'debit' THEN t.amount ELSE -t.amount END), 0)::text AS taken FROM payments.attempt a
     JOIN sandbox_issuer.transfer t ON t.status = 'SUCCESS' AND split_part(t.transfer_ref, '.', 1) = a.attempt_id WHERE a.bucket = $1 AND a.order_id = $2`,
    [request.bucket, keyOf(request).orderId],
  );
  return BigInt(rows[0]?.taken ?? 0);
}

test('whatever befalls messages and program, each payment is made once or not at all, and its state says which', async () => {
  const { system } = installation;
  for (let n = 1; n <= CLASH; n += 1) for (const institution of ['yunque', 'payment']) await sign(system, n, { institution });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...FATES), { minLength: 6, maxLength: 24 }),
      fc.array(fc.integer({ min: 1, max: CLASH }), { minLength: 2, maxLength: 8 }),
      async (fates, payers) => {
        run += 1;
        const turn = fates[Symbol.iterator]() as Iterator<Fate>;
        const payments: Payments = { ...system.payments, institutions: system.payments.institutions.map((institution) => fated(institution, turn)) };
        const requests = payers.map((n, i) =>
          collection(n, { amount: BigInt(1_000 + run * 10 + i), key: `run ${run} ${i % 5}`, source: `hash-${payer(n).customerId}-0` }),
        );
        const unlike = requests.filter((a, i) => requests.findIndex((b) => keyOf(a).orderId === keyOf(b).orderId) === i);
        // Every request is made twice, at the same time, while what is open is asked about.
        await Promise.all([...unlike, ...unlike].map((request) => survive(placeOrders(system.db, payments, [request], ON, FREE))));
        await survive(resolveOpen(system.db, payments, ON, FREE));
        await Promise.all(unlike.map((request) => survive(placeOrders(system.db, payments, [request], ON, FREE))));
        // The program starts again, and nothing befalls it any more.
        for (let open = 1, i = 0; open > 0 && i < 20; i += 1) open = (await resolveOpen(system.db, system.payments, ON, FREE)).open;
        await sendDue(system.db, system.payments, ON, ON, FREE);
        const orders = await ordersByKey(system.db, unlike.map(keyOf));
        for (const request of unlike) {
          const order = orders.get(keyOf(request).orderId);
          expect(order ? ['success', 'failed'] : [undefined]).toContain(order?.state);
          expect(await takenFor(request)).toBe(order?.state === 'success' ? request.amount : 0n);
        }
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
  expect(await wrongInBooks(system)).toEqual([]);
  const health = await healthOf(system.db, [{ institution: 'yunque', channel: 'card' }]);
  expect([...health.values()][0]?.unknown).toBe(0);
}, 300_000);

test('200 payments at one time never pass the cap of a mandate', async () => {
  const { system } = installation;
  await sign(system, 100, { caps: { payment: 1_000n, day: 100_000n, month: 150_000n } });
  const requests = Array.from({ length: 200 }, (_, i) => collection(100, { amount: 1_000n, key: `crowd ${i}` }));
  const orders = (await Promise.all(requests.map((request) => placeOrders(system.db, system.payments, [request], ON, FREE)))).flat();
  // 200 × 10.00 against 1,000.00 a day: one hundred, and not one more.
  expect(orders.filter((order) => order.state === 'success')).toHaveLength(100);
  expect(new Set(orders.filter((order) => order.state !== 'success').map((order) => order.code))).toEqual(new Set(['MANDATE_DAY_CAP']));
  const tomorrow = await placeOrders(
    system.db,
    system.payments,
    Array.from({ length: 60 }, (_, i) => collection(100, { amount: 1_000n, key: `next ${i}`, on: '2026-03-03' })),
    '2026-03-03',
    FREE,
  );
  // 1,000.00 of 1,500.00 a month are used: fifty more.
  expect(tomorrow.filter((order) => order.state === 'success')).toHaveLength(50);
  expect(tomorrow.find((order) => order.state !== 'success')?.code).toBe('MANDATE_MONTH_CAP');
}, 180_000);

test('200 payments of 40 customers at one time never pass the quota of a way', async () => {
  const { system } = installation;
  const customers = Array.from({ length: 40 }, (_, i) => 200 + i);
  for (const n of customers) await sign(system, n, { institution: 'hongying' });
  // 200 × 20,000.00 against a quota of 2,000,000.00 a day.
  const requests = customers.flatMap((n) => Array.from({ length: 5 }, (_, i) => collection(n, { amount: 2_000_000n, key: `quota ${i}` })));
  const orders = (await Promise.all(requests.map((request) => placeOrders(system.db, system.payments, [request], ON, FREE)))).flat();
  expect(orders.filter((order) => order.state === 'success')).toHaveLength(100);
  expect(new Set(orders.filter((order) => order.state !== 'success').map((order) => order.code))).toEqual(new Set(['NO_ROUTE']));
  expect(await wrongInBooks(system)).toEqual([]);
}, 180_000);
