import type { BusinessDate } from '@jinqiao/calendar';

export type Customer = {
  readonly customerId: string;
  readonly bucket: number;
  readonly mobileMasked: string;
  readonly nameMasked: string | null;
  readonly idNumberMasked: string | null;
  readonly idNumberHash: string | null;
  readonly birthDate: BusinessDate | null;
  readonly registeredOn: BusinessDate;
  readonly synthetic: boolean;
};

/** A bank's class-II account of a customer under a programme, with the card it is bound to. */
export type BankAccount = {
  readonly customerId: string;
  readonly programmeId: string;
  readonly accountClass: 'II';
  readonly accountNo: string;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'CLOSED';
  readonly cardMasked: string;
  readonly mandateToken: string;
};

export type Consent = {
  readonly consentId: string;
  readonly customerId: string;
  readonly purpose: ConsentPurpose;
  readonly recipient: string;
  readonly textVersion: string;
  readonly grantedOn: BusinessDate;
  readonly grantedAt: string;
  readonly withdrawnAt: string | null;
};

/** Each purpose is a separate consent (PIPL art. 23 and 29; 征信业管理条例 art. 18). */
export type ConsentPurpose = 'bureau-report' | 'data-to-bank' | 'account-upgrade';

export type ConsentText = { readonly version: string; readonly en: string; readonly zh: string };

export const CONSENT_TEXTS: Readonly<Record<ConsentPurpose, ConsentText>> = {
  'bureau-report': {
    version: 'bureau-2026-01',
    en: 'I authorise the lending bank to obtain my credit report from the credit bureau, to decide on this application and to manage the loans under it, and to report how I repay. The authorisation is valid for 90 days for the decision and until my loans are repaid for their management. I may withdraw it once nothing is owed.',
    zh: '本人授权贷款银行为审批本次申请及贷后管理之目的,向征信机构查询本人信用报告,并报送本人还款信息。审批授权自同意之日起 90 天内有效,贷后管理授权至贷款结清为止。结清后本人可以撤回。',
  },
  'data-to-bank': {
    version: 'data-2026-01',
    en: 'I agree that the platform hands my name, ID number, mobile number and bound card number to the lending bank and the payment institution, so that an account is opened, the application is examined and repayments are collected. The data are sealed in transit and at rest. I may withdraw this consent once nothing is owed.',
    zh: '本人同意平台将本人姓名、身份证号、手机号及绑定银行卡号提供给贷款银行和支付机构,用于开立账户、审核申请及代扣还款。数据在传输和存储中均加密。结清后本人可以撤回。',
  },
  'account-upgrade': {
    version: 'upgrade-2026-01',
    en: 'I ask the bank to open a class-II account in my name, bound to the card that I give, after it has verified my name, ID number, mobile number, card number and the class of the card; to move the whole balance of my class-III account to it; and to close the class-III account. If the verification fails, the class-III account stays as it is.',
    zh: '本人申请银行在核验本人姓名、身份证号、手机号、绑定银行卡号及绑定账户类别后,为本人开立 II 类户,将本人 III 类户全部余额转入该账户,并注销 III 类户。核验未通过的,III 类户保持不变。',
  },
};
