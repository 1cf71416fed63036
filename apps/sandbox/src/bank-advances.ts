import { daysBetween } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { applyRate, parseRate } from '@jinqiao/money';
import { bank } from '@jinqiao/wire';
import type { z } from 'zod';
import { bucketsOf, enterBank, firstOfEach, houseAccount, type Terms, termsOf } from './bank-books.ts';
import { programmesOf } from './bank-loans.ts';
import { sandboxFault } from './errors.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

type Notice = z.output<typeof bank.noticeCollections.request>['items'][number];

/** The success notice: the bank advances the amount at once, before the payment institution's money is there. Once per collection. */
export function noticeCollections({ schema: s }: BankSetup) {
  return answering(bank.noticeCollections, async (tx, body, context) => {
    const accounts = body.items.map((i) => i.accountNo);
    const programmes = await programmesOf(tx, s, accounts);
    const loans = await accountsOfLoans(
      tx,
      s,
      body.items.map((i) => i.loanRef),
    );
    const codes = new Map(body.items.map((item) => [item.collectionRef, codeOf(item, programmes, loans)]));
    const valid = firstOfEach(body.items, (i) => i.collectionRef).filter((i) => codes.get(i.collectionRef) === 'OK');
    const fresh = new Set<string>();
    for (const [programme, group] of Map.groupBy(valid, (i) => programmes.get(i.accountNo) ?? '')) {
      const terms = await termsOf(tx, s, programme, 'FOR UPDATE');
      const inserted = await insertAdvances(tx, s, programme, context.businessDate, group);
      for (const ref of inserted) fresh.add(ref);
      const advanced = group.filter((i) => inserted.has(i.collectionRef));
      const entries = advanced.map((i) => ({
        reference: i.collectionRef,
        debit: houseAccount(programme, 'advances'),
        credit: i.accountNo,
        amount: BigInt(i.amount),
      }));
      await enterBank(tx, s, programme, context.businessDate, entries);
      await repayArrived(tx, s, programme, terms, context.businessDate, advanced);
    }
    return {
      items: body.items.map(({ collectionRef }) => {
        const code = codes.get(collectionRef) ?? 'OK';
        const status = code !== 'OK' ? ('REFUSED' as const) : fresh.has(collectionRef) ? ('ADVANCED' as const) : ('ALREADY' as const);
        return { collectionRef, status, code };
      }),
    };
  });
}

function codeOf(item: Notice, programmes: ReadonlyMap<string, string>, loans: ReadonlyMap<string, string>): string {
  const [amount, principal, interest, penalty, fees] = [item.amount, item.principal, item.interest, item.penalty, item.fees].map(BigInt) as [
    bigint,
    ...bigint[],
  ];
  const parts = [principal, interest, penalty, fees].map((part) => part ?? 0n);
  if (!programmes.has(item.accountNo)) return 'ACCOUNT_UNKNOWN';
  if (loans.get(item.loanRef) !== item.accountNo) return 'LOAN_UNKNOWN';
  if (amount <= 0n || parts.some((part) => part < 0n)) return 'AMOUNT_INVALID';
  return parts.reduce((sum, part) => sum + part, 0n) === amount ? 'OK' : 'SPLIT_WRONG';
}

async function accountsOfLoans(tx: Tx, s: string, loans: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ ref: string; account: string }>(
    `SELECT l.loan_ref AS ref, l.account_no AS account FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.loan l ON l.bucket = g.b AND l.loan_ref = g.r`,
    [bucketsOf(loans), loans],
  );
  return new Map(rows.map((row) => [row.ref, row.account]));
}

async function insertAdvances(tx: Tx, s: string, programme: string, date: string, items: readonly Notice[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ ref: string }>(
    `INSERT INTO ${s}.advance (bucket, collection_ref, programme, loan_ref, account_no, amount, principal, interest, penalty, fees, advanced_on)
     SELECT b, r, $10::text, l, a, m, pr, i, pe, f, $11::date
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[]) AS g(b, r, l, a, m, pr, i, pe, f)
     ON CONFLICT DO NOTHING RETURNING collection_ref AS ref`,
    [
      bucketsOf(items.map((i) => i.collectionRef)),
      items.map((i) => i.collectionRef),
      items.map((i) => i.loanRef),
      items.map((i) => i.accountNo),
      items.map((i) => i.amount),
      items.map((i) => i.principal),
      items.map((i) => i.interest),
      items.map((i) => i.penalty),
      items.map((i) => i.fees),
      programme,
      date,
    ],
  );
  return new Set(rows.map((row) => row.ref));
}

/** Advances whose money was there before them are repaid at once, with the smallest fee. Money of another amount stays apart: a break. */
async function repayArrived(tx: Tx, s: string, programme: string, terms: Terms, date: string, advanced: readonly Notice[]): Promise<void> {
  const { rows } = await tx.query<{ ref: string; amount: bigint }>(
    `DELETE FROM ${s}.arrival a USING (
       SELECT DISTINCT ON (x.bucket, x.collection_ref) x.bucket, x.collection_ref, x.settlement_ref, x.position FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, m)
         JOIN ${s}.arrival x ON x.bucket = g.b AND x.collection_ref = g.r AND x.amount = g.m ORDER BY x.bucket, x.collection_ref, x.settlement_ref, x.position) g
     WHERE a.bucket = g.bucket AND a.collection_ref = g.collection_ref AND a.settlement_ref = g.settlement_ref AND a.position = g.position
     RETURNING a.collection_ref AS ref, a.amount`,
    [bucketsOf(advanced.map((i) => i.collectionRef)), advanced.map((i) => i.collectionRef), advanced.map((i) => i.amount)],
  );
  if (rows.length === 0) return;
  const days = terms.advanceFeeMinDays;
  const repaid = rows.map((row) => ({ ...row, days, fee: feeOf(terms, row.amount, days) }));
  await markRepaid(tx, s, date, repaid);
  await enterBank(
    tx,
    s,
    programme,
    date,
    repaid.flatMap((r) => [
      { reference: r.ref, debit: houseAccount(programme, 'unallocated'), credit: houseAccount(programme, 'advances'), amount: r.amount },
      { reference: r.ref, debit: houseAccount(programme, 'platform-payable'), credit: houseAccount(programme, 'fee-income'), amount: r.fee },
    ]),
  );
}

/** The advance fee of one collection: amount × daily rate × calendar days, to the minor unit, half-up. */
function feeOf(terms: Terms, amount: bigint, days: number): bigint {
  return applyRate(amount, parseRate(terms.advanceFeeDailyRate), BigInt(days), 1n, 'half-up');
}

type Repaid = { readonly ref: string; readonly amount: bigint; readonly days: number; readonly fee: bigint };

async function markRepaid(tx: Tx, s: string, date: string, rows: readonly Repaid[]): Promise<void> {
  await tx.query(
    `UPDATE ${s}.advance a SET repaid_on = $5, days = g.d, fee = g.f FROM unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) AS g(b, r, d, f) WHERE a.bucket = g.b AND a.collection_ref = g.r`,
    [bucketsOf(rows.map((r) => r.ref)), rows.map((r) => r.ref), rows.map((r) => r.days), rows.map((r) => r.fee), date],
  );
}

type Debited = {
  collectionRef: string;
  programme: string;
  loanRef: string;
  accountNo: string;
  principal: bigint;
  interest: bigint;
  penalty: bigint;
  fees: bigint;
};

/** The batch at the day's end: debits the class-II accounts of what was advanced and pays the loans. Repeated, it finds nothing left. */
export async function debitBatch(tx: Tx, s: string, date: string): Promise<{ debited: number }> {
  const { rows } = await tx.query<Debited>(
    `UPDATE ${s}.advance SET debited_on = $1 WHERE debited_on IS NULL AND advanced_on <= $1
     RETURNING collection_ref AS "collectionRef", programme, loan_ref AS "loanRef", account_no AS "accountNo", principal, interest, penalty, fees`,
    [date],
  );
  const paid = new Map<string, bigint>();
  for (const row of rows) paid.set(row.loanRef, (paid.get(row.loanRef) ?? 0n) + row.principal);
  const loans = [...paid];
  await tx.query(
    `UPDATE ${s}.loan l SET owed = l.owed - g.p, state = CASE WHEN l.owed = g.p THEN 'closed' ELSE l.state END
     FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, p) WHERE l.bucket = g.b AND l.loan_ref = g.r`,
    [bucketsOf(loans.map(([ref]) => ref)), loans.map(([ref]) => ref), loans.map(([, p]) => p)],
  );
  for (const [programme, group] of Map.groupBy(rows, (row) => row.programme)) {
    await enterBank(
      tx,
      s,
      programme,
      date,
      group.flatMap((row) => [
        { reference: row.collectionRef, debit: row.accountNo, credit: houseAccount(programme, 'loans'), amount: row.principal },
        { reference: row.collectionRef, debit: row.accountNo, credit: houseAccount(programme, 'interest-income'), amount: row.interest },
        { reference: row.collectionRef, debit: row.accountNo, credit: houseAccount(programme, 'charges-income'), amount: row.penalty + row.fees },
      ]),
    );
  }
  return { debited: rows.length };
}

type Settlement = z.output<typeof bank.creditSettlement.request>;

/** The payment institution's money arrives: advances are repaid, with the fee by calendar days; recoveries go to the platform's account. */
export function creditSettlement({ schema: s }: BankSetup) {
  return answering(bank.creditSettlement, async (tx, body, context) => {
    const total = body.items.reduce((sum, item) => sum + BigInt(item.amount), 0n);
    if (total !== BigInt(body.total)) throw sandboxFault('SETTLEMENT_SUM_WRONG', { said: body.total, has: total });
    const recovery = body.programme.endsWith('/recovery');
    const programme = body.programme.replace(/\/recovery$/, '');
    const terms = await termsOf(tx, s, programme, 'FOR UPDATE');
    const arrived = (credit: 'platform-settlement' | 'advances' | 'unallocated', amount: bigint) => ({
      reference: body.settlementRef,
      debit: houseAccount(programme, 'settlement'),
      credit: houseAccount(programme, credit),
      amount,
    });
    if (recovery) {
      await enterBank(tx, s, programme, context.businessDate, [arrived('platform-settlement', total)]);
      return { status: 'MATCHED' as const, matched: body.items.length };
    }
    const repaid = await matchAdvances(tx, s, body, terms);
    await markRepaid(tx, s, body.settledOn, repaid);
    await keepUnmatched(tx, s, body, repaid);
    const matched = repaid.reduce((sum, r) => sum + r.amount, 0n);
    const fees = repaid.reduce((sum, r) => sum + r.fee, 0n);
    await enterBank(tx, s, programme, context.businessDate, [
      arrived('advances', matched),
      arrived('unallocated', total - matched),
      { reference: body.settlementRef, debit: houseAccount(programme, 'platform-payable'), credit: houseAccount(programme, 'fee-income'), amount: fees },
    ]);
    return { status: matched === total ? ('MATCHED' as const) : ('BREAKS' as const), matched: repaid.length };
  });
}

/** The open advances that the money names, each with exactly its amount. */
async function matchAdvances(tx: Tx, s: string, body: Settlement, terms: Terms): Promise<Repaid[]> {
  const items = new Map(firstOfEach(body.items, (i) => i.collectionRef).map((item) => [item.collectionRef, BigInt(item.amount)]));
  const refs = [...items.keys()];
  // By key alone: with conditions on amount and date the planner would scan all advances that were ever made.
  const { rows } = await tx.query<{ ref: string; amount: bigint; advancedOn: string; open: boolean }>(
    `SELECT a.collection_ref AS ref, a.amount, a.advanced_on AS "advancedOn", a.repaid_on IS NULL AS open
     FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.advance a ON a.bucket = g.b AND a.collection_ref = g.r`,
    [bucketsOf(refs), refs],
  );
  const matched = rows.filter(({ ref, amount, open }) => open && items.get(ref) === amount);
  return matched.map(({ ref, amount, advancedOn }) => {
    const days = Math.max(terms.advanceFeeMinDays, daysBetween(advancedOn, body.settledOn));
    return { ref, amount, days, fee: feeOf(terms, amount, days) };
  });
}

/** Money that repays no advance is kept apart, piece by piece: until a notice names it, or it is agreed where it belongs. */
async function keepUnmatched(tx: Tx, s: string, body: Settlement, repaid: readonly Repaid[]): Promise<void> {
  const matched = new Set(repaid.map((row) => row.ref));
  const kept = body.items.map((item, position) => ({ ...item, position })).filter(({ collectionRef }) => !matched.delete(collectionRef));
  await tx.query(
    `INSERT INTO ${s}.arrival (bucket, collection_ref, amount, settled_on, settlement_ref, position)
     SELECT b, r, a, $5::date, $6::text, p FROM unnest($1::int[], $2::text[], $3::bigint[], $4::int[]) AS g(b, r, a, p) ON CONFLICT DO NOTHING`,
    [
      bucketsOf(kept.map((i) => i.collectionRef)),
      kept.map((i) => i.collectionRef),
      kept.map((i) => i.amount),
      kept.map((i) => i.position),
      body.settledOn,
      body.settlementRef,
    ],
  );
}
