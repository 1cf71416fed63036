import type { ReasonText } from './model.ts';

const text = (zh: string, en: string, adviceZh: string, adviceEn: string): ReasonText => ({ zh, en, adviceZh, adviceEn });

const IN_A_MONTH = ['可在一个月后再次申请。', 'You may apply again in a month.'] as const;

/** What a customer is told by code, and what they can do. Points, weights and thresholds of a score are not told. */
const REASONS: Readonly<Record<string, ReasonText>> = {
  WHITELIST: text(
    '暂未对您开放本服务。我们未向其他机构查询您的信息。',
    'This service is not open to you yet. Nothing was asked about you elsewhere.',
    '开放后我们会通知您。',
    'We will tell you when it is.',
  ),
  PLATFORM_AGE: text(
    '您的年龄不在本产品的服务范围内。',
    'Your age is outside of what this product serves.',
    '到达范围后可再次申请。',
    'You may apply once you are within it.',
  ),
  PLATFORM_SCORE: text('根据您在平台的使用情况，暂无法提供额度。', 'From how you have used the platform so far, no limit can be offered yet.', ...IN_A_MONTH),
  SCORE_LOW: text('综合评估未达到本产品的要求。', 'The overall assessment does not reach what this product asks.', ...IN_A_MONTH),
  SCORE_BORDERLINE: text(
    '综合评估需要人工复核。',
    'The overall assessment needs a person to look at it.',
    '我们会尽快告知结果。',
    'We will tell you the result soon.',
  ),
  PRODUCT_CAP: text('额度受产品上限约束。', 'The limit is bound by the cap of the product.', '无需操作。', 'There is nothing to do.'),
  AGE_BAND: text('年龄段是评估的因素之一。', 'Your age group is one of the things assessed.', '该因素会随时间变化。', 'It changes with time.'),
  SHORT_TENURE: text(
    '您使用平台的时间较短。',
    'You have not used the platform for long.',
    '继续使用一段时间后再申请。',
    'Apply again after using it for some time.',
  ),
  FEW_ORDERS: text('您在平台的订单较少。', 'You have few orders on the platform.', '订单增加后再申请。', 'Apply again when there are more.'),
  OVERDUE_NOW: text('您有贷款已逾期。', 'A loan of yours is overdue.', '还清逾期款项后可再次申请。', 'Pay what is overdue, then apply again.'),
  LATE_BEFORE: text('您曾有还款逾期。', 'You have paid late before.', '按时还款有助于下次申请。', 'Paying on time helps the next application.'),
  BANK_AGE: text('银行要求年龄 20–50 周岁。', "The bank's rule is 20 to 50 years of age.", '您可向银行了解详情。', 'You may ask the bank about it.'),
  MANUAL_REVIEW: text('经人工复核，本次申请未获通过。', 'A person looked at the application and did not approve it.', ...IN_A_MONTH),
};

/** Told for lists and suspicions: who is on a list, and how we find out, is told to nobody (反洗钱法, confidentiality). */
export const NEUTRAL: ReasonText = text(
  '目前无法受理申请。',
  'The application cannot be accepted now.',
  '您可以申请人工复核。',
  'You may ask for a person to look at it.',
);
const SUSPICIONS: readonly string[] = [
  'LISTED_BLACK',
  'LISTED_GREY',
  'CARD_SHARED',
  'DEVICE_SHARED',
  'DEVICE_VELOCITY',
  'ADDRESS_VELOCITY',
  'CARD_VELOCITY',
  'LINKED_PERSONS',
];

export const BANK_REFUSED: ReasonText = text(
  '银行未能批准申请。',
  'The bank could not approve the application.',
  '您可向银行了解原因，或查询本人信用报告。',
  'You may ask the bank why, or look at your own credit report.',
);

export function isNeutral(code: string): boolean {
  return code.startsWith('AML_') || SUSPICIONS.includes(code);
}

export function isKnownReason(code: string): boolean {
  return code in REASONS || isNeutral(code);
}

/** The words for a code: neutral for suspicions, the flow's own where it brings some; undefined where nothing is known of it. */
export function reasonText(code: string, own: Readonly<Record<string, ReasonText>> = {}): ReasonText | undefined {
  return isNeutral(code) ? NEUTRAL : (REASONS[code] ?? own[code]);
}
