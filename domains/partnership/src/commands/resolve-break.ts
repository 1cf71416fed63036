import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import type { Database, Db, Tx } from '@jinqiao/database';
import type { Fault } from '@jinqiao/errors';
import { type Journal, loadJournal, openAccounts, post, reversal } from '@jinqiao/ledger';
import { holdLoan, instalmentsOf, owedAt, recordOutcomes, totalOf } from '@jinqiao/lending';
import {
  approveResolution,
  type Break,
  breakById,
  clearCollections,
  collectionOfBreak,
  collectionsByKey,
  concludeResolution,
  paymentsFault,
  type Resolution,
  type ResolutionCheck,
  type ResolutionKind,
  refuseResolution,
  resolutionsOf,
  unclearCollection,
  unfinishedOfLoan,
} from '@jinqiao/payments';
import { bank } from '@jinqiao/wire';
import { bankOf, type JointLoan, portfolioContext } from '../context.ts';
import { advanceFee } from '../postings/bank-share.ts';
import { accountsOf, breakResolved, type Correction, correctionOf } from '../postings/suspense.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, saveEconomics } from '../store.ts';

/** Runs work in a transaction that is on an open business day. */
export type OnDay = <T>(work: (tx: Tx, on: string) => Promise<T>) => Promise<T>;

/**
 * The checker's yes to one proposal about a break: agreed with the bank where money moves, posted, and kept. Sent again
 * after a kill or an unknown answer it goes on where it stopped.
 * @throws Fault BREAK_UNKNOWN, RESOLUTION_UNKNOWN, RESOLUTION_DECIDED, RESOLUTION_REFUSED, CHECKER_IS_MAKER, DAY_CLOSING, PARTNER_UNAVAILABLE (stays approved, the
 * next close goes on with it), PARTNER_REFUSED and NOTHING_OWED (nothing moved, another resolution may be proposed).
 */
export async function checkResolution(db: Database, joint: JointLoan, breakId: string, check: Pick<ResolutionCheck, 'resolutionId' | 'by'>): Promise<Break> {
  const run: OnDay = (work) => db.tx(async (tx) => work(tx, await holdToday(tx)));
  const item = await run((tx, on) => approveResolution(tx, breakId, { ...check, on }));
  await carryThrough(joint, portfolioOfBreak(joint, item), { breakId, db, run });
  return breakById(db, breakId);
}

function portfolioOfBreak(joint: JointLoan, item: Break): Programme {
  const found = joint.programmes.find((programme) => programme.id === item.scope);
  if (!found) throw new TypeError(`break ${item.breakId} is of no programme`);
  return found;
}

/** The entries that a resolution will post; the bank's fee for the days of an advance comes to them. */
export function previewResolution(joint: JointLoan, item: Break, kind: ResolutionKind, on: string): Journal[] {
  if (kind === 'reverse') return [];
  const { bank: inBank, platform } = breakResolved(portfolioOfBreak(joint, item), item, { kind, reference: item.breakId, on });
  return [...inBank, ...platform];
}

type Carrying = { readonly breakId: string; readonly db: Db; readonly run: OnDay };

/** Carries an approved resolution through. */
export async function carryThrough(joint: JointLoan, programme: Programme, { breakId, db, run }: Carrying): Promise<void> {
  const item = await breakById(db, breakId);
  const all = await resolutionsOf(db, breakId);
  const resolution = all.find(({ state }) => state === 'approved');
  if (!resolution) return;
  const undone = all.find(({ resolutionId }) => resolutionId === resolution.reverses);
  const correction = correctionOf(item, (undone?.kind ?? resolution.kind) as ResolutionKind);
  const agreed = correction ? await agree(joint, programme, item, resolution, correction, run) : { fee: 0n };
  const refused = await run(async (tx, on) => {
    const held = await breakById(tx, breakId, 'FOR UPDATE');
    if (!(await resolutionsOf(tx, breakId)).some(({ resolutionId, state }) => resolutionId === resolution.resolutionId && state === 'approved'))
      return undefined;
    if (undone) return takeBack(tx, programme, held, resolution, undone, agreed.fee, on);
    if (resolution.kind === 'book-ours') {
      const fault = await bookOurs(tx, joint, programme, held, on);
      if (fault) {
        await refuseResolution(tx, resolution, fault.code);
        return fault;
      }
    }
    return settle(tx, programme, held, resolution, correction, agreed.fee, on);
  });
  if (refused) throw refused;
}

/** The bank moves the money, once per resolution. @returns the fee that it takes for the days of the advance. */
async function agree(
  joint: JointLoan,
  programme: Programme,
  item: Break,
  resolution: Resolution,
  correction: Correction,
  run: OnDay,
): Promise<{ fee: bigint }> {
  const funder = bankOf(joint, programme);
  const exchange = await funder.exchange(bank.correctCollection, {
    serial: resolution.resolutionId,
    businessDate: resolution.checkedOn ?? resolution.madeOn,
    subject: item.key,
    body: {
      correctionRef: resolution.resolutionId,
      programme: programme.id,
      collectionRef: item.key,
      fromUnallocated: correction.fromUnallocated.toString(),
      fromPlatform: correction.fromPlatform.toString(),
      toAdvance: correction.toAdvance.toString(),
      toPayer: correction.toPayer.toString(),
      reverses: resolution.reverses,
    },
  });
  if (exchange.state === 'unknown') throw paymentsFault('PARTNER_UNAVAILABLE', { partner: funder.name });
  const refusal =
    exchange.state === 'refused'
      ? exchange
      : exchange.answer.status === 'REFUSED'
        ? { code: exchange.answer.code, en: exchange.answer.code, zh: exchange.answer.code }
        : undefined;
  if (refusal) {
    await run((tx) => refuseResolution(tx, resolution, refusal.code));
    throw paymentsFault('PARTNER_REFUSED', { partner: funder.name, en: refusal.en, zh: refusal.zh });
  }
  return { fee: exchange.state === 'answered' ? BigInt(exchange.answer.fee) : 0n };
}

async function settle(
  tx: Tx,
  programme: Programme,
  item: Break,
  resolution: Resolution,
  correction: Correction | null,
  fee: bigint,
  on: string,
): Promise<undefined> {
  const reference = resolution.resolutionId;
  const entries = breakResolved(programme, item, { kind: resolution.kind as ResolutionKind, reference, on });
  const charged = advanceFee(programme, on, reference, fee);
  const [inBank, own] = [
    [...entries.bank, ...charged.bank],
    [...entries.platform, ...charged.platform],
  ];
  await openAccounts(tx, accountsOf([...inBank, ...own]));
  await post(tx, programme.book, inBank);
  await post(tx, programme.platform, own);
  if (correction && correction.toAdvance > 0n) await clearCollections(tx, [collectionOfBreak(item)], on);
  await addFee(tx, programme, fee);
  await concludeResolution(
    tx,
    item,
    resolution,
    [...inBank, ...own].map(({ id }) => id),
    item.journalId,
    on,
  );
  return undefined;
}

async function addFee(tx: Tx, programme: Programme, fee: bigint): Promise<void> {
  if (fee === 0n) return;
  const economics = await economicsOf(tx, programme.id);
  await saveEconomics(tx, programme.id, { ...economics, advanceFees: economics.advanceFees + fee });
}

/** Takes a resolution back by the red entries of its journals; the break is open again. */
async function takeBack(tx: Tx, programme: Programme, item: Break, resolution: Resolution, undone: Resolution, fee: bigint, on: string): Promise<undefined> {
  const red: Journal[] = [];
  for (const id of undone.journals) {
    const posted = await loadJournal(tx, id);
    const entry = reversal(posted, { businessDate: on });
    await post(tx, posted.book === programme.book.name ? programme.book : programme.platform, [entry]);
    red.push(entry);
  }
  if (correctionOf(item, undone.kind as ResolutionKind)) await unclearCollection(tx, collectionOfBreak(item));
  await addFee(tx, programme, -fee);
  await concludeResolution(
    tx,
    item,
    resolution,
    red.map(({ id }) => id),
    item.journalId,
    on,
  );
  return undefined;
}

/**
 * Our record follows the institution's: the collection succeeded. Only where the loan still owes as much on its date and
 * nothing else of it is on its way, since a later attempt may have been paid. @returns the fault that stands against it.
 */
async function bookOurs(tx: Tx, joint: JointLoan, programme: Programme, item: Break, on: string): Promise<Fault | undefined> {
  const collection = (await collectionsByKey(tx, [collectionOfBreak(item)])).get(item.key);
  const loan = collection && (await holdLoan(tx, { bucket: collection.bucket, loanId: collection.loanId }));
  if (!collection || !loan) return paymentsFault('NOTHING_OWED', { key: item.key, owed: '0', open: 0, amount: (item.theirs ?? 0n).toString() });
  const due = (await instalmentsOf(tx, loan)).filter((row) => row.settledOn === null && row.dueOn <= collection.businessDate);
  const owed = totalOf(owedAt(programme.product, loan, due, businessDate(collection.businessDate)));
  const open = (await unfinishedOfLoan(tx, loan.bucket, loan.loanId)).filter((other) => other.collectionId !== collection.collectionId).length;
  const fits =
    collection.state === 'failed' &&
    loan.state === 'active' &&
    open === 0 &&
    owed >= collection.amount &&
    item.theirs === collection.amount &&
    on >= collection.businessDate;
  if (!fits) return paymentsFault('NOTHING_OWED', { key: item.key, owed: owed.toString(), open, amount: (item.theirs ?? 0n).toString() });
  await recordOutcomes(tx, portfolioContext(joint), [
    { collection, status: 'SUCCESS', code: 'OK', paymentSerial: collection.paymentSerial, networkSerial: collection.networkSerial },
  ]);
  return undefined;
}
