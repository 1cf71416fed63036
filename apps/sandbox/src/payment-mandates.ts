import { bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { type MessageContext, sealerOf, sm3 } from '@jinqiao/gateway';
import { derivedId, instant, maskMobile, maskPan } from '@jinqiao/runtime';
import { clearing, issuer, payment } from '@jinqiao/wire';
import type { z } from 'zod';
import { bucketsOf } from './bank-books.ts';
import { sandboxFault } from './errors.ts';
import { answering } from './institution.ts';
import type { PaymentSetup } from './setup.ts';
import { codeOutcome, sandboxCode } from './sms-code.ts';

export type MandateRow = {
  readonly token: string;
  readonly mandateRef: string;
  readonly channel: string;
  readonly link: 'clearing' | 'direct';
  readonly agreementNo: string;
  readonly cardType: string;
  readonly ownerHash: string;
  readonly state: 'signing' | 'active' | 'cancelled';
  readonly behaviour: 'good' | 'poor';
  readonly codeHash: string;
  readonly codeSentAt: Date;
  readonly tries: number;
};

const COLUMNS = `m.token, m.mandate_ref AS "mandateRef", m.channel, m.link, m.agreement_no AS "agreementNo", m.card_type AS "cardType", m.owner_hash AS "ownerHash", m.state,
  m.behaviour, m.code_hash AS "codeHash", m.code_sent_at AS "codeSentAt", m.tries`;

export const mandateToken = (mandateRef: string) => derivedId('tok', bucketOfId(mandateRef) ?? HOUSE_BUCKET, `order ${mandateRef}`);

export async function mandatesOf(db: Db, s: string, tokens: readonly string[]): Promise<Map<string, MandateRow>> {
  const { rows } = await db.query<MandateRow>(
    `SELECT ${COLUMNS} FROM unnest($1::int[], $2::text[]) AS g(b, t) JOIN ${s}.mandate m ON m.bucket = g.b AND m.token = g.t`,
    [bucketsOf(tokens), tokens],
  );
  return new Map(rows.map((row) => [row.token, row]));
}

/** Where a card's issuer is asked: through the clearing house, or straight. */
export async function askIssuer(
  setup: PaymentSetup,
  link: 'clearing' | 'direct',
  message: { serial: string; businessDate: string; body: z.output<typeof issuer.agreement.request> },
): Promise<z.output<typeof issuer.agreement.answer>> {
  const outcome =
    link === 'clearing' ? await setup.toClearing().exchange(clearing.agreement, message) : await setup.toIssuer().exchange(issuer.agreement, message);
  if (outcome.state === 'answered') return outcome.answer;
  throw sandboxFault('BEHIND_UNKNOWN', { institution: link === 'clearing' ? 'clearing' : 'issuer' });
}

const NOTHING = { name: '', idNumber: '', mobile: '', instrument: '', smsCode: '' };

export function signMandate(setup: PaymentSetup) {
  return answering(payment.signMandate, async (_tx, body, context) => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const toIssuer = sealerOf(setup.sealKeys.get('issuer') ?? '');
    if (!setup.habits.channels.includes(body.channel)) return { status: 'REFUSED' as const, code: 'CHANNEL_CLOSED', cardType: 'unknown' as const };
    const [instrument, mobile] = [open(body.instrument), open(body.mobile)];
    const reseal = (sealed: string) => toIssuer.seal(open(sealed));
    const answer =
      body.channel === 'card'
        ? await askIssuer(setup, body.link, {
            serial: `sign.${setup.id}.${context.serial}`,
            businessDate: context.businessDate,
            body: {
              ...NOTHING,
              agreementRef: body.mandateRef,
              origin: setup.id,
              action: 'sign',
              name: reseal(body.name),
              idNumber: reseal(body.idNumber),
              mobile: reseal(body.mobile),
              instrument: reseal(body.instrument),
            },
          })
        : { status: 'CODE_SENT' as const, code: 'OK', agreementNo: '', cardType: 'wallet' };
    if (answer.status !== 'CODE_SENT') return { status: 'REFUSED' as const, code: answer.code, cardType: 'unknown' as const };
    await setup.aside.query(
      `INSERT INTO ${setup.schema}.mandate AS m (bucket, token, mandate_ref, channel, link, agreement_no, card_type, owner_hash, masked, state, behaviour, code_hash, code_sent_at, tries)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'signing', 'good', $10, $11, 0)
       ON CONFLICT (bucket, token) DO UPDATE SET code_hash = EXCLUDED.code_hash, code_sent_at = EXCLUDED.code_sent_at, tries = 0 WHERE m.state = 'signing'`,
      [
        bucketOfId(body.mandateRef) ?? HOUSE_BUCKET,
        mandateToken(body.mandateRef),
        body.mandateRef,
        body.channel,
        body.link,
        answer.agreementNo,
        answer.cardType,
        sm3(open(body.idNumber)),
        body.channel === 'card' ? maskPan(instrument) : maskMobile(instrument),
        body.channel === 'card' ? '' : sm3(sandboxCode(mobile)),
        instant(setup.clock),
      ],
    );
    return { status: 'CODE_SENT' as const, code: 'OK', cardType: answer.cardType as 'debit' | 'credit' | 'wallet' };
  });
}

export function confirmMandate(setup: PaymentSetup) {
  const { schema: s } = setup;
  return answering(payment.confirmMandate, async (_tx, body, context) => {
    const token = mandateToken(body.mandateRef);
    const refused = (code: string) => ({ status: 'REFUSED' as const, token: '', code });
    const found = (await mandatesOf(setup.aside, s, [token])).get(token);
    if (!found) return refused('MANDATE_UNKNOWN');
    if (found.state === 'active') return { status: 'ACTIVE' as const, token, code: 'OK' };
    if (found.state === 'cancelled') return refused('MANDATE_CANCELLED');
    const smsCode = sealerOf(setup.sealKeys.get(context.sender) ?? '').open(body.smsCode);
    const answer =
      found.channel === 'card'
        ? await askIssuer(setup, found.link, {
            serial: `confirm.${setup.id}.${context.serial}`,
            businessDate: context.businessDate,
            body: {
              ...NOTHING,
              agreementRef: body.mandateRef,
              origin: setup.id,
              action: 'confirm',
              smsCode: sealerOf(setup.sealKeys.get('issuer') ?? '').seal(smsCode),
            },
          })
        : walletAnswer(codeOutcome(found, smsCode, setup.clock.now()));
    await setup.aside.query(
      `UPDATE ${s}.mandate SET state = CASE WHEN $3 THEN 'active' ELSE state END, tries = tries + 1 WHERE bucket = $1 AND token = $2 AND state = 'signing'`,
      [bucketOfId(token), token, answer.status === 'ACTIVE'],
    );
    if (answer.status === 'ACTIVE') return { status: 'ACTIVE' as const, token, code: 'OK' };
    return { status: answer.status === 'CODE_WRONG' ? ('CODE_WRONG' as const) : ('REFUSED' as const), token: '', code: answer.code };
  });
}

/** Cards that are paid to: the issuer compares the elements, no code is sent, and nothing can be debited under the token. */
export function bindPayees(setup: PaymentSetup) {
  return answering(payment.bindPayees, async (_tx, body, context) => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const { seal } = sealerOf(setup.sealKeys.get('issuer') ?? '');
    const agreed = new Map<string, z.output<typeof issuer.entrust.answer>['items'][number]>();
    for (const [link, group] of Map.groupBy(body.items, (item) => item.link)) {
      const message = {
        serial: `payees.${setup.id}.${link}.${context.serial}`,
        businessDate: context.businessDate,
        body: {
          items: group.map(({ payeeRef, name, idNumber, cardNumber }) => ({
            agreementRef: payeeRef,
            origin: setup.id,
            name: seal(open(name)),
            idNumber: seal(open(idNumber)),
            mobile: seal(''),
            instrument: seal(open(cardNumber)),
          })),
        },
      };
      const outcome =
        link === 'clearing' ? await setup.toClearing().exchange(clearing.entrust, message) : await setup.toIssuer().exchange(issuer.entrust, message);
      if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: link === 'clearing' ? 'clearing' : 'issuer' });
      for (const item of outcome.answer.items) agreed.set(item.agreementRef, item);
    }
    const bound = body.items.filter((item) => agreed.get(item.payeeRef)?.status === 'ACTIVE');
    await setup.aside.query(
      `INSERT INTO ${setup.schema}.mandate (bucket, token, mandate_ref, channel, link, agreement_no, card_type, owner_hash, masked, state, behaviour, code_hash, code_sent_at, tries)
       SELECT b, t, r, 'card', li, n, ty, o, m, 'active', 'good', '', $9::timestamptz, 0
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS g(b, t, r, li, n, ty, o, m) ON CONFLICT DO NOTHING`,
      [
        bound.map((i) => bucketOfId(i.payeeRef) ?? HOUSE_BUCKET),
        bound.map((i) => mandateToken(i.payeeRef)),
        bound.map((i) => i.payeeRef),
        bound.map((i) => i.link),
        bound.map((i) => agreed.get(i.payeeRef)?.agreementNo),
        bound.map((i) => agreed.get(i.payeeRef)?.cardType ?? 'unknown'),
        bound.map((i) => sm3(open(i.idNumber))),
        bound.map((i) => maskPan(open(i.cardNumber))),
        instant(setup.clock),
      ],
    );
    return {
      items: body.items.map(({ payeeRef }) => {
        const { status, code = 'NO_ANSWER', cardType = 'unknown' } = agreed.get(payeeRef) ?? { status: 'REFUSED' as const };
        return status === 'ACTIVE'
          ? { payeeRef, status: 'BOUND' as const, token: mandateToken(payeeRef), cardType, code }
          : { payeeRef, status: 'REFUSED' as const, token: '', cardType, code };
      }),
    };
  });
}

function walletAnswer(outcome: ReturnType<typeof codeOutcome>) {
  return { status: outcome === 'OK' ? ('ACTIVE' as const) : outcome === 'CODE_WRONG' ? ('CODE_WRONG' as const) : ('REFUSED' as const), code: outcome };
}

export function cancelMandate(setup: PaymentSetup) {
  return answering(payment.cancelMandate, async (tx, body, context) => {
    // A card bound at account opening has a token of the older kind.
    const bound = await tx.query(`UPDATE ${setup.schema}.mandate SET state = 'cancelled' WHERE bucket = $1 AND token = $2`, [
      bucketOfId(body.token) ?? HOUSE_BUCKET,
      body.token,
    ]);
    if (bound.rowCount === 0) {
      const closed = setup.id === 'payment' ? await closeCard(tx, setup, body.token, context) : false;
      return { status: closed ? ('CANCELLED' as const) : ('UNKNOWN' as const) };
    }
    const found = (await mandatesOf(tx, setup.schema, [body.token])).get(body.token);
    if (found?.channel === 'card') {
      await askIssuer(setup, found.link, {
        serial: `cancel.${setup.id}.${context.serial}`,
        businessDate: context.businessDate,
        body: { ...NOTHING, agreementRef: found.mandateRef, origin: setup.id, action: 'cancel' },
      });
    }
    return { status: 'CANCELLED' as const };
  });
}

/** A card that is debited through the clearing house is let go at its issuer too. */
async function closeCard(tx: Tx, setup: PaymentSetup, token: string, { serial, businessDate }: MessageContext): Promise<boolean> {
  const { rows } = await tx.query<{ agreementNo: string }>(
    `UPDATE ${setup.schema}.card SET cancelled = true WHERE bucket = $1 AND token = $2 RETURNING agreement_no AS "agreementNo"`,
    [bucketOfId(token) ?? HOUSE_BUCKET, token],
  );
  const [card] = rows;
  if (card && card.agreementNo !== '') {
    const body = { ...NOTHING, agreementRef: token, origin: setup.id, action: 'cancel' as const };
    await askIssuer(setup, 'clearing', { serial: `cancel.${setup.id}.${serial}`, businessDate, body });
  }
  return card !== undefined;
}

/** How wallets behave: `good` pays, `poor` does not. */
export async function setWallets(setup: PaymentSetup, wallets: readonly { mandateRef: string; behaviour: string }[]): Promise<{ set: number }> {
  const { rowCount } = await setup.db.query(
    `UPDATE ${setup.schema}.mandate m SET behaviour = g.behaviour FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, t, behaviour) WHERE m.bucket = g.b AND m.token = g.t`,
    [bucketsOf(wallets.map((w) => mandateToken(w.mandateRef))), wallets.map((w) => mandateToken(w.mandateRef)), wallets.map((w) => w.behaviour)],
  );
  return { set: rowCount };
}
