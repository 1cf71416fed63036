/**
 * `amount` is minor units of the product's asset as text, `date` a business date, which rules and scorecards read as the days
 * since it.
 */
export type FeatureKind = 'number' | 'amount' | 'flag' | 'text' | 'date';

/** What a feature may be worth: whole numbers, amounts and dates as text, yes or no, a word. */
export type FeatureValue = number | string | boolean;

export type FeatureSpec = {
  readonly kind: FeatureKind;
  /** Who answers for it. */
  readonly owner: 'parties' | 'credit' | 'lending' | 'partnership' | 'product';
  /** Where its values come from. */
  readonly source: string;
  /** Whether it says something of a person; what does not, is of a product or programme. */
  readonly personal: boolean;
  /** Whether values are kept by date: what only the question itself says is not. */
  readonly kept: boolean;
  readonly zh: string;
  readonly en: string;
};

const of = (kind: FeatureKind, owner: FeatureSpec['owner'], source: string, zh: string, en: string): FeatureSpec => ({
  kind,
  owner,
  source,
  personal: true,
  kept: true,
  zh,
  en,
});
const asked = (kind: FeatureKind, owner: FeatureSpec['owner'], zh: string, en: string): FeatureSpec => ({
  ...of(kind, owner, 'asked', zh, en),
  personal: false,
  kept: false,
});

/** Everything that a decision may ask of a subject. The list is closed: a flow that names another feature is refused. */
export const FEATURES = {
  age: of('number', 'parties', 'real-name', '年龄(周岁)', 'Age in completed years'),
  registeredOn: of('date', 'parties', 'sign-up', '注册日期', 'Registered on'),
  accountOpenedOn: of('date', 'parties', 'account', '账户开立日期', 'Account opened on'),
  tenureMonths: of('number', 'credit', 'invitation', '使用平台月数', 'Months on the platform'),
  ordersPerYear: of('number', 'credit', 'invitation', '年订单数', 'Orders a year'),
  suggestedLimit: of('amount', 'credit', 'invitation', '邀请建议额度', 'Limit that came with the invitation'),
  loansActive: of('number', 'lending', 'loans', '未结清贷款数', 'Loans that run'),
  loansSettled: of('number', 'lending', 'loans', '已结清贷款数', 'Loans settled'),
  outstanding: of('amount', 'lending', 'loans', '贷款余额', 'Principal outstanding'),
  overdue: of('flag', 'lending', 'loans', '当前逾期', 'Overdue now'),
  worstDaysLate: of('number', 'lending', 'loans', '历史最长逾期天数', 'Most days late so far'),
  instalmentsOnTime: of('number', 'lending', 'loans', '按期还款期数', 'Instalments paid on time'),
  instalmentsLate: of('number', 'lending', 'loans', '逾期还款期数', 'Instalments paid late'),
  whitelist: asked('text', 'partnership', '白名单', 'White list'),
  limitModel: asked('text', 'partnership', '额度模型', 'Limit model'),
  ageFrom: asked('number', 'partnership', '准入最低年龄', 'Lowest age admitted'),
  ageTo: asked('number', 'partnership', '准入最高年龄', 'Highest age admitted'),
  productCap: asked('amount', 'partnership', '产品额度上限', 'Product cap'),
  requestedAmount: asked('amount', 'product', '申请金额', 'Amount asked for'),
} as const satisfies Readonly<Record<string, FeatureSpec>>;

export type FeatureName = keyof typeof FEATURES;

/** Features by name; what is left out is unknown. */
export type Features = { readonly [N in FeatureName]?: FeatureValue };

export function isFeatureName(name: string): name is FeatureName {
  return Object.hasOwn(FEATURES, name);
}

export function specOf(name: FeatureName): FeatureSpec {
  return FEATURES[name];
}

const AMOUNT = /^-?\d{1,18}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a value is of the feature's kind. */
export function fits(name: FeatureName, value: unknown): value is FeatureValue {
  switch (specOf(name).kind) {
    case 'number':
      return Number.isSafeInteger(value);
    case 'amount':
      return typeof value === 'string' && AMOUNT.test(value);
    case 'date':
      return typeof value === 'string' && DATE.test(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
  }
}
