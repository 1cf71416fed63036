import type { BusinessDate } from '@jinqiao/calendar';
import { loadRulebook, type Rulebook, ruleInForce } from '@jinqiao/compliance';
import { contractRate } from '@jinqiao/contract';
import type { Db, Tx } from '@jinqiao/database';
import { outstandingOf, owedByCustomer } from '@jinqiao/lending';
import { max, min, RATE_ONE } from '@jinqiao/money';
import type { Programme } from '../programme.ts';
import { stoppedAmong } from '../store.ts';
import { type FunderOption, type FunderReason, isOpenFunder, rankFunders, storedFunder } from './funder.ts';
import { type FunderHealth, funderHealth } from './health.ts';
import { customerSubject, funderSubject, giveQuotas, holdQuotas, OPEN, type QuotaChange, quotaBucket, quotaDay, quotaKey, takeQuotas } from './quota.ts';
import { fundingChoices, insertChoice, type RouteOutcome, recordOutcome } from './store.ts';
import type { RoutingTerms } from './terms.ts';

/** A programme that may be routed to. */
export type RoutedProgramme = Programme & { readonly routing: RoutingTerms };

export function routed(programmes: readonly Programme[]): RoutedProgramme[] {
  return programmes.filter((programme): programme is RoutedProgramme => programme.routing !== null);
}

/** What is to be funded. `area` is the GB/T 2260 area of the customer's ID, null where the document tells none. */
export type FundingRequest = {
  readonly bucket: number;
  /** The business object that it is for, under whose name the choices are kept. */
  readonly subject: string;
  readonly customerId: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly periods: number;
  readonly area: string | null;
  readonly age: number;
  readonly score: number;
};

/** What a choice rests on beside the request. */
type Facts = {
  readonly rulebook: Rulebook;
  readonly health: ReadonlyMap<string, FunderHealth>;
  /** What is reserved, by counter. */
  readonly reserved: ReadonlyMap<string, bigint>;
  /** Principal that is out, by programme, and what the customer owes over all of them. */
  readonly outstanding: ReadonlyMap<string, bigint>;
  readonly owed: bigint;
  readonly stopped: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
};

/** Whether a bank may lend to somebody of an area: one without a region everywhere, others inside of it only. */
export function insideRegion({ region }: RoutingTerms, area: string | null): boolean {
  return region.length === 0 || (area !== null && region.some((prefix) => area.startsWith(prefix)));
}

/** Judges the programmes for a request without reserving anything. Best first. */
export async function judgeFunders(db: Db, programmes: readonly RoutedProgramme[], request: FundingRequest, on: BusinessDate): Promise<FunderOption[]> {
  const keys = countersOf(programmes, request, on);
  const { rows } = await db.query<{ subject: string; period: string; used: bigint }>(
    `SELECT q.subject, q.period, q.used FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, s, p) JOIN partnership.quota q ON q.bucket = g.b AND q.subject = g.s AND q.period = g.p`,
    [keys.map((k) => quotaBucket(k.subject)), keys.map((k) => k.subject), keys.map((k) => k.period)],
  );
  const reserved = new Map(rows.map((row) => [quotaKey(row), row.used]));
  const facts = { ...(await knownOf(db, programmes, request, on)), reserved, ...(await owedUnder(db, programmes, request)) };
  return rankFunders(programmes.map((programme) => optionOf(programme, request, facts, on)));
}

export type Chosen = { readonly n: number; readonly programme: RoutedProgramme | undefined; readonly options: readonly FunderOption[] };

/**
 * Chooses the bank that is asked next, reserves its quota and the customer's limit, and keeps the choice with its reasons, in
 * the caller's transaction. Banks that were asked for the same subject before are passed over. Counters are held first and in
 * one order, so that what is judged cannot change before it is taken.
 */
export async function chooseFunder(tx: Tx, programmes: readonly RoutedProgramme[], request: FundingRequest, on: BusinessDate, at: string): Promise<Chosen> {
  const known = await knownOf(tx, programmes, request, on);
  const reserved = await holdQuotas(tx, countersOf(programmes, request, on));
  const facts = { ...known, reserved, ...(await owedUnder(tx, programmes, request)) };
  const options = rankFunders(programmes.map((programme) => optionOf(programme, request, facts, on)));
  const best = options[0];
  const programme = best && isOpenFunder(best) ? programmes.find(({ id }) => id === best.programmeId) : undefined;
  const n = known.choices + 1;
  if (programme) await takeQuotas(tx, claimsOf(programme, request, facts, on));
  await insertChoice(
    tx,
    {
      ...request,
      n,
      programmeId: programme?.id ?? null,
      businessDate: on,
      options: options.map(storedFunder),
      outcome: programme ? 'asked' : 'none',
      code: programme ? '' : 'NO_FUNDER',
    },
    at,
  );
  return { n, programme, options };
}

type Reserved = Pick<FundingRequest, 'bucket' | 'subject' | 'customerId' | 'amount'> & { readonly n: number; readonly programmeId: string };

/** What a reservation counts towards; `on` is the day on which it was made. */
function reservationOf({ customerId, amount, programmeId }: Omit<Reserved, 'n' | 'bucket' | 'subject'>, on: string): QuotaChange[] {
  const funder = funderSubject(programmeId);
  return [
    { subject: funder, period: quotaDay(on), amount },
    { subject: funder, period: OPEN, amount },
    { subject: customerSubject(customerId), period: OPEN, amount },
  ];
}

/** The bank will not lend, or nobody wants it any more: everything that was reserved is given back. */
export async function releaseFunder(tx: Tx, reserved: Reserved, on: string, outcome: RouteOutcome, code: string): Promise<void> {
  await giveQuotas(tx, reservationOf(reserved, on));
  await recordOutcome(tx, reserved, reserved.n, outcome, code);
}

/** The loan is booked and counts by its own principal from now on; what it took of the day stays taken. */
export async function settleFunder(tx: Tx, reserved: Reserved): Promise<void> {
  await giveQuotas(
    tx,
    reservationOf(reserved, '').filter(({ period }) => period === OPEN),
  );
  await recordOutcome(tx, reserved, reserved.n, 'booked', '');
}

/** A booked loan whose money could not be delivered was taken back: the day may lend it again. */
export async function restoreDay(tx: Tx, { programmeId, amount }: Pick<Reserved, 'programmeId' | 'amount'>, on: string): Promise<void> {
  await giveQuotas(tx, [{ subject: funderSubject(programmeId), period: quotaDay(on), amount }]);
}

function countersOf(programmes: readonly RoutedProgramme[], { customerId }: FundingRequest, on: string) {
  return [
    ...programmes.flatMap(({ id }) => [quotaDay(on), OPEN].map((period) => ({ subject: funderSubject(id), period }))),
    { subject: customerSubject(customerId), period: OPEN },
  ];
}

const idsOf = (programmes: readonly RoutedProgramme[]) => programmes.map(({ id }) => id);

/** What needs no hold: read before the counters are locked, so that applications wait for each other as shortly as can be. */
async function knownOf(db: Db, programmes: readonly RoutedProgramme[], request: FundingRequest, on: BusinessDate) {
  const choices = await fundingChoices(db, request);
  return {
    rulebook: await loadRulebook(db),
    health: await funderHealth(db, idsOf(programmes), on),
    stopped: await stoppedAmong(db, idsOf(programmes)),
    asked: new Set(choices.flatMap(({ programmeId }) => programmeId ?? [])),
    choices: choices.length,
  };
}

/** What is out and owed: read after the counters are locked, since a loan that is booked leaves them only once it counts here. */
async function owedUnder(db: Db, programmes: readonly RoutedProgramme[], request: FundingRequest): Promise<Pick<Facts, 'outstanding' | 'owed'>> {
  return { outstanding: await outstandingOf(db, idsOf(programmes)), owed: await owedByCustomer(db, idsOf(programmes), request) };
}

type Room = { readonly day: bigint; readonly total: bigint; readonly customer: bigint };

/** What may still be reserved of each limit. */
function roomOf({ id, routing }: RoutedProgramme, { customerId }: FundingRequest, { reserved, outstanding, owed }: Facts, on: string): Room {
  const used = (subject: string, period: string) => reserved.get(quotaKey({ subject, period })) ?? 0n;
  return {
    day: routing.dayQuota - used(funderSubject(id), quotaDay(on)),
    total: routing.totalQuota - used(funderSubject(id), OPEN) - (outstanding.get(id) ?? 0n),
    customer: routing.customerLimit - used(customerSubject(customerId), OPEN) - owed,
  };
}

function claimsOf(programme: RoutedProgramme, request: FundingRequest, facts: Facts, on: string): (QuotaChange & { most: bigint })[] {
  const { routing } = programme;
  const most = [routing.dayQuota, routing.totalQuota - (facts.outstanding.get(programme.id) ?? 0n), routing.customerLimit - facts.owed];
  return reservationOf({ ...request, programmeId: programme.id }, on).map((change, i) => ({ ...change, most: most[i] ?? 0n }));
}

/** One bank for a request, with everything that speaks against it. */
function optionOf(programme: RoutedProgramme, request: FundingRequest, facts: Facts, on: BusinessDate): FunderOption {
  const { id, bankId, routing, parameters, product, policy } = programme;
  const room = roomOf(programme, request, facts, on);
  const health = facts.health.get(id);
  const breaker = Number(ruleInForce('ROUTE_BREAKER_UNKNOWN', policy.profile, on)?.value ?? 3n);
  const shareLeast = ruleInForce('ROUTE_SHARE_LEAST', policy.profile, on)?.value ?? 0n;
  const lender = String(programme.facts.lenderEntity ?? bankId);
  const local = programme.facts.localBank === true && ruleInForce('LOCAL_BANK_REGION', policy.profile, on) !== undefined;
  const inside = insideRegion(routing, request.area);
  const against: readonly (readonly [boolean, FunderReason])[] = [
    [!facts.rulebook.holdsLicence(lender, ['banking'], undefined, on), 'NOT_LICENSED'],
    [local && !inside && request.area === null, 'AREA_UNKNOWN'],
    [local && !inside && request.area !== null, 'OUTSIDE_REGION'],
    [request.age < parameters.bankAge.from || request.age > parameters.bankAge.to, 'AGE_OUTSIDE'],
    [request.score < routing.score.from || request.score > routing.score.to, 'SCORE_OUTSIDE'],
    [request.amount < product.minAmount, 'AMOUNT_BELOW_LEAST'],
    [request.amount > routing.most, 'AMOUNT_ABOVE_MOST'],
    [!routing.periods.includes(request.periods), 'TERM_NOT_OFFERED'],
    [facts.stopped.has(id), 'DRAWS_STOPPED'],
    [request.amount > room.customer, 'CUSTOMER_LIMIT'],
    [request.amount > room.day, 'DAY_QUOTA_SPENT'],
    [request.amount > room.total, 'TOTAL_QUOTA_SPENT'],
    [(health?.silent ?? 0) >= breaker, 'BREAKER_OPEN'],
    [facts.asked.has(id), 'ASKED_BEFORE'],
    [(health?.share ?? RATE_ONE) < shareLeast, 'SHARE_LOW'],
  ];
  const share = (left: bigint, of: bigint) => (of === 0n ? 0n : (max(left, 0n) * RATE_ONE) / of);
  return {
    programmeId: id,
    bankId,
    rate: contractRate(programme.rateSpec, on),
    bankRate: programme.bankRate,
    quotaLeft: max(min(room.day, room.total), 0n),
    quotaShare: min(share(room.day, routing.dayQuota), share(room.total, routing.totalQuota)),
    silentLately: health?.silent ?? 0,
    answeredShare: health?.share ?? RATE_ONE,
    reasons: against.flatMap(([holds, reason]) => (holds ? [reason] : [])),
  };
}
