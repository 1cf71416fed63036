import { addDays, businessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { clearing } from '@jinqiao/wire';
import { bucketsOf, firstOfEach } from './bank-books.ts';
import { sandboxFault } from './errors.ts';
import { type FaultBox, TWISTS } from './faults.ts';
import type { PaymentSetup } from './setup.ts';

type Card = {
  readonly token: string;
  readonly agreementNo: string;
  readonly behaviour: 'good' | 'flaky' | 'poor';
  readonly fundedThrough: string | null;
  readonly cancelled: boolean;
};
type Order = {
  readonly collectionRef: string;
  readonly programme: string;
  readonly link: 'clearing' | 'direct';
  readonly token: string;
  readonly amount: string;
  /** The bank at which the programme's money is settled. */
  readonly settlesAt?: string | undefined;
};
export type Collected = Omit<Order, 'link'> & {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly code: string;
  readonly paymentSerial: string;
  readonly networkSerial: string;
};

/** How orders came in, and what the institution was told to get wrong with them. */
export type Intake = { readonly date: string; readonly fileRef: string; readonly faults: FaultBox; readonly operation: string };

/** Debits cards. The outcome follows from card, date and order alone, so every run gives the same. A known order keeps its outcome. */
export async function collectOrders(tx: Tx, setup: PaymentSetup, orders: readonly Order[], { date, fileRef, faults, operation }: Intake): Promise<Collected[]> {
  const { schema: s } = setup;
  const references = orders.map((o) => o.collectionRef);
  const known = await collectionsByRef(tx, s, references);
  const unknown = firstOfEach(orders, (o) => o.collectionRef).filter((o) => !known.has(o.collectionRef));
  const cards = await cardsOf(
    tx,
    s,
    unknown.map((o) => o.token),
  );
  const booked = unknown
    .map((order) => ({
      ...order,
      ...outcomeOf(order, cards.get(order.token), date),
      paymentSerial: derivedId('pay', 0, order.collectionRef),
      networkSerial: '',
    }))
    .flatMap((sound) => twisted(faults, operation, sound, date));
  const decided = await throughClearing(setup, booked, cards, date);
  const inserted = await tx.query<{ ref: string }>(
    `INSERT INTO ${s}.collection (bucket, collection_ref, programme, token, amount, business_date, status, code, payment_serial, file_ref, told, collected, debits, booked_on, twist, network_serial, settles_at)
     SELECT b, r, p, t, a, $9::date, st, co, se, CASE WHEN tw = 'stray-collection' THEN '' ELSE $10::text END, td, cl, db, bo, tw, ns, sa
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $11::text[], $12::bigint[], $13::int[], $14::date[], $15::text[], $16::text[], $17::text[])
       AS g(b, r, p, t, a, st, co, se, td, cl, db, bo, tw, ns, sa) ON CONFLICT DO NOTHING
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
      decided.map((r) => r.told),
      decided.map((r) => r.collected),
      decided.map((r) => r.debits),
      decided.map((r) => r.bookedOn),
      decided.map((r) => r.twist),
      decided.map((r) => r.networkSerial),
      decided.map((r) => r.settlesAt ?? 'bank'),
    ],
  );
  // What another message collected meanwhile is not entered a second time; its outcome is the same.
  const fresh = new Set(inserted.rows.map((row) => row.ref));
  const paid = decided.filter((r) => fresh.has(r.collectionRef) && r.status === 'SUCCESS');
  await enterPayment(
    tx,
    s,
    paid.map((r) => ({
      reference: r.collectionRef,
      debit: 'cards-clearing',
      credit: 'customer-reserve',
      amount: (r.collected ?? BigInt(r.amount)) * BigInt(r.debits),
    })),
    date,
  );
  const results = new Map([...known, ...decided.map((r) => [r.collectionRef, { ...r, ...saidOf(r) }] as const)]);
  return references.flatMap((reference) => results.get(reference) ?? []);
}

type Booked = Collected & {
  readonly link: 'clearing' | 'direct';
  readonly told: 'SUCCESS' | 'FAILED' | null;
  readonly collected: bigint | null;
  readonly debits: number;
  readonly bookedOn: string | null;
  readonly twist: string;
};

/**
 * Debits cards at their issuers through the clearing house, each debit once under a reference of its own; the issuer has the
 * last word. @throws Fault BEHIND_UNKNOWN where it does not answer: nothing is entered, and the same request finds out later.
 */
async function throughClearing(setup: PaymentSetup, booked: readonly Booked[], cards: ReadonlyMap<string, Card>, date: string): Promise<readonly Booked[]> {
  const passing = booked.filter((row) => row.link === 'clearing' && row.status === 'SUCCESS');
  if (passing.length === 0) return booked;
  const items = passing.flatMap(({ collectionRef, token, amount, collected, debits }) =>
    Array.from({ length: debits }, (_, at) => ({
      transferRef: `${collectionRef}.d${at === 0 ? '' : at + 1}`,
      origin: setup.id,
      side: 'debit' as const,
      account: `agreement:${cards.get(token)?.agreementNo ?? ''}`,
      amount: (collected ?? BigInt(amount)).toString(),
    })),
  );
  const serial = derivedId('leg', 0, `${setup.id} ${date} ${items.map((item) => item.transferRef).join(' ')}`);
  const outcome = await setup.toClearing().exchange(clearing.transfer, { serial, businessDate: date, body: { items } });
  if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: 'clearing' });
  const results = new Map(outcome.answer.items.map((item) => [item.transferRef, item]));
  return booked.map((row) => {
    const result = passing.includes(row) ? results.get(`${row.collectionRef}.d`) : undefined;
    return result ? { ...row, status: result.status, code: result.code, networkSerial: result.networkSerial } : row;
  });
}

/** What is said of a collection, which is not always what the books have. */
function saidOf({ told, status, code }: Pick<Booked, 'told' | 'status' | 'code'>): Pick<Collected, 'status' | 'code'> {
  return told === null ? { status, code } : { status: told, code: told };
}

/** Books a success otherwise than it was asked for, where the sandbox was told so. Recoveries are left alone. */
function twisted(faults: FaultBox, operation: string, sound: Collected & Pick<Order, 'link'>, date: string): Booked[] {
  const booked: Booked = { ...sound, told: null, collected: null, debits: 1, bookedOn: null, twist: '' };
  if (sound.status !== 'SUCCESS' || sound.programme.endsWith('/recovery')) return [booked];
  const twist = TWISTS.find((kind) => faults.take(kind, operation));
  switch (twist) {
    case 'false-success':
      return [{ ...booked, twist, status: 'FAILED', code: 'REVERSED', told: 'SUCCESS' }];
    case 'false-failure':
      return [{ ...booked, twist, told: 'FAILED' }];
    case 'double-debit':
      return [{ ...booked, twist, debits: 2 }];
    case 'wrong-debit':
      return [{ ...booked, twist, collected: BigInt(sound.amount) + (Number.parseInt(sound.collectionRef.slice(-1), 16) % 2 === 0 ? 1n : -1n) }];
    case 'stray-collection': {
      const bucket = bucketsOf([sound.collectionRef])[0] ?? 0;
      const collectionRef = derivedId('col', bucket, `stray ${sound.collectionRef}`);
      return [booked, { ...booked, twist, collectionRef, amount: '12345', paymentSerial: derivedId('pay', 0, collectionRef) }];
    }
    case 'late-cut-off':
      return [{ ...booked, twist, bookedOn: addDays(businessDate(date), 1) }];
    default:
      return [booked];
  }
}

async function cardsOf(tx: Tx, s: string, tokens: readonly string[]): Promise<Map<string, Card>> {
  const { rows } = await tx.query<Card>(
    `SELECT c.token, c.behaviour, c.funded_through AS "fundedThrough", c.cancelled, c.agreement_no AS "agreementNo" FROM unnest($1::int[], $2::text[]) AS g(b, t) JOIN ${s}.card c ON c.bucket = g.b AND c.token = g.t`,
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
    `SELECT c.collection_ref AS "collectionRef", c.programme, c.token, c.amount::text, coalesce(c.told, c.status) AS status, coalesce(c.told, c.code) AS code,
       c.payment_serial AS "paymentSerial", c.network_serial AS "networkSerial"
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
       (SELECT coalesce(sum(coalesce(collected, amount) * debits), 0)::text FROM ${s}.collection WHERE status = 'SUCCESS' AND settled_on IS NULL) AS unsettled FROM ${s}.entry`,
  );
  return rows[0] ?? { entries: 0, reserve: '0', unsettled: '0' };
}
