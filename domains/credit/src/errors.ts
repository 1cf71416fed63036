import { faults } from '@jinqiao/errors';

export const creditFault = faults({
  LINE_LIMIT_EXCEEDED: { status: 409, en: 'The draw of {amount} exceeds what is available, {available}', zh: '支用金额 {amount} 超过可用额度 {available}' },
  LINE_UNKNOWN: { status: 404, en: 'There is no credit line yet; finish the application first', zh: '尚无授信额度,请先完成申请' },
  LINE_FROZEN: { status: 409, en: 'The credit line is frozen; settle what is overdue first', zh: '额度已冻结,请先结清逾期款项' },
  LINE_EXPIRED: { status: 409, en: 'The credit line ended on {on}', zh: '额度已于 {on} 到期' },
  LIMIT_UNKNOWN: { status: 404, en: 'There is no limit for {scope} yet; apply for it first', zh: '尚无 {scope} 额度,请先申请' },
  LIMIT_FROZEN: { status: 409, en: 'The limit {scope} is frozen; ask the service desk why', zh: '{scope} 额度已冻结,请联系客服' },
  LIMIT_ARREARS: { status: 409, en: 'Something is overdue; pay it first', zh: '存在逾期款项,请先还清' },
  LIMIT_CHANGE_INVALID: { status: 422, en: 'This change of a limit cannot be: {why}', zh: '额度调整无效:{whyZh}' },
  LIMIT_CHANGE_UNKNOWN: { status: 404, en: 'There is no offer {id}', zh: '没有提额邀请 {id}' },
  LIMIT_CHANGE_ANSWERED: { status: 409, en: 'The offer can no longer be answered: it is {state}', zh: '该邀请已不可处理,状态为 {state}' },
  PAY_LATER_REFUSED: {
    status: 409,
    en: 'We cannot open pay later for you at the moment; try again in three months',
    zh: '暂时无法为您开通先享后付,请三个月后再试',
  },
  MODEL_UNKNOWN: { status: 404, en: 'There is no model {name} of version {version}', zh: '没有模型 {name} 的版本 {version}' },
  MODEL_VERSION_EXISTS: {
    status: 409,
    en: 'Version {version} of {name} is another card already; versions do not change, give the new card the next one',
    zh: '{name} 的版本 {version} 已登记为另一张评分卡;版本不可更改,请使用新的版本号',
  },
  MODEL_CARD_OTHER: {
    status: 422,
    en: 'The model card is not that of {name}, version {version}: name, version, bins and points must be those of the card',
    zh: '模型说明与 {name} 版本 {version} 不符:名称、版本、分箱与分值须与评分卡一致',
  },
  DEPLOYMENT_UNKNOWN: { status: 404, en: 'There is no deployment {id}', zh: '没有部署 {id}' },
  DEPLOYMENT_DECIDED: { status: 409, en: 'Deployment {id} is {state} already', zh: '部署 {id} 已处理,状态为 {state}' },
  DEPLOYMENT_IN_PAST: {
    status: 422,
    en: '{from} is before the open day {on}; past decisions keep the model that they were made by',
    zh: '{from} 早于当前营业日 {on};过去的决策不可更换模型',
  },
  DEPLOYMENT_DATE_TAKEN: {
    status: 409,
    en: 'A deployment of {name} begins on {from} already; choose another date',
    zh: '{name} 在 {from} 已有部署,请另选日期',
  },
  CHECKER_IS_MAKER: { status: 403, en: 'Who proposed it cannot decide it; another person must', zh: '经办人不能复核,须由另一人处理' },
  MODEL_RUNTIME_ABSENT: {
    status: 501,
    en: 'Models of ONNX need the package {package}; install it beside this one',
    zh: 'ONNX 模型需要安装软件包 {package}',
  },
  MODEL_ANSWER_INVALID: { status: 502, en: 'The model answered {found}; {right} was expected', zh: '模型返回 {found},应为 {right}' },
  APPLICATION_EXISTS: { status: 409, en: 'There is an application already', zh: '已有申请记录' },
});
