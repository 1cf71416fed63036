import { z } from 'zod';
import { fileAnswer, filePart, items, minor, operation, ref, rule, sealed, wireDate } from './common.ts';

/** The cooperation agreement's figures that the bank books by. Sent once per programme; the same terms again are a repetition, others an amendment. */
export const agreeProgramme = operation(
  'bank.programme.agree',
  z.object({
    programme: ref,
    asset: z.string(),
    bankRate: z.string(),
    advanceFeeDailyRate: z.string(),
    advanceFeeMinDays: z.int(),
    ageFrom: z.int(),
    ageTo: z.int(),
    ownLimit: z.boolean().meta({ description: 'true: the bank decides a limit of its own; false: it trusts the platform once its checks pass' }),
  }),
  z.object({ status: z.enum(['AGREED']) }),
);

/** Opens class-II accounts after the bank has verified the five elements with the bound card's issuer. */
export const openAccounts = operation(
  'bank.account.open',
  items(z.object({ accountRef: ref, programme: ref, name: sealed, idNumber: sealed, mobile: sealed, cardNumber: sealed })),
  items(z.object({ accountRef: ref, status: z.enum(['ACTIVE', 'REJECTED']), accountNo: z.string(), code: z.string() })),
);

/** The signed hand-over: the bank checks bureau, black and grey list, judicial freeze and its own age rule, then answers with its limit. */
export const applyForCredit = operation(
  'bank.credit.apply',
  items(
    z.object({
      applicationRef: ref,
      programme: ref,
      customerRef: ref,
      accountNo: z.string(),
      name: sealed,
      idNumber: sealed,
      platformLimit: minor,
      consentRef: ref,
      consentOn: wireDate,
    }),
  ),
  items(
    z.object({
      applicationRef: ref,
      status: z.enum(['APPROVED', 'REJECTED', 'MANUAL']),
      code: z.string(),
      bankLimit: minor.nullable(),
      bureauReportRef: z.string(),
      rules: z.array(rule),
    }),
  ),
);

/** Books loans and credits the class-II accounts: the first leg. */
export const disburse = operation(
  'bank.loan.disburse',
  items(
    z.object({
      loanRef: ref,
      programme: ref,
      accountNo: z.string(),
      principal: minor,
      rate: z.string(),
      method: z.string(),
      periods: z.int(),
      firstDue: wireDate,
      agreementHash: z.string(),
    }),
  ),
  items(z.object({ loanRef: ref, status: z.enum(['DISBURSED', 'REJECTED']), code: z.string(), bankSerial: z.string() })),
);

/**
 * Pays on from the class-II account: the second leg, to the bound card, or to the payment institution named as `payee`, which
 * carries an entrusted payment (受托支付) out. A failure leaves the money in the account.
 */
export const payOut = operation(
  'bank.account.payout',
  items(z.object({ payoutRef: ref, accountNo: z.string(), amount: minor, payee: ref.optional() })),
  items(z.object({ payoutRef: ref, status: z.enum(['PAID', 'FAILED']), code: z.string() })),
);

/**
 * Takes loans back whose entrusted payment the payee's bank has returned: the money comes back through the class-II account
 * and repays the principal on the same day, without interest. Idempotent on `loanRef`.
 */
export const withdrawLoans = operation(
  'bank.loan.withdraw',
  items(z.object({ loanRef: ref, programme: ref })),
  items(z.object({ loanRef: ref, status: z.enum(['WITHDRAWN', 'REFUSED']), code: z.string() })),
);

/**
 * Tells the bank that the payment institution has debited customers; the bank advances the amount to each class-II
 * account and debits it in its batch at the day's end by the split given. Idempotent on `collectionRef`.
 */
export const noticeCollections = operation(
  'bank.collection.notice',
  items(
    z.object({
      collectionRef: ref,
      loanRef: ref,
      accountNo: z.string(),
      amount: minor,
      principal: minor,
      interest: minor,
      penalty: minor,
      fees: minor,
    }),
  ),
  items(z.object({ collectionRef: ref, status: z.enum(['ADVANCED', 'ALREADY', 'REFUSED']), code: z.string() })),
);

/** Moves margin: `in` from the platform's settlement account to the margin deposit, `out` back. */
export const moveMargin = operation(
  'bank.margin.move',
  z.object({ marginRef: ref, programme: ref, direction: z.enum(['in', 'out']), amount: minor }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string(), balance: minor }),
);

/** The platform pays as guarantor: the bank takes margin first, then the platform's settlement account, and closes the loans. */
export const compensate = operation(
  'bank.compensation.pay',
  z.object({ compensationRef: ref, programme: ref, items: z.array(z.object({ loanRef: ref, principal: minor, interest: minor })).max(20_000) }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string(), fromMargin: minor, fromSettlement: minor }),
);

/** The monthly settlement: `net` > 0 is paid by the bank into the platform's settlement account, < 0 the other way. */
export const settle = operation(
  'bank.settlement.pay',
  z.object({ statementRef: ref, programme: ref, month: z.string(), net: minor, statementHash: z.string() }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string() }),
);

/** The payment institution's money arriving (payment institution → bank); the bank repays its advances by collection. */
export const creditSettlement = operation(
  'bank.settlement.credit',
  z.object({
    settlementRef: ref,
    programme: ref,
    settledOn: wireDate,
    total: minor,
    items: z.array(z.object({ collectionRef: ref, amount: minor })).max(200_000),
  }),
  z.object({ status: z.enum(['MATCHED', 'BREAKS']), matched: z.int() }),
);

/**
 * What two parties have agreed about a collection that broke: money that lies unallocated at the bank, and what the platform
 * adds from its settlement account, repay the advance and go back to the payer. `fromUnallocated + fromPlatform = toAdvance +
 * toPayer`. The advance is repaid whole or not at all. `reverses` takes an earlier one without `toPayer` back.
 */
export const correctCollection = operation(
  'bank.collection.correct',
  z.object({
    correctionRef: ref,
    programme: ref,
    collectionRef: ref,
    fromUnallocated: minor,
    fromPlatform: minor,
    toAdvance: minor,
    toPayer: minor,
    reverses: ref.nullable(),
  }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string(), days: z.int(), fee: minor }),
);

/** Balances as the bank's books have them at this moment, for the daily proof. */
export const bankBalances = operation(
  'bank.balances',
  z.object({ programme: ref }),
  z.object({ classII: minor, loanPrincipal: minor, advances: minor, margin: minor, platformSettlement: minor, advanceFees: minor, unallocated: minor }),
  'question',
);

/**
 * Files: `loan-day` (every advance and batch debit of the date), `advance-day` (every advance repaid on the date, with
 * its fee), `account-balance` (class-II accounts whose balance is not zero), `loan-balance` (loans with principal left).
 */
export const bankFile = operation(
  'bank.file',
  z.object({ programme: ref, kind: z.enum(['loan-day', 'advance-day', 'account-balance', 'loan-balance']), date: wireDate, part: filePart }),
  fileAnswer,
  'question',
);
