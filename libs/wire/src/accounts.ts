import { z } from 'zod';
import { items, minor, operation, ref, sealed } from './common.ts';

const accountNo = z.string().max(32);
const elements = { name: sealed, idNumber: sealed, mobile: sealed, cardNumber: sealed };
const cardClass = z.enum(['I', 'II', 'III', 'credit', 'unknown']);

/**
 * Opens accounts of class II (five elements: the bank asks the issuer whether the bound card is of class I or a credit
 * card) or III (four). Idempotent on `accountRef`.
 */
export const openAccounts = operation(
  'bank.account.open-class',
  items(z.object({ accountRef: ref, class: z.enum(['II', 'III']), boundRef: ref, ...elements })),
  items(z.object({ accountRef: ref, status: z.enum(['ACTIVE', 'REJECTED']), accountNo, cardClass, code: z.string() })),
);

/** Binds a further card to an account: five elements again. Idempotent on `boundRef`. */
export const bindCard = operation(
  'bank.account.bind',
  z.object({ accountNo, boundRef: ref, ...elements }),
  z.object({ boundRef: ref, status: z.enum(['BOUND', 'REFUSED']), cardClass, code: z.string() }),
);

export const unbindCard = operation('bank.account.unbind', z.object({ accountNo, boundRef: ref }), z.object({ status: z.enum(['UNBOUND']) }));

/** Moves money on accounts. `boundRef` names the bound card where the other side is one. Idempotent on `movementRef`. */
export const moveMoney = operation(
  'bank.account.move',
  items(z.object({ movementRef: ref, accountNo, direction: z.enum(['in', 'out']), kind: z.string().max(32), amount: minor, boundRef: z.string().max(80) })),
  items(z.object({ movementRef: ref, status: z.enum(['DONE', 'FAILED']), code: z.string() })),
);

/** Moves the whole balance of an account, and the freezes on it, to another of the same customer. */
export const carryBalance = operation(
  'bank.account.carry',
  z.object({ carryRef: ref, from: accountNo, to: accountNo }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string(), amount: minor }),
);

/** Closes an account whose balance is zero; `linkedTo` is the account that takes its place, or empty. */
export const closeAccount = operation(
  'bank.account.close',
  z.object({ accountNo, linkedTo: z.string().max(32) }),
  z.object({ status: z.enum(['CLOSED', 'REFUSED']), code: z.string() }),
);

/** A judicial freeze begins or ends; an amount of null binds the whole balance. Idempotent on `freezeRef` and action. */
export const freezeAccount = operation(
  'bank.account.freeze',
  z.object({ freezeRef: ref, accountNo, action: z.enum(['freeze', 'release']), amount: minor.nullable() }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string() }),
);

/** Pays frozen money to the authority that froze it. Idempotent on `deductionRef`. */
export const deductAccount = operation(
  'bank.account.deduct',
  z.object({ deductionRef: ref, freezeRef: ref, accountNo, amount: minor }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string() }),
);
