import { bucketOf } from '@jinqiao/database';
import { parseFile, sealerOf, sm3 } from '@jinqiao/gateway';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { files, payment } from '@jinqiao/wire';
import { misbehaving } from './daily-file.ts';
import { createFaultBox, type FaultBox } from './faults.ts';
import { answering, type RunningInstitution, startInstitution } from './institution.ts';
import { collectionsByRef, collectOrders, paymentBooks } from './payment-collections.ts';
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
  ];
  const controls = {
    cards: (body: Readonly<Record<string, unknown>>) => setCards(setup, body.cards as CardSetting[]),
    day: async (body: Readonly<Record<string, unknown>>) => (body.phase === 'open' ? settleDay(setup, String(body.date)) : {}),
  };
  return startInstitution(setup, operations, faults, controls, () => paymentBooks(setup.db, setup.schema));
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

/** Binds cards; of a card only the masked number stays. */
function bindCards({ schema: s, sealKeys }: PaymentSetup) {
  return answering(payment.bindCards, async (tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    const cards = body.items.map(({ cardRef, cardNumber, mobile }) => {
      const number = open(cardNumber);
      return { cardRef, token: tokenOf(cardRef), masked: maskPan(number), match: elementsMatch(number, open(mobile)) };
    });
    const bound = cards.filter((card) => card.match);
    await tx.query(
      `INSERT INTO ${s}.card (bucket, token, card_ref, card_masked, behaviour)
       SELECT b, t, r, m, 'good' FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, t, r, m) ON CONFLICT DO NOTHING`,
      [bound.map((c) => bucketOf(c.cardRef)), bound.map((c) => c.token), bound.map((c) => c.cardRef), bound.map((c) => c.masked)],
    );
    return {
      items: cards.map(({ cardRef, token, match }) =>
        match ? { cardRef, status: 'BOUND' as const, token, code: 'OK' } : { cardRef, status: 'REFUSED' as const, token: '', code: 'ELEMENTS_MISMATCH' },
      ),
    };
  });
}

/** Speaks for the issuer. The sandbox's rule for the class: numbers that begin with 4 or 5 are credit cards, all others class I. */
function verifyCards({ sealKeys }: PaymentSetup) {
  return answering(payment.verifyCards, async (_tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    return {
      items: body.items.map(({ cardRef, cardNumber, mobile }) => {
        const number = open(cardNumber);
        if (!elementsMatch(number, open(mobile))) return { cardRef, match: false, cardClass: 'unknown' as const, code: 'ELEMENTS_MISMATCH' };
        return { cardRef, match: true, cardClass: /^[45]/.test(number) ? ('credit' as const) : ('I' as const), code: 'OK' };
      }),
    };
  });
}

function collect(setup: PaymentSetup, faults: FaultBox) {
  return answering(payment.collect, async (tx, body, context) => {
    const results = await collectOrders(tx, setup.schema, body.items, { date: context.businessDate, fileRef: '', faults, operation: payment.collect.name });
    const items = results.map(({ collectionRef, status, code, paymentSerial }) => ({ collectionRef, status, code, paymentSerial }));
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
        if (!found) return { collectionRef, status: 'NOT_FOUND' as const, code: 'NOT_FOUND', paymentSerial: '', amount: '0' };
        const { status, code, paymentSerial, amount } = found;
        return { collectionRef, status, code, paymentSerial, amount };
      }),
    };
  });
}

/** A file is worked through when it is handed in; its results are there at once. */
function submitFile({ schema: s }: PaymentSetup, faults: FaultBox) {
  return answering(payment.submitCollectFile, async (tx, body) => {
    const rows = parseFile(files.collectOrderFile, body.content, sm3(body.content));
    const orders = rows.map(({ collectionRef = '', token = '', amount = '0' }) => ({ collectionRef, programme: body.programme, token, amount }));
    await collectOrders(tx, s, orders, { date: body.date, fileRef: body.fileRef, faults, operation: payment.submitCollectFile.name });
    return { status: 'ACCEPTED' as const, accepted: rows.length, code: 'OK' };
  });
}

function dailyFile({ schema: s, id }: PaymentSetup, faults: FaultBox) {
  return answering(payment.paymentFile, async (tx, body) => {
    const ofFile = body.kind === 'collect-result';
    const { rows } = await tx.query<Record<string, string>>(
      ofFile
        ? `SELECT collection_ref AS "collectionRef", coalesce(told, status) AS status, CASE WHEN told IS NULL THEN code ELSE told END AS code, payment_serial AS "paymentSerial", amount::text
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
