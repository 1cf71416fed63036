import { faults } from '@jinqiao/errors';

export const gatewayFault = faults({
  SENDER_UNKNOWN: { status: 401, en: 'No key is registered for sender {sender}', zh: '未登记发送方 {sender} 的公钥' },
  RECEIVER_WRONG: { status: 400, en: 'The message is for {receiver}', zh: '报文接收方为 {receiver},非本机构' },
  SIGNATURE_WRONG: { status: 401, en: 'The signature does not verify', zh: '验签失败' },
  DIGEST_WRONG: { status: 400, en: 'The body does not have the digest that was signed', zh: '报文体摘要不符' },
  NONCE_REPLAYED: { status: 409, en: 'This nonce was used before', zh: '随机数重复,疑似重放' },
  TIMESTAMP_STALE: { status: 400, en: 'The timestamp is not within five minutes of now', zh: '时间戳超出五分钟有效期' },
  OPERATION_UNKNOWN: { status: 404, en: 'There is no operation {operation}', zh: '接口 {operation} 不存在' },
  SENDER_NOT_ALLOWED: { status: 403, en: 'Institution {sender} may not send {operation}', zh: '机构 {sender} 无权调用接口 {operation}' },
  BODY_INVALID: { status: 400, en: 'The body is not what the operation takes: {why}', zh: '报文体不符合接口要求:{why}' },
  SERIAL_REUSED: { status: 409, en: 'Serial {serial} was used for another message', zh: '流水号 {serial} 已用于其他报文' },
  FILE_DIGEST_WRONG: { status: 422, en: 'The file does not have the digest that came with it', zh: '文件摘要不符' },
  FILE_TRAILER_MISSING: { status: 422, en: 'The file ends before its trailer', zh: '文件不完整,缺少尾记录' },
  FILE_COUNT_WRONG: { status: 422, en: 'The file says {said} lines and has {has}', zh: '文件记录数 {said} 与实际 {has} 不符' },
  FILE_SUM_WRONG: { status: 422, en: 'The file says a sum of {said}, its lines add up to {has}', zh: '文件合计 {said} 与实际 {has} 不符' },
  FILE_LINE_INVALID: { status: 422, en: 'Line {line} of the file cannot be read', zh: '文件第 {line} 行无法识别' },
  SEAL_BROKEN: { status: 422, en: 'A sealed field was altered or sealed for somebody else', zh: '加密字段被篡改或密钥不符' },
});
