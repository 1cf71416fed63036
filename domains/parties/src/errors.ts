import { faults } from '@jinqiao/errors';

export const partiesFault = faults({
  MOBILE_INVALID: { status: 422, en: 'Not a mainland mobile number; 11 digits starting with 1 and 3 to 9 are', zh: '手机号无效;应为以 13–19 开头的 11 位号码' },
  MOBILE_TAKEN: { status: 409, en: 'This mobile number has an account; sign in instead', zh: '该手机号已注册,请直接登录' },
  NAME_INVALID: { status: 422, en: 'The name has 2 to 40 letters or characters', zh: '姓名应为 2–40 个字符' },
  ID_NUMBER_INVALID: { status: 422, en: 'The ID number is not valid: {why}', zh: '身份证号无效:{whyZh}' },
  ID_NUMBER_TAKEN: { status: 409, en: 'This ID number belongs to another account', zh: '该身份证号已绑定其他账户' },
  REAL_NAME_DONE: { status: 409, en: 'The real name is verified already and cannot be changed here', zh: '已完成实名认证,不可在此修改' },
  REAL_NAME_MISSING: { status: 409, en: 'Verify your real name first', zh: '请先完成实名认证' },
  CARD_INVALID: {
    status: 422,
    en: 'The card number is not valid: 13 to 19 digits with a right check digit are needed',
    zh: '银行卡号无效:应为 13–19 位且校验位正确',
  },
  CUSTOMER_UNKNOWN: { status: 404, en: 'There is no customer {id}', zh: '客户 {id} 不存在' },
  CONSENT_MISSING: { status: 422, en: 'Consent "{purpose}" has not been given; nothing can go on without it', zh: '尚未授权“{purpose}”,无法继续' },
  CONSENT_TEXT_OLD: {
    status: 409,
    en: 'Consent text {version} is not in force; read and accept {current}',
    zh: '授权文本 {version} 已失效,请阅读并同意 {current}',
  },
  CONSENT_EXPIRED: { status: 409, en: 'Consent "{purpose}" of {on} has expired; give it again', zh: '{on} 的授权“{purpose}”已过期,请重新授权' },
  CONSENT_IN_USE: { status: 409, en: 'A consent can be withdrawn once nothing is owed', zh: '结清全部欠款后方可撤回授权' },
  CONSENT_UNKNOWN: { status: 404, en: 'There is no consent {id} of yours', zh: '没有您名下的授权 {id}' },
});
