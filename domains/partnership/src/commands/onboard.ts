import { holdToday } from '@jinqiao/business-day';
import type { BusinessDate } from '@jinqiao/calendar';
import {
  answerBureauQueries,
  type Facts,
  firstBlocking,
  hitCounts,
  loadRulebook,
  type NewBureauQuery,
  type NewDecision,
  recordBureauQueries,
  recordDecisions,
} from '@jinqiao/compliance';
import { type BankAnswer, concludeApplications, type Features, type Line, type ScreenedApplication, screenApplications } from '@jinqiao/credit';
import type { Database } from '@jinqiao/database';
import { repaymentRecord } from '@jinqiao/lending';
import {
  activateDrafts,
  type Customer,
  customersById,
  type Draft,
  draftAccounts,
  firstOpened,
  insertBankAccounts,
  type Opened,
  parseResidentId,
  programmeAccountId,
  refuseDrafts,
  type Vault,
} from '@jinqiao/parties';
import { answerOf, bindMandates, paymentsFault } from '@jinqiao/payments';
import { derivedId, instant, maskPan } from '@jinqiao/runtime';
import { bank, payment } from '@jinqiao/wire';
import { bankOf, type JointLoan } from '../context.ts';
import { partnershipFault } from '../errors.ts';
import { blockedFault, judgeAccounts } from '../gates.ts';
import { linkOf, type Programme } from '../programme.ts';

/** A customer with what the institutions need to know; the consents named have been recorded. */
export type Applicant = {
  readonly customerId: string;
  readonly bucket: number;
  readonly name: string;
  readonly idNumber: string;
  readonly mobile: string;
  readonly cardNumber: string;
  readonly consentId: string;
  /** Keyed digests of the device and network that the application came from, where it came over one. */
  readonly seenWith?: { readonly device?: string; readonly address?: string };
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
  const customers = [...(await customersById(db, applicants)).values()];
  const { screened, gate } = await screenAndGate(db, { programme, vault, on, at: instant(joint.clock) }, applicants, customers);
  const passed = screened.filter((entry) => entry.application.state === 'sent');
  if (passed.length === 0) return [];
  const byId = new Map(applicants.map((applicant) => [applicant.customerId, applicant]));
  const handedOver = passed.map((entry) => ({
    entry,
    applicant: byId.get(entry.application.customerId) as Applicant,
  }));
  const accounts = await openAccountsAt(
    db,
    joint,
    programme,
    vault,
    on,
    handedOver.map(({ applicant }) => applicant),
    gate.decisions,
  );
  const queries = handedOver.map(({ entry, applicant }) => queryOf(joint, programme, on, entry, applicant));
  await db.tx((tx) => recordBureauQueries(tx, queries));
  const answers = await handOver(joint, programme, on, handedOver, accounts);
  return db.tx(async (tx) => {
    await answerBureauQueries(
      tx,
      queries.flatMap((query) => {
        const answer = answers.get(query.subject);
        return answer ? [{ ...query, resultRef: answer.bureauReportRef || null }] : [];
      }),
    );
    const hits = await hitCounts(tx, customers);
    const now = { on, at: instant(joint.clock) };
    return concludeApplications(tx, programme.policy, now, passed, answers, { rulebook: await loadRulebook(tx), factsOf: hits });
  });
}

function knownOf(record: Features = {}, accountOpenedOn?: string): Features {
  return { ...record, ...(accountOpenedOn === undefined ? {} : { accountOpenedOn }) };
}

function bornOn({ idNumber }: Applicant, on: BusinessDate): BusinessDate {
  return parseResidentId(idNumber, on).birthDate;
}

type Gate = { readonly decisions: ReadonlyMap<string, NewDecision> };

/**
 * The gates before anything leaves the platform: whom no account may be opened for leaves here, with the decision that says
 * why; the others are screened. @throws Fault ACTION_BLOCKED, UNDER_REVIEW where nobody is left.
 */
async function screenAndGate(
  db: Database,
  { programme, vault, on, at }: { readonly programme: Programme; readonly vault: Vault; readonly on: BusinessDate; readonly at: string },
  applicants: readonly Applicant[],
  customers: readonly Customer[],
): Promise<{ screened: ScreenedApplication[]; gate: Gate }> {
  const { screened, decisions } = await db.tx(async (tx) => {
    await holdToday(tx);
    const rulebook = await loadRulebook(tx);
    const judged = await judgeAccounts(tx, rulebook, programme, on, customers);
    await recordDecisions(
      tx,
      judged.filter((decision) => decision.outcome === 'refused'),
    );
    const refused = new Set(judged.filter((decision) => decision.outcome === 'refused').map((decision) => decision.customerId));
    const hits = await hitCounts(tx, customers);
    const consented = new Set(applicants.filter((applicant) => applicant.consentId !== '').map((applicant) => applicant.customerId));
    const factsOf = (customerId: string): Facts => ({ ...hits(customerId), bureauConsent: consented.has(customerId), dataConsent: true, consentDays: 0n });
    const record = await repaymentRecord(tx, customers);
    const opened = await firstOpened(tx, customers);
    const registered = new Map(customers.map(({ customerId, registeredOn }) => [customerId, registeredOn]));
    const allowed = applicants
      .filter((applicant) => !refused.has(applicant.customerId))
      .map((applicant) => ({
        ...applicant,
        birthDate: bornOn(applicant, on),
        registeredOn: registered.get(applicant.customerId) ?? on,
        known: knownOf(record.get(applicant.customerId), opened.get(applicant.customerId)),
        seenWith: { ...applicant.seenWith, card: vault.index('card', applicant.cardNumber) },
      }));
    return { decisions: judged, screened: await screenApplications(tx, programme.policy, { on, at }, allowed, factsOf) };
  });
  const blocking = decisions.length > 0 && screened.length === 0 ? firstBlocking(decisions[0]?.rules ?? []) : undefined;
  if (blocking) throw blockedFault(blocking);
  return { screened, gate: { decisions: new Map(decisions.map((decision) => [decision.customerId, decision])) } };
}

/** The bank asks the bureau about whom it is handed over; the log names both. */
function queryOf(joint: JointLoan, programme: Programme, on: BusinessDate, { application }: ScreenedApplication, applicant: Applicant): NewBureauQuery {
  return {
    bucket: applicant.bucket,
    customerId: applicant.customerId,
    programmeId: programme.id,
    bureau: String(programme.facts.bureauEntity ?? ''),
    askedBy: String(programme.facts.lenderEntity ?? bankOf(joint, programme).id),
    purpose: 'credit-approval',
    consentId: applicant.consentId,
    subject: application.applicationId,
    businessDate: on,
    askedAt: instant(joint.clock),
  };
}

async function openAccountsAt(
  db: Database,
  joint: JointLoan,
  programme: Programme,
  vault: Vault,
  on: BusinessDate,
  applicants: readonly Applicant[],
  decisions: ReadonlyMap<string, NewDecision>,
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
      body: { items: applicants.map((a) => ({ cardRef: a.customerId, link: linkOf(programme), ...sealed((text) => joint.payment.seal(text), a) })) },
    }),
  );
  const refusedCard = bound.items.find((item) => item.status === 'REFUSED');
  if (refusedCard) throw paymentsFault('CARD_REFUSED', { code: refusedCard.code }, '$.cardNumber');
  const terms = { profile: programme.parameters.profile, rating: null };
  await db.tx(async (tx) => {
    await holdToday(tx);
    await draftAccounts(
      tx,
      terms,
      on,
      applicants.map((a) => draftOf(joint, programme, a)),
    );
  });
  const funder = bankOf(joint, programme);
  const opened = answerOf(
    funder,
    await funder.exchange(bank.openAccounts, {
      serial: `open.${programme.id}.${on}.${key}`,
      businessDate: on,
      body: { items: applicants.map((a) => ({ accountRef: a.customerId, programme: programme.id, ...sealed((text) => funder.seal(text), a) })) },
    }),
  );
  const rejected = opened.items.filter((item) => item.status === 'REJECTED');
  const [refused] = rejected;
  if (refused) {
    const keys = new Map(applicants.map((a) => [a.customerId, { bucket: a.bucket, accountId: programmeAccountId(a.bucket, programme.id, a.customerId) }]));
    await db.tx((tx) =>
      refuseDrafts(
        tx,
        terms,
        on,
        rejected.flatMap(({ accountRef, code }) => {
          const key = keys.get(accountRef);
          return key ? [{ ...key, code }] : [];
        }),
      ),
    );
    throw partnershipFault('ACCOUNT_REFUSED', { code: refused.code }, '$.cardNumber');
  }
  const tokens = new Map(bound.items.map((item) => [item.cardRef, item.token]));
  const accounts = new Map(opened.items.map((item) => [item.accountRef, { accountNo: item.accountNo }]));
  await db.tx(async (tx) => {
    await recordDecisions(
      tx,
      applicants.flatMap((applicant) => decisions.get(applicant.customerId) ?? []),
    );
    await activateDrafts(
      tx,
      on,
      applicants.map((a) => openedOf(programme, vault, on, a, accounts.get(a.customerId)?.accountNo ?? '')),
    );
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

/** The class-II account of an applicant, whose balance is in the programme's own book. */
function draftOf(joint: JointLoan, programme: Programme, { bucket, customerId }: Applicant): Draft {
  const { book, path, asset } = programme.book.of('customer/class-ii', customerId, bucket);
  const accountId = programmeAccountId(bucket, programme.id, customerId);
  const institution = bankOf(joint, programme).id;
  // What was given stays with the application, which asks again itself.
  return {
    bucket,
    accountId,
    customerId,
    institution,
    class: 'II',
    book,
    path,
    asset,
    owner: customerId,
    faceToFace: false,
    agreedDay: null,
    elementsSealed: null,
  };
}

function openedOf(programme: Programme, vault: Vault, on: BusinessDate, a: Applicant, accountNo: string): Opened {
  const key = { bucket: a.bucket, accountId: programmeAccountId(a.bucket, programme.id, a.customerId) };
  const cardHash = vault.index('card', a.cardNumber);
  const boundId = `bnd_${key.accountId.slice('acc_'.length)}`;
  const bound = {
    ...key,
    boundId,
    cardMasked: maskPan(a.cardNumber),
    cardHash,
    cardClass: 'unknown',
    isDefault: true,
    verifiedBy: programme.bankId,
    elements: 5,
    verifiedOn: on,
  };
  return { ...key, accountNo, bound };
}

type HandOver = { readonly entry: ScreenedApplication; readonly applicant: Applicant };

async function handOver(
  joint: JointLoan,
  programme: Programme,
  on: BusinessDate,
  list: readonly HandOver[],
  accounts: ReadonlyMap<string, { accountNo: string }>,
): Promise<Map<string, BankAnswer>> {
  const key = derivedId('ref', 0, list.map(({ entry }) => entry.application.applicationId).join(' '));
  const funder = bankOf(joint, programme);
  const answer = answerOf(
    funder,
    await funder.exchange(bank.applyForCredit, {
      serial: `apply.${programme.id}.${on}.${key}`,
      businessDate: on,
      body: {
        items: list.map(({ entry, applicant }) => ({
          applicationRef: entry.application.applicationId,
          programme: programme.id,
          customerRef: applicant.customerId,
          accountNo: accounts.get(applicant.customerId)?.accountNo ?? '',
          name: funder.seal(applicant.name),
          idNumber: funder.seal(applicant.idNumber),
          platformLimit: entry.application.platformLimit.toString(),
          consentRef: applicant.consentId,
          consentOn: on,
        })),
      },
    }),
  );
  return new Map(answer.items.map((item) => [item.applicationRef, { ...item, bankLimit: item.bankLimit === null ? null : BigInt(item.bankLimit) }]));
}
