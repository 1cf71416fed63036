import type { Texts } from './types.ts';

export const mine = {
  title: ['我的', 'Me'],
  unnamed: ['未实名', 'Not verified'],
  consents: ['我的授权', 'My consents'],
  noConsents: ['没有授权记录。开户时给出的授权会列在这里。', 'No consents. Those given with the account are listed here.'],
  'purpose.bureau-report': ['查询个人征信报告', 'Read my credit report'],
  'purpose.data-to-bank': ['向资金银行提供个人信息', 'Give my data to the funding bank'],
  'purpose.account-upgrade': ['III 类户升级为 II 类户', 'Upgrade class III to class II'],
  'recipient.bank': ['资金银行', 'Funding bank'],
  recipient: ['接收方', 'Recipient'],
  grantedAt: ['授权时间', 'Given'],
  withdrawnAt: ['{{time}} 已撤回', 'Withdrawn {{time}}'],
  withdraw: ['撤回授权', 'Withdraw'],
  withdrawTitle: ['撤回这项授权？', 'Withdraw this consent?'],
  withdrawText: [
    '撤回后，需要这项授权的新业务将停止；撤回前已经进行的处理仍然有效，未还的贷款照常归还。',
    'New business that needs it stops; what was done before stays valid and open loans are repaid as agreed.',
  ],
  keep: ['保留', 'Keep it'],
  language: ['语言', 'Language'],
  signOut: ['退出登录', 'Sign out'],
} as const satisfies Texts;
