import { daysBetween } from '@jinqiao/calendar';
import { bucketOfId, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { applyRate, parseRate } from '@jinqiao/money';
import { bank } from '@jinqiao/wire';
import type { z } from 'zod';
import { enterBank, houseAccount, houseBalance, termsOf } from './bank-books.ts';
import { sandboxFault } from './errors.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

type Request = z.output<typeof bank.correctCollection.request>;
type Answer = z.output<typeof bank.correctCollection.answer>;
type Piece = { settlementRef: string; position: number; settledOn: string };

const refused = (code: string): Answer => ({ status: 'REFUSED', code, days: 0, fee: '0' });

/** Moves what was agreed about a collection that broke: between unallocated money, the platform, the advance and the payer. */
export function correctCollection({ schema: s }: BankSetup) {
  return answering(bank.correctCollection, async (tx, body, context): Promise<Answer> => {
    const terms = await termsOf(tx, s, body.programme, 'FOR UPDATE');
    if (body.reverses !== null) return reverse(tx, s, body, body.reverses, context.businessDate);
    const [unallocated, platform, advance, payer] = [body.fromUnallocated, body.fromPlatform, body.toAdvance, body.toPayer].map(BigInt) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    if ([unallocated, platform, advance, payer].some((amount) => amount < 0n) || unallocated + platform !== advance + payer) return refused('AMOUNT_INVALID');
    const bucket = bucketOfId(body.collectionRef) ?? HOUSE_BUCKET;
    const piece = unallocated > 0n ? await takeArrival(tx, s, bucket, body.collectionRef, unallocated) : null;
    if (unallocated > 0n && !piece) return refused('NOT_ARRIVED');
    if ((await houseBalance(tx, s, body.programme, 'platform-settlement', 'FOR UPDATE')) < platform)
      throw sandboxFault('SETTLEMENT_ACCOUNT_SHORT', { programme: body.programme, amount: platform });
    const days = advance > 0n ? await repayAdvance(tx, s, bucket, body.collectionRef, advance, context.businessDate, terms.advanceFeeMinDays) : 0;
    if (days === null) throw sandboxFault('ADVANCE_UNKNOWN', { collection: body.collectionRef, amount: advance });
    const fee = advance > 0n ? applyRate(advance, parseRate(terms.advanceFeeDailyRate), BigInt(days), 1n, 'half-up') : 0n;
    await tx.query(`UPDATE ${s}.advance SET fee = $3 WHERE bucket = $1 AND collection_ref = $2 AND repaid_on = $4 AND $5`, [
      bucket,
      body.collectionRef,
      fee,
      context.businessDate,
      advance > 0n,
    ]);
    await enter(tx, s, body, { unallocated, platform, payer, fee }, context.businessDate);
    await tx.query(
      `INSERT INTO ${s}.correction (bucket, correction_ref, programme, collection_ref, from_unallocated, from_platform, to_advance, to_payer, days, fee, settlement_ref, position, settled_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        HOUSE_BUCKET,
        body.correctionRef,
        body.programme,
        body.collectionRef,
        unallocated,
        platform,
        advance,
        payer,
        days,
        fee,
        piece?.settlementRef ?? null,
        piece?.position ?? null,
        piece?.settledOn ?? null,
      ],
    );
    return { status: 'DONE', code: 'OK', days, fee: fee.toString() };
  });
}

type Moved = { readonly unallocated: bigint; readonly platform: bigint; readonly payer: bigint; readonly fee: bigint };

/** With every sign turned round it is the same correction taken back. */
async function enter(tx: Tx, s: string, { programme, correctionRef }: Request, moved: Moved, date: string): Promise<void> {
  const house = (kind: Parameters<typeof houseAccount>[1]) => houseAccount(programme, kind);
  const entry = (debit: string, credit: string, amount: bigint) =>
    amount < 0n ? { reference: correctionRef, debit: credit, credit: debit, amount: -amount } : { reference: correctionRef, debit, credit, amount };
  await enterBank(tx, s, programme, date, [
    entry(house('unallocated'), house('interbank'), moved.payer),
    entry(house('unallocated'), house('advances'), moved.unallocated - moved.payer),
    entry(house('platform-settlement'), house('advances'), moved.platform),
    entry(house('platform-payable'), house('fee-income'), moved.fee),
  ]);
}

/** One piece of money of the amount, the oldest; null where none has come. */
async function takeArrival(tx: Tx, s: string, bucket: number, ref: string, amount: bigint): Promise<Piece | null> {
  const { rows } = await tx.query<Piece>(
    `DELETE FROM ${s}.arrival a USING (SELECT settlement_ref, position FROM ${s}.arrival WHERE bucket = $1 AND collection_ref = $2 AND amount = $3
       ORDER BY settled_on, settlement_ref, position LIMIT 1) g
     WHERE a.bucket = $1 AND a.collection_ref = $2 AND a.settlement_ref = g.settlement_ref AND a.position = g.position
     RETURNING a.settlement_ref AS "settlementRef", a.position, a.settled_on::text AS "settledOn"`,
    [bucket, ref, amount],
  );
  return rows[0] ?? null;
}

/** Marks an open advance of exactly the amount as repaid. @returns its days for the fee, or null where there is none. */
async function repayAdvance(tx: Tx, s: string, bucket: number, ref: string, amount: bigint, date: string, minDays: number): Promise<number | null> {
  const { rows } = await tx.query<{ advancedOn: string }>(
    `UPDATE ${s}.advance SET repaid_on = $4 WHERE bucket = $1 AND collection_ref = $2 AND amount = $3 AND repaid_on IS NULL RETURNING advanced_on AS "advancedOn"`,
    [bucket, ref, amount, date],
  );
  const row = rows[0];
  if (!row) return null;
  const days = Math.max(minDays, daysBetween(row.advancedOn, date));
  await tx.query(`UPDATE ${s}.advance SET days = $3 WHERE bucket = $1 AND collection_ref = $2`, [bucket, ref, days]);
  return days;
}

type Correction = {
  collectionRef: string;
  fromUnallocated: bigint;
  fromPlatform: bigint;
  toAdvance: bigint;
  toPayer: bigint;
  days: number;
  fee: bigint;
  settlementRef: string | null;
  position: number | null;
  settledOn: string | null;
};

/** Money that went to the payer does not come back. */
async function reverse(tx: Tx, s: string, body: Request, of: string, date: string): Promise<Answer> {
  const { rows } = await tx.query<Correction>(
    `UPDATE ${s}.correction SET reversed_on = $3 WHERE bucket = $1 AND correction_ref = $2 AND reversed_on IS NULL AND to_payer = 0
     RETURNING collection_ref AS "collectionRef", from_unallocated AS "fromUnallocated", from_platform AS "fromPlatform", to_advance AS "toAdvance", to_payer AS "toPayer", days, fee,
       settlement_ref AS "settlementRef", position, settled_on::text AS "settledOn"`,
    [HOUSE_BUCKET, of, date],
  );
  const done = rows[0];
  if (!done) return refused('CORRECTION_FINAL');
  const bucket = bucketOfId(done.collectionRef) ?? HOUSE_BUCKET;
  await enter(tx, s, body, { unallocated: -done.fromUnallocated, platform: -done.fromPlatform, payer: 0n, fee: -done.fee }, date);
  await tx.query(`UPDATE ${s}.advance SET repaid_on = NULL, days = NULL, fee = NULL WHERE bucket = $1 AND collection_ref = $2`, [bucket, done.collectionRef]);
  if (done.settlementRef !== null)
    await tx.query(`INSERT INTO ${s}.arrival (bucket, collection_ref, amount, settled_on, settlement_ref, position) VALUES ($1, $2, $3, $4, $5, $6)`, [
      bucket,
      done.collectionRef,
      done.fromUnallocated,
      done.settledOn,
      done.settlementRef,
      done.position,
    ]);
  return { status: 'DONE', code: 'OK', days: done.days, fee: done.fee.toString() };
}
