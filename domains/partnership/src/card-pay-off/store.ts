import { type Db, sqlState, type Tx } from '@jinqiao/database';
import { payOffFault } from './errors.ts';
import type { CardStatement, PayOff, PayOffCard, PayOffEvent, PayOffKey, PayOffState } from './model.ts';

const CARD = `bucket, card_id AS "cardId", customer_id AS "customerId", card_hash AS "cardHash", card_masked AS "cardMasked", issuer, issuer_zh AS "issuerZh",
  consent_id AS "consentId", consent_on AS "consentOn", removed_on AS "removedOn", added_on AS "addedOn"`;
const STATEMENT = `bucket, statement_id AS "statementId", card_id AS "cardId", statement_on AS "statementOn", due_on AS "dueOn", balance, minimum, paid, fee_rate AS "feeRate",
  fee_periods AS "feePeriods", told_on AS "toldOn"`;
const PAY_OFF = `bucket, pay_off_id AS "payOffId", customer_id AS "customerId", card_id AS "cardId", statement_id AS "statementId", amount, periods, method, state, code, n,
  programme_id AS "programmeId", loan_id AS "loanId", order_id AS "orderId", agreement_hash AS "agreementHash",
  to_char(offered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "offeredAt", applied_on AS "appliedOn", routed_on AS "routedOn", finished_on AS "finishedOn",
  elements_sealed AS "elementsSealed"`;

type CustomerKey = { readonly bucket: number; readonly customerId: string };

/** Keeps a card; one that was removed comes back. */
export async function insertCard(tx: Tx, c: PayOffCard): Promise<void> {
  await tx.query(
    `INSERT INTO partnership.pay_off_card (bucket, card_id, customer_id, card_hash, card_masked, issuer, issuer_zh, consent_id, consent_on, added_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (bucket, card_id) DO UPDATE SET removed_on = NULL, consent_id = EXCLUDED.consent_id, consent_on = EXCLUDED.consent_on`,
    [c.bucket, c.cardId, c.customerId, c.cardHash, c.cardMasked, c.issuer, c.issuerZh, c.consentId, c.consentOn, c.addedOn],
  );
}

export async function removeCard(tx: Tx, { bucket, cardId }: Pick<PayOffCard, 'bucket' | 'cardId'>, on: string): Promise<void> {
  await tx.query('UPDATE partnership.pay_off_card SET removed_on = $3 WHERE bucket = $1 AND card_id = $2', [bucket, cardId, on]);
}

export async function cardsOfCustomer(db: Db, { bucket, customerId }: CustomerKey): Promise<PayOffCard[]> {
  const { rows } = await db.query<PayOffCard>(
    `SELECT ${CARD} FROM partnership.pay_off_card WHERE bucket = $1 AND customer_id = $2 AND removed_on IS NULL ORDER BY added_on, card_id`,
    [bucket, customerId],
  );
  return rows;
}

export async function cardById(db: Db, bucket: number, cardId: string): Promise<PayOffCard | undefined> {
  const { rows } = await db.query<PayOffCard>(`SELECT ${CARD} FROM partnership.pay_off_card WHERE bucket = $1 AND card_id = $2`, [bucket, cardId]);
  return rows[0];
}

export async function saveStatement(tx: Tx, s: CardStatement): Promise<void> {
  await tx.query(
    `INSERT INTO partnership.card_statement (bucket, statement_id, card_id, statement_on, due_on, balance, minimum, paid, fee_rate, fee_periods, told_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (bucket, statement_id) DO UPDATE SET due_on = EXCLUDED.due_on, balance = EXCLUDED.balance, minimum = EXCLUDED.minimum, paid = EXCLUDED.paid,
       fee_rate = EXCLUDED.fee_rate, fee_periods = EXCLUDED.fee_periods, told_on = EXCLUDED.told_on`,
    [s.bucket, s.statementId, s.cardId, s.statementOn, s.dueOn, s.balance, s.minimum, s.paid, s.feeRate, s.feePeriods, s.toldOn],
  );
}

export async function statementById(db: Db, bucket: number, statementId: string): Promise<CardStatement | undefined> {
  const { rows } = await db.query<CardStatement>(`SELECT ${STATEMENT} FROM partnership.card_statement WHERE bucket = $1 AND statement_id = $2`, [
    bucket,
    statementId,
  ]);
  return rows[0];
}

/** The newest statement of each card. */
export async function newestStatements(db: Db, cards: readonly Pick<PayOffCard, 'bucket' | 'cardId'>[]): Promise<Map<string, CardStatement>> {
  const { rows } = await db.query<CardStatement>(
    `SELECT s.* FROM unnest($1::int[], $2::text[]) AS g(b, c)
     JOIN LATERAL (SELECT ${STATEMENT} FROM partnership.card_statement WHERE bucket = g.b AND card_id = g.c ORDER BY statement_on DESC LIMIT 1) s ON true`,
    [cards.map((c) => c.bucket), cards.map((c) => c.cardId)],
  );
  return new Map(rows.map((row) => [row.cardId, row]));
}

/** @throws Fault PAY_OFF_UNDER_WAY where another pay-off of the statement is. */
export async function insertPayOff(tx: Tx, p: PayOff): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO partnership.card_pay_off (bucket, pay_off_id, customer_id, card_id, statement_id, amount, periods, method, state, code, n, applied_on, routed_on, elements_sealed)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        p.bucket,
        p.payOffId,
        p.customerId,
        p.cardId,
        p.statementId,
        p.amount,
        p.periods,
        p.method,
        p.state,
        p.code,
        p.n,
        p.appliedOn,
        p.routedOn,
        p.elementsSealed,
      ],
    );
  } catch (error) {
    if (sqlState(error) === '23505') throw payOffFault('PAY_OFF_UNDER_WAY');
    throw error;
  }
}

export async function payOffById(db: Db, { bucket, payOffId }: PayOffKey, lock: '' | 'FOR UPDATE' = ''): Promise<PayOff | undefined> {
  const { rows } = await db.query<PayOff>(`SELECT ${PAY_OFF} FROM partnership.card_pay_off WHERE bucket = $1 AND pay_off_id = $2 ${lock}`, [bucket, payOffId]);
  return rows[0];
}

export async function payOffsOfCustomer(db: Db, { bucket, customerId }: CustomerKey): Promise<PayOff[]> {
  const { rows } = await db.query<PayOff>(
    `SELECT ${PAY_OFF} FROM partnership.card_pay_off WHERE bucket = $1 AND customer_id = $2 ORDER BY applied_on DESC, pay_off_id DESC`,
    [bucket, customerId],
  );
  return rows;
}

/** Pay-offs in some states, in a fixed order. */
export async function payOffsIn(db: Db, states: readonly PayOffState[], after: PayOffKey | null, limit: number): Promise<PayOff[]> {
  const { rows } = await db.query<PayOff>(
    `SELECT ${PAY_OFF} FROM partnership.card_pay_off WHERE state = ANY ($1::text[]) AND ($2::int IS NULL OR (bucket, pay_off_id) > ($2, $3)) ORDER BY bucket, pay_off_id LIMIT $4`,
    [states, after?.bucket ?? null, after?.payOffId ?? null, limit],
  );
  return rows;
}

export type PayOffFilter = {
  readonly state: string | null;
  readonly programmeId: string | null;
  readonly q: string | null;
  readonly after: { readonly date: string; readonly payOffId: string } | null;
  readonly limit: number;
};

/** A page of pay-offs, newest first. */
export async function listPayOffs(db: Db, f: PayOffFilter): Promise<PayOff[]> {
  const { rows } = await db.query<PayOff>(
    `SELECT ${PAY_OFF} FROM partnership.card_pay_off WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR programme_id = $2)
       AND ($3::text IS NULL OR pay_off_id LIKE $3 || '%' OR customer_id LIKE $3 || '%' OR loan_id = $3)
       AND ($4::date IS NULL OR (applied_on, pay_off_id) < ($4::date, $5::text)) ORDER BY applied_on DESC, pay_off_id DESC LIMIT $6`,
    [f.state, f.programmeId, f.q, f.after?.date ?? null, f.after?.payOffId ?? null, f.limit],
  );
  return rows;
}

/** Moves a pay-off that this transaction holds, with an event of it. */
export async function movePayOff(tx: Tx, p: PayOff, on: string, note = ''): Promise<PayOff> {
  await tx.query(
    `UPDATE partnership.card_pay_off SET state = $3, code = $4, n = $5, programme_id = $6, loan_id = $7, order_id = $8, agreement_hash = $9, offered_at = $10, routed_on = $11,
       finished_on = $12, elements_sealed = $13 WHERE bucket = $1 AND pay_off_id = $2`,
    [p.bucket, p.payOffId, p.state, p.code, p.n, p.programmeId, p.loanId, p.orderId, p.agreementHash, p.offeredAt, p.routedOn, p.finishedOn, p.elementsSealed],
  );
  await addEvent(tx, p, p.state, note, on);
  return p;
}

export async function addEvent(tx: Tx, { bucket, payOffId }: PayOffKey, event: string, note: string, on: string): Promise<void> {
  await tx.query(
    `INSERT INTO partnership.card_pay_off_event (bucket, pay_off_id, n, event, note, business_date)
     SELECT $1::int, $2::text, coalesce(max(n), 0) + 1, $3::text, $4::text, $5::date FROM partnership.card_pay_off_event WHERE bucket = $1 AND pay_off_id = $2`,
    [bucket, payOffId, event, note, on],
  );
}

export async function eventsOfPayOff(db: Db, { bucket, payOffId }: PayOffKey): Promise<PayOffEvent[]> {
  const { rows } = await db.query<PayOffEvent>(
    'SELECT n, event, note, business_date AS date FROM partnership.card_pay_off_event WHERE bucket = $1 AND pay_off_id = $2 ORDER BY n',
    [bucket, payOffId],
  );
  return rows;
}
