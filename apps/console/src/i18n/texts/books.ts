import type { Texts } from './types.ts';

export const books = {
  book: ['账簿', 'Book'],
  account: ['科目', 'Account'],
  journals: ['记账凭证', 'Journals'],
  journal: ['记账凭证', 'Journal'],
  journalsEmpty: ['没有凭证。', 'No journals.'],
  sequence: ['凭证号', 'Sequence'],
  owner: ['归属', 'Owner'],
  debit: ['借方', 'Debit'],
  credit: ['贷方', 'Credit'],
  immutable: ['凭证一经入账不可修改；更正以红冲蓝补的新凭证完成。', 'A journal never changes once posted; a correction is a new journal.'],
} as const satisfies Texts;
