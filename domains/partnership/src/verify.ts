import type { Db } from '@jinqiao/database';
import { wholeFile } from '@jinqiao/gateway';
import { balance, type Check, check } from '@jinqiao/ledger';
import { verifyLoans } from '@jinqiao/lending';
import { answerOf } from '@jinqiao/payments';
import { randomId } from '@jinqiao/runtime';
import { bank, files } from '@jinqiao/wire';
import { bankOf, type JointLoan } from './context.ts';
import type { Programme } from './programme.ts';
import { economicsOf } from './store.ts';

/** Proves each programme: loans against ledger, our books against the bank's, clearing between buckets at zero. `on` is the open day. */
export async function verifyProgrammes(db: Db, joint: JointLoan, on: string): Promise<Check[]> {
  const checks: Check[] = [];
  for (const programme of joint.programmes) {
    const economics = await economicsOf(db, programme.id);
    checks.push(...(await verifyLoans(db, programme.product, programme.book, economics.accruedExact, economics.accruedThrough)));
    checks.push(
      await bucketsClear(db, programme),
      await noCustomerMoney(db, programme),
      await bankAgrees(db, joint, programme, on),
      await accountsAgree(db, joint, programme, on),
    );
  }
  return checks;
}

/** Money between buckets is nowhere on its way: the clearing stripes of each book add up to zero. */
async function bucketsClear(db: Db, programme: Programme): Promise<Check> {
  const left = [
    [programme.book.name, await balance(db, programme.book.stripes('clearing/bucket'))] as const,
    [programme.platform.name, await balance(db, programme.platform.stripes('clearing/bucket'))] as const,
  ];
  return check(
    `buckets-clear ${programme.id}`,
    left.length,
    left.filter(([, sum]) => sum !== 0n).map(([book, sum]) => `book ${book}: clearing between buckets holds ${sum}`),
  );
}

/** No fund pool: the platform's own book has no account of a customer. */
async function noCustomerMoney(db: Db, programme: Programme): Promise<Check> {
  const { rows } = await db.query<{ n: number; bad: number }>(
    `SELECT count(*)::int AS n, count(*) FILTER (WHERE path LIKE 'customer/%' OR owner LIKE 'cus\\_%')::int AS bad FROM ledger.account WHERE book = $1`,
    [programme.platform.name],
  );
  const found = rows[0] ?? { n: 0, bad: 0 };
  return check(`no-customer-money ${programme.id}`, found.n, found.bad > 0 ? [`${found.bad} accounts of customers in the platform's own book`] : []);
}

/** What our ledger says of the bank equals what the bank says of itself. */
async function bankAgrees(db: Db, joint: JointLoan, programme: Programme, on: string): Promise<Check> {
  const funder = bankOf(joint, programme);
  const theirs = answerOf(
    funder,
    await funder.exchange(bank.bankBalances, { serial: randomId('ver', 0), businessDate: on, body: { programme: programme.id } }),
  );
  const { rows } = await db.query<{ path: string; balance: string }>(
    `SELECT path, sum(CASE side WHEN 'debit' THEN debits - credits ELSE credits - debits END)::text AS balance FROM ledger.account WHERE book = $1 GROUP BY path`,
    [programme.book.name],
  );
  const ours = new Map(rows.map((row) => [row.path, row.balance]));
  const pairs = [
    ['customer/class-ii', theirs.classII],
    ['loan/principal', theirs.loanPrincipal],
    ['advance/receivable', theirs.advances],
    ['platform/margin', theirs.margin],
    ['platform/settlement', theirs.platformSettlement],
    ['income/advance-fee', theirs.advanceFees],
  ] as const;
  return check(
    `bank-agrees ${programme.id}`,
    pairs.length,
    pairs
      .filter(([path, amount]) => (ours.get(path) ?? '0') !== amount)
      .map(([path, amount]) => `${path}: our book says ${ours.get(path) ?? '0'}, the bank says ${amount}`),
  );
}

/** Customer money account by account: our mirror of each class-II account equals the bank's file. */
async function accountsAgree(db: Db, joint: JointLoan, programme: Programme, on: string): Promise<Check> {
  const funder = bankOf(joint, programme);
  const file = await wholeFile(async (part) => {
    const body = { programme: programme.id, kind: 'account-balance' as const, date: on, part };
    const answer = answerOf(funder, await funder.exchange(bank.bankFile, { serial: randomId('ver', 0), businessDate: on, body }));
    return { ...answer, parts: answer.parts ?? 1 };
  });
  const theirs = new Map(
    file
      ? joint
          .readFile(files.accountBalanceFile, file.content, file.digest, { institution: funder.id, date: on })
          .map((row) => [row.accountNo ?? '', row.balance ?? '0'])
      : [],
  );
  const { rows } = await db.query<{ accountNo: string; balance: string }>(
    `SELECT b.account_no AS "accountNo", (a.credits - a.debits)::text AS balance FROM ledger.account a JOIN parties.bank_account b ON b.bucket = a.bucket AND b.customer_id = a.owner AND b.programme_id = $2
     WHERE a.book = $1 AND a.path = 'customer/class-ii' AND a.credits <> a.debits`,
    [programme.book.name, programme.id],
  );
  const ours = new Map(rows.map((row) => [row.accountNo, row.balance]));
  const wrong = [...new Set([...ours.keys(), ...theirs.keys()])].filter((account) => ours.get(account) !== theirs.get(account));
  return check(`customer-money ${programme.id}`, Math.max(ours.size, theirs.size), [
    ...(file ? [] : ['the bank has not made its balance file']),
    ...wrong.map((account) => `account ${account}: our book says ${ours.get(account) ?? 'nothing'}, the bank says ${theirs.get(account) ?? 'nothing'}`),
  ]);
}
