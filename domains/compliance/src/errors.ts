import { faults } from '@jinqiao/errors';

export const complianceFault = faults({
  ACTION_BLOCKED: { status: 409, en: 'Blocked by the rule {rule} ({name}): {basis}', zh: '被规则 {rule}（{nameZh}）阻止：{basis}' },
  CHANGE_UNKNOWN: { status: 404, en: 'There is no proposed change {id}', zh: '变更 {id} 不存在' },
  CHANGE_DECIDED: { status: 409, en: 'Change {id} is {state} already', zh: '变更 {id} 已{state}' },
  CHECKER_IS_MAKER: { status: 403, en: 'You proposed this; another person must decide', zh: '本人提交的事项须由他人复核' },
  ENTITY_UNKNOWN: { status: 422, en: 'There is no entity {id} in the registry', zh: '主体 {id} 未登记' },
  LICENCE_TYPE_UNKNOWN: { status: 422, en: 'There is no licence type {type}', zh: '没有牌照类型 {type}' },
  LICENCE_NOT_FOR_KIND: {
    status: 422,
    en: 'An entity of the kind {kind} may not hold the licence {type}; {holders} may',
    zh: '{kind} 类主体不得持有 {type} 牌照；可持有者为 {holders}',
  },
  LICENCE_SCOPE_UNKNOWN: { status: 422, en: 'The licence {type} has no scope {scope}', zh: '牌照 {type} 没有业务范围 {scope}' },
  LICENCE_DATES_INVALID: { status: 422, en: 'The licence ends on {to}, before it begins on {from}', zh: '牌照止于 {to}，早于起始日 {from}' },
  RULE_INVALID: { status: 422, en: 'The rule cannot be used: {why}', zh: '规则不可用：{whyZh}' },
  RULE_UNKNOWN: { status: 404, en: 'The profile {profile} has no rule {id}', zh: '规则包 {profile} 没有规则 {id}' },
  WATCH_LIST_INVALID: { status: 422, en: 'Line {line} of the list cannot be read: {why}', zh: '名单第 {line} 行无法读取：{whyZh}' },
  WATCH_LIST_KNOWN: { status: 409, en: 'This content is version {version} of the list already', zh: '该内容已是名单第 {version} 版' },
  HIT_UNKNOWN: { status: 404, en: 'There is no screening hit {id}', zh: '命中 {id} 不存在' },
  HIT_STATE: { status: 409, en: 'The hit is {state}; this step does not follow from there', zh: '该命中状态为 {state}，不能执行此步骤' },
  REPORT_UNKNOWN: { status: 404, en: 'There is no report {id}', zh: '报告 {id} 不存在' },
  REPORT_DECIDED: { status: 409, en: 'Report {id} is {state} already', zh: '报告 {id} 已{state}' },
});
