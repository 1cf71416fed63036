import { ageInYears, type BusinessDate, businessDate, daysBetween } from '@jinqiao/calendar';
import { bucketOf, HOUSE_BUCKET } from '@jinqiao/database';
import { type MessageContext, sealerOf } from '@jinqiao/gateway';
import { derivedId } from '@jinqiao/runtime';
import { bank, bureau } from '@jinqiao/wire';
import type { z } from 'zod';
import { elementsCode, verifyElements } from './bank-accounts.ts';
import { accountBucket, enterBank, HOUSE, houseAccount, type Terms, termsOf } from './bank-books.ts';
import { CONSENT_DAYS, consentHolds, hashOf } from './bureau.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

/** The platform's deposit when a programme is agreed, in minor units. */
const OPENING_DEPOSIT = 10_000_000_000n;

/** Agrees or amends a programme. With the first agreement the platform pays its own deposit into its settlement account. */
export function agreeProgramme(setup: BankSetup) {
  const s = setup.schema;
  return answering(bank.agreeProgramme, async (tx, body, context) => {
    const { programme, ...terms } = body;
    await tx.query(
      `INSERT INTO ${s}.programme (bucket, programme, terms) VALUES ($3, $1, $2) ON CONFLICT (bucket, programme) DO UPDATE SET terms = excluded.terms`,
      [programme, JSON.stringify(terms), HOUSE_BUCKET],
    );
    const opened = await tx.query(
      `INSERT INTO ${s}.account (bucket, account_no, programme, kind, owner_ref, balance) SELECT $3::int, n, $2::text, 'house', '', 0 FROM unnest($1::text[]) n ON CONFLICT DO NOTHING`,
      [HOUSE.map((kind) => houseAccount(programme, kind)), programme, HOUSE_BUCKET],
    );
    if (opened.rowCount > 0) {
      const [debit, credit] = [houseAccount(programme, 'settlement'), houseAccount(programme, 'platform-settlement')];
      await enterBank(tx, s, programme, context.businessDate, [{ reference: `deposit.${programme}`, debit, credit, amount: OPENING_DEPOSIT }]);
    }
    return { status: 'AGREED' as const };
  });
}

/** Opens class-II accounts: five elements, verified with the issuer of the bound card through the payment institution's channel. */
export function openAccounts(setup: BankSetup) {
  return answering(bank.openAccounts, async (tx, body, context) => {
    for (const programme of new Set(body.items.map((i) => i.programme))) await termsOf(tx, setup.schema, programme);
    const verified = await verifyElements(
      setup,
      context,
      body.items.map((i) => ({ ...i, ref: i.accountRef })),
    );
    const items = body.items.map((item) => {
      const code = elementsCode(verified.get(item.accountRef), true);
      return {
        accountRef: item.accountRef,
        programme: item.programme,
        status: code === 'OK' ? ('ACTIVE' as const) : ('REJECTED' as const),
        accountNo: code === 'OK' ? accountNoOf(item.accountRef, item.programme) : '',
        code,
      };
    });
    const active = items.filter((item) => item.status === 'ACTIVE');
    await tx.query(
      `INSERT INTO ${setup.schema}.account (bucket, account_no, programme, kind, owner_ref, balance) SELECT b, n, p, 'class-ii', r, 0 FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, n, p, r) ON CONFLICT DO NOTHING`,
      [active.map((i) => accountBucket(i.accountNo)), active.map((i) => i.accountNo), active.map((i) => i.programme), active.map((i) => i.accountRef)],
    );
    return { items: items.map(({ programme: _, ...item }) => item) };
  });
}

function accountNoOf(accountRef: string, programme: string): string {
  const digits = BigInt(`0x${derivedId('acc', 0, `${programme} ${accountRef}`).slice(6)}`)
    .toString()
    .slice(0, 12);
  return `6288${String(bucketOf(accountRef)).padStart(3, '0')}${digits}`;
}

type Application = z.output<typeof bank.applyForCredit.request>['items'][number] & {
  readonly reportRef: string;
  readonly plainId: string;
  readonly hash: string;
};
type Report = z.output<typeof bureau.pullReports.answer>['items'][number];

/** The three checks: credit report, black and grey list, judicial freeze; and the bank's own age rule. */
export function examineApplications(setup: BankSetup) {
  return answering(bank.applyForCredit, async (tx, body, context) => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const applications = body.items.map((item) => {
      const plainId = open(item.idNumber);
      return { ...item, plainId, hash: hashOf(plainId), name: open(item.name), reportRef: derivedId('rep', 0, item.applicationRef) };
    });
    const reports = await pullReports(setup, applications, context);
    const lists = await tx.query<{ hash: string; kind: string }>(
      `SELECT l.id_number_hash AS hash, l.kind FROM unnest($1::int[], $2::text[]) AS g(b, h) JOIN ${setup.schema}.list l ON l.bucket = g.b AND l.id_number_hash = g.h`,
      [applications.map((i) => bucketOf(i.hash)), applications.map((i) => i.hash)],
    );
    const listed = new Set(lists.rows.map((row) => `${row.kind} ${row.hash}`));
    const terms = new Map<string, Terms>();
    for (const programme of new Set(applications.map((i) => i.programme))) terms.set(programme, await termsOf(tx, setup.schema, programme));
    return {
      items: applications.map((item) => {
        const agreed = terms.get(item.programme) as Terms;
        const report = reports.get(item.reportRef);
        const rules = rulesOf(item, agreed, report, listed, context.businessDate);
        const failed = rules.find((r) => !r.pass);
        const grey = listed.has(`grey ${item.hash}`);
        const status = failed ? ('REJECTED' as const) : grey ? ('MANUAL' as const) : ('APPROVED' as const);
        return {
          applicationRef: item.applicationRef,
          status,
          code: failed?.ruleId ?? (grey ? 'GREY_LIST' : 'OK'),
          bankLimit: agreed.ownLimit && status === 'APPROVED' ? ownLimit(report?.score ?? 0) : null,
          bureauReportRef: report ? item.reportRef : '',
          rules,
        };
      }),
    };
  });
}

/** Reports of those whose consent is in force; without one nothing is pulled. */
async function pullReports(setup: BankSetup, applications: readonly Application[], context: MessageContext): Promise<Map<string, Report>> {
  const { seal } = sealerOf(setup.sealKeys.get('bureau') ?? '');
  const consented = applications.filter((item) => consentHolds(item.consentOn, context.businessDate));
  if (consented.length === 0) return new Map();
  const pulled = await setup.toBureau().exchange(bureau.pullReports, {
    serial: `pull.${context.serial}`,
    businessDate: context.businessDate,
    body: {
      items: consented.map(({ reportRef, consentRef, consentOn, name, plainId }) => ({
        reportRef,
        consentRef,
        consentOn,
        purpose: 'credit-approval' as const,
        name: seal(name),
        idNumber: seal(plainId),
      })),
    },
  });
  if (pulled.state !== 'answered') throw new Error('the credit bureau does not answer');
  return new Map(pulled.answer.items.map((item) => [item.reportRef, item]));
}

function rulesOf(item: Application, agreed: Terms, report: Report | undefined, listed: ReadonlySet<string>, date: string) {
  const age = ageInYears(bornOn(item.plainId), businessDate(date));
  const consentDays = daysBetween(item.consentOn, date);
  const [black, frozen] = [listed.has(`black ${item.hash}`), listed.has(`frozen ${item.hash}`)];
  const reported = (ruleId: string, limit: string, of: (report: Report) => number, holds: (value: number) => boolean) =>
    report ? rule(ruleId, 'bureau', limit, String(of(report)), holds(of(report))) : rule(ruleId, 'bureau', limit, 'no report', false);
  return [
    rule('BANK_AGE', 'bank', `${agreed.ageFrom}-${agreed.ageTo}`, String(age), age >= agreed.ageFrom && age <= agreed.ageTo),
    rule('BUREAU_CONSENT_DAYS', 'bureau', String(CONSENT_DAYS), String(consentDays), consentHolds(item.consentOn, date)),
    reported(
      'BUREAU_NO_CURRENT_OVERDUE',
      '0',
      (r) => r.currentOverdue,
      (n) => n === 0,
    ),
    reported(
      'BUREAU_MAX_DPD_24M',
      '< 90',
      (r) => r.maxDpd24m,
      (n) => n < 90,
    ),
    reported(
      'BUREAU_ENQUIRIES_6M',
      '<= 10',
      (r) => r.enquiries6m,
      (n) => n <= 10,
    ),
    rule('BLACK_LIST', 'bank', 'not listed', black ? 'listed' : 'not listed', !black),
    rule('JUDICIAL_FREEZE', 'bank', 'none', frozen ? 'frozen' : 'none', !frozen),
  ];
}

/** The birth date in an ID number (GB 11643-1999). */
function bornOn(idNumber: string): BusinessDate {
  return businessDate(idNumber.replace(/^.{6}(....)(..)(..).*$/, '$1-$2-$3'));
}

function rule(ruleId: string, side: 'bank' | 'bureau', limit: string, actual: string, pass: boolean) {
  return { ruleId, side, limit, actual, pass };
}

/** The bank's own limit by bureau score, in minor units: a sample model. */
function ownLimit(score: number): string {
  return (score >= 780 ? 10_000_000n : score >= 700 ? 6_000_000n : score >= 620 ? 3_000_000n : 800_000n).toString();
}
