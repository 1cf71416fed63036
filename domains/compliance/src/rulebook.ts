import { businessDate } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { type Condition, FORMS } from './conditions.ts';
import type { Rulebook } from './decide.ts';
import { complianceFault } from './errors.ts';
import { FACTS, isFactName } from './facts.ts';
import { LICENCE_TYPES, type Licence, latestLicences, listLicences, registryOf } from './licences.ts';
import { ACTIONS, type OnBreach, RULES, type Rule, type RuleText, ruleOf } from './rules.ts';
import { UNITS } from './units.ts';

/** A version of a rule of the operator's own pack, which is the whole of the profile CUSTOM. */
export type OwnRule = {
  readonly rule: Rule;
  readonly version: number;
  readonly madeBy: string;
  readonly checkedBy: string;
  readonly recordedOn: string;
};

export const OWN_PACK = 'own';

/** What a rulebook is made of: rules, what the operator configured, and the licences that count. */
export type RulebookParts = {
  readonly rules: readonly Rule[];
  readonly onBreach: readonly Pick<OnBreachRow, 'profile' | 'ruleId' | 'mode'>[];
  readonly licences: readonly Licence[];
};

/** The published rules with the operator's own, the licences and the configuration, as they stand now. */
export async function loadRulebook(db: Db): Promise<Rulebook> {
  return rulebookOf(await readRulebook(db));
}

/** The same as parts that can be kept. */
export async function readRulebook(db: Db): Promise<RulebookParts> {
  const own = await listOwnRules(db);
  return { rules: [...RULES, ...own.map(({ rule }) => rule)], onBreach: await listOnBreach(db), licences: latestLicences(await listLicences(db)) };
}

export function rulebookOf({ rules, onBreach, licences }: RulebookParts): Rulebook {
  const modes = new Map(onBreach.map((row) => [`${row.profile} ${row.ruleId}`, row.mode]));
  return { rules, onBreach: (rule, profile) => modes.get(`${profile} ${rule.ruleId}`) ?? rule.onBreach, holdsLicence: registryOf(licences) };
}

/** A rulebook as text, as far as `decide` asks it: equal rulebooks have equal texts. A decision that keeps it can be made again. */
export function rulebookText({ rules, onBreach, licences }: RulebookParts): string {
  return JSON.stringify({
    rules: rules.filter(({ actions, check }) => actions.length > 0 && check !== null).map((rule) => ({ ...rule, value: rule.value.toString() })),
    onBreach: onBreach.map(({ profile, ruleId, mode }) => ({ profile, ruleId, mode })),
    licences: licences.map(({ entityId, licenceType, number, validFrom, validTo, scopes }) => ({ entityId, licenceType, number, validFrom, validTo, scopes })),
  });
}

/** The rulebook that `rulebookText` wrote. */
export function readRulebookText(text: string): Rulebook {
  const { rules, ...rest } = JSON.parse(text) as Omit<RulebookParts, 'rules'> & { readonly rules: readonly (RuleText & { readonly pack: string })[] };
  return rulebookOf({ ...rest, rules: rules.map((rule) => ruleOf(rule.pack, rule)) });
}

/** Every version of the operator's own rules; a version is in force until a later one takes over. */
export async function listOwnRules(db: Db): Promise<OwnRule[]> {
  const { rows } = await db.query<{ body: RuleText; version: number; madeBy: string; checkedBy: string; recordedOn: string }>(
    `SELECT body, version, made_by AS "madeBy", checked_by AS "checkedBy", recorded_on AS "recordedOn" FROM compliance.rule WHERE bucket = $1 ORDER BY rule_id, version`,
    [HOUSE_BUCKET],
  );
  return rows.map(({ body, ...row }, at) => {
    const later = rows.slice(at + 1).filter((next) => next.body.ruleId === body.ruleId);
    const ends = [body.to, ...later.map((next) => next.body.from)].filter((end) => end !== null).sort();
    return { ...row, rule: { ...ruleOf(OWN_PACK, body), profiles: ['CUSTOM'], to: ends[0] ?? null } };
  });
}

export type OnBreachRow = { readonly profile: string; readonly ruleId: string; readonly version: number; readonly mode: OnBreach };

/** What the operator configured, the version that counts of each. */
export async function listOnBreach(db: Db): Promise<OnBreachRow[]> {
  const { rows } = await db.query<OnBreachRow>(
    `SELECT DISTINCT ON (profile, rule_id) profile, rule_id AS "ruleId", version, mode FROM compliance.on_breach WHERE bucket = $1
     ORDER BY profile, rule_id, version DESC`,
    [HOUSE_BUCKET],
  );
  return rows;
}

/** Refuses a rule that `decide` could not ask. @throws Fault RULE_INVALID saying what is wrong and what would be right. */
export function requireRule(text: RuleText): void {
  const refuse = (why: string, whyZh: string, path: string) => complianceFault('RULE_INVALID', { why, whyZh }, path);
  if (!/^[A-Z][A-Z0-9_]{2,59}$/.test(text.ruleId))
    throw refuse('the id is 3 to 60 capital letters, digits and _', '编号须为 3–60 位大写字母、数字和下划线', '$.ruleId');
  if (!UNITS.includes(text.unit)) throw refuse(`the unit is one of ${UNITS.join(', ')}`, `单位须为 ${UNITS.join('、')} 之一`, '$.unit');
  if (!/^-?\d{1,18}$/.test(text.value)) throw refuse('the value is a whole number in its unit', '数值须为该单位的整数', '$.value');
  requireDate(text.from, '$.from');
  if (text.to !== null) requireDate(text.to, '$.to');
  if (text.to !== null && text.to <= text.from) throw refuse('the rule ends before it begins', '失效日须晚于生效日', '$.to');
  const unknown = (text.actions ?? []).find((action) => !ACTIONS.includes(action));
  if (unknown) throw refuse(`there is no action ${unknown}; there are ${ACTIONS.join(', ')}`, `没有业务动作 ${unknown}`, '$.actions');
  if ((text.actions?.length ?? 0) > 0 && !text.check) throw refuse('a rule with actions needs a check', '有业务动作的规则须有判断条件', '$.check');
  if (text.check) requireCondition(text.check, text.unit, '$.check');
  for (const condition of text.when ?? []) requireCondition(condition, undefined, '$.when');
}

function requireDate(text: string, path: string): void {
  try {
    businessDate(text, path);
  } catch (error) {
    if (isFault(error)) throw complianceFault('RULE_INVALID', { why: `${text} is no date`, whyZh: `${text} 不是有效日期` }, path);
    throw error;
  }
}

const NUMBERS = ['amount', 'rate', 'multiple', 'months', 'days', 'seconds', 'count'];

function requireCondition(condition: Condition, unit: string | undefined, path: string): void {
  const refuse = (why: string, whyZh: string) => complianceFault('RULE_INVALID', { why, whyZh }, path);
  if (!FORMS.includes(condition.form)) throw refuse(`the form is one of ${FORMS.join(', ')}`, `条件形式须为 ${FORMS.join('、')} 之一`);
  if (!isFactName(condition.fact)) throw refuse(`there is no fact ${condition.fact}`, `没有事实 ${condition.fact}`);
  const of = FACTS[condition.fact].unit;
  const fits = {
    'at-most': NUMBERS.includes(of) && (unit === undefined || unit === of),
    'at-least': NUMBERS.includes(of) && (unit === undefined || unit === of),
    'one-of': of === 'text' || of === 'entity',
    'none-of': of === 'text' || of === 'entity',
    'is-true': of === 'flag',
    'is-false': of === 'flag',
    'holds-licence': of === 'entity',
  }[condition.form];
  if (!fits)
    throw refuse(
      `${condition.form} does not fit the fact ${condition.fact}, which is of the unit ${of}`,
      `条件 ${condition.form} 不适用于单位为 ${of} 的事实 ${condition.fact}`,
    );
  if ((condition.form === 'at-most' || condition.form === 'at-least') && condition.value !== undefined && !/^-?\d{1,18}$/.test(condition.value))
    throw refuse("a condition's value is a whole number in the unit of its fact", '条件的数值须为该事实单位的整数');
  if (condition.form === 'holds-licence') {
    const strange = condition.licences.find((licence) => !LICENCE_TYPES.some(({ type }) => type === licence));
    if (strange) throw refuse(`there is no licence type ${strange}`, `没有牌照类型 ${strange}`);
  }
}
