import { encodeFile, parseFile, sealerOf, sm3 } from '@jinqiao/gateway';
import { bucketOf, bucketOfId, derivedId, maskPan, type Tx } from '@jinqiao/runtime';
import { bank, files, payment } from '@jinqiao/wire';
import { answering, createFaultBox, type InstitutionSetup, misbehaving, type RunningInstitution, startInstitution } from './institution.ts';
import type { Channel } from './channel.ts';

type Card = { token: string; behaviour: 'good' | 'flaky' | 'poor'; funded_through: string | null };
type Order = { collectionRef: string; programme: string; token: string; amount: string };
type Collected = Order & { status: 'SUCCESS' | 'FAILED'; code: string; paymentSerial: string };

export type PaymentSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string>; toBank: () => Channel; toPlatform: () => Channel | undefined };

/** The payment institution: binds cards, collects singly and by file, and settles with the bank on its next working day. */
export function startPayment(setup: PaymentSetup): Promise<RunningInstitution> {
  const { schema: s } = setup;
  const faults = createFaultBox();
  const wrongAmount = (content: string) => {
    const lines = parseFile(files.settlementFile, content, sm3(content)).map((row, i) => (i === 0 ? { ...row, amount: String(BigInt(row.amount ?? '0') + 1n) } : row));
    return encodeFile({ layout: files.settlementFile, institution: setup.id, date: '', rows: lines });
  };
  return startInstitution(setup, [
    answering(payment.bindCards, async (tx, body, context) => {
      const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
      const cards = body.items.map((item) => ({ cardRef: item.cardRef, number: open(item.cardNumber), mobile: open(item.mobile) }));
      const good = cards.filter((card) => luhn(card.number) && !card.mobile.startsWith('1709'));
      await tx.query(
        `INSERT INTO ${s}.card (bucket, token, card_ref, card_masked, behaviour) SELECT b, t, r, m, 'good' FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, t, r, m) ON CONFLICT DO NOTHING`,
        [good.map((c) => bucketOf(c.cardRef)), good.map((c) => tokenOf(c.cardRef)), good.map((c) => c.cardRef), good.map((c) => maskPan(c.number))],
      );
      return { items: cards.map((c) => (good.includes(c) ? { cardRef: c.cardRef, status: 'BOUND' as const, token: tokenOf(c.cardRef), code: 'OK' } : { cardRef: c.cardRef, status: 'REFUSED' as const, token: '', code: 'ELEMENTS_MISMATCH' })) };
    }),
    answering(payment.verifyCards, async (_tx, body, context) => {
      const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
      return {
        items: body.items.map((item) => {
          const number = open(item.cardNumber);
          const match = luhn(number) && !open(item.mobile).startsWith('1709');
          return { cardRef: item.cardRef, match, cardClass: !match ? ('unknown' as const) : /^[45]/.test(number) ? ('credit' as const) : ('I' as const), code: match ? 'OK' : 'ELEMENTS_MISMATCH' };
        }),
      };
    }),
    answering(payment.collect, async (tx, body, context) => {
      const results = await collect(tx, s, body.items, context.businessDate, '');
      if (!faults.take('duplicate-notice')) return { items: results };
      // The outcome is held back and told twice, once the effect is committed.
      setImmediate(() => void notifyTwice(setup, results, context.businessDate));
      return { items: results.map((r) => ({ ...r, status: 'PROCESSING' as const, code: 'ACCEPTED' })) };
    }),
    answering(payment.queryCollections, async (tx, body) => {
      const known = await byRef(tx, s, body.collectionRefs);
      return { items: body.collectionRefs.map((collectionRef) => known.get(collectionRef) ?? { collectionRef, status: 'NOT_FOUND' as const, code: 'NOT_FOUND', paymentSerial: '', amount: '0' }) };
    }),
    answering(payment.submitCollectFile, async (tx, body) => {
      const rows = parseFile(files.collectOrderFile, body.content, sm3(body.content));
      await collect(tx, s, rows.map((row) => ({ collectionRef: row.collectionRef ?? '', programme: body.programme, token: row.token ?? '', amount: row.amount ?? '0' })), body.date, body.fileRef);
      return { status: 'ACCEPTED' as const, accepted: rows.length, code: 'OK' };
    }),
    answering(payment.paymentFile, async (tx, body) => {
      const result = body.kind === 'collect-result';
      const { rows } = await tx.query<{ collectionRef: string; status: string; code: string; paymentSerial: string; amount: bigint }>(
        `SELECT collection_ref AS "collectionRef", status, code, payment_serial AS "paymentSerial", amount FROM ${s}.collection WHERE ${result ? 'file_ref = $1' : `programme = $1 AND business_date = $2 AND status = 'SUCCESS'`} ORDER BY bucket, collection_ref`,
        result ? [body.fileRef] : [body.programme, body.date],
      );
      const file = encodeFile({ layout: result ? files.collectResultFile : files.settlementFile, institution: setup.id, date: body.date, rows: rows.map((row) => ({ ...row, amount: row.amount.toString(), arrivesOn: '' })) });
      return misbehaving(faults, file, result ? () => file : wrongAmount);
    }),
  ], faults, {
    cards: async (body) => setCards(setup, body.cards as { cardRef: string; behaviour?: string; fundedThrough?: string | null }[]),
    day: async (body) => (body.phase === 'open' ? settleDay(setup, String(body.date)) : {}),
  });
}

function tokenOf(cardRef: string): string {
  return derivedId('tok', bucketOf(cardRef), cardRef);
}

function luhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? Number(digit) : Number(digit) * 2 > 9 ? Number(digit) * 2 - 9 : Number(digit) * 2), 0);
  return /^\d{13,19}$/.test(number) && sum % 10 === 0;
}

/** Debits cards. The outcome follows from card, date and order alone, so every run gives the same. A known order keeps its outcome. */
async function collect(tx: Tx, schema: string, orders: readonly Order[], date: string, fileRef: string): Promise<Collected[]> {
  const known = await byRef(tx, schema, orders.map((o) => o.collectionRef));
  const { rows } = await tx.query<Card>(
    `SELECT c.token, c.behaviour, c.funded_through FROM unnest($1::int[], $2::text[]) AS g(b, t) JOIN ${schema}.card c ON c.bucket = g.b AND c.token = g.t`,
    [orders.map((o) => bucketOfId(o.token) ?? 0), orders.map((o) => o.token)],
  );
  const cards = new Map(rows.map((card) => [card.token, card]));
  const results = orders.map((order) => known.get(order.collectionRef) ?? { ...order, ...outcome(cards.get(order.token), date), paymentSerial: derivedId('pay', 0, order.collectionRef) });
  const fresh = results.filter((r) => !known.has(r.collectionRef));
  await tx.query(
    `INSERT INTO ${schema}.collection (bucket, collection_ref, programme, token, amount, business_date, status, code, payment_serial, file_ref)
     SELECT b, r, p, t, a, $9::date, st, co, se, $10::text FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[]) AS g(b, r, p, t, a, st, co, se) ON CONFLICT DO NOTHING`,
    [
      fresh.map((r) => bucketOfId(r.collectionRef) ?? 0), fresh.map((r) => r.collectionRef), fresh.map((r) => r.programme), fresh.map((r) => r.token), fresh.map((r) => r.amount), fresh.map((r) => r.status), fresh.map((r) => r.code), fresh.map((r) => r.paymentSerial), date, fileRef,
    ],
  );
  await enter(tx, schema, fresh.filter((r) => r.status === 'SUCCESS').map((r) => ({ reference: r.collectionRef, debit: 'cards-clearing', credit: 'customer-reserve', amount: BigInt(r.amount) })), date);
  return results;
}

function outcome(card: Card | undefined, date: string): { status: 'SUCCESS' | 'FAILED'; code: string } {
  if (!card) return { status: 'FAILED', code: 'MANDATE_UNKNOWN' };
  if (card.funded_through !== null && date > card.funded_through) return { status: 'FAILED', code: 'INSUFFICIENT_FUNDS' };
  // A flaky card is short of money in some months until the third day after; which months follows from the card.
  const n = Number.parseInt(derivedId('mon', 0, `${card.token} ${date.slice(0, 7)}`).slice(6, 12), 16);
  const short = card.behaviour === 'flaky' && n % 100 < 22 && Number(date.slice(8, 10)) % 5 !== 0;
  return short ? { status: 'FAILED', code: 'INSUFFICIENT_FUNDS' } : { status: 'SUCCESS', code: 'OK' };
}

async function byRef(tx: Tx, schema: string, references: readonly string[]): Promise<Map<string, Collected>> {
  const { rows } = await tx.query<Omit<Collected, 'amount'> & { amount: bigint }>(
    `SELECT c.collection_ref AS "collectionRef", c.programme, c.token, c.amount, c.status, c.code, c.payment_serial AS "paymentSerial"
     FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${schema}.collection c ON c.bucket = g.b AND c.collection_ref = g.r`,
    [references.map((r) => bucketOfId(r) ?? 0), references],
  );
  return new Map(rows.map((row) => [row.collectionRef, { ...row, amount: row.amount.toString() }]));
}

async function enter(tx: Tx, schema: string, rows: readonly { reference: string; debit: string; credit: string; amount: bigint }[], date: string): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO ${schema}.entry (bucket, business_date, reference, debit, credit, amount) SELECT b, $6::date, r, d, c, a FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, r, d, c, a)`,
    [rows.map((r) => bucketOfId(r.reference) ?? 0), rows.map((r) => r.reference), rows.map((r) => r.debit), rows.map((r) => r.credit), rows.map((r) => r.amount), date],
  );
}

async function setCards(setup: PaymentSetup, cards: readonly { cardRef: string; behaviour?: string; fundedThrough?: string | null }[]): Promise<{ set: number }> {
  const { rowCount } = await setup.db.query(
    `UPDATE ${setup.schema}.card c SET behaviour = coalesce(g.behaviour, c.behaviour), funded_through = g.funded FROM unnest($1::int[], $2::text[], $3::text[], $4::date[]) AS g(b, t, behaviour, funded)
     WHERE c.bucket = g.b AND c.token = g.t`,
    [cards.map((c) => bucketOf(c.cardRef)), cards.map((c) => tokenOf(c.cardRef)), cards.map((c) => c.behaviour ?? null), cards.map((c) => c.fundedThrough ?? null)],
  );
  return { set: rowCount };
}

type Unsettled = { bucket: number; collectionRef: string; programme: string; amount: bigint };

/** A working day opens: everything collected before is paid to the bank, in one message per programme. Repeated, it pays nothing twice. */
async function settleDay(setup: PaymentSetup, date: string): Promise<{ settled: number }> {
  const { rows } = await setup.db.query<Unsettled>(
    `SELECT bucket, collection_ref AS "collectionRef", programme, amount FROM ${setup.schema}.collection WHERE status = 'SUCCESS' AND settled_on IS NULL AND business_date < $1 ORDER BY programme, bucket, collection_ref`,
    [date],
  );
  for (const [programme, group] of Map.groupBy(rows, (row) => row.programme)) {
    const total = group.reduce((sum, row) => sum + row.amount, 0n);
    const settlementRef = derivedId('stl', 0, `${programme} ${date} ${group[0]?.collectionRef} ${group.length}`);
    const outcome = await setup.toBank().exchange(bank.creditSettlement, {
      serial: settlementRef, businessDate: date, body: { settlementRef, programme, settledOn: date, total: total.toString(), items: group.map((row) => ({ collectionRef: row.collectionRef, amount: row.amount.toString() })) },
    });
    if (outcome.state !== 'answered') continue;
    await setup.db.tx(async (tx) => {
      await tx.query(`UPDATE ${setup.schema}.collection c SET settled_on = $3 FROM unnest($1::int[], $2::text[]) AS g(b, r) WHERE c.bucket = g.b AND c.collection_ref = g.r`, [group.map((r) => r.bucket), group.map((r) => r.collectionRef), date]);
      await enter(tx, setup.schema, [{ reference: settlementRef, debit: 'customer-reserve', credit: 'bank-settlement', amount: total }], date);
    });
  }
  return { settled: rows.length };
}

async function notifyTwice(setup: PaymentSetup, results: readonly Collected[], date: string): Promise<void> {
  const platform = setup.toPlatform();
  if (!platform) return;
  const items = results.map(({ collectionRef, status, code, paymentSerial, amount }) => ({ collectionRef, status, code, paymentSerial, amount }));
  for (const round of [1, 2]) await platform.exchange(payment.collectionResult, { serial: `result.${items[0]?.collectionRef}.${round}`, businessDate: date, body: { items } });
}
