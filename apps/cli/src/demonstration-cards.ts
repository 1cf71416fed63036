import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { CONSENT_TEXTS, type ConsentPurpose, customerIdOf, grantConsents, personInClear } from '@jinqiao/parties';
import { addCard, applyPayOff, type CardStatement, confirmPayOff, openOf, type PayOffDesk } from '@jinqiao/partnership';
import { openSandboxFunders, SANDBOX_FUNDERS, type System, syntheticPerson, withLuhn } from '@jinqiao/server';

/** The last days of the demonstration on which cards are paid off, and the customers who do: they live in four areas. */
const DAYS = 40;
const HOLDERS = [11, 12, 14, 15, 16, 22, 24, 18];

type Key = { readonly bucket: number; readonly customerId: string };

/** Card pay-offs in the last weeks of the demonstration, over the three banks: who lives where decides which. Played again, nothing happens twice. */
export async function playPayOffs(system: System, date: BusinessDate, end: BusinessDate, visitors: readonly string[]): Promise<void> {
  const first = addDays(end, -DAYS + 1);
  if (date < first) return;
  const day = Math.round((Date.parse(date) - Date.parse(first)) / 86_400_000);
  const holders = HOLDERS.map((n) => ({ n, ...customerIdOf(system.vault, syntheticPerson(n, date, 30).mobile) }));
  if (day === 0) {
    await openSandboxFunders(system, date);
    const guests = visitors.map((mobile) => customerIdOf(system.vault, mobile));
    await inviteAll(system, [...holders, ...guests]);
  }
  const due = holders[day / 4];
  if (due) await payOffOf(system, date, due.n, due);
}

async function inviteAll(system: System, keys: readonly Key[]): Promise<void> {
  const known = { validThrough: '2099-12-31', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null };
  await invite(
    system.db,
    keys.flatMap(({ bucket, customerId }) => SANDBOX_FUNDERS.map(({ id }) => ({ bucket, customerId, ...known, programmeId: id }))),
  );
}

/** One customer adds a card and pays off most of its statement; the issuer of the sandbox gives a card to who first asks for it. */
async function payOffOf(system: System, date: BusinessDate, n: number, { bucket, customerId }: Key): Promise<void> {
  const { db, vault } = system;
  const clock = { now: () => Date.parse(`${date}T02:00:00Z`) };
  const desk: PayOffDesk = await system.payOffs();
  const person = await personInClear(db, vault, { bucket, customerId });
  const grant = async (tx: Tx, purpose: ConsentPurpose, recipient: string) => {
    const consent = { bucket, customerId, purpose, recipient, accepted: true, textVersion: CONSENT_TEXTS[purpose].version, channel: 'h5' };
    return (await grantConsents(tx, clock, date, [consent]))[0] ?? '';
  };
  const number = withLuhn(`436718${String(n).padStart(9, '0')}`);
  const { statement } = await addCard(desk, date, { bucket, customerId, ...person }, number, (tx) => grant(tx, 'card-statement', 'issuer'));
  const amount = part(statement, n);
  if (amount === 0n) return;
  const { mobile, cardNumber } = syntheticPerson(n, date, 30);
  const asked = { bucket, customerId, statementId: statement.statementId, amount, periods: [12, 6][n % 2] ?? 12, key: 'demonstration' };
  try {
    const payOff = await applyPayOff(desk, date, { ...asked, method: n % 3 === 0 ? 'equal-instalment' : 'equal-principal' }, async (tx) => {
      const consentId = await grant(tx, 'bureau-report', 'bank');
      await grant(tx, 'data-to-bank', 'bank');
      return { ...person, mobile, cardNumber, consentId };
    });
    // One offer is left: its quota is free again when the day ends.
    if (payOff.state !== 'offered' || n === HOLDERS.at(-1)) return;
    await confirmPayOff(desk, date, payOff, { agreementHash: '', disclosure: { shown: true, seconds: 60 } }, async () => {});
  } catch (failure) {
    // What the rules refuse is kept as refused; the demonstration goes on.
    if (!isFault(failure)) throw failure;
  }
}

/** A part of what is left of a statement, in hundreds of yuan, within what banks lend to whom they do not know. */
function part(statement: CardStatement, n: number): bigint {
  const open = (openOf(statement) * BigInt(50 + (n % 4) * 15)) / 100n;
  const most = open < 600_000n ? open : 600_000n;
  return most - (most % 10_000n);
}
