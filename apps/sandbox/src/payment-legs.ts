import { derivedId } from '@jinqiao/runtime';
import { clearing, issuer } from '@jinqiao/wire';
import { bucketsOf } from './bank-books.ts';
import { enterPayment } from './payment-collections.ts';
import { type MandateRow, mandatesOf } from './payment-mandates.ts';
import { type OrderRow, ordersByRef } from './payment-order-rows.ts';
import type { PaymentSetup } from './setup.ts';

/** One movement at a bank, and what it is to our books: money in from a bank to the reserve, or out of it. */
type Leg = { readonly row: OrderRow; readonly suffix: 'd' | 'c' | 'r'; readonly side: 'debit' | 'credit'; readonly account: string };
type LegResult = { readonly status: 'SUCCESS' | 'FAILED'; readonly code: string; readonly networkSerial: string };
type Outcome = {
  readonly row: OrderRow;
  readonly status: 'SUCCESS' | 'FAILED';
  readonly code: string;
  readonly networkSerial: string;
  readonly source: string;
};

/**
 * Carries orders out: first the money in, then the money out; what cannot be given to its payee goes back where it came
 * from. Each movement has a reference of its own and happens once, however often an order is driven; an order whose bank
 * does not answer stays PROCESSING.
 */
export async function driveOrders(setup: PaymentSetup, rows: readonly OrderRow[], date: string): Promise<void> {
  if (rows.length === 0) return;
  const tokens = rows.flatMap((row) => [row.token, row.payeeKind === 'token' ? row.payeeRef : '']).filter((token) => token !== '');
  const mandates = await mandatesOf(setup.aside, setup.schema, tokens);
  const refused = rows.flatMap((row): Outcome[] => {
    const code = refusalOf(setup, row, mandates);
    return code ? [{ row, status: 'FAILED', code, networkSerial: '', source: '' }] : [];
  });
  await conclude(setup, refused);
  const open = rows.filter((row) => !refused.some((r) => r.row.orderRef === row.orderRef));
  const refunds = open.filter((row) => row.kind === 'refund');
  await driveWallets(
    setup,
    open.filter((row) => row.kind === 'collection' && row.channel !== 'card'),
    mandates,
  );
  await driveCards(
    setup,
    open.filter((row) => row.kind !== 'refund' && (row.kind !== 'collection' || row.channel === 'card')),
    mandates,
    date,
  );
  for (const row of refunds) await driveRefund(setup, row, date);
}

function refusalOf({ habits }: PaymentSetup, row: OrderRow, mandates: ReadonlyMap<string, MandateRow>): string | undefined {
  if (row.kind === 'refund') return undefined;
  if (!habits.kinds.includes(row.kind) || !habits.channels.includes(row.channel)) return 'CHANNEL_CLOSED';
  if (row.amount < habits.least || row.amount > habits.most) return 'AMOUNT_OUTSIDE_LIMITS';
  const needed = [row.token, row.payeeKind === 'token' ? row.payeeRef : ''].filter((token) => token !== '').map((token) => mandates.get(token));
  if (needed.some((mandate) => !mandate)) return 'MANDATE_UNKNOWN';
  if (needed.some((mandate) => mandate?.state !== 'active')) return 'MANDATE_CANCELLED';
  if (row.kind === 'own-transfer' && new Set(needed.map((mandate) => mandate?.ownerHash)).size > 1) return 'OWNERS_DIFFER';
  return undefined;
}

/** A wallet's balance lies with the institution itself: no bank is asked. */
async function driveWallets(setup: PaymentSetup, rows: readonly OrderRow[], mandates: ReadonlyMap<string, MandateRow>): Promise<void> {
  const outcomes = rows.map((row): Outcome => {
    const poor = mandates.get(row.token)?.behaviour === 'poor';
    return { row, status: poor ? 'FAILED' : 'SUCCESS', code: poor ? 'INSUFFICIENT_FUNDS' : 'OK', networkSerial: '', source: '' };
  });
  await conclude(setup, outcomes, (row) => [{ reference: row.orderRef, debit: 'wallets', credit: 'customer-reserve', amount: row.amount }]);
}

const MONEY_IN = (row: OrderRow) => ({ reference: row.orderRef, debit: 'banks', credit: 'customer-reserve', amount: row.amount });
const MONEY_OUT = (row: OrderRow) => ({ reference: row.orderRef, debit: 'customer-reserve', credit: 'banks', amount: row.amount });

async function driveCards(setup: PaymentSetup, rows: readonly OrderRow[], mandates: ReadonlyMap<string, MandateRow>, date: string): Promise<void> {
  const accountOf = (token: string) => `agreement:${mandates.get(token)?.agreementNo ?? ''}`;
  const source = (row: OrderRow) => (row.token === '' ? `merchant:${row.payer}` : accountOf(row.token));
  const target = (row: OrderRow) => (row.payeeKind === 'token' ? accountOf(row.payeeRef) : `merchant:${row.payeeRef}`);
  const debits = await passLegs(
    setup,
    rows.map((row) => ({ row, suffix: 'd', side: 'debit', account: source(row) })),
    date,
  );
  const taken = debits.filter(({ result }) => result.status === 'SUCCESS');
  await conclude(
    setup,
    debits.filter(({ result }) => result.status === 'FAILED').map(({ leg, result }) => ({ row: leg.row, ...result, source: '' })),
  );
  const collected = taken.filter(({ leg }) => leg.row.kind === 'collection');
  await conclude(
    setup,
    collected.map(({ leg, result }) => ({ row: leg.row, ...result, source: '' })),
    (row) => [MONEY_IN(row)],
  );
  const through = taken.filter(({ leg }) => leg.row.kind !== 'collection').map(({ leg }) => leg.row);
  const credits = await passLegs(
    setup,
    through.map((row) => ({ row, suffix: 'c', side: 'credit', account: target(row) })),
    date,
  );
  await conclude(
    setup,
    credits.filter(({ result }) => result.status === 'SUCCESS').map(({ leg, result }) => ({ row: leg.row, ...result, source: '' })),
    (row) => [MONEY_IN(row), MONEY_OUT(row)],
  );
  const bounced = credits.filter(({ result }) => result.status === 'FAILED');
  const codes = new Map(bounced.map(({ leg, result }) => [leg.row.orderRef, result.code]));
  const returned = await passLegs(
    setup,
    bounced.map(({ leg }) => ({ row: leg.row, suffix: 'r', side: 'credit', account: source(leg.row) })),
    date,
  );
  await conclude(
    setup,
    returned.map(({ leg, result }) => ({
      row: leg.row,
      status: 'FAILED',
      code: codes.get(leg.row.orderRef) ?? '',
      networkSerial: result.networkSerial,
      source: '',
    })),
  );
}

/** A refund goes back to the instrument that paid: from the reserve while the payee was not paid, else the payee gives it back first. */
async function driveRefund(setup: PaymentSetup, row: OrderRow, date: string): Promise<void> {
  const origin = (await ordersByRef(setup.aside, setup.schema, [row.originRef])).get(row.originRef);
  const failed = (code: string) => conclude(setup, [{ row, status: 'FAILED', code, networkSerial: '', source: '' }]);
  if (origin?.status !== 'SUCCESS' || origin.kind !== 'collection') return failed('ORIGIN_UNKNOWN');
  const source = row.source || (await holdRefund(setup, row));
  if (source === '') return failed('REFUND_EXCEEDS_PAID');
  if (source === 'payee') {
    const [debit] = await passLegs(setup, [{ row, suffix: 'd', side: 'debit', account: `merchant:${origin.payeeRef}` }], date);
    if (!debit) return;
  }
  const entries = (of: OrderRow) =>
    source === 'payee' ? [MONEY_IN(of), MONEY_OUT(of)] : [origin.channel === 'card' ? MONEY_OUT(of) : { ...MONEY_OUT(of), credit: 'wallets' }];
  if (origin.channel !== 'card') return conclude(setup, [{ row, status: 'SUCCESS', code: 'OK', networkSerial: '', source }], entries);
  const mandate = (await mandatesOf(setup.aside, setup.schema, [origin.token])).get(origin.token);
  const [credit] = await passLegs(setup, [{ row, suffix: 'c', side: 'credit', account: `agreement:${mandate?.agreementNo ?? ''}` }], date);
  if (!credit) return;
  if (credit.result.status === 'FAILED') return bounceRefund(setup, row, source, origin.payeeRef, credit.result.code, date);
  return conclude(setup, [{ row, ...credit.result, source }], entries);
}

/** The card takes nothing any more: the payee has its money back, and the refund may be asked for another way. */
async function bounceRefund(setup: PaymentSetup, row: OrderRow, source: string, payee: string, code: string, date: string): Promise<void> {
  if (source === 'payee') {
    const [returned] = await passLegs(setup, [{ row, suffix: 'r', side: 'credit', account: `merchant:${payee}` }], date);
    if (!returned) return;
  }
  await conclude(setup, [{ row, status: 'FAILED', code, networkSerial: '', source }]);
  await setup.aside.query(
    `WITH freed AS (UPDATE ${setup.schema}.pay_order SET source = '' WHERE bucket = $4 AND order_ref = $5 AND source <> '' RETURNING bucket)
     UPDATE ${setup.schema}.pay_order o SET refunded = refunded - $3 FROM freed WHERE o.bucket = $1 AND o.order_ref = $2`,
    [bucketsOf([row.originRef])[0], row.originRef, row.amount, row.bucket, row.orderRef],
  );
}

/** Keeps a refund's money back from what is to be settled, and says where it comes from; empty where more was asked for than is left. */
async function holdRefund(setup: PaymentSetup, row: OrderRow): Promise<'reserve' | 'payee' | ''> {
  const { schema: s } = setup;
  return setup.aside.tx(async (tx) => {
    const held = await tx.query<{ settled: boolean }>(
      `UPDATE ${s}.pay_order SET refunded = refunded + $3 WHERE bucket = $1 AND order_ref = $2 AND refunded + $3 <= amount RETURNING settled_on IS NOT NULL AS settled`,
      [bucketsOf([row.originRef])[0], row.originRef, row.amount],
    );
    const source = held.rows[0] ? (held.rows[0].settled ? 'payee' : 'reserve') : '';
    const marked = await tx.query(`UPDATE ${s}.pay_order SET source = $3 WHERE bucket = $1 AND order_ref = $2 AND source = ''`, [
      row.bucket,
      row.orderRef,
      source,
    ]);
    if (source !== '' && marked.rowCount === 0) throw new Error('the refund was held meanwhile');
    return source;
  });
}

async function passLegs(setup: PaymentSetup, legs: readonly Leg[], date: string): Promise<{ leg: Leg; result: LegResult }[]> {
  const passed: { leg: Leg; result: LegResult }[] = [];
  for (const [link, group] of Map.groupBy(legs, (leg) => leg.row.link)) {
    const items = group.map(({ row, suffix, side, account }) => ({
      transferRef: `${row.orderRef}.${suffix}`,
      origin: setup.id,
      side,
      account,
      amount: row.amount.toString(),
    }));
    const message = {
      serial: derivedId('leg', 0, `${setup.id} ${date} ${items.map((item) => item.transferRef).join(' ')}`),
      businessDate: date,
      body: { items },
    };
    const outcome =
      link === 'clearing' ? await setup.toClearing().exchange(clearing.transfer, message) : await setup.toIssuer().exchange(issuer.transfer, message);
    if (outcome.state !== 'answered') continue;
    const results = new Map(outcome.answer.items.map((item) => [item.transferRef, item]));
    passed.push(
      ...group.flatMap((leg) => {
        const result = results.get(`${leg.row.orderRef}.${leg.suffix}`);
        return result ? [{ leg, result: { status: result.status, code: result.code, networkSerial: result.networkSerial } }] : [];
      }),
    );
  }
  return passed;
}

/** Writes outcomes and posts to the institution's books, once: an order that has an outcome keeps it. */
async function conclude(
  setup: PaymentSetup,
  outcomes: readonly Outcome[],
  entries: (row: OrderRow) => readonly { reference: string; debit: string; credit: string; amount: bigint }[] = () => [],
): Promise<void> {
  if (outcomes.length === 0) return;
  const { schema: s } = setup;
  await setup.aside.tx(async (tx) => {
    const { rows } = await tx.query<{ ref: string; date: string }>(
      `UPDATE ${s}.pay_order o SET status = g.st, code = g.co, network_serial = g.n, source = CASE WHEN g.so = '' THEN o.source ELSE g.so END,
         fee = CASE WHEN g.st = 'SUCCESS' THEN o.fee ELSE 0 END
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS g(b, r, st, co, n, so)
       WHERE o.bucket = g.b AND o.order_ref = g.r AND o.status = 'PROCESSING' RETURNING o.order_ref AS ref, o.business_date AS date`,
      [
        outcomes.map((o) => o.row.bucket),
        outcomes.map((o) => o.row.orderRef),
        outcomes.map((o) => o.status),
        outcomes.map((o) => o.code),
        outcomes.map((o) => o.networkSerial),
        outcomes.map((o) => o.source),
      ],
    );
    const fresh = new Map(rows.map((row) => [row.ref, row.date]));
    const done = outcomes.filter((o) => fresh.has(o.row.orderRef));
    for (const [date, group] of Map.groupBy(done, (o) => fresh.get(o.row.orderRef) ?? '')) {
      const posted = group.filter((o) => o.status === 'SUCCESS').flatMap((o) => entries(o.row));
      await enterPayment(tx, s, posted, date);
    }
  });
}
