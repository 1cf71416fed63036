import type { Texts } from './types.ts';

export const home = {
  available: ['可用额度', 'You can borrow'],
  limit: ['总额度', 'Limit'],
  used: ['已用', 'Used'],
  usedOf: ['额度已使用 {{percent}}%', '{{percent}}% of the limit used'],
  validThrough: ['有效期至', 'Valid through'],
  reviewOn: ['重新评估日', 'Reviewed on'],
  draw: ['借款', 'Borrow'],
  notDrawable: ['暂时不能借款。请先还清逾期款项；没有逾期时，请稍后再试。', 'Borrowing is paused. Settle what is overdue first; if nothing is, try later.'],
  opened: ['额度已核定，可以借款。', 'Your limit is set; you can borrow.'],
  owed: ['我欠多少', 'What I owe'],
  owedTotal: ['未还本金', 'Principal left'],
  next: ['下次还款', 'Next payment'],
  nothing: ['没有待还的贷款。借款后，还款日和金额会显示在这里。', 'Nothing to repay. After a draw, the next payment and its date show here.'],
  overdue: ['已逾期', 'Overdue'],
  overdueHelp: [
    '请尽快把款存入绑定的卡，系统会再次扣款；逾期期间按合同计罚息。',
    'Put the money on your bound card; it is collected again. Penalty interest runs meanwhile.',
  ],
  account: ['银行二类户', 'Class-II account'],
  accountNo: ['账号', 'Number'],
  balance: ['余额', 'Balance'],
  boundCard: ['绑定卡', 'Bound card'],
  schedule: ['看还款计划', 'See the plan'],
} as const satisfies Texts;
