import { createHash } from 'node:crypto';
import type { Database, Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { blocks } from './decide.ts';
import type { Action, Profile, RuleResult } from './rules.ts';

export type Decision = {
  readonly decisionId: string;
  readonly bucket: number;
  readonly customerId: string;
  /** The application, line, loan or programme decided on. */
  readonly subject: string;
  readonly kind: 'account' | 'credit' | 'draw' | 'review' | 'collect' | 'charge-fee' | 'sell-fund' | 'redeem-fast';
  readonly businessDate: string;
  readonly outcome: 'approved' | 'refused' | 'manual';
  readonly reason: string | null;
  readonly rules: readonly RuleResult[];
  /** The action that the rules were asked about, and by which body of rules; null for decisions from before they were kept. */
  readonly action: Action | null;
  readonly profile: Profile | null;
};

export type NewDecision = Omit<Decision, 'decisionId'>;

/** What a decision does not pass, blocked or only shown. */
export function breachesOf(rules: readonly RuleResult[]): string[] {
  return rules.filter((rule) => !rule.pass).map((rule) => rule.ruleId);
}

/** Stores decisions with the rule results they rest on; the same decision again changes nothing. */
export async function recordDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  if (decisions.length === 0) return;
  await tx.query(
    `INSERT INTO compliance.decision (bucket, decision_id, customer_id, subject, kind, business_date, outcome, reason, rules, action, profile, breaches)
     SELECT g.bucket, g.id, g.customer, g.subject, g.kind, g.on_date, g.outcome, g.reason, g.rules, g.action, g.profile, ARRAY(SELECT jsonb_array_elements_text(g.breaches))
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::text[], $9::jsonb[], $10::text[], $11::text[], $12::jsonb[])
       AS g(bucket, id, customer, subject, kind, on_date, outcome, reason, rules, action, profile, breaches) ON CONFLICT DO NOTHING`,
    [
      decisions.map((d) => d.bucket),
      decisions.map((d) => derivedId('dec', d.bucket, keyOf(d))),
      decisions.map((d) => d.customerId),
      decisions.map((d) => d.subject),
      decisions.map((d) => d.kind),
      decisions.map((d) => d.businessDate),
      decisions.map((d) => d.outcome),
      decisions.map((d) => d.reason),
      decisions.map((d) => JSON.stringify(d.rules)),
      decisions.map((d) => d.action),
      decisions.map((d) => d.profile),
      decisions.map((d) => JSON.stringify(breachesOf(d.rules))),
    ],
  );
}

/** A refusal may come again for another reason; what is approved is approved once. */
function keyOf(d: NewDecision): string {
  const key = `${d.kind} ${d.subject} ${d.businessDate} ${d.outcome}`;
  return d.outcome === 'refused' ? `${key} ${createHash('sha256').update(JSON.stringify(d.rules)).digest('hex')}` : key;
}

const REFUSALS = new WeakMap<Error, readonly NewDecision[]>();

/** Attaches the decisions that a refusal rests on to its fault, so that `keepingRefusals` stores them though the work is undone. */
export function refusalOf(fault: Error, decisions: readonly NewDecision[]): Error {
  REFUSALS.set(fault, decisions);
  return fault;
}

/** Runs work in a transaction; where it is refused, nothing of it stays but the decision that says why. */
export function keepingRefusals<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return storingRefusals(db, () => db.tx(work));
}

/** As `keepingRefusals`, for work that has its transactions itself. */
export async function storingRefusals<T>(db: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refused = error instanceof Error ? REFUSALS.get(error) : undefined;
    if (refused) await db.tx((tx) => recordDecisions(tx, refused));
    throw error;
  }
}

/** The first result that stands in the way. */
export function firstBlocking(rules: readonly RuleResult[]): RuleResult | undefined {
  return rules.find(blocks);
}

const COLUMNS = `decision_id AS "decisionId", bucket, customer_id AS "customerId", subject, kind, business_date AS "businessDate", outcome, reason, rules, action, profile`;

export async function decisionsOfCustomer(db: Db, bucket: number, customerId: string): Promise<Decision[]> {
  const { rows } = await db.query<Decision>(
    `SELECT ${COLUMNS} FROM compliance.decision WHERE bucket = $1 AND customer_id = $2 ORDER BY business_date, decision_id`,
    [bucket, customerId],
  );
  return rows;
}

/** A page of decisions, newest first: all, those that were refused, or those that breached a rule. `after` is `<date> <id>`. */
export async function listDecisions(db: Db, filter: { show: 'all' | 'refused' | 'breached'; after: string | null; limit: number }): Promise<Decision[]> {
  const [date, id] = filter.after?.split(' ') ?? [null, null];
  const narrowed = { all: '', refused: `AND outcome = 'refused'`, breached: `AND breaches <> '{}'` }[filter.show];
  const { rows } = await db.query<Decision>(
    `SELECT ${COLUMNS} FROM compliance.decision WHERE ($1::date IS NULL OR (business_date, decision_id) < ($1::date, $2::text)) ${narrowed}
     ORDER BY business_date DESC, decision_id DESC LIMIT $3`,
    [date, id, filter.limit],
  );
  return rows;
}
