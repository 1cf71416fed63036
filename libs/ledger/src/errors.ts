import { faults } from '@jinqiao/errors';

/** Every refusal of the ledger. What is refused moves nothing. */
export const ledgerFault = faults({
  JOURNAL_EMPTY: { status: 422, en: 'Journal {kind} {reference} moves nothing; give it at least one transfer', zh: '凭证 {kind} {reference} 没有任何转账' },
  JOURNAL_TOO_LONG: {
    status: 422,
    en: 'Journal {kind} {reference} has {count} transfers, more than {most}',
    zh: '凭证 {kind} {reference} 有 {count} 笔转账,超过上限 {most}',
  },
  JOURNAL_FIELD_INVALID: {
    status: 422,
    en: 'Journal {kind} {reference}: {field} is not valid; {rule}',
    zh: '凭证 {kind} {reference} 的字段 {field} 无效:{rule}',
  },
  JOURNAL_LEAVES_BOOK: {
    status: 422,
    en: 'Journal {kind} {reference} names account {path} of book {other}, but lies in book {book}',
    zh: '凭证 {kind} {reference} 属于账簿 {book},却引用了账簿 {other} 的账户 {path}',
  },
  JOURNAL_LEAVES_BUCKET: {
    status: 422,
    en: 'Journal {kind} {reference} lies in bucket {bucket} and cannot touch {path} in bucket {other}; go through a clearing account',
    zh: '凭证 {kind} {reference} 位于分桶 {bucket},不能动用分桶 {other} 的账户 {path};请经清算账户过渡',
  },
  TRANSFER_NOT_POSITIVE: {
    status: 422,
    en: 'A transfer of {amount} in {kind}; amounts are positive, turn the accounts round instead',
    zh: '{kind} 的转账金额为 {amount};金额必须为正,应对调借贷账户',
  },
  AMOUNT_TOO_LARGE: { status: 422, en: 'A transfer of {amount} in {kind} exceeds {most}', zh: '{kind} 的转账金额 {amount} 超过上限 {most}' },
  TRANSFER_MIXES_ASSETS: {
    status: 422,
    en: 'A transfer of {kind} debits {debit} in {debitAsset} and credits {credit} in {creditAsset}; one transfer moves one asset',
    zh: '{kind} 的转账借记 {debit}({debitAsset})而贷记 {credit}({creditAsset});一笔转账只能涉及一种资产',
  },
  TRANSFER_TO_ITSELF: { status: 422, en: 'A transfer of {kind} debits and credits {path}', zh: '{kind} 的转账借贷同为账户 {path}' },
  BOOK_NOT_OPEN: { status: 409, en: 'Book {book} is not open', zh: '账簿 {book} 尚未启用' },
  ACCOUNT_NOT_OPEN: {
    status: 409,
    en: 'Account {path} of {owner} is not open in book {book}; open it first',
    zh: '账簿 {book} 中 {owner} 的账户 {path} 尚未开立,请先开户',
  },
  ACCOUNT_CLOSED: { status: 409, en: 'Account {path} of {owner} is closed', zh: '{owner} 的账户 {path} 已销户' },
  ACCOUNT_NOT_EMPTY: {
    status: 409,
    en: 'Account {path} of {owner} holds {held} with {pending} pending and cannot be closed',
    zh: '{owner} 的账户 {path} 余额 {held}、在途 {pending},不能销户',
  },
  INSUFFICIENT_BALANCE: {
    status: 409,
    en: 'Account {path} of {owner} holds {held} and cannot pay {amount}',
    zh: '{owner} 的账户 {path} 余额 {held},不足以支付 {amount}',
  },
  BALANCE_LIMIT: {
    status: 409,
    en: 'Account {path} of {owner} has room for {held} and cannot take {amount}',
    zh: '{owner} 的账户 {path} 剩余额度 {held},不能再入账 {amount}',
  },
  BALANCE_OVERFLOW: {
    status: 409,
    en: 'The turnover of account {path} of {owner} would exceed 2^63 - 1 with {amount}',
    zh: '{owner} 的账户 {path} 加上 {amount} 后累计发生额将超过 2^63 - 1',
  },
  JOURNAL_REUSED: {
    status: 409,
    en: 'Journal {id} is already posted with other content; a correction is a new journal',
    zh: '凭证 {id} 已以不同内容入账;更正须另做凭证(红冲蓝补)',
  },
  JOURNAL_UNKNOWN: { status: 404, en: 'There is no journal {id}', zh: '凭证 {id} 不存在' },
  PENDING_UNKNOWN: { status: 404, en: 'There is no pending journal {id}', zh: '待过账凭证 {id} 不存在' },
  PENDING_CLOSED: { status: 409, en: 'Pending journal {id} is already settled or voided', zh: '待过账凭证 {id} 已过账或已撤销' },
  PENDING_EXPIRED: { status: 409, en: 'Pending journal {id} expired before {date}', zh: '待过账凭证 {id} 在 {date} 前已过期' },
  PENDING_MISMATCH: {
    status: 422,
    en: 'A settlement of pending journal {id} names its transfers in their order, none with more than was held',
    zh: '待过账凭证 {id} 的过账须按原顺序列明各笔转账,且金额不得超过冻结额',
  },
  LINKED_REFUSED: {
    status: 409,
    en: 'Journal {id} was not posted because another one of its group was refused',
    zh: '同组的另一凭证被拒绝,凭证 {id} 未入账',
  },
  CURSOR_INVALID: { status: 422, en: '{cursor} is not a cursor of this list', zh: '{cursor} 不是本列表的游标' },
  IMPORT_INVALID: { status: 422, en: 'Line {line} of the import: {reason}', zh: '导入文件第 {line} 行:{reason}' },
  POSTER_CLOSED: { status: 503, en: 'The poster of book {book} is closed', zh: '账簿 {book} 的记账通道已关闭' },
  LEDGER_UNREACHABLE: {
    status: 503,
    en: 'The database of book {book} did not answer for {seconds} seconds; whether the journal is posted is unknown, post it again under its id',
    zh: '账簿 {book} 的数据库在 {seconds} 秒内没有应答;凭证是否入账未知,请用同一编号重新提交',
  },
});
