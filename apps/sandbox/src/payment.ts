import { bucketOf } from '@jinqiao/database';
import { type MessageContext, parseFile, sealerOf, sm3 } from '@jinqiao/gateway';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { card, clearing, files, payment } from '@jinqiao/wire';
import type { z } from 'zod';
import { misbehaving } from './daily-file.ts';
import { sandboxFault } from './errors.ts';
import { createFaultBox, type FaultBox } from './faults.ts';
import { answering, type RunningInstitution, startInstitution } from './institution.ts';
import { collectionsByRef, collectOrders, paymentBooks } from './payment-collections.ts';
import { bindPayees, cancelMandate, confirmMandate, setWallets, signMandate } from './payment-mandates.ts';
import { orderBooks, orderFile, orderReserve, settleOrders } from './payment-order-files.ts';
import { queryOrders, submitOrders } from './payment-orders.ts';
import { notifyTwice, settleDay } from './payment-settlement.ts';

import type { PaymentSetup } from './setup.ts';

/** The payment institution: binds cards, collects singly and by file, and settles with the bank on its next working day. */
export function startPayment(setup: PaymentSetup): Promise<RunningInstitution> {
  const faults = createFaultBox();
  const operations = [
    bindCards(setup),
    verifyCards(setup),
    collect(setup, faults),
    queryCollections(setup),
    submitFile(setup, faults),
    dailyFile(setup, faults),
    ...orderOperations(setup, faults),
  ];
  const controls = {
    cards: (body: Readonly<Record<string, unknown>>) => setCards(setup, body.cards as CardSetting[]),
    day: async (body: Readonly<Record<string, unknown>>) => {
      if (body.phase !== 'open') return {};
      const orders = await settleOrders(setup, String(body.date));
      return body.workingDay === false ? orders : settleDay(setup, String(body.date));
    },
  };
  return startInstitution(setup, operations, faults, controls, () => paymentBooks(setup.db, setup.schema));
}

/** A payment institution that takes payment orders only: cards through the clearing house, wallets of its own. */
export function startOrderPayment(setup: PaymentSetup): Promise<RunningInstitution> {
  const faults = createFaultBox();
  const controls = {
    wallets: (body: Readonly<Record<string, unknown>>) => setWallets(setup, body.wallets as { mandateRef: string; behaviour: string }[]),
    day: async (body: Readonly<Record<string, unknown>>) => (body.phase === 'open' ? settleOrders(setup, String(body.date)) : {}),
  };
  return startInstitution(setup, orderOperations(setup, faults), faults, controls, () => orderBooks(setup));
}

function orderOperations(setup: PaymentSetup, faults: FaultBox) {
  return [
    signMandate(setup),
    confirmMandate(setup),
    cancelMandate(setup),
    bindPayees(setup),
    submitOrders(setup, faults),
    queryOrders(setup),
    orderFile(setup, faults),
    orderReserve(setup),
  ];
}

/** The sandbox's rule for the elements: the number has its check digit, and the mobile is not of the range 1709, which belongs to nobody. */
function elementsMatch(cardNumber: string, mobile: string): boolean {
  return luhn(cardNumber) && !mobile.startsWith('1709');
}

/** ISO/IEC 7812: 13 to 19 digits, the last a check digit. */
function luhn(number: string): boolean {
  const doubled = (digit: number) => (digit * 2 > 9 ? digit * 2 - 9 : digit * 2);
  const sum = [...number].reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? Number(digit) : doubled(Number(digit))), 0);
  return /^\d{13,19}$/.test(number) && sum % 10 === 0;
}

function tokenOf(cardRef: string): string {
  return derivedId('tok', bucketOf(cardRef), cardRef);
}

type Elements = z.output<typeof payment.bindCards.request>['items'][number];

/** Agreements at the issuers for cards that are debited through the clearing house, by token. */
async function entrusted(setup: PaymentSetup, cards: readonly Elements[], { sender, serial, businessDate }: MessageContext): Promise<Map<string, string>> {
  if (cards.length === 0) return new Map();
  const { open } = sealerOf(setup.sealKeys.get(sender) ?? '');
  const { seal } = sealerOf(setup.sealKeys.get('issuer') ?? '');
  const outcome = await setup.toClearing().exchange(clearing.entrust, {
    serial: `entrust.${setup.id}.${serial}`,
    businessDate,
    body: {
      items: cards.map(({ cardRef, name, idNumber, mobile, cardNumber }) => ({
        agreementRef: tokenOf(cardRef),
        origin: setup.id,
        name: seal(open(name)),
        idNumber: seal(open(idNumber)),
        mobile: seal(open(mobile)),
        instrument: seal(open(cardNumber)),
      })),
    },
  });
  if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: 'clearing' });
  return new Map(outcome.answer.items.map((item) => [item.agreementRef, item.agreementNo]));
}

/** Binds cards; of a card only the masked number stays. */
function bindCards(setup: PaymentSetup) {
  const { schema: s, sealKeys } = setup;
  return answering(payment.bindCards, async (tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    const matching = body.items.filter(({ cardNumber, mobile }) => elementsMatch(open(cardNumber), open(mobile)));
    const agreements = await entrusted(
      setup,
      matching.filter((card) => card.link === 'clearing'),
      context,
    );
    const cards = body.items.map((card) => {
      const token = tokenOf(card.cardRef);
      const agreementNo = agreements.get(token) ?? '';
      const match = matching.includes(card) && (card.link === 'direct' || agreementNo !== '');
      return { cardRef: card.cardRef, token, masked: maskPan(open(card.cardNumber)), agreementNo, match };
    });
    const bound = cards.filter((card) => card.match);
    await tx.query(
      `INSERT INTO ${s}.card AS c (bucket, token, card_ref, card_masked, behaviour, agreement_no)
       SELECT b, t, r, m, 'good', n FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[]) AS g(b, t, r, m, n)
       ON CONFLICT (bucket, token) DO UPDATE SET agreement_no = EXCLUDED.agreement_no WHERE EXCLUDED.agreement_no <> ''`,
      [
        bound.map((c) => bucketOf(c.cardRef)),
        bound.map((c) => c.token),
        bound.map((c) => c.cardRef),
        bound.map((c) => c.masked),
        bound.map((c) => c.agreementNo),
      ],
    );
    return {
      items: cards.map(({ cardRef, token, match }) =>
        match ? { cardRef, status: 'BOUND' as const, token, code: 'OK' } : { cardRef, status: 'REFUSED' as const, token: '', code: 'ELEMENTS_MISMATCH' },
      ),
    };
  });
}

/** Speaks for the issuer; without a mobile number it compares three elements. The sandbox's rule for the class: numbers that begin with 4 or 5 are credit cards, all others class I. */
function verifyCards(setup: PaymentSetup) {
  return answering(payment.verifyCards, async (_tx, body, context) => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const strangers = await othersCards(setup, body.items, context);
    return {
      items: body.items.map(({ cardRef, cardNumber, mobile }) => {
        const number = open(cardNumber);
        if (strangers.has(cardRef) || !elementsMatch(number, mobile === undefined ? '' : open(mobile)))
          return { cardRef, match: false, cardClass: 'unknown' as const, code: 'ELEMENTS_MISMATCH' };
        return { cardRef, match: true, cardClass: /^[45]/.test(number) ? ('credit' as const) : ('I' as const), code: 'OK' };
      }),
    };
  });
}

type Verified = z.output<typeof payment.verifyCards.request>['items'][number];

/** Credit cards that their issuer says are somebody else's. */
async function othersCards(setup: PaymentSetup, cards: readonly Verified[], { sender, serial, businessDate }: MessageContext): Promise<Set<string>> {
  const { open } = sealerOf(setup.sealKeys.get(sender) ?? '');
  const { seal } = sealerOf(setup.sealKeys.get('issuer') ?? '');
  const credit = cards.filter(({ cardNumber }) => /^[45]/.test(open(cardNumber)) && luhn(open(cardNumber)));
  if (credit.length === 0) return new Set();
  const outcome = await setup.toIssuer().exchange(card.cardHolder, {
    serial: `holder.${setup.id}.${sender}.${serial}`,
    businessDate,
    body: {
      items: credit.map(({ cardRef, name, idNumber, cardNumber }) => ({
        cardRef,
        origin: setup.id,
        name: seal(open(name)),
        idNumber: seal(open(idNumber)),
        instrument: seal(open(cardNumber)),
      })),
    },
  });
  if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: 'issuer' });
  return new Set(outcome.answer.items.filter(({ match }) => !match).map(({ cardRef }) => cardRef));
}

function collect(setup: PaymentSetup, faults: FaultBox) {
  return answering(payment.collect, async (tx, body, context) => {
    const results = await collectOrders(tx, setup, body.items, { date: context.businessDate, fileRef: '', faults, operation: payment.collect.name });
    const items = results.map(({ collectionRef, status, code, paymentSerial, networkSerial }) => ({
      collectionRef,
      status,
      code,
      paymentSerial,
      networkSerial,
    }));
    if (!faults.take('duplicate-notice', payment.collect.name)) return { items };
    notifyTwice(
      setup,
      results.map((r) => r.collectionRef),
      context.businessDate,
    );
    return { items: items.map((item) => ({ ...item, status: 'PROCESSING' as const, code: 'ACCEPTED' })) };
  });
}

function queryCollections({ schema: s }: PaymentSetup) {
  return answering(payment.queryCollections, async (tx, body) => {
    const known = await collectionsByRef(tx, s, body.collectionRefs);
    return {
      items: body.collectionRefs.map((collectionRef) => {
        const found = known.get(collectionRef);
        if (!found) return { collectionRef, status: 'NOT_FOUND' as const, code: 'NOT_FOUND', paymentSerial: '', networkSerial: '', amount: '0' };
        const { status, code, paymentSerial, networkSerial, amount } = found;
        return { collectionRef, status, code, paymentSerial, networkSerial, amount };
      }),
    };
  });
}

/** A file is worked through when it is handed in; its results are there at once. */
function submitFile(setup: PaymentSetup, faults: FaultBox) {
  return answering(payment.submitCollectFile, async (tx, body) => {
    const rows = parseFile(files.collectOrderFile, body.content, sm3(body.content));
    const orders = rows.map(({ collectionRef = '', token = '', amount = '0' }) => ({
      collectionRef,
      programme: body.programme,
      link: body.link,
      token,
      amount,
      settlesAt: body.settlesAt,
    }));
    await collectOrders(tx, setup, orders, { date: body.date, fileRef: body.fileRef, faults, operation: payment.submitCollectFile.name });
    return { status: 'ACCEPTED' as const, accepted: rows.length, code: 'OK' };
  });
}

function dailyFile({ schema: s, id }: PaymentSetup, faults: FaultBox) {
  return answering(payment.paymentFile, async (tx, body) => {
    const ofFile = body.kind === 'collect-result';
    const { rows } = await tx.query<Record<string, string>>(
      ofFile
        ? `SELECT collection_ref AS "collectionRef", coalesce(told, status) AS status, CASE WHEN told IS NULL THEN code ELSE told END AS code, payment_serial AS "paymentSerial", network_serial AS "networkSerial", amount::text
           FROM ${s}.collection WHERE file_ref = $1 ORDER BY bucket, collection_ref`
        : `SELECT collection_ref AS "collectionRef", payment_serial || CASE n WHEN 1 THEN '' ELSE '.' || n END AS "paymentSerial", coalesce(collected, amount)::text AS amount,
             coalesce(settled_on::text, '') AS "arrivesOn"
           FROM ${s}.collection, generate_series(1, debits) AS n
           WHERE programme = $1 AND business_date BETWEEN $2::date - 1 AND $2 AND coalesce(booked_on, business_date) = $2 AND status = 'SUCCESS' ORDER BY bucket, collection_ref, n`,
      ofFile ? [body.fileRef] : [body.programme, body.date],
    );
    const layout = ofFile ? files.collectResultFile : files.settlementFile;
    return misbehaving(faults, payment.paymentFile.name, { layout, institution: id, date: body.date, rows }, body.part);
  });
}

type CardSetting = { readonly cardRef: string; readonly behaviour?: string; readonly fundedThrough?: string | null };

/** How bound cards will behave: `good` always pays, `flaky` is short now and then; no card pays after its `fundedThrough`. */
async function setCards({ db, schema: s }: PaymentSetup, cards: readonly CardSetting[]): Promise<{ set: number }> {
  const { rowCount } = await db.query(
    `UPDATE ${s}.card c SET behaviour = coalesce(g.behaviour, c.behaviour), funded_through = g.funded
     FROM unnest($1::int[], $2::text[], $3::text[], $4::date[]) AS g(b, t, behaviour, funded) WHERE c.bucket = g.b AND c.token = g.t`,
    [
      cards.map((c) => bucketOf(c.cardRef)),
      cards.map((c) => tokenOf(c.cardRef)),
      cards.map((c) => c.behaviour ?? null),
      cards.map((c) => c.fundedThrough ?? null),
    ],
  );
  return { set: rowCount };
}
