import { createHash } from 'node:crypto';

/** Each purpose is a separate consent (PIPL art. 14, 23 and 29; 征信业管理条例 art. 18). */
export type ConsentPurpose =
  | 'service-terms'
  | 'bureau-report'
  | 'data-to-bank'
  | 'account-upgrade'
  | 'face-recognition'
  | 'asset-view'
  | 'pay-later'
  | 'card-statement'
  | 'marketing';

/**
 * A text that customers accept. `needed` says what rests on it: the account itself, what is owed, or nothing, in which case it is
 * given and withdrawn at any time.
 */
export type ConsentText = {
  readonly version: string;
  readonly recipient: string;
  readonly items: string;
  readonly needed: 'account' | 'while-owed' | 'optional';
  readonly en: string;
  readonly zh: string;
};

export const CONSENT_TEXTS: Readonly<Record<ConsentPurpose, ConsentText>> = {
  'service-terms': {
    version: 'terms-2026-01',
    recipient: 'platform',
    items: 'mobile',
    needed: 'account',
    en: 'I have read the terms of service and the privacy policy. The platform keeps my mobile number and what I do here in order to run my account, for as long as it is open and as long afterwards as the law asks. It gives my data to others only with a consent of its own for each purpose. I may close the account once nothing is owed or held.',
    zh: '本人已阅读服务协议和隐私政策。平台为提供账户服务之目的保存本人手机号和操作记录,期限至账户注销及法律规定的保存期满。向其他机构提供本人信息,须另行取得本人对每一目的的单独同意。无欠款、无持有时,本人可以注销账户。',
  },
  'bureau-report': {
    version: 'bureau-2026-01',
    recipient: 'bank',
    items: 'name, id-number, credit-report, repayment',
    needed: 'while-owed',
    en: 'I authorise the lending bank to obtain my credit report from the credit bureau, to decide on this application and to manage the loans under it, and to report how I repay. The authorisation is valid for 90 days for the decision and until my loans are repaid for their management. I may withdraw it once nothing is owed.',
    zh: '本人授权贷款银行为审批本次申请及贷后管理之目的,向征信机构查询本人信用报告,并报送本人还款信息。审批授权自同意之日起 90 天内有效,贷后管理授权至贷款结清为止。结清后本人可以撤回。',
  },
  'data-to-bank': {
    version: 'data-2026-01',
    recipient: 'bank',
    items: 'name, id-number, mobile, card-number',
    needed: 'while-owed',
    en: 'I agree that the platform hands my name, ID number, mobile number and bound card number to the lending bank and the payment institution, so that an account is opened, the application is examined and repayments are collected. The data are sealed in transit and at rest. I may withdraw this consent once nothing is owed.',
    zh: '本人同意平台将本人姓名、身份证号、手机号及绑定银行卡号提供给贷款银行和支付机构,用于开立账户、审核申请及代扣还款。数据在传输和存储中均加密。结清后本人可以撤回。',
  },
  'account-upgrade': {
    version: 'upgrade-2026-01',
    recipient: 'bank',
    items: 'name, id-number, mobile, card-number',
    needed: 'optional',
    en: 'I ask the bank to open a class-II account in my name, bound to the card that I give, after it has verified my name, ID number, mobile number, card number and the class of the card; to move the whole balance of my class-III account to it; and to close the class-III account. If the verification fails, the class-III account stays as it is.',
    zh: '本人申请银行在核验本人姓名、身份证号、手机号、绑定银行卡号及绑定账户类别后,为本人开立 II 类户,将本人 III 类户全部余额转入该账户,并注销 III 类户。核验未通过的,III 类户保持不变。',
  },
  'face-recognition': {
    version: 'face-2026-01',
    recipient: 'identity',
    items: 'name, id-number, face',
    needed: 'optional',
    en: 'I agree that the identity register compares my face with the photograph of my ID document, to make sure that it is I who ask. The platform receives the result only and keeps no picture. Refusing costs nothing: every service that does not need this check stays open. I may withdraw at any time.',
    zh: '本人同意身份核验机构将本人人脸与身份证件照片进行比对,以确认由本人办理。平台仅接收比对结果,不保存人脸图像。不同意不影响使用无需该核验的服务。本人可以随时撤回。',
  },
  'pay-later': {
    version: 'pay-later-2026-01',
    recipient: 'shop, microlender',
    items: 'name, id-number, orders, repayment',
    needed: 'while-owed',
    en: 'I apply for a limit to pay later. I agree that the platform assesses me by what it knows of my orders and repayments, and hands my name, ID number and what I owe to the mall for its own goods and to the micro-loan company for goods of other sellers. The limit is decided by a program; I may ask that a person looks at the decision. I may withdraw this consent once nothing is owed.',
    zh: '本人申请先享后付额度,同意平台依据本人订单及还款情况进行评估,并将本人姓名、身份证号及应付款项提供给商城(自营商品赊销)和小额贷款公司(其他商家商品)。额度由程序自动审批,本人有权要求人工复核。结清后本人可以撤回。',
  },
  'asset-view': {
    version: 'assets-2026-01',
    recipient: 'supplier',
    items: 'holdings, orders',
    needed: 'optional',
    en: 'I agree that the platform obtains from this supplier what I hold of its products and shows it to me together with my other assets, in statements and in certificates that I ask for. It is shown to nobody else. I may withdraw this consent for each supplier at any time; what I hold stays as it is.',
    zh: '本人同意平台向该供应商查询本人持有的产品信息,并与本人其他资产一并向本人展示,用于本人申请的对账单和资产证明。平台不向他人展示。本人可以随时对任一供应商撤回同意,所持产品不受影响。',
  },
  'card-statement': {
    version: 'statement-2026-01',
    recipient: 'issuer',
    items: 'name, id-number, card-number, card-statement',
    needed: 'while-owed',
    en: 'I agree that the platform gives my name, ID number and this credit card number to the card issuer and the payment institution, to make sure that the card is mine and to pay to it, and obtains from the issuer the statement of this card: its date, due date, balance, minimum and what has been paid, in order to pay off the bill that I choose and to see that it was paid. The card number is not kept. I may withdraw this consent once no pay-off is under way and nothing is owed.',
    zh: '本人同意平台将本人姓名、身份证号及该信用卡卡号提供给发卡银行和支付机构,用于核验该卡为本人持有并向该卡还款,并向发卡银行查询该卡账单(账单日、到期还款日、账单金额、最低还款额及已还金额),用于偿还本人选择的账单并确认入账。平台不保存卡号。无进行中的代还业务且已结清时,本人可以撤回。',
  },
  marketing: {
    version: 'marketing-2026-01',
    recipient: 'platform',
    items: 'mobile',
    needed: 'optional',
    en: 'I would like to receive messages about offers on my mobile number. I may withdraw at any time; my services do not depend on it.',
    zh: '本人愿意通过手机号接收优惠信息。本人可以随时撤回,不影响使用各项服务。',
  },
};

/** The digest that a consent names: SHA-256 over both texts. */
export function consentTextHash({ zh, en }: ConsentText): string {
  return createHash('sha256').update(zh).update(en).digest('hex');
}
