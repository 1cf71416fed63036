import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { bank } from '@jinqiao/wire';
import { accountBucket, bucketsOf, enterBank, firstOfEach, houseAccount, houseBalance } from './bank-books.ts';
import type { FaultBox } from './faults.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

/** The programmes of class-II accounts; accounts that are not open are left out. */
export async function programmesOf(tx: Tx, schema: string, accounts: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ account: string; programme: string }>(
    `SELECT a.account_no AS account, a.programme FROM unnest($1::int[], $2::text[]) AS g(b, n) JOIN ${schema}.account a ON a.bucket = g.b AND a.account_no = g.n WHERE a.kind = 'class-ii'`,
    [accounts.map(accountBucket), accounts],
  );
  return new Map(rows.map((row) => [row.account, row.programme]));
}

/** The first leg: books loans and credits the class-II accounts. A loan that is booked stays as it is. */
export function disburse({ schema: s }: BankSetup) {
  return answering(bank.disburse, async (tx, body, context) => {
    const programmes = await programmesOf(
      tx,
      s,
      body.items.map((i) => i.accountNo),
    );
    const codes = new Map(
      body.items.map((i) => [i.loanRef, programmes.get(i.accountNo) !== i.programme ? 'ACCOUNT_UNKNOWN' : BigInt(i.principal) <= 0n ? 'AMOUNT_INVALID' : 'OK']),
    );
    const valid = firstOfEach(body.items, (i) => i.loanRef).filter((i) => codes.get(i.loanRef) === 'OK');
    const inserted = await tx.query<{ ref: string }>(
      `INSERT INTO ${s}.loan (bucket, loan_ref, programme, account_no, principal, owed, state)
       SELECT b, r, p, a, m, m, 'open' FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, r, p, a, m) ON CONFLICT DO NOTHING RETURNING loan_ref AS ref`,
      [
        bucketsOf(valid.map((i) => i.loanRef)),
        valid.map((i) => i.loanRef),
        valid.map((i) => i.programme),
        valid.map((i) => i.accountNo),
        valid.map((i) => i.principal),
      ],
    );
    const fresh = new Set(inserted.rows.map((row) => row.ref));
    const booked = valid.filter((i) => fresh.has(i.loanRef));
    for (const [programme, group] of Map.groupBy(booked, (i) => i.programme)) {
      const entries = group.map((i) => ({ reference: i.loanRef, debit: houseAccount(programme, 'loans'), credit: i.accountNo, amount: BigInt(i.principal) }));
      await enterBank(tx, s, programme, context.businessDate, entries);
    }
    return {
      items: body.items.map(({ loanRef }) => {
        const code = codes.get(loanRef) ?? 'OK';
        return code === 'OK'
          ? { loanRef, status: 'DISBURSED' as const, code, bankSerial: derivedId('bnk', 0, loanRef) }
          : { loanRef, status: 'REJECTED' as const, code, bankSerial: '' };
      }),
    };
  });
}

type Payout = { readonly payoutRef: string; readonly accountNo: string; readonly amount: string };

/** The second leg: pays on from the class-II account to the bound card. What fails leaves the money there and may be asked for again. */
export function payOut({ schema: s }: BankSetup, faults: FaultBox) {
  return answering(bank.payOut, async (tx, body, context) => {
    const asked = firstOfEach(body.items, (i) => i.payoutRef);
    // The accounts are locked before anything is read, so that two messages cannot spend one balance.
    const accounts = await lockAccounts(
      tx,
      s,
      asked.map((i) => i.accountNo),
    );
    const done = await paidBefore(
      tx,
      s,
      asked.map((i) => i.payoutRef),
    );
    const codes = new Map<string, string>([...done].map((ref) => [ref, 'OK']));
    const pay = asked.filter((item) => !done.has(item.payoutRef) && spend(accounts, item, faults, codes));
    await tx.query(
      `INSERT INTO ${s}.payout (bucket, payout_ref, account_no, amount, status) SELECT b, r, a, m, 'PAID' FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[]) AS g(b, r, a, m)`,
      [bucketsOf(pay.map((i) => i.payoutRef)), pay.map((i) => i.payoutRef), pay.map((i) => i.accountNo), pay.map((i) => i.amount)],
    );
    for (const [programme, group] of Map.groupBy(pay, (i) => accounts.get(i.accountNo)?.programme ?? '')) {
      const entries = group.map((i) => ({
        reference: i.payoutRef,
        debit: i.accountNo,
        credit: houseAccount(programme, 'interbank'),
        amount: BigInt(i.amount),
      }));
      await enterBank(tx, s, programme, context.businessDate, entries);
    }
    return {
      items: body.items.map(({ payoutRef }) => {
        const code = codes.get(payoutRef) ?? 'OK';
        return { payoutRef, status: code === 'OK' ? ('PAID' as const) : ('FAILED' as const), code };
      }),
    };
  });
}

/** Takes a payout from the balance that is left. The reason of a failure goes into `codes`. */
function spend(accounts: Map<string, { programme: string; balance: bigint }>, item: Payout, faults: FaultBox, codes: Map<string, string>): boolean {
  const account = accounts.get(item.accountNo);
  const amount = BigInt(item.amount);
  const fail = (code: string) => {
    codes.set(item.payoutRef, code);
    return false;
  };
  if (!account) return fail('ACCOUNT_UNKNOWN');
  if (amount <= 0n) return fail('AMOUNT_INVALID');
  if (account.balance < amount) return fail('INSUFFICIENT_BALANCE');
  if (faults.take('payout-failed', bank.payOut.name)) return fail('INTERBANK_UNAVAILABLE');
  accounts.set(item.accountNo, { ...account, balance: account.balance - amount });
  return true;
}

async function lockAccounts(tx: Tx, s: string, accounts: readonly string[]): Promise<Map<string, { programme: string; balance: bigint }>> {
  const { rows } = await tx.query<{ account: string; programme: string; balance: bigint }>(
    `SELECT a.account_no AS account, a.programme, CASE WHEN a.frozen_whole THEN 0 ELSE greatest(a.balance - a.frozen, 0) END AS balance FROM ${s}.account a WHERE (a.bucket, a.account_no) IN (SELECT b, n FROM unnest($1::int[], $2::text[]) AS g(b, n))
       AND a.kind = 'class-ii' ORDER BY a.account_no FOR UPDATE`,
    [accounts.map(accountBucket), accounts],
  );
  return new Map(rows.map(({ account, ...rest }) => [account, rest]));
}

async function paidBefore(tx: Tx, s: string, references: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ ref: string }>(
    `SELECT p.payout_ref AS ref FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.payout p ON p.bucket = g.b AND p.payout_ref = g.r`,
    [bucketsOf(references), references],
  );
  return new Set(rows.map((row) => row.ref));
}

/** The guarantor pays: margin first, then the platform's settlement account; the loans close. Whole or not at all. */
export function compensate({ schema: s }: BankSetup) {
  return answering(bank.compensate, async (tx, body, context) => {
    const { programme } = body;
    const sum = (of: 'principal' | 'interest') => body.items.reduce((total, item) => total + BigInt(item[of]), 0n);
    const [principal, interest] = [sum('principal'), sum('interest')];
    const [held, settlement] = [
      await houseBalance(tx, s, programme, 'margin', 'FOR UPDATE'),
      await houseBalance(tx, s, programme, 'platform-settlement', 'FOR UPDATE'),
    ];
    const fromMargin = held < principal + interest ? held : principal + interest;
    const fromSettlement = principal + interest - fromMargin;
    const refused = (code: string) => ({ status: 'REFUSED' as const, code, fromMargin: '0', fromSettlement: '0' });
    if (settlement < fromSettlement) return refused('INSUFFICIENT_BALANCE');
    if (!(await areOpen(tx, s, programme, body.items))) return refused('LOAN_NOT_OPEN');
    await tx.query(
      `UPDATE ${s}.loan l SET owed = l.owed - g.p, state = 'compensated' FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, r, p) WHERE l.bucket = g.b AND l.loan_ref = g.r`,
      [bucketsOf(body.items.map((i) => i.loanRef)), body.items.map((i) => i.loanRef), body.items.map((i) => i.principal)],
    );
    const marginToLoans = fromMargin < principal ? fromMargin : principal;
    const post = (kind: 'margin' | 'platform-settlement', credit: 'loans' | 'interest-income', amount: bigint) => ({
      reference: body.compensationRef,
      debit: houseAccount(programme, kind),
      credit: houseAccount(programme, credit),
      amount,
    });
    await enterBank(tx, s, programme, context.businessDate, [
      post('margin', 'loans', marginToLoans),
      post('margin', 'interest-income', fromMargin - marginToLoans),
      post('platform-settlement', 'loans', principal - marginToLoans),
      post('platform-settlement', 'interest-income', interest - (fromMargin - marginToLoans)),
    ]);
    return { status: 'DONE' as const, code: 'OK', fromMargin: fromMargin.toString(), fromSettlement: fromSettlement.toString() };
  });
}

/** Whether each loan is named once, is open in the programme and owes at least what is paid. Locks them. */
async function areOpen(tx: Tx, s: string, programme: string, items: readonly { loanRef: string; principal: string }[]): Promise<boolean> {
  const { rows } = await tx.query<{ ref: string; owed: bigint }>(
    `SELECT l.loan_ref AS ref, l.owed FROM ${s}.loan l WHERE (l.bucket, l.loan_ref) IN (SELECT b, r FROM unnest($1::int[], $2::text[]) AS g(b, r))
       AND l.programme = $3 AND l.state = 'open' ORDER BY l.loan_ref FOR UPDATE`,
    [bucketsOf(items.map((i) => i.loanRef)), items.map((i) => i.loanRef), programme],
  );
  const owed = new Map(rows.map((row) => [row.ref, row.owed]));
  return owed.size === items.length && items.every((item) => (owed.get(item.loanRef) ?? -1n) >= BigInt(item.principal));
}
