import { openFirstDay, today } from '@jinqiao/business-day';
import { addDays, addMonths, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import { type Loan, orderEarlyRepayment } from '@jinqiao/lending';
import { bankAccountOf, customerIdOf } from '@jinqiao/parties';
import { type DrawRequest, disburseDraws, JOINT_LOAN_DEFAULTS, openProgramme, type Programme, reserveDraws } from '@jinqiao/partnership';
import { planCollections } from '@jinqiao/payments';
import { derivedId, type startProgress } from '@jinqiao/runtime';
import { addStaff, control, type Enrolled, enrol, hashPassword, type SyntheticPerson, type System, syntheticPerson } from '@jinqiao/server';
import { playPayOffs } from './demonstration-cards.ts';
import { playDunning } from './demonstration-dunning.ts';
import { playFunds } from './demonstration-funds.ts';
import { screenSampleList } from './demonstration-list.ts';
import { playOrganisations } from './demonstration-parties.ts';
import { playPayLater } from './demonstration-pay-later.ts';
import { playPayments } from './demonstration-payments.ts';
import { playRisk } from './demonstration-risk.ts';

/** Logins of the demonstration: for a machine of one's own, never for a real installation. */
export const DEMO_STAFF = [
  { login: 'operator', name: 'Operator 运营', role: 'operator', password: 'jinqiao-operator' },
  { login: 'finance', name: 'Finance 财务', role: 'finance', password: 'jinqiao-finance' },
  { login: 'risk', name: 'Risk 风控', role: 'risk', password: 'jinqiao-risk' },
  { login: 'compliance', name: 'Compliance 合规', role: 'compliance', password: 'jinqiao-compliance' },
  { login: 'bank-viewer', name: 'Bank 银行', role: 'partner-viewer', password: 'jinqiao-bank-viewer', scopes: ['partner:bank'] },
  { login: 'admin', name: 'Admin 管理', role: 'admin', password: 'jinqiao-admin' },
  { login: 'auditor', name: 'Auditor 审计', role: 'auditor', password: 'jinqiao-auditor' },
] as const;

export const DEMO_CUSTOMERS = { first: '13900000001', last: '13900000050', known: '13800000001', password: 'jinqiao-customer' } as const;

export type DemonstrationSize = { readonly borrowers: number; readonly months: number; readonly from: BusinessDate };
export const DEMONSTRATION: DemonstrationSize = { borrowers: 320, months: 6, from: businessDate('2026-03-02') };

const PROGRAMME = 'JL-2026';

type Player = { readonly system: System; readonly programme: Programme; readonly size: DemonstrationSize };
type Borrower = { readonly person: SyntheticPerson; readonly index: number; readonly enrolled: Enrolled };

/** Plays months of a joint-loan programme through the calendar, where the books are empty; goes on where it was interrupted. */
export async function playDemonstration(
  system: System,
  progressOf: typeof startProgress,
  size: DemonstrationSize = DEMONSTRATION,
): Promise<'played' | 'already there'> {
  const end = addMonths(size.from, size.months);
  await openFirstDay(system.db, size.from);
  const { current } = await today(system.db);
  if (current > end) return 'already there';
  await addStaff(system.db, DEMO_STAFF);
  const programme = await openProgramme(
    system.db,
    (await system.joint()).bank,
    PROGRAMME,
    { ...JOINT_LOAN_DEFAULTS, name: 'Joint loan 2026 (synthetic)', nameZh: '联合贷款 2026(合成数据)' },
    size.from,
  );
  await inviteVisitors(system, programme);
  await playOrganisations(system, size.from);
  const days = Math.round((Date.parse(end) - Date.parse(current)) / 86_400_000) + 1;
  const progress = progressOf({ title: 'Playing a demonstration programme', total: days });
  const player = { system, programme, size };
  try {
    for (let date = businessDate(current); date <= end; date = addDays(date, 1)) {
      await playDay(player, date);
      await system.close(date);
      progress.advance(1, date);
    }
  } finally {
    progress.stop();
  }
  await screenSampleList(system);
  return 'played';
}

/** Mobile numbers that may sign up on the customer pages. */
const VISITORS = Array.from({ length: 50 }, (_, i) => String(BigInt(DEMO_CUSTOMERS.first) + BigInt(i)));

async function inviteVisitors(system: System, programme: Programme): Promise<void> {
  await invite(
    system.db,
    VISITORS.map((mobile) => ({
      ...customerIdOf(system.vault, mobile),
      programmeId: programme.id,
      validThrough: '2099-12-31',
      tenureMonths: 40,
      ordersPerYear: 36,
      suggestedLimit: null,
    })),
  );
}

/** How many borrowers join on a day: more in the first months, so that the book has a past. */
function joiningOn({ size }: Player, date: BusinessDate): number[] {
  const day = Math.round((Date.parse(date) - Date.parse(size.from)) / 86_400_000);
  const joining = Math.round((size.months * 30.5 * 2) / 3);
  const upTo = (d: number) => Math.min(size.borrowers, Math.floor((size.borrowers * Math.min(d, joining)) / joining));
  return Array.from({ length: upTo(day + 1) - upTo(day) }, (_, i) => upTo(day) + i);
}

async function playDay(player: Player, date: BusinessDate): Promise<void> {
  const { system } = player;
  const done = await system.db.query(
    `SELECT 1 FROM business_day.checkpoint WHERE bucket = 0 AND business_date = $1 AND step = 'demonstration' AND chunk = 'day'`,
    [date],
  );
  if (done.rowCount > 0) return;
  const joining = joiningOn(player, date);
  if (joining.length > 0) await join(player, date, joining);
  await repaySomeEarly(player, date);
  await recoverSome(player, date);
  const end = addMonths(player.size.from, player.size.months);
  await playDunning(system, date, end);
  await playPayments(system, date, end);
  await playFunds(system, date, end);
  await playPayLater(system, date, end);
  await playRisk(system, date);
  await playPayOffs(system, date, end, VISITORS);
  await system.db.query(
    `INSERT INTO business_day.checkpoint (bucket, business_date, step, chunk) VALUES (0, $1, 'demonstration', 'day') ON CONFLICT DO NOTHING`,
    [date],
  );
}

async function join(player: Player, date: BusinessDate, indexes: readonly number[]): Promise<void> {
  const { system, programme } = player;
  const password = await hashPassword(DEMO_CUSTOMERS.password);
  const people = indexes.map((index) => ({ index, person: syntheticPerson(index + 1, date, 22 + ((index * 7) % 27)) }));
  const known = await Promise.all(
    people.map(
      async ({ person }) =>
        (
          await system.db.query('SELECT 1 FROM parties.customer WHERE bucket = $1 AND customer_id = $2', [
            customerIdOf(system.vault, person.mobile).bucket,
            customerIdOf(system.vault, person.mobile).customerId,
          ])
        ).rowCount > 0,
    ),
  );
  const fresh = people.filter((_, i) => !known[i]);
  if (fresh.length === 0) return;
  const enrolled = await enrol(
    system,
    programme,
    date,
    fresh.map(({ person }) => ({
      ...person,
      passwordHash: password,
      tenureMonths: 3 + (person.seed % 60),
      ordersPerYear: 2 + (person.seed % 45),
      suggestedLimit: null,
    })),
  );
  const borrowers = fresh
    .map(({ person, index }, i): Borrower => ({ person, index, enrolled: enrolled[i] as Enrolled }))
    .filter(({ enrolled: e }) => e.line !== undefined);
  if (borrowers.length === 0) return;
  await control(system.urls.payment, 'cards', { cards: borrowers.map(({ enrolled: e, index }) => ({ cardRef: e.customerId, ...behaviourOf(index, date) })) });
  const requests = await Promise.all(borrowers.map((borrower) => drawOf(player, borrower)));
  const loans = await system.db.tx((tx) => reserveDraws(tx, programme, date, requests));
  await disburseDraws(system.db, await system.joint(), programme, loans, date);
}

/** One in fourteen runs out of money after a month, one in eight is short now and then. */
function behaviourOf(index: number, date: BusinessDate): { behaviour: string; fundedThrough: string | null } {
  if (index % 14 === 5) return { behaviour: 'poor', fundedThrough: addDays(date, index % 28 === 5 ? 20 : 45) };
  return { behaviour: index % 8 === 3 ? 'flaky' : 'good', fundedThrough: null };
}

async function drawOf({ system, programme }: Player, { enrolled, index }: Borrower): Promise<DrawRequest> {
  const account = await bankAccountOf(system.db, enrolled.bucket, enrolled.customerId, programme.id);
  const limit = enrolled.line?.limit ?? 0n;
  const amount = (limit * BigInt(40 + (index % 5) * 12)) / 100n;
  return {
    customerId: enrolled.customerId,
    bucket: enrolled.bucket,
    accountNo: account?.accountNo ?? '',
    mandateToken: account?.mandateToken ?? '',
    amount: amount - (amount % 10_000n),
    periods: [12, 6, 12, 3, 9][index % 5] ?? 12,
    method: index % 3 === 0 ? 'equal-instalment' : 'equal-principal',
    rate: null,
    agreementHash: '',
    key: 'first',
  };
}

type LoanRow = Pick<Loan, 'bucket' | 'loanId'>;

/** Some customers repay the whole rest early, a fixed time after they drew. */
async function repaySomeEarly({ system, programme }: Player, date: BusinessDate): Promise<void> {
  const { rows } = await system.db.query<LoanRow>(
    `SELECT bucket, loan_id AS "loanId" FROM lending.loan WHERE state = 'active' AND overdue_since IS NULL AND disbursed_on = $1 AND bucket % 9 = 4 ORDER BY bucket, loan_id`,
    [addDays(date, -47)],
  );
  await system.db.tx(async (tx) => {
    for (const loan of rows) await orderEarlyRepayment(tx, programme.product, programme.book, loan, 'all', date, 'demonstration', 'file');
  });
}

/** Some borrowers pay after the guarantor has: a part of the claim is recovered. */
async function recoverSome({ system, programme }: Player, date: BusinessDate): Promise<void> {
  const { rows } = await system.db.query<LoanRow & { customerId: string; accountNo: string; mandateToken: string; claim: bigint }>(
    `SELECT bucket, loan_id AS "loanId", customer_id AS "customerId", account_no AS "accountNo", mandate_token AS "mandateToken", recourse_claim AS claim FROM lending.loan WHERE state = 'compensated' AND compensated_on = $1 AND bucket % 2 = 0 ORDER BY bucket, loan_id`,
    [addDays(date, -20)],
  );
  if (rows.length === 0) return;
  await control(system.urls.payment, 'cards', { cards: rows.map((row) => ({ cardRef: row.customerId, behaviour: 'good', fundedThrough: null })) });
  await system.db.tx((tx) =>
    planCollections(
      tx,
      rows.map((row) => ({
        bucket: row.bucket,
        collectionId: derivedId('col', row.bucket, `${row.loanId} ${date} recovery`),
        programmeId: programme.id,
        loanId: row.loanId,
        customerId: row.customerId,
        accountNo: row.accountNo,
        mandateToken: row.mandateToken,
        purpose: 'recovery' as const,
        channel: 'file' as const,
        businessDate: date,
        amount: row.claim / 2n + 1n,
        earlyPrincipal: 0n,
      })),
    ),
  );
}
