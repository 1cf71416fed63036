import { bucketOf, type Tx } from '@jinqiao/database';
import { type MessageContext, sealerOf } from '@jinqiao/gateway';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { accounts, payment } from '@jinqiao/wire';
import { type BankAccount, enterAccounts, lockOne } from './bank-account-books.ts';
import { accountBucket, bucketsOf } from './bank-books.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

/** The bank's accounts that belong to no programme. */
export const DEPOSITS = 'deposits';

type Sealed = { readonly ref: string; readonly name: string; readonly idNumber: string; readonly mobile: string; readonly cardNumber: string };
type Verified = { readonly match: boolean; readonly cardClass: 'I' | 'II' | 'III' | 'credit' | 'unknown' };

/** Asks the issuers of the cards whether the elements belong together and of which class the cards are, over the payment institution's channel. */
export async function verifyElements(setup: BankSetup, context: MessageContext, items: readonly Sealed[]): Promise<Map<string, Verified>> {
  const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
  const forward = sealerOf(setup.sealKeys.get('payment') ?? '');
  const again = (sealed: string) => forward.seal(open(sealed));
  const checked = await setup.toPayment().exchange(payment.verifyCards, {
    serial: `verify.${context.serial}`,
    businessDate: context.businessDate,
    body: {
      items: items.map((i) => ({
        cardRef: i.ref,
        name: again(i.name),
        idNumber: again(i.idNumber),
        mobile: again(i.mobile),
        cardNumber: again(i.cardNumber),
      })),
    },
  });
  if (checked.state !== 'answered') throw new Error('the card issuer does not answer');
  return new Map(checked.answer.items.map((item) => [item.cardRef, item]));
}

/** Why elements do not suffice: they do not match, or the fifth one, the class of the bound card, is not good enough. `OK` where they do. */
export function elementsCode(verified: Verified | undefined, withClass: boolean): string {
  if (!verified?.match) return 'ELEMENTS_MISMATCH';
  return !withClass || verified.cardClass === 'I' || verified.cardClass === 'credit' ? 'OK' : 'CARD_CLASS_NOT_ALLOWED';
}

/** Opens accounts of class II (five elements) and III (four), each bound to the card that was verified. */
export function openClassAccounts(setup: BankSetup) {
  const s = setup.schema;
  return answering(accounts.openAccounts, async (tx, body, context) => {
    const verified = await verifyElements(
      setup,
      context,
      body.items.map((i) => ({ ...i, ref: i.accountRef })),
    );
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const items = body.items.map((item) => {
      const code = elementsCode(verified.get(item.accountRef), item.class === 'II');
      const accountNo = code === 'OK' ? classAccountNo(item.accountRef) : '';
      const status = code === 'OK' ? ('ACTIVE' as const) : ('REJECTED' as const);
      return { ...item, status, accountNo, cardClass: verified.get(item.accountRef)?.cardClass ?? ('unknown' as const), code };
    });
    const active = items.filter((item) => item.status === 'ACTIVE');
    await tx.query(
      `INSERT INTO ${s}.account (bucket, account_no, programme, kind, owner_ref, balance) SELECT b, n, $5, k, r, 0 FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, n, k, r) ON CONFLICT DO NOTHING`,
      [
        active.map((i) => accountBucket(i.accountNo)),
        active.map((i) => i.accountNo),
        active.map((i) => `class-${i.class.toLowerCase()}`),
        active.map((i) => i.accountRef),
        DEPOSITS,
      ],
    );
    await bindCards(
      tx,
      s,
      active.map((i) => ({ ...i, cardMasked: maskPan(open(i.cardNumber)) })),
    );
    return { items: items.map(({ accountRef, status, accountNo, cardClass, code }) => ({ accountRef, status, accountNo, cardClass, code })) };
  });
}

function classAccountNo(accountRef: string): string {
  const digits = BigInt(`0x${derivedId('dep', 0, accountRef).slice(6)}`)
    .toString()
    .slice(0, 12);
  return `6289${String(bucketOf(accountRef)).padStart(3, '0')}${digits}`;
}

type Card = { readonly boundRef: string; readonly accountNo: string; readonly cardMasked: string; readonly cardClass: string };

async function bindCards(tx: Tx, s: string, cards: readonly Card[]): Promise<void> {
  await tx.query(
    `INSERT INTO ${s}.bound (bucket, bound_ref, account_no, card_masked, card_class, removed)
     SELECT b, r, n, m, c, false FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[]) AS g(b, r, n, m, c) ON CONFLICT (bucket, bound_ref) DO UPDATE SET removed = false`,
    [
      bucketsOf(cards.map((c) => c.boundRef)),
      cards.map((c) => c.boundRef),
      cards.map((c) => c.accountNo),
      cards.map((c) => c.cardMasked),
      cards.map((c) => c.cardClass),
    ],
  );
}

/** Binds a further card: five elements again. */
export function bindCard(setup: BankSetup) {
  return answering(accounts.bindCard, async (tx, body, context) => {
    const { boundRef, accountNo } = body;
    const account = await lockOne(tx, setup.schema, accountNo);
    const verified = (await verifyElements(setup, context, [{ ...body, ref: boundRef }])).get(boundRef);
    const code = account?.state !== 'open' ? 'ACCOUNT_UNKNOWN' : elementsCode(verified, true);
    const cardClass = verified?.cardClass ?? ('unknown' as const);
    if (code !== 'OK') return { boundRef, status: 'REFUSED' as const, cardClass, code };
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    await bindCards(tx, setup.schema, [{ boundRef, accountNo, cardMasked: maskPan(open(body.cardNumber)), cardClass }]);
    return { boundRef, status: 'BOUND' as const, cardClass, code };
  });
}

export function unbindCard({ schema: s }: BankSetup) {
  return answering(accounts.unbindCard, async (tx, { boundRef, accountNo }) => {
    await tx.query(`UPDATE ${s}.bound SET removed = true WHERE bucket = $1 AND bound_ref = $2 AND account_no = $3`, [
      ...bucketsOf([boundRef]),
      boundRef,
      accountNo,
    ]);
    return { status: 'UNBOUND' as const };
  });
}

/** Moves the whole balance, and the freezes on it, to the account that takes its place. */
export function carryBalance({ schema: s }: BankSetup) {
  return answering(accounts.carryBalance, async (tx, body, context) => {
    const refused = (code: string) => ({ status: 'REFUSED' as const, code, amount: '0' });
    // By number, so that two messages never wait for each other.
    const locked = new Map<string, BankAccount | undefined>();
    for (const number of [body.from, body.to].sort()) locked.set(number, await lockOne(tx, s, number));
    const [from, to] = [locked.get(body.from), locked.get(body.to)];
    if (from?.state !== 'open' || to?.state !== 'open' || from === to) return refused('ACCOUNT_UNKNOWN');
    if (from.linkedTo !== '') return refused('ACCOUNT_LINKED');
    await enterAccounts(tx, s, context.businessDate, [{ reference: body.carryRef, debit: from, credit: to, amount: from.balance }]);
    await tx.query(`UPDATE ${s}.freeze SET account_no = $2 WHERE account_no = $1 AND NOT released`, [from.accountNo, to.accountNo]);
    await tx.query(`UPDATE ${s}.account SET linked_to = $3, frozen = 0, frozen_whole = false WHERE bucket = $1 AND account_no = $2`, [
      accountBucket(from.accountNo),
      from.accountNo,
      to.accountNo,
    ]);
    await tx.query(`UPDATE ${s}.account SET frozen = frozen + $3, frozen_whole = frozen_whole OR $4 WHERE bucket = $1 AND account_no = $2`, [
      accountBucket(to.accountNo),
      to.accountNo,
      from.frozen,
      from.frozenWhole,
    ]);
    return { status: 'DONE' as const, code: 'OK', amount: from.balance.toString() };
  });
}

export function closeAccount({ schema: s }: BankSetup) {
  return answering(accounts.closeAccount, async (tx, { accountNo }) => {
    const account = await lockOne(tx, s, accountNo);
    if (!account) return { status: 'REFUSED' as const, code: 'ACCOUNT_UNKNOWN' };
    if (account.balance !== 0n) return { status: 'REFUSED' as const, code: 'BALANCE_NOT_ZERO' };
    await tx.query(`UPDATE ${s}.account SET state = 'closed' WHERE bucket = $1 AND account_no = $2`, [accountBucket(accountNo), accountNo]);
    return { status: 'CLOSED' as const, code: 'OK' };
  });
}
