import { holdToday } from '@jinqiao/business-day';
import type { BusinessDate } from '@jinqiao/calendar';
import { type BankAnswer, concludeApplications, type Line, type ScreenedApplication, screenApplications } from '@jinqiao/credit';
import type { Database } from '@jinqiao/database';
import { type Customer, customersById, insertBankAccounts, type Vault } from '@jinqiao/parties';
import { answerOf, bindMandates, paymentsFault } from '@jinqiao/payments';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { bank, payment } from '@jinqiao/wire';
import type { JointLoan } from '../context.ts';
import { partnershipFault } from '../errors.ts';
import type { Programme } from '../programme.ts';

/** A customer with what the institutions need to know; the consents named have been recorded. */
export type Applicant = {
  readonly customerId: string;
  readonly bucket: number;
  readonly name: string;
  readonly idNumber: string;
  readonly mobile: string;
  readonly cardNumber: string;
  readonly consentId: string;
};

/**
 * From whitelist to credit line, for one customer or many: the platform's own rules first; who passes gets the card bound
 * and a class-II account opened by the five elements, and is handed over, signed, to the bank for its three checks.
 * Sending is repeated safely: every message's serial follows from the customers in it.
 * @returns the lines that opened.
 */
export async function onboard(
  db: Database,
  joint: JointLoan,
  programme: Programme,
  vault: Vault,
  on: BusinessDate,
  applicants: readonly Applicant[],
): Promise<Line[]> {
  const minorPerUnit = 10n ** BigInt(programme.asset.digits);
  const customers = [...(await customersById(db, applicants)).values()];
  const screened = await db.tx(async (tx) => {
    await holdToday(tx);
    return screenApplications(tx, programme.policy, on, customers, minorPerUnit);
  });
  const passed = screened.filter((entry) => entry.application.state === 'sent');
  if (passed.length === 0) return [];
  const byId = new Map(applicants.map((applicant) => [applicant.customerId, applicant]));
  const handedOver = passed.map((entry) => ({
    entry,
    applicant: byId.get(entry.application.customerId) as Applicant,
    customer: customers.find((c) => c.customerId === entry.application.customerId) as Customer,
  }));
  const accounts = await openAccountsAt(
    db,
    joint,
    programme,
    vault,
    on,
    handedOver.map(({ applicant }) => applicant),
  );
  const answers = await handOver(joint, programme, on, handedOver, accounts);
  return db.tx((tx) => concludeApplications(tx, programme.policy, on, passed, answers));
}

async function openAccountsAt(
  db: Database,
  joint: JointLoan,
  programme: Programme,
  vault: Vault,
  on: BusinessDate,
  applicants: readonly Applicant[],
): Promise<Map<string, { accountNo: string }>> {
  // The card belongs to the message: a customer who corrects it sends another one.
  const key = derivedId('ref', 0, applicants.map((a) => `${a.customerId} ${vault.index('card', a.cardNumber)} ${vault.index('mobile', a.mobile)}`).join(' '));
  const sealed = (seal: (text: string) => string, a: Applicant) => ({
    name: seal(a.name),
    idNumber: seal(a.idNumber),
    mobile: seal(a.mobile),
    cardNumber: seal(a.cardNumber),
  });
  const bound = answerOf(
    joint.payment,
    await joint.payment.exchange(payment.bindCards, {
      serial: `bind.${programme.id}.${on}.${key}`,
      businessDate: on,
      body: { items: applicants.map((a) => ({ cardRef: a.customerId, ...sealed((text) => joint.payment.seal(text), a) })) },
    }),
  );
  const refusedCard = bound.items.find((item) => item.status === 'REFUSED');
  if (refusedCard) throw paymentsFault('CARD_REFUSED', { code: refusedCard.code }, '$.cardNumber');
  const opened = answerOf(
    joint.bank,
    await joint.bank.exchange(bank.openAccounts, {
      serial: `open.${programme.id}.${on}.${key}`,
      businessDate: on,
      body: { items: applicants.map((a) => ({ accountRef: a.customerId, programme: programme.id, ...sealed((text) => joint.bank.seal(text), a) })) },
    }),
  );
  const refused = opened.items.find((item) => item.status === 'REJECTED');
  if (refused) throw partnershipFault('ACCOUNT_REFUSED', { code: refused.code }, '$.cardNumber');
  const tokens = new Map(bound.items.map((item) => [item.cardRef, item.token]));
  const accounts = new Map(opened.items.map((item) => [item.accountRef, { accountNo: item.accountNo }]));
  await db.tx(async (tx) => {
    await bindMandates(
      tx,
      programme.parameters.profile,
      joint.payment.id,
      on,
      applicants.map((a) => ({
        bucket: a.bucket,
        customerId: a.customerId,
        instrumentHash: vault.index('card', a.cardNumber),
        instrumentMasked: maskPan(a.cardNumber),
        token: tokens.get(a.customerId) ?? '',
      })),
    );
    await insertBankAccounts(
      tx,
      applicants.map((a) => ({
        bucket: a.bucket,
        customerId: a.customerId,
        programmeId: programme.id,
        accountClass: 'II' as const,
        accountNo: accounts.get(a.customerId)?.accountNo ?? '',
        state: 'ACTIVE' as const,
        cardMasked: maskPan(a.cardNumber),
        cardHash: vault.index('card', a.cardNumber),
        mandateToken: tokens.get(a.customerId) ?? '',
        openedOn: on,
      })),
    );
  });
  return accounts;
}

type HandOver = { readonly entry: ScreenedApplication; readonly applicant: Applicant; readonly customer: Customer };

async function handOver(
  joint: JointLoan,
  programme: Programme,
  on: BusinessDate,
  list: readonly HandOver[],
  accounts: ReadonlyMap<string, { accountNo: string }>,
): Promise<Map<string, BankAnswer>> {
  const key = derivedId('ref', 0, list.map(({ entry }) => entry.application.applicationId).join(' '));
  const answer = answerOf(
    joint.bank,
    await joint.bank.exchange(bank.applyForCredit, {
      serial: `apply.${programme.id}.${on}.${key}`,
      businessDate: on,
      body: {
        items: list.map(({ entry, applicant, customer }) => ({
          applicationRef: entry.application.applicationId,
          programme: programme.id,
          customerRef: applicant.customerId,
          accountNo: accounts.get(applicant.customerId)?.accountNo ?? '',
          name: joint.bank.seal(applicant.name),
          idNumber: joint.bank.seal(applicant.idNumber),
          birthDate: customer.birthDate ?? '',
          platformLimit: entry.application.platformLimit.toString(),
          consentRef: applicant.consentId,
          consentOn: on,
        })),
      },
    }),
  );
  return new Map(answer.items.map((item) => [item.applicationRef, { ...item, bankLimit: item.bankLimit === null ? null : BigInt(item.bankLimit) }]));
}
