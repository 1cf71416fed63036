import { HOUSE_BUCKET } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { payment } from '@jinqiao/wire';
import type { z } from 'zod';
import { bucketsOf, firstOfEach } from './bank-books.ts';
import type { FaultBox } from './faults.ts';
import { answering } from './institution.ts';
import { feeOfHabits, settlesOn } from './payment-habits.ts';
import { driveOrders } from './payment-legs.ts';
import { notifyOrders } from './payment-order-files.ts';
import { ordersByRef } from './payment-order-rows.ts';
import type { PaymentSetup } from './setup.ts';

type Asked = z.output<typeof payment.submitOrders.request>['items'][number];

/**
 * Takes orders. They are written down before a bank hears of them, so that the institution always knows what it took;
 * what is slow, or waits for a bank, is PROCESSING until it is told or asked about.
 */
export function submitOrders(setup: PaymentSetup, faults: FaultBox) {
  const { schema: s, habits } = setup;
  return answering(payment.submitOrders, async (_tx, body, context) => {
    const asked = firstOfEach(body.items, (item) => item.orderRef);
    await takeOrders(setup, asked, context.businessDate);
    const refs = asked.map((item) => item.orderRef);
    const slow = new Set(asked.filter((item) => item.mode === 'batch' || BigInt(item.amount) >= habits.slowFrom).map((item) => item.orderRef));
    const quick = [...(await ordersByRef(setup.aside, s, refs)).values()].filter((row) => row.status === 'PROCESSING' && !slow.has(row.orderRef));
    await driveOrders(setup, quick, context.businessDate);
    const told = faults.take('duplicate-notice', payment.submitOrders.name) ? refs : refs.filter((orderRef) => slow.has(orderRef));
    if (told.length > 0) notifyOrders(setup, told, context.businessDate);
    const known = await ordersByRef(setup.aside, s, refs);
    return {
      items: body.items.flatMap(({ orderRef }) => {
        const row = known.get(orderRef);
        if (!row) return [];
        const { status, code, institutionSerial, networkSerial, source } = row;
        return told.includes(orderRef)
          ? [{ orderRef, status: 'PROCESSING' as const, code: 'ACCEPTED', institutionSerial, networkSerial: '', source: '' }]
          : [{ orderRef, status, code, institutionSerial, networkSerial, source }];
      }),
    };
  });
}

/** Writes orders down once. None is taken for a date that is closed: it fails at once, and surely. */
async function takeOrders(setup: PaymentSetup, asked: readonly Asked[], date: string): Promise<void> {
  const { schema: s, habits } = setup;
  await setup.aside.query(
    `INSERT INTO ${s}.pay_order (bucket, order_ref, kind, channel, link, token, payer, payee_kind, payee_ref, origin_ref, amount, business_date, status, code, institution_serial,
       network_serial, source, fee, settles_on, refunded)
     SELECT b, r, k, ch, li, t, p, pk, pr, o, a, $14::date, CASE WHEN c.bucket IS NULL THEN 'PROCESSING' ELSE 'FAILED' END, CASE WHEN c.bucket IS NULL THEN 'ACCEPTED' ELSE 'DATE_CLOSED' END,
       se, '', '', f, d, 0
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::text[], $13::bigint[], $15::date[])
       AS g(b, r, k, ch, li, t, p, pk, pr, o, a, se, f, d)
     LEFT JOIN ${s}.closed_date c ON c.bucket = $16 AND c.business_date = $14::date ON CONFLICT DO NOTHING`,
    [
      bucketsOf(asked.map((i) => i.orderRef)),
      asked.map((i) => i.orderRef),
      asked.map((i) => i.kind),
      asked.map((i) => i.channel),
      asked.map((i) => i.link),
      asked.map((i) => i.token),
      asked.map((i) => i.payer),
      asked.map((i) => i.payee.kind),
      asked.map((i) => i.payee.ref),
      asked.map((i) => i.originRef),
      asked.map((i) => i.amount),
      asked.map((i) => derivedId('pay', 0, `${setup.id} ${i.orderRef}`)),
      asked.map((i) => feeOfHabits(habits, i.kind, BigInt(i.amount))),
      date,
      asked.map((i) => settlesOn(habits, date, i.time)),
      HOUSE_BUCKET,
    ],
  );
}

export function queryOrders(setup: PaymentSetup) {
  return answering(payment.queryOrders, async (_tx, body, context) => {
    const before = await ordersByRef(setup.aside, setup.schema, body.orderRefs);
    const waiting = [...before.values()].filter((row) => row.status === 'PROCESSING');
    if (waiting.length > 0) await driveOrders(setup, waiting, context.businessDate);
    const known = waiting.length > 0 ? await ordersByRef(setup.aside, setup.schema, body.orderRefs) : before;
    return {
      items: body.orderRefs.map((orderRef) => {
        const row = known.get(orderRef);
        if (!row) return { orderRef, status: 'NOT_FOUND' as const, code: 'NOT_FOUND', institutionSerial: '', networkSerial: '', source: '', amount: '0' };
        const { status, code, institutionSerial, networkSerial, source, amount } = row;
        return { orderRef, status, code, institutionSerial, networkSerial, source, amount: amount.toString() };
      }),
    };
  });
}
