import { openFirstDay } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate, endOfMonth } from '@jinqiao/calendar';
import { type LoanKey, orderEarlyRepayment } from '@jinqiao/lending';
import { bankAccountOf } from '@jinqiao/parties';
import {
  chargeFees,
  type DrawRequest,
  disburseDraws,
  JOINT_LOAN_DEFAULTS,
  openProgramme,
  type Programme,
  type ProgrammeParameters,
  reserveDraws,
} from '@jinqiao/partnership';
import { planCollections } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { control, enrol, type System, syntheticPerson } from '@jinqiao/server';
import { type Script, scriptOf, type TapeLoan } from './tape.ts';

/** The tape's rules: instalments rounded up to the cent, interest carried unrounded, 30/360, no penalty and no second try. */
export const TAPE_PROGRAMME: ProgrammeParameters = {
  ...JOINT_LOAN_DEFAULTS,
  name: 'Loan tape',
  nameZh: '贷款数据回放',
  profile: 'CUSTOM',
  asset: 'USD',
  calendar: 'WEEKENDS_ONLY',
  rate: { base: 'FIXED', spread: { kind: 'none' } },
  bankFixedRate: '0.06',
  penaltyMultiplier: '0',
  cap: '4000000',
  minAmount: '1',
  maxPeriods: 60,
  lineMonths: 120,
  reviewMonths: 120,
  platformAge: { from: 0, to: 150 },
  bankAge: { from: 0, to: 150 },
  limitModel: 'suggested',
  dayCount: '30/360',
  instalmentRounding: 'up',
  carryInterest: true,
  retry: 'file',
  retryDays: [],
  compensationDpd: 120,
  writeOffDpd: 240,
};

export type Driven = {
  readonly programme: Programme;
  readonly keys: ReadonlyMap<string, LoanKey>;
  readonly days: number;
  readonly events: number;
  readonly marginHigh: bigint;
};

type Planned = { readonly tape: TapeLoan; readonly script: Script; readonly index: number };

/** How long after compensation a recovery comes in; the tape gives no date. */
const RECOVERY_DAYS = 150;
const BATCH = 1_000;

/** Drives a tape through the programme, day by day, with the services and the close of any other loan. */
export async function driveTape(system: System, loans: readonly TapeLoan[], progress: (date: string, total: number) => void): Promise<Driven> {
  const plans = loans.map((tape, index): Planned => ({ tape, script: scriptOf(tape), index }));
  const first = plans.reduce((min, p) => (p.tape.issuedOn < min ? p.tape.issuedOn : min), plans[0]?.tape.issuedOn as BusinessDate);
  const end = lastDay(plans);
  await openFirstDay(system.db, first);
  const programme = await openProgramme(system.db, (await system.joint()).bank, 'TAPE', TAPE_PROGRAMME, first);
  const keys = new Map<string, LoanKey>();
  const events = eventsByDate(plans);
  const dates = [...new Set([...events.keys(), ...monthStarts(first, end)])].sort() as BusinessDate[];
  const pending = new Map(plans.filter((p) => p.tape.recoveries > 0n).map((p) => [p.tape.id, p]));
  const counted = { events: 0, days: 0 };
  for (const [i, date] of dates.entries()) {
    const due = events.get(date) ?? { issue: [], fees: [], payOffs: [] };
    for (let at = 0; at < due.issue.length; at += BATCH) await issue(system, programme, date, due.issue.slice(at, at + BATCH), keys);
    await act(system, programme, date, due, keys);
    const recoveries = await planRecoveries(system, programme, date, pending, keys);
    const through = addDays(dates[i + 1] ?? addDays(end, 1), -1);
    const reports = await system.close(through, (report) => progress(report.date, counted.days));
    counted.days += reports.length;
    counted.events += due.issue.length + due.fees.length + due.payOffs.length + recoveries;
    for (const report of reports)
      for (const step of report.steps)
        counted.events +=
          Number(step.figures.billed ?? 0) +
          Number(step.figures.collectedCount ?? 0) +
          Number(step.figures.failedCount ?? 0) +
          Number(step.figures.applied ?? 0) +
          Number(step.figures.clearedCount ?? 0) +
          Number(step.figures.aged ?? 0);
  }
  const { rows } = await system.db.query<{ high: string | null }>(
    `SELECT max((figures->>'marginHeld')::bigint)::text AS high FROM partnership.snapshot WHERE programme_id = $1`,
    [programme.id],
  );
  return { programme, keys, ...counted, marginHigh: BigInt(rows[0]?.high ?? 0) };
}

type DateEvents = { issue: Planned[]; fees: Planned[]; payOffs: Planned[] };

function eventsByDate(plans: readonly Planned[]): Map<string, DateEvents> {
  const events = new Map<string, DateEvents>();
  const on = (date: string) => {
    const known = events.get(date) ?? { issue: [], fees: [], payOffs: [] };
    events.set(date, known);
    return known;
  };
  for (const plan of plans) {
    on(plan.tape.issuedOn).issue.push(plan);
    if (plan.script.feeOn) on(plan.script.feeOn).fees.push(plan);
    if (plan.script.payOffOn) on(plan.script.payOffOn).payOffs.push(plan);
  }
  return events;
}

/** Until every loan has run its term, and what was not paid has been compensated and recovered. */
function lastDay(plans: readonly Planned[]): BusinessDate {
  const last = plans.reduce((max, { tape, script }) => {
    const term = endOfMonth(addDays(tape.issuedOn, Math.ceil(tape.term * 30.5)));
    const done = script.fundedThrough ? addDays(script.fundedThrough, 31 + 120 + RECOVERY_DAYS + 62) : term;
    return done > max ? done : max;
  }, businessDate('1970-01-01'));
  return endOfMonth(last);
}

function monthStarts(from: BusinessDate, through: BusinessDate): string[] {
  const dates: string[] = [];
  for (let date = addDays(endOfMonth(from), 1); date <= through; date = addDays(endOfMonth(date), 1)) dates.push(date);
  return dates;
}

async function issue(system: System, programme: Programme, date: BusinessDate, plans: readonly Planned[], keys: Map<string, LoanKey>): Promise<void> {
  const enrolled = await enrol(
    system,
    programme,
    date,
    plans.map(({ tape, index }) => ({
      ...syntheticPerson(index, date, 35),
      passwordHash: '',
      tenureMonths: 36,
      ordersPerYear: 24,
      suggestedLimit: tape.funded,
    })),
  );
  await control(system.urls.payment, 'cards', {
    cards: enrolled.map((e, i) => ({ cardRef: e.customerId, behaviour: 'good', fundedThrough: plans[i]?.script.fundedThrough ?? null })),
  });
  const requests: DrawRequest[] = [];
  for (const [i, e] of enrolled.entries()) {
    const plan = plans[i] as Planned;
    const account = await bankAccountOf(system.db, e.bucket, e.customerId, programme.id);
    if (!account || !e.line) throw new Error(`${plan.tape.id}: no account or no line`);
    requests.push({
      customerId: e.customerId,
      bucket: e.bucket,
      accountNo: account.accountNo,
      mandateToken: account.mandateToken,
      amount: plan.tape.funded,
      periods: plan.tape.term,
      method: 'equal-instalment',
      rate: plan.tape.rate,
      agreementHash: '',
      key: plan.tape.id,
    });
  }
  const loans = await system.db.tx((tx) => reserveDraws(tx, programme, date, requests));
  await disburseDraws(system.db, await system.joint(), programme, loans, date);
  for (const [i, loan] of loans.entries()) keys.set(plans[i]?.tape.id ?? '', { bucket: loan.bucket, loanId: loan.loanId });
}

/** Late fees are charged and loans paid off on the days that the tape gives. */
async function act(system: System, programme: Programme, date: BusinessDate, due: DateEvents, keys: ReadonlyMap<string, LoanKey>): Promise<void> {
  for (let at = 0; at < Math.max(due.fees.length, due.payOffs.length); at += BATCH) {
    await system.db.tx(async (tx) => {
      const charges = due.fees
        .slice(at, at + BATCH)
        .map(({ tape }) => ({ loan: keys.get(tape.id) as LoanKey, amount: tape.lateFees, reference: `late-fee/${tape.id}` }));
      await chargeFees(tx, programme, charges, date);
      for (const { tape } of due.payOffs.slice(at, at + BATCH))
        await orderEarlyRepayment(tx, programme.product, programme.book, keys.get(tape.id) as LoanKey, 'all', date, 'pay-off', 'file');
    });
  }
}

/** Recoveries come in some months after the guarantor has paid: the card has money again, and the claim is collected. */
async function planRecoveries(
  system: System,
  programme: Programme,
  date: BusinessDate,
  pending: Map<string, Planned>,
  keys: ReadonlyMap<string, LoanKey>,
): Promise<number> {
  const { rows } = await system.db.query<{ loanId: string; customerId: string; accountNo: string; mandateToken: string; bucket: number }>(
    `SELECT bucket, loan_id AS "loanId", customer_id AS "customerId", account_no AS "accountNo", mandate_token AS "mandateToken" FROM lending.loan
     WHERE state IN ('compensated', 'written-off') AND recourse_recovered = 0 AND compensated_on <= $1`,
    [addDays(date, -RECOVERY_DAYS)],
  );
  const byLoan = new Map(rows.map((row) => [row.loanId, row]));
  const now = [...pending.values()].flatMap((plan) => {
    const row = byLoan.get(keys.get(plan.tape.id)?.loanId ?? '');
    return row ? [{ plan, row }] : [];
  });
  if (now.length === 0) return 0;
  await control(system.urls.payment, 'cards', { cards: now.map(({ row }) => ({ cardRef: row.customerId, behaviour: 'good', fundedThrough: null })) });
  await system.db.tx((tx) =>
    planCollections(
      tx,
      now.map(({ plan, row }) => ({
        bucket: row.bucket,
        collectionId: derivedId('col', row.bucket, `${row.loanId} recovery`),
        programmeId: programme.id,
        loanId: row.loanId,
        customerId: row.customerId,
        accountNo: row.accountNo,
        mandateToken: row.mandateToken,
        purpose: 'recovery' as const,
        channel: 'file' as const,
        businessDate: date,
        amount: plan.tape.recoveries,
        earlyPrincipal: 0n,
      })),
    ),
  );
  for (const { plan } of now) pending.delete(plan.tape.id);
  return now.length;
}
