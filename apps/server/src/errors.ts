import { faults } from '@jinqiao/errors';

export const serverFault = faults({
  NOT_SIGNED_IN: { status: 401, en: 'Sign in first', zh: '请先登录' },
  SIGN_IN_WRONG: { status: 401, en: 'Login or password is wrong', zh: '账号或密码错误' },
  NOT_ALLOWED: { status: 403, en: 'The role {role} may not do this', zh: '角色 {role} 无权执行此操作' },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    en: 'Send a header Idempotency-Key of 8 to 128 letters, digits or . _ : -, a new one for each command',
    zh: '请在请求头携带 8–128 位的 Idempotency-Key,每个指令一个',
  },
  IDEMPOTENCY_KEY_REUSED: { status: 422, en: 'This key was used for another request; use a new key', zh: '该幂等键已用于其他请求,请更换' },
  REQUEST_INVALID: { status: 400, en: 'The request is not valid: {why}', zh: '请求无效:{why}' },
  BODY_TOO_LARGE: { status: 413, en: 'The body is larger than {limit} bytes', zh: '请求体超过 {limit} 字节' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, en: 'Send the body as application/json', zh: '请求体须为 application/json' },
  ROUTE_UNKNOWN: { status: 404, en: 'There is no {method} {url}', zh: '接口 {method} {url} 不存在' },
  CURSOR_INVALID: { status: 400, en: 'The cursor is not one that a page gave; start without one', zh: '分页游标无效,请从头开始' },
  JOURNAL_UNKNOWN: { status: 404, en: 'There is no journal {id}', zh: '凭证 {id} 不存在' },
  BOOK_UNKNOWN: { status: 404, en: 'There is no book {book}', zh: '账簿 {book} 不存在' },
  ACCOUNT_UNKNOWN: { status: 404, en: 'There is no account {id}', zh: '账户 {id} 不存在' },
  ACCOUNTS_UNNAMED: { status: 400, en: 'Name a path of the book, or an owner', zh: '请指明科目路径或归属方' },
  DATE_RANGE_INVALID: { status: 422, en: 'The range ends on {through}, before it begins on {from}', zh: '区间止于 {through},早于起始日 {from}' },
  SEQUENCE_RANGE_INVALID: {
    status: 422,
    en: 'Book {book} has journals 1 to {last}; a range of it cannot go from {from} to {through}',
    zh: '账簿 {book} 的凭证号为 1 至 {last},不能验证 {from} 至 {through}',
  },
  VERIFICATION_RANGE_EMPTY: { status: 422, en: 'Book {book} has no journal in this range', zh: '账簿 {book} 在该区间内没有凭证' },
  VERIFICATION_RUNNING: { status: 409, en: 'A verification of book {book} is running; wait for its result', zh: '账簿 {book} 正在验证,请等待其结果' },
  VERIFICATION_UNKNOWN: { status: 404, en: 'There is no verification {id}', zh: '验证 {id} 不存在' },
  INSTITUTION_UNKNOWN: { status: 404, en: 'There is no institution {id}', zh: '机构 {id} 不存在' },
  TOO_MANY_ATTEMPTS: { status: 429, en: 'Too many wrong passwords; wait a minute', zh: '密码错误次数过多,请一分钟后再试' },
  INTERNAL: { status: 500, en: 'Something failed here; the same request with the same key may be sent again', zh: '系统内部错误,可用相同幂等键重试' },
});
