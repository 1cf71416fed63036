import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import standard from '../rules/strategy.json' with { type: 'json' };
import { dunningFault } from './errors.ts';
import { isTemplate, type TemplateId } from './templates.ts';

/** A queue takes the cases for which all that it names holds; the first that does. Amounts in minor units as text. */
export type QueueRule = {
  readonly queue: string;
  readonly zh: string;
  readonly en: string;
  readonly daysFrom?: number | undefined;
  readonly daysThrough?: number | undefined;
  readonly owedFrom?: string | undefined;
  readonly scoreBelow?: number | undefined;
  readonly brokenPromises?: number | undefined;
};

export type MessageRule = { readonly daysPastDue: number; readonly template: TemplateId };

/** How cases lie in queues, and which messages go out by themselves, from a day on. */
export type StrategyBody = { readonly queues: readonly QueueRule[]; readonly messages: readonly MessageRule[] };

export type Strategy = {
  readonly strategyId: string;
  readonly from: string;
  readonly body: StrategyBody;
  readonly state: 'proposed' | 'approved' | 'rejected';
  readonly reason: string;
  readonly madeBy: string;
  readonly checkedBy: string | null;
};

const STANDARD = standard as StrategyBody;
const COLUMNS = `strategy_id AS "strategyId", from_on AS "from", body, state, reason, made_by AS "madeBy", checked_by AS "checkedBy"`;

/** What counts on a day: the latest approved version that has begun; before the first one, the standard that comes with the program. */
export async function strategyOn(db: Db, on: string): Promise<StrategyBody> {
  const { rows } = await db.query<{ body: StrategyBody }>(
    `SELECT body FROM dunning.strategy WHERE bucket = ${HOUSE_BUCKET} AND state = 'approved' AND from_on <= $1 ORDER BY from_on DESC, strategy_id DESC LIMIT 1`,
    [on],
  );
  return rows[0]?.body ?? STANDARD;
}

export type QueueFacts = { readonly daysPastDue: number; readonly owed: bigint; readonly score: number | null; readonly brokenPromises: number };

/** The queue of a case. The last rule takes everything, so there is one. */
export function queueOf({ queues }: StrategyBody, facts: QueueFacts): string {
  const fits = (rule: QueueRule) =>
    (rule.daysFrom === undefined || facts.daysPastDue >= rule.daysFrom) &&
    (rule.daysThrough === undefined || facts.daysPastDue <= rule.daysThrough) &&
    (rule.owedFrom === undefined || facts.owed >= BigInt(rule.owedFrom)) &&
    (rule.scoreBelow === undefined || (facts.score !== null && facts.score < rule.scoreBelow)) &&
    (rule.brokenPromises === undefined || facts.brokenPromises >= rule.brokenPromises);
  return queues.find(fits)?.queue ?? '';
}

export async function listStrategies(db: Db, limit: number): Promise<Strategy[]> {
  const { rows } = await db.query<Strategy>(
    `SELECT ${COLUMNS} FROM dunning.strategy WHERE bucket = ${HOUSE_BUCKET} ORDER BY (state = 'proposed') DESC, from_on DESC, strategy_id DESC LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Proposes rules from a day on; they count once another person has approved them. @throws Fault STRATEGY_INVALID. */
export async function proposeStrategy(
  tx: Tx,
  by: string,
  key: string,
  given: { readonly from: BusinessDate; readonly body: StrategyBody; readonly reason: string },
  on: string,
): Promise<Strategy> {
  requireStrategy(given.body);
  if (given.from <= on) throw dunningFault('STRATEGY_INVALID', { why: 'they begin after today', whyZh: '生效日须晚于今日' }, '$.from');
  const strategyId = derivedId('str', HOUSE_BUCKET, `${by} ${key}`);
  await tx.query(
    `INSERT INTO dunning.strategy (bucket, strategy_id, from_on, body, state, reason, made_by) VALUES (${HOUSE_BUCKET}, $1, $2, $3, 'proposed', $4, $5) ON CONFLICT DO NOTHING`,
    [strategyId, given.from, JSON.stringify(given.body), given.reason, by],
  );
  return strategyById(tx, strategyId);
}

/** @throws Fault STRATEGY_UNKNOWN, STRATEGY_DECIDED, CHECKER_IS_MAKER, STRATEGY_INVALID where its day has come meanwhile. */
export async function decideStrategy(tx: Tx, by: string, strategyId: string, approve: boolean, on: string): Promise<Strategy> {
  await tx.query(`SELECT 1 FROM dunning.strategy WHERE bucket = ${HOUSE_BUCKET} AND strategy_id = $1 FOR UPDATE`, [strategyId]);
  const strategy = await strategyById(tx, strategyId);
  const verdict = approve ? 'approved' : 'rejected';
  // The same verdict of the same person again is the answer that was lost.
  if (strategy.state === verdict && strategy.checkedBy === by) return strategy;
  if (strategy.state !== 'proposed') throw dunningFault('STRATEGY_DECIDED', { id: strategyId, state: strategy.state });
  if (strategy.madeBy === by) throw dunningFault('CHECKER_IS_MAKER');
  if (approve && businessDate(strategy.from) <= on) throw dunningFault('STRATEGY_INVALID', { why: 'their day has passed', whyZh: '生效日已过' });
  await tx.query(`UPDATE dunning.strategy SET state = $2, checked_by = $3 WHERE bucket = ${HOUSE_BUCKET} AND strategy_id = $1`, [strategyId, verdict, by]);
  return strategyById(tx, strategyId);
}

async function strategyById(db: Db, strategyId: string): Promise<Strategy> {
  const { rows } = await db.query<Strategy>(`SELECT ${COLUMNS} FROM dunning.strategy WHERE bucket = ${HOUSE_BUCKET} AND strategy_id = $1`, [strategyId]);
  if (!rows[0]) throw dunningFault('STRATEGY_UNKNOWN', { id: strategyId.slice(0, 40) });
  return rows[0];
}

function requireStrategy({ queues, messages }: StrategyBody): void {
  const refuse = (why: string, whyZh: string, path: string) => dunningFault('STRATEGY_INVALID', { why, whyZh }, path);
  const last = queues.at(-1);
  const conditions = ({ daysFrom, daysThrough, owedFrom, scoreBelow, brokenPromises }: QueueRule) =>
    [daysFrom, daysThrough, owedFrom, scoreBelow, brokenPromises].filter((part) => part !== undefined);
  if (!last || conditions(last).length > 0) throw refuse('the last queue takes every case: it has no condition', '最后一个队列不得设条件', '$.body.queues');
  if (queues.slice(0, -1).some((rule) => conditions(rule).length === 0))
    throw refuse('a queue before the last needs a condition', '非末位队列须设条件', '$.body.queues');
  if (new Set(queues.map(({ queue }) => queue)).size < queues.length) throw refuse('two queues have one name', '队列名称重复', '$.body.queues');
  const strange = messages.find(({ template }) => !isTemplate(template));
  if (strange) throw refuse(`there is no template ${strange.template}`, `没有模板 ${strange.template}`, '$.body.messages');
}
