import { ACTIONS } from '@jinqiao/compliance';
import type { Scorecard } from '@jinqiao/scorecard';
import { creditFault } from '../errors.ts';
import { type FeatureKind, isFeatureName, specOf } from '../features/catalogue.ts';
import { ATTRIBUTES, DETECTOR_FORMS, type Detector, LISTS } from '../fraud/model.ts';
import { type Bound, CONDITION_FORMS, type FeatureCondition } from './conditions.ts';
import type { Flow, FlowRule, LimitStep, Step } from './model.ts';
import { isKnownReason } from './reason-texts.ts';

const CODE = /^[A-Z][A-Z0-9_]{2,59}$/;
const NAME = /^[a-z][a-z0-9-]{2,39}$/;
const WHOLE = /^-?\d{1,18}$/;
const UNITS = /^\d{1,12}$/;
const EFFECTS = ['refuse', 'review', 'note'];
const KINDS = ['rules', 'compliance', 'scorecard', 'cut-offs', 'limit', 'fraud'] as const satisfies readonly Step['kind'][];
const NUMERIC: readonly FeatureKind[] = ['number', 'amount', 'date'];
/** What each form compares. */
const SUITS: Readonly<Record<FeatureCondition['form'], readonly FeatureKind[]>> = {
  'at-most': NUMERIC,
  'at-least': NUMERIC,
  between: NUMERIC,
  'one-of': ['text'],
  'none-of': ['text'],
  'is-true': ['flag'],
  'is-false': ['flag'],
};
const DEPTH_MAX = 4;
const DAYS_MAX = 366;

type Refuse = (path: string, why: string, whyZh: string) => never;

const refuse: Refuse = (path, why, whyZh) => {
  throw creditFault('FLOW_INVALID', { why, whyZh }, path);
};

function need(holds: boolean, path: string, why: string, whyZh: string): void {
  if (!holds) refuse(path, why, whyZh);
}

/** Refuses a flow that could not be run. @throws Fault FLOW_INVALID with the path of what is wrong and what would be right. */
export function requireFlow(flow: Flow): void {
  need(NAME.test(flow.name), '$.name', 'a name is 3 to 40 small letters, digits and -', '名称须为 3–40 位小写字母、数字和连字符');
  need(flow.steps.length > 0, '$.steps', 'a flow has at least one step', '决策流至少有一个步骤');
  const ids = flow.steps.map(({ id }) => id);
  flow.steps.forEach((step, at) => {
    const path = `$.steps[${at}]`;
    need(NAME.test(step.id), `${path}.id`, 'an id is 3 to 40 small letters, digits and -', '编号须为 3–40 位小写字母、数字和连字符');
    need(ids.indexOf(step.id) === at, `${path}.id`, `there is a step ${step.id} before`, `步骤 ${step.id} 重复`);
    need(KINDS.includes(step.kind), `${path}.kind`, `a step is one of ${KINDS.join(', ')}`, `步骤须为 ${KINDS.join('、')} 之一`);
    requireStep(step, path);
  });
  requireOrder(flow);
  requireOverrides(flow);
  requireReasons(flow);
  need(flow.review.value >= 1 && flow.review.value <= 200, '$.review.value', 'a review is due within 1 to 200', '复核时限须为 1–200');
  requireChallenger(flow);
}

function requireStep(step: Step, path: string): void {
  switch (step.kind) {
    case 'rules':
      need(step.rules.length > 0, `${path}.rules`, 'a set has at least one rule', '规则集至少有一条规则');
      for (const [at, rule] of step.rules.entries()) requireRule(rule, `${path}.rules[${at}]`);
      break;
    case 'compliance': {
      const unknown = step.actions.findIndex((action) => !ACTIONS.includes(action));
      need(unknown < 0, `${path}.actions[${unknown}]`, `an action is one of ${ACTIONS.join(', ')}`, `业务动作须为 ${ACTIONS.join('、')} 之一`);
      need(step.actions.length > 0, `${path}.actions`, 'at least one action is asked about', '至少有一个业务动作');
      break;
    }
    case 'scorecard':
      if ('characteristics' in step.card) requireCard(step.card, `${path}.card`);
      break;
    case 'cut-offs':
      requireCutOffs(step, path);
      break;
    case 'limit':
      requireLimit(step, path);
      break;
    case 'fraud':
      need(step.detectors.length > 0, `${path}.detectors`, 'at least one detector', '至少有一个检测项');
      for (const [at, detector] of step.detectors.entries()) requireDetector(detector, `${path}.detectors[${at}]`);
  }
}

function requireCode(code: string | undefined, path: string): void {
  need(code !== undefined && CODE.test(code), path, 'a code is 3 to 60 capital letters, digits and _', '代码须为 3–60 位大写字母、数字和下划线');
}

function requireRule(rule: FlowRule, path: string): void {
  requireCode(rule.code, `${path}.code`);
  need(EFFECTS.includes(rule.effect), `${path}.effect`, `an effect is one of ${EFFECTS.join(', ')}`, `效果须为 ${EFFECTS.join('、')} 之一`);
  requireCondition(rule.check, `${path}.check`);
  (rule.when ?? []).forEach((condition, at) => {
    requireCondition(condition, `${path}.when[${at}]`);
  });
}

function requireFeature(name: string, path: string, numeric = false): void {
  need(isFeatureName(name), path, `there is no feature ${name.slice(0, 60)}`, `没有特征 ${name.slice(0, 60)}`);
  if (numeric && isFeatureName(name) && !NUMERIC.includes(specOf(name).kind)) refuse(path, `the feature ${name} is no number`, `特征 ${name} 不是数值`);
}

function requireCondition(condition: FeatureCondition, path: string): void {
  need(
    CONDITION_FORMS.includes(condition.form),
    `${path}.form`,
    `a form is one of ${CONDITION_FORMS.join(', ')}`,
    `条件形式须为 ${CONDITION_FORMS.join('、')} 之一`,
  );
  requireFeature(condition.feature, `${path}.feature`);
  const bound = (value: Bound, at: string) => {
    if (typeof value === 'string') need(WHOLE.test(value), at, "a bound is a whole number in the feature's unit", '界限须为该特征单位的整数');
    else requireFeature(value.of, `${at}.of`, true);
  };
  const { kind } = specOf(condition.feature);
  need(
    SUITS[condition.form].includes(kind),
    `${path}.form`,
    `${condition.form} does not fit ${condition.feature}, a ${kind}`,
    `${condition.form} 不适用于 ${kind} 类特征 ${condition.feature}`,
  );
  if (condition.form === 'at-most' || condition.form === 'at-least') bound(condition.value, `${path}.value`);
  if (condition.form === 'between') {
    bound(condition.from, `${path}.from`);
    bound(condition.to, `${path}.to`);
  }
  if (condition.form === 'one-of' || condition.form === 'none-of') need(condition.values.length > 0, `${path}.values`, 'at least one value', '至少有一个取值');
}

function requireCard(card: Scorecard, path: string): void {
  need(card.characteristics.length > 0, `${path}.characteristics`, 'a card has at least one characteristic', '评分卡至少有一个特征');
  need(Number.isSafeInteger(card.base), `${path}.base`, 'points are whole numbers', '分值须为整数');
  card.characteristics.forEach(({ feature, reason, bins, kind }, at) => {
    const here = `${path}.characteristics[${at}]`;
    requireFeature(feature, `${here}.feature`, kind === 'numeric');
    requireCode(reason, `${here}.reason`);
    need(bins.length > 0, `${here}.bins`, 'at least one bin', '至少有一个分箱');
    const points = bins.findIndex((bin) => !Number.isSafeInteger(bin.points));
    need(points < 0, `${here}.bins[${points}].points`, 'points are whole numbers', '分值须为整数');
    const edges = bins.flatMap(({ below }) => (below === undefined ? [] : [below ?? Number.POSITIVE_INFINITY]));
    need(
      edges.every((edge, n) => n === 0 || edge > (edges[n - 1] as number)),
      `${here}.bins`,
      'numeric bins ascend',
      '数值分箱须递增',
    );
  });
}

function requireCutOffs({ bands }: Extract<Step, { kind: 'cut-offs' }>, path: string): void {
  need(
    bands.at(-1)?.below === null && bands.at(-1)?.outcome === 'approve',
    `${path}.bands`,
    'the last band has no upper end and approves',
    '最后一档无上限且为通过',
  );
  bands.slice(0, -1).forEach(({ below, outcome, code }, at) => {
    const before = bands[at - 1]?.below ?? Number.NEGATIVE_INFINITY;
    need(below !== null && below > before, `${path}.bands[${at}].below`, 'cut-offs ascend', '分数线须递增');
    if (outcome !== 'approve') requireCode(code, `${path}.bands[${at}].code`);
  });
}

function requireLimit({ bands, caps, instead, code }: LimitStep, path: string): void {
  bands.forEach(({ from, units }, at) => {
    const before = bands[at - 1]?.from ?? Number.POSITIVE_INFINITY;
    need(Number.isSafeInteger(from) && from < before, `${path}.bands[${at}].from`, 'bands descend from the highest score', '档位须自最高分递减');
    need(UNITS.test(units), `${path}.bands[${at}].units`, 'a limit is whole units of the asset', '额度须为整数单位');
  });
  need(bands.length > 0 || instead !== undefined, `${path}.bands`, 'a limit comes from at least one band', '至少有一个额度档位');
  need(caps.length > 0, `${path}.caps`, 'a limit has at least one cap', '额度至少有一个上限');
  caps.forEach((cap, at) => {
    requireFeature(cap.feature, `${path}.caps[${at}].feature`, true);
    requireCode(cap.code, `${path}.caps[${at}].code`);
  });
  if (instead) {
    requireCondition(instead.when, `${path}.instead.when`);
    requireFeature(instead.feature, `${path}.instead.feature`, true);
  }
  requireCode(code, `${path}.code`);
}

function requireDetector(detector: Detector, path: string): void {
  requireCode(detector.code, `${path}.code`);
  need(
    DETECTOR_FORMS.includes(detector.form),
    `${path}.form`,
    `a detector is one of ${DETECTOR_FORMS.join(', ')}`,
    `检测项须为 ${DETECTOR_FORMS.join('、')} 之一`,
  );
  need(EFFECTS.includes(detector.effect), `${path}.effect`, `an effect is one of ${EFFECTS.join(', ')}`, `效果须为 ${EFFECTS.join('、')} 之一`);
  need(Number.isSafeInteger(detector.above) && detector.above >= 0, `${path}.above`, 'a count of 0 or more', '须为不小于 0 的整数');
  const attributes = detector.form === 'component' ? detector.attributes : detector.form === 'listed' ? [] : [detector.attribute];
  need(
    attributes.every((attribute) => ATTRIBUTES.includes(attribute)) && (detector.form !== 'component' || attributes.length > 0),
    `${path}.attribute${detector.form === 'component' ? 's' : ''}`,
    `an attribute is one of ${ATTRIBUTES.join(', ')}`,
    `属性须为 ${ATTRIBUTES.join('、')} 之一`,
  );
  if (detector.form === 'listed')
    need(LISTS.includes(detector.list), `${path}.list`, `a list is one of ${LISTS.join(', ')}`, `名单须为 ${LISTS.join('、')} 之一`);
  else if (detector.form === 'component')
    need(detector.depth >= 1 && detector.depth <= DEPTH_MAX, `${path}.depth`, `1 to ${DEPTH_MAX} steps`, `关联深度须为 1–${DEPTH_MAX}`);
  else need(detector.days >= 1 && detector.days <= DAYS_MAX, `${path}.days`, `1 to ${DAYS_MAX} days`, `天数须为 1–${DAYS_MAX}`);
}

/** A score is found before it is compared; a flow scores once and finds one limit, so that a run has one of each. */
function requireOrder({ steps }: Flow): void {
  const scored = steps.findIndex(({ kind }) => kind === 'scorecard');
  steps.forEach((step, at) => {
    const path = `$.steps[${at}]`;
    const first = steps.findIndex(({ kind }) => kind === step.kind);
    if (step.kind === 'scorecard' || step.kind === 'limit' || step.kind === 'fraud')
      need(first === at, path, `a flow has one step of the kind ${step.kind}`, `决策流只能有一个 ${step.kind} 步骤`);
    if (step.kind === 'cut-offs' || (step.kind === 'limit' && step.bands.length > 0))
      need(scored >= 0 && scored < at, path, 'a scorecard comes before what compares its score', '评分卡须在使用分数的步骤之前');
  });
}

/** The codes by which a flow's own checks are told; compliance rules have theirs. */
export function codesOf({ steps }: Pick<Flow, 'steps'>): string[] {
  return steps.flatMap(codesOfStep);
}

function codesOfStep(step: Step): string[] {
  switch (step.kind) {
    case 'rules':
      return step.rules.map(({ code }) => code);
    case 'cut-offs':
      return step.bands.flatMap(({ code }) => code ?? []);
    case 'limit':
      return [step.code, ...step.caps.map(({ code }) => code)];
    case 'fraud':
      return step.detectors.map(({ code }) => code);
    case 'scorecard':
      return 'characteristics' in step.card ? step.card.characteristics.map(({ reason }) => reason) : [];
    case 'compliance':
      return [];
  }
}

function requireOverrides(flow: Flow): void {
  const own = codesOf(flow);
  const { codes, maxUnits, fourEyesAboveUnits } = flow.overrides;
  const strange = codes.findIndex((code) => !own.includes(code));
  need(
    strange < 0,
    `$.overrides.codes[${strange}]`,
    'only checks of the flow itself can be overridden, never a compliance rule',
    '只能推翻本决策流自身的检查，合规规则不可推翻',
  );
  need(UNITS.test(maxUnits), '$.overrides.maxUnits', 'whole units of the asset', '须为整数单位');
  need(UNITS.test(fourEyesAboveUnits), '$.overrides.fourEyesAboveUnits', 'whole units of the asset', '须为整数单位');
}

/** A customer must be told why in words: a code that we have no words for brings its own. */
function requireReasons(flow: Flow): void {
  const silent = codesOf(flow).find((code) => !isKnownReason(code) && !flow.reasons?.[code]);
  need(silent === undefined, `$.reasons.${silent}`, `there are no words for ${silent}: give zh, en, adviceZh and adviceEn`, `代码 ${silent} 没有说明文字`);
}

function requireChallenger({ challenger, name }: Flow): void {
  if (!challenger) return;
  need(challenger.share >= 0 && challenger.share <= 10_000, '$.challenger.share', 'of 10,000 customers', '份额为万分之几');
  need(challenger.flow !== name || challenger.version >= 1, '$.challenger.version', 'a version that there is', '须为已有版本');
}
