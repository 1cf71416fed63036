import { daysBetween } from '@jinqiao/calendar';
import { encodeFile, parseFile, sm3 } from '@jinqiao/gateway';
import { applyRate, parseRate } from '@jinqiao/money';
import { bucketOf, bucketOfId, derivedId, type Tx } from '@jinqiao/runtime';
import { bank, files } from '@jinqiao/wire';
import { accountBucket, enterBank, houseAccount, houseBalance } from './bank-books.ts';
import { agreeProgramme, examineApplications, openAccounts, termsOf } from './bank-credit.ts';
import { hashOf } from './bureau.ts';
import type { Channel } from './channel.ts';
import { answering, createFaultBox, type InstitutionSetup, misbehaving, type RunningInstitution, startInstitution } from './institution.ts';

export type BankSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string>; toPayment: () => Channel; toBureau: () => Channel };

/** The funding bank: class-II accounts, loans, advances, margin, and its batch at the day's end. */
export function startBank(setup: BankSetup): Promise<RunningInstitution> {
  const faults = createFaultBox();
  const operations = [
    agreeProgramme(setup), openAccounts(setup), examineApplications(setup), disburse(setup), payOut(setup), noticeCollections(setup), moveMargin(setup), compensate(setup), settle(setup), creditSettlement(setup), balances(setup),
    answering(bank.bankFile, async (tx, body) => {
      const layout = { 'loan-day': files.loanDayFile, 'advance-day': files.advanceDayFile, 'account-balance': files.accountBalanceFile, 'loan-balance': files.loanBalanceFile }[body.kind];
      const file = encodeFile({ layout, institution: setup.id, date: body.date, rows: await fileRows(tx, setup.schema, body) });
      return misbehaving(faults, file, (content) => {
        const rows = parseFile(layout, content, sm3(content)).map((row, i) => (i === 0 ? { ...row, [layout.sumOf]: String(BigInt(row[layout.sumOf] ?? '0') + 1n) } : row));
        return encodeFile({ layout, institution: setup.id, date: body.date, rows });
      });
    }),
  ];
  return startInstitution(setup, operations, faults, {
    day: async (body) => (body.phase === 'end' ? setup.db.tx((tx) => debitBatch(tx, setup.schema, String(body.date))) : {}),
    lists: async (body) => {
      for (const kind of ['black', 'grey', 'frozen']) {
        for (const idNumber of (body[kind] as string[] | undefined) ?? []) {
          await setup.db.query(`INSERT INTO ${setup.schema}.list (bucket, id_number_hash, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [bucketOf(hashOf(idNumber)), hashOf(idNumber), kind]);
        }
      }
      return {};
    },
  });
}

const bucketsOf = (references: readonly string[]) => references.map((r) => bucketOfId(r) ?? 0);

function disburse({ schema: s }: BankSetup) {
  return answering(bank.disburse, async (tx, body, context) => {
    const inserted = await tx.query<{ ref: string }>(
      `INSERT INTO ${s}.loan (bucket, loan_ref, programme, account_no, principal, owed, state) SELECT b, r, p, a, m, m, 'open' FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, r, p, a, m) ON CONFLICT DO NOTHING RETURNING loan_ref AS ref`,
      [bucketsOf(body.items.map((i) => i.loanRef)), body.items.map((i) => i.loanRef), body.items.map((i) => i.programme), body.items.map((i) => i.accountNo), body.items.map((i) => i.principal)],
    );
    const fresh = new Set(inserted.rows.map((row) => row.ref));
    for (const [programme, group] of Map.groupBy(body.items.filter((i) => fresh.has(i.loanRef)), (i) => i.programme)) {
      await enterBank(tx, s, programme, context.businessDate, group.map((i) => ({ reference: i.loanRef, debit: houseAccount(programme, 'loans'), credit: i.accountNo, amount: BigInt(i.principal) })));
    }
    return { items: body.items.map((i) => ({ loanRef: i.loanRef, status: 'DISBURSED' as const, code: 'OK', bankSerial: derivedId('bnk', 0, i.loanRef) })) };
  });
}

function payOut({ schema: s }: BankSetup) {
  return answering(bank.payOut, async (tx, body, context) => {
    const inserted = await tx.query<{ ref: string }>(
      `INSERT INTO ${s}.payout (bucket, payout_ref, account_no, amount, status) SELECT b, r, a, m, 'PAID' FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[]) AS g(b, r, a, m) ON CONFLICT DO NOTHING RETURNING payout_ref AS ref`,
      [bucketsOf(body.items.map((i) => i.payoutRef)), body.items.map((i) => i.payoutRef), body.items.map((i) => i.accountNo), body.items.map((i) => i.amount)],
    );
    const fresh = new Set(inserted.rows.map((row) => row.ref));
    const programmes = await programmesOf(tx, s, body.items.map((i) => i.accountNo));
    for (const [programme, group] of Map.groupBy(body.items.filter((i) => fresh.has(i.payoutRef)), (i) => programmes.get(i.accountNo) ?? '')) {
      await enterBank(tx, s, programme, context.businessDate, group.map((i) => ({ reference: i.payoutRef, debit: i.accountNo, credit: houseAccount(programme, 'interbank'), amount: BigInt(i.amount) })));
    }
    return { items: body.items.map((i) => ({ payoutRef: i.payoutRef, status: 'PAID' as const, code: 'OK' })) };
  });
}

async function programmesOf(tx: Tx, schema: string, accounts: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ account: string; programme: string }>(
    `SELECT a.account_no AS account, a.programme FROM unnest($1::int[], $2::text[]) AS g(b, n) JOIN ${schema}.account a ON a.bucket = g.b AND a.account_no = g.n`, [accounts.map(accountBucket), accounts]);
  return new Map(rows.map((row) => [row.account, row.programme]));
}

/** The success notice: the bank advances the amount at once, before the payment institution's money is there. Once per collection. */
function noticeCollections({ schema: s }: BankSetup) {
  return answering(bank.noticeCollections, async (tx, body, context) => {
    const programmes = await programmesOf(tx, s, body.items.map((i) => i.accountNo));
    const known = body.items.filter((i) => programmes.has(i.accountNo));
    const inserted = await tx.query<{ ref: string }>(
      `INSERT INTO ${s}.advance (bucket, collection_ref, programme, loan_ref, account_no, amount, principal, interest, penalty, fees, advanced_on)
       SELECT b, r, p, l, a, m, pr, i, pe, f, $11::date FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[]) AS g(b, r, p, l, a, m, pr, i, pe, f) ON CONFLICT DO NOTHING RETURNING collection_ref AS ref`,
      [
        bucketsOf(known.map((i) => i.collectionRef)), known.map((i) => i.collectionRef), known.map((i) => programmes.get(i.accountNo)), known.map((i) => i.loanRef), known.map((i) => i.accountNo), known.map((i) => i.amount),
        known.map((i) => i.principal), known.map((i) => i.interest), known.map((i) => i.penalty), known.map((i) => i.fees), context.businessDate,
      ],
    );
    const fresh = new Set(inserted.rows.map((row) => row.ref));
    for (const [programme, group] of Map.groupBy(known.filter((i) => fresh.has(i.collectionRef)), (i) => programmes.get(i.accountNo) ?? '')) {
      await enterBank(tx, s, programme, context.businessDate, group.map((i) => ({ reference: i.collectionRef, debit: houseAccount(programme, 'advances'), credit: i.accountNo, amount: BigInt(i.amount) })));
      await repayArrived(tx, s, programme, context.businessDate, group.map((i) => i.collectionRef));
    }
    return {
      items: body.items.map((i) => ({ collectionRef: i.collectionRef, status: !programmes.has(i.accountNo) ? ('REFUSED' as const) : fresh.has(i.collectionRef) ? ('ADVANCED' as const) : ('ALREADY' as const), code: programmes.has(i.accountNo) ? 'OK' : 'ACCOUNT_UNKNOWN' })),
    };
  });
}

/** Advances whose money was there before them are repaid at once, with the smallest fee. */
async function repayArrived(tx: Tx, s: string, programme: string, date: string, references: readonly string[]): Promise<void> {
  const terms = await termsOf(tx, s, programme);
  const { rows } = await tx.query<{ ref: string; amount: bigint }>(
    `DELETE FROM ${s}.arrival a USING unnest($1::int[], $2::text[]) AS g(b, r) WHERE a.bucket = g.b AND a.collection_ref = g.r RETURNING a.collection_ref AS ref, a.amount`, [bucketsOf(references), references]);
  if (rows.length === 0) return;
  const days = terms.advanceFeeMinDays;
  const repaid = rows.map((row) => ({ ...row, fee: applyRate(row.amount, parseRate(terms.advanceFeeDailyRate), BigInt(days), 1n, 'half-up') }));
  await tx.query(`UPDATE ${s}.advance a SET repaid_on = $4, days = $5, fee = g.f FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, f) WHERE a.bucket = g.b AND a.collection_ref = g.r`, [
    bucketsOf(repaid.map((r) => r.ref)), repaid.map((r) => r.ref), repaid.map((r) => r.fee), date, days,
  ]);
  await enterBank(tx, s, programme, date, repaid.flatMap((r) => [
    { reference: r.ref, debit: houseAccount(programme, 'unallocated'), credit: houseAccount(programme, 'advances'), amount: r.amount },
    { reference: r.ref, debit: houseAccount(programme, 'platform-payable'), credit: houseAccount(programme, 'fee-income'), amount: r.fee },
  ]));
}

type Advance = { bucket: number; collectionRef: string; programme: string; loanRef: string; accountNo: string; amount: bigint; principal: bigint; interest: bigint; penalty: bigint; fees: bigint };

/** The batch at the day's end: debits the class-II accounts of what was advanced and pays the loans. Repeated, it finds nothing left. */
async function debitBatch(tx: Tx, s: string, date: string): Promise<{ debited: number }> {
  const { rows } = await tx.query<Advance>(
    `UPDATE ${s}.advance SET debited_on = $1 WHERE debited_on IS NULL AND advanced_on <= $1 RETURNING bucket, collection_ref AS "collectionRef", programme, loan_ref AS "loanRef", account_no AS "accountNo", amount, principal, interest, penalty, fees`, [date]);
  const paid = new Map<string, bigint>();
  for (const row of rows) paid.set(row.loanRef, (paid.get(row.loanRef) ?? 0n) + row.principal);
  const loans = [...paid];
  await tx.query(
    `UPDATE ${s}.loan l SET owed = l.owed - g.p, state = CASE WHEN l.owed = g.p THEN 'closed' ELSE l.state END FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, p) WHERE l.bucket = g.b AND l.loan_ref = g.r`,
    [bucketsOf(loans.map(([ref]) => ref)), loans.map(([ref]) => ref), loans.map(([, p]) => p)],
  );
  for (const [programme, group] of Map.groupBy(rows, (row) => row.programme)) {
    await enterBank(tx, s, programme, date, group.flatMap((row) => [
      { reference: row.collectionRef, debit: row.accountNo, credit: houseAccount(programme, 'loans'), amount: row.principal },
      { reference: row.collectionRef, debit: row.accountNo, credit: houseAccount(programme, 'interest-income'), amount: row.interest },
      { reference: row.collectionRef, debit: row.accountNo, credit: houseAccount(programme, 'charges-income'), amount: row.penalty + row.fees },
    ]));
  }
  return { debited: rows.length };
}

/** The payment institution's money arrives: advances are repaid, with the fee by calendar days; recoveries go to the platform's account. */
function creditSettlement({ schema: s }: BankSetup) {
  return answering(bank.creditSettlement, async (tx, body, context) => {
    const recovery = body.programme.endsWith('/recovery');
    const programme = body.programme.replace(/\/recovery$/, '');
    const settlement = houseAccount(programme, 'settlement');
    if (recovery) {
      await enterBank(tx, s, programme, context.businessDate, [{ reference: body.settlementRef, debit: settlement, credit: houseAccount(programme, 'platform-settlement'), amount: BigInt(body.total) }]);
      return { status: 'MATCHED' as const, matched: body.items.length };
    }
    const terms = await termsOf(tx, s, programme);
    const daily = parseRate(terms.advanceFeeDailyRate);
    const open = await tx.query<{ bucket: number; ref: string; amount: bigint; advancedOn: string }>(
      `SELECT a.bucket, a.collection_ref AS ref, a.amount, a.advanced_on AS "advancedOn" FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.advance a ON a.bucket = g.b AND a.collection_ref = g.r WHERE a.repaid_on IS NULL`,
      [bucketsOf(body.items.map((i) => i.collectionRef)), body.items.map((i) => i.collectionRef)],
    );
    const repaid = open.rows.map((row) => {
      const days = Math.max(terms.advanceFeeMinDays, daysBetween(row.advancedOn, body.settledOn));
      return { ...row, days, fee: applyRate(row.amount, daily, BigInt(days), 1n, 'half-up') };
    });
    await tx.query(`UPDATE ${s}.advance a SET repaid_on = $5, days = g.d, fee = g.f FROM unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) AS g(b, r, d, f) WHERE a.bucket = g.b AND a.collection_ref = g.r`, [
      repaid.map((r) => r.bucket), repaid.map((r) => r.ref), repaid.map((r) => r.days), repaid.map((r) => r.fee), body.settledOn,
    ]);
    const total = repaid.reduce((sum, r) => sum + r.amount, 0n);
    await keepUnmatched(tx, s, programme, body.settlementRef, body.settledOn, body.items);
    await enterBank(tx, s, programme, context.businessDate, [
      { reference: body.settlementRef, debit: settlement, credit: houseAccount(programme, 'advances'), amount: total },
      { reference: body.settlementRef, debit: houseAccount(programme, 'platform-payable'), credit: houseAccount(programme, 'fee-income'), amount: repaid.reduce((sum, r) => sum + r.fee, 0n) },
    ]);
    return { status: total === BigInt(body.total) ? ('MATCHED' as const) : ('BREAKS' as const), matched: repaid.length };
  });
}

/** Money for collections that no notice has named yet is kept apart until the notice comes. */
async function keepUnmatched(tx: Tx, s: string, programme: string, reference: string, date: string, items: readonly { collectionRef: string; amount: string }[]): Promise<void> {
  const { rows } = await tx.query<{ amount: bigint }>(
    `INSERT INTO ${s}.arrival (bucket, collection_ref, amount, settled_on) SELECT g.b, g.r, g.a, $4::date FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, a)
     WHERE NOT EXISTS (SELECT 1 FROM ${s}.advance a WHERE a.bucket = g.b AND a.collection_ref = g.r) ON CONFLICT DO NOTHING RETURNING amount`,
    [bucketsOf(items.map((i) => i.collectionRef)), items.map((i) => i.collectionRef), items.map((i) => i.amount), date],
  );
  await enterBank(tx, s, programme, date, [{ reference, debit: houseAccount(programme, 'settlement'), credit: houseAccount(programme, 'unallocated'), amount: rows.reduce((sum, row) => sum + row.amount, 0n) }]);
}

function moveMargin({ schema: s }: BankSetup) {
  return answering(bank.moveMargin, async (tx, body, context) => {
    const [margin, settlement, amount] = [houseAccount(body.programme, 'margin'), houseAccount(body.programme, 'platform-settlement'), BigInt(body.amount)];
    const from = body.direction === 'in' ? 'platform-settlement' : 'margin';
    const held = await houseBalance(tx, s, body.programme, from);
    if (held < amount) return { status: 'REFUSED' as const, code: 'INSUFFICIENT_BALANCE', balance: held.toString() };
    await enterBank(tx, s, body.programme, context.businessDate, [body.direction === 'in' ? { reference: body.marginRef, debit: settlement, credit: margin, amount } : { reference: body.marginRef, debit: margin, credit: settlement, amount }]);
    return { status: 'DONE' as const, code: 'OK', balance: (await houseBalance(tx, s, body.programme, 'margin')).toString() };
  });
}

/** The guarantor pays: margin first, then the platform's settlement account; the loans close. */
function compensate({ schema: s }: BankSetup) {
  return answering(bank.compensate, async (tx, body, context) => {
    const principal = body.items.reduce((sum, i) => sum + BigInt(i.principal), 0n);
    const interest = body.items.reduce((sum, i) => sum + BigInt(i.interest), 0n);
    const margin = await houseBalance(tx, s, body.programme, 'margin');
    const total = principal + interest;
    const fromMargin = margin < total ? margin : total;
    const fromSettlement = total - fromMargin;
    if ((await houseBalance(tx, s, body.programme, 'platform-settlement')) < fromSettlement) return { status: 'REFUSED' as const, code: 'INSUFFICIENT_BALANCE', fromMargin: '0', fromSettlement: '0' };
    const [loans, income] = [houseAccount(body.programme, 'loans'), houseAccount(body.programme, 'interest-income')];
    const marginToLoans = fromMargin < principal ? fromMargin : principal;
    const post = (kind: 'margin' | 'platform-settlement', credit: string, amount: bigint) => ({ reference: body.compensationRef, debit: houseAccount(body.programme, kind), credit, amount });
    await enterBank(tx, s, body.programme, context.businessDate, [
      post('margin', loans, marginToLoans), post('margin', income, fromMargin - marginToLoans), post('platform-settlement', loans, principal - marginToLoans), post('platform-settlement', income, interest - (fromMargin - marginToLoans)),
    ]);
    await tx.query(`UPDATE ${s}.loan l SET owed = l.owed - g.p, state = 'compensated' FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, p) WHERE l.bucket = g.b AND l.loan_ref = g.r`, [
      bucketsOf(body.items.map((i) => i.loanRef)), body.items.map((i) => i.loanRef), body.items.map((i) => i.principal),
    ]);
    return { status: 'DONE' as const, code: 'OK', fromMargin: fromMargin.toString(), fromSettlement: fromSettlement.toString() };
  });
}

function settle({ schema: s }: BankSetup) {
  return answering(bank.settle, async (tx, body, context) => {
    const net = BigInt(body.net);
    const [payable, account] = [houseAccount(body.programme, 'platform-payable'), houseAccount(body.programme, 'platform-settlement')];
    if (net < 0n && (await houseBalance(tx, s, body.programme, 'platform-settlement')) < -net) return { status: 'REFUSED' as const, code: 'INSUFFICIENT_BALANCE' };
    await enterBank(tx, s, body.programme, context.businessDate, [net > 0n ? { reference: body.statementRef, debit: payable, credit: account, amount: net } : { reference: body.statementRef, debit: account, credit: payable, amount: -net }]);
    return { status: 'DONE' as const, code: 'OK' };
  });
}

function balances({ schema: s }: BankSetup) {
  return answering(bank.bankBalances, async (tx, { programme }) => {
    const { rows } = await tx.query<{ held: string; owed: string }>(
      `SELECT (SELECT coalesce(sum(balance), 0)::text FROM ${s}.account WHERE programme = $1 AND kind = 'class-ii') AS held, (SELECT coalesce(sum(owed), 0)::text FROM ${s}.loan WHERE programme = $1) AS owed`, [programme]);
    const house = async (kind: 'advances' | 'margin' | 'platform-settlement' | 'fee-income') => (await houseBalance(tx, s, programme, kind)).toString();
    return {
      classII: rows[0]?.held ?? '0', loanPrincipal: rows[0]?.owed ?? '0', advances: await house('advances'), margin: await house('margin'), platformSettlement: await house('platform-settlement'), advanceFees: await house('fee-income'),
    };
  });
}

async function fileRows(tx: Tx, s: string, body: { programme: string; kind: string; date: string }): Promise<Record<string, string>[]> {
  const sql = {
    'loan-day': `SELECT collection_ref AS "collectionRef", loan_ref AS "loanRef", account_no AS "accountNo", amount::text, principal::text, interest::text, penalty::text, fees::text FROM ${s}.advance WHERE programme = $1 AND debited_on = $2 ORDER BY bucket, collection_ref`,
    'advance-day': `SELECT collection_ref AS "collectionRef", advanced_on::text AS "advancedOn", repaid_on::text AS "repaidOn", amount::text, days::text, fee::text FROM ${s}.advance WHERE programme = $1 AND repaid_on = $2 ORDER BY bucket, collection_ref`,
    'account-balance': `SELECT account_no AS "accountNo", balance::text FROM ${s}.account WHERE programme = $1 AND kind = 'class-ii' AND balance <> 0 AND $2::date IS NOT NULL ORDER BY bucket, account_no`,
    'loan-balance': `SELECT loan_ref AS "loanRef", owed::text AS principal FROM ${s}.loan WHERE programme = $1 AND owed <> 0 AND $2::date IS NOT NULL ORDER BY bucket, loan_ref`,
  }[body.kind];
  return (await tx.query<Record<string, string>>(sql ?? '', [body.programme, body.date])).rows;
}
