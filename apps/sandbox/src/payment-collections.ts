import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { bucketsOf, firstOfEach } from './bank-books.ts';

type Card = { readonly token: string; readonly behaviour: 'good' | 'flaky' | 'poor'; readonly fundedThrough: string | null; readonly cancelled: boolean };
type Order = { readonly collectionRef: string; readonly programme: string; readonly token: string; readonly amount: string };
export type Collected = Order & { readonly status: 'SUCCESS' | 'FAILED'; readonly code: string; readonly paymentSerial: string };

/** Debits cards. The outcome follows from card, date and order alone, so every run gives the same. A known order keeps its outcome. */
export async function collectOrders(tx: Tx, s: string, orders: readonly Order[], date: string, fileRef: string): Promise<Collected[]> {
  const references = orders.map((o) => o.collectionRef);
  const known = await collectionsByRef(tx, s, references);
  const unknown = firstOfEach(orders, (o) => o.collectionRef).filter((o) => !known.has(o.collectionRef));
  const cards = await cardsOf(
    tx,
    s,
    unknown.map((o) => o.token),
  );
  const decided = unknown.map((order) => ({
    ...order,
    ...outcomeOf(order, cards.get(order.token), date),
    paymentSerial: derivedId('pay', 0, order.collectionRef),
  }));
  const inserted = await tx.query<{ ref: string }>(
    `INSERT INTO ${s}.collection (bucket, collection_ref, programme, token, amount, business_date, status, code, payment_serial, file_ref)
     SELECT b, r, p, t, a, $9::date, st, co, se, $10::text
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[]) AS g(b, r, p, t, a, st, co, se) ON CONFLICT DO NOTHING
     RETURNING collection_ref AS ref`,
    [
      bucketsOf(decided.map((r) => r.collectionRef)),
      decided.map((r) => r.collectionRef),
      decided.map((r) => r.programme),
      decided.map((r) => r.token),
      decided.map((r) => r.amount),
      decided.map((r) => r.status),
      decided.map((r) => r.code),
      decided.map((r) => r.paymentSerial),
      date,
      fileRef,
    ],
  );
  // What another message collected meanwhile is not entered a second time; its outcome is the same.
  const fresh = new Set(inserted.rows.map((row) => row.ref));
  const paid = decided.filter((r) => fresh.has(r.collectionRef) && r.status === 'SUCCESS');
  await enterPayment(
    tx,
    s,
    paid.map((r) => ({ reference: r.collectionRef, debit: 'cards-clearing', credit: 'customer-reserve', amount: BigInt(r.amount) })),
    date,
  );
  const results = new Map([...known, ...decided.map((r) => [r.collectionRef, r] as const)]);
  return references.flatMap((reference) => results.get(reference) ?? []);
}

async function cardsOf(tx: Tx, s: string, tokens: readonly string[]): Promise<Map<string, Card>> {
  const { rows } = await tx.query<Card>(
    `SELECT c.token, c.behaviour, c.funded_through AS "fundedThrough", c.cancelled FROM unnest($1::int[], $2::text[]) AS g(b, t) JOIN ${s}.card c ON c.bucket = g.b AND c.token = g.t`,
    [bucketsOf(tokens), tokens],
  );
  return new Map(rows.map((card) => [card.token, card]));
}

function outcomeOf(order: Order, card: Card | undefined, date: string): { status: 'SUCCESS' | 'FAILED'; code: string } {
  if (BigInt(order.amount) <= 0n) return { status: 'FAILED', code: 'AMOUNT_INVALID' };
  if (!card) return { status: 'FAILED', code: 'MANDATE_UNKNOWN' };
  if (card.cancelled) return { status: 'FAILED', code: 'MANDATE_CANCELLED' };
  if (card.fundedThrough !== null && date > card.fundedThrough) return { status: 'FAILED', code: 'INSUFFICIENT_FUNDS' };
  // A flaky card is short of money in some months, except on every fifth day; which months follows from the card.
  const n = Number.parseInt(derivedId('mon', 0, `${card.token} ${date.slice(0, 7)}`).slice(6, 12), 16);
  const short = card.behaviour === 'flaky' && n % 100 < 22 && Number(date.slice(8, 10)) % 5 !== 0;
  return short ? { status: 'FAILED', code: 'INSUFFICIENT_FUNDS' } : { status: 'SUCCESS', code: 'OK' };
}

export async function collectionsByRef(db: Db, s: string, references: readonly string[]): Promise<Map<string, Collected>> {
  const { rows } = await db.query<Collected>(
    `SELECT c.collection_ref AS "collectionRef", c.programme, c.token, c.amount::text, c.status, c.code, c.payment_serial AS "paymentSerial"
     FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.collection c ON c.bucket = g.b AND c.collection_ref = g.r`,
    [bucketsOf(references), references],
  );
  return new Map(rows.map((row) => [row.collectionRef, row]));
}

type PaymentEntry = { readonly reference: string; readonly debit: string; readonly credit: string; readonly amount: bigint };

/** Posts to the institution's own books: money collected is owed as customer reserve until it is paid to the bank. */
export async function enterPayment(tx: Tx, s: string, rows: readonly PaymentEntry[], date: string): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO ${s}.entry (bucket, business_date, reference, debit, credit, amount)
     SELECT b, $6::date, r, d, c, a FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, r, d, c, a)`,
    [
      bucketsOf(rows.map((r) => r.reference)),
      rows.map((r) => r.reference),
      rows.map((r) => r.debit),
      rows.map((r) => r.credit),
      rows.map((r) => r.amount),
      date,
    ],
  );
}

/** Whether the books hold: the reserve is what was collected and not yet paid on. */
export async function paymentBooks(db: Db, s: string): Promise<{ entries: number; reserve: string; unsettled: string }> {
  const { rows } = await db.query<{ entries: number; reserve: string; unsettled: string }>(
    `SELECT count(*)::int AS entries,
       coalesce(sum(CASE WHEN credit = 'customer-reserve' THEN amount WHEN debit = 'customer-reserve' THEN -amount END), 0)::text AS reserve,
       (SELECT coalesce(sum(amount), 0)::text FROM ${s}.collection WHERE status = 'SUCCESS' AND settled_on IS NULL) AS unsettled FROM ${s}.entry`,
  );
  return rows[0] ?? { entries: 0, reserve: '0', unsettled: '0' };
}
