import { faults } from '@jinqiao/errors';

export const paymentsFault = faults({
  PARTNER_UNAVAILABLE: {
    status: 503,
    en: '{partner} does not answer; nothing is lost, try again with the same key',
    zh: '{partner} 暂无响应;不会丢失,请以相同幂等键重试',
  },
  PARTNER_REFUSED: { status: 409, en: '{partner} refused: {en}', zh: '{partner} 拒绝:{zh}' },
  FILE_NOT_READY: { status: 409, en: '{institution} has not made its file {layout} of {date}', zh: '{institution} 尚未提供 {date} 的 {layout} 文件' },
  FILE_NO_ANSWER: { status: 409, en: '{institution} did not answer for its file {layout} of {date}', zh: '{institution} 未应答 {date} 的 {layout} 文件请求' },
  FILE_CHANGED: { status: 409, en: 'The file changed before piece {part} of it was read', zh: '读取第 {part} 段前文件已变更' },
  FILE_UNKNOWN: { status: 404, en: 'There is no file {id}', zh: '文件 {id} 不存在' },
  BREAK_UNKNOWN: { status: 404, en: 'There is no break {id}', zh: '差错 {id} 不存在' },
  BREAK_NOT_OPEN: {
    status: 409,
    en: 'Break {id} is {state}; a resolution is for one that is open, a reversal for one that was resolved by hand',
    zh: '差错 {id} 状态为 {state};仅未处理的差错可处理,仅人工处理的差错可撤销',
  },
  RESOLUTION_NOT_OFFERED: { status: 422, en: 'For a break of type {type} one of these can be done: {kinds}', zh: '{type} 类差错可选处理方式:{kinds}' },
  RESOLUTION_WAITING: { status: 409, en: 'Break {id} has a resolution that waits for its check', zh: '差错 {id} 已有待复核的处理' },
  RESOLUTION_UNKNOWN: { status: 404, en: 'Break {id} has no resolution that waits for a check', zh: '差错 {id} 没有待复核的处理' },
  RESOLUTION_FINAL: { status: 409, en: 'Money has left by {kind}: it cannot be taken back here', zh: '{kind} 已实际出款,不能在此撤销' },
  MAKER_IS_CHECKER: { status: 403, en: '{login} proposed this resolution; somebody else checks it', zh: '{login} 为经办人,须由他人复核' },
  NOTHING_OWED: {
    status: 409,
    en: 'The loan of {key} owes {owed} and has other payments on their way {open}; refund the {amount} instead',
    zh: '{key} 对应贷款应还 {owed},在途还款 {open} 笔;请将 {amount} 退款',
  },
  CARD_REFUSED: { status: 422, en: 'The payment institution refused the card: {code}', zh: '支付机构拒绝该银行卡:{code}' },
});
