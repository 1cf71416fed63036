import { files, shop } from '@jinqiao/wire';
import { misbehaving } from './daily-file.ts';
import { createFaultBox, type FaultBox } from './faults.ts';
import { answering, type Controls, type RunningInstitution, startInstitution } from './institution.ts';
import { shopPage } from './pages.ts';
import type { ShopSetup } from './setup.ts';
import { catalogue, SELLERS, setGoods, shelves, stockShelves } from './shop-goods.ts';
import { authorise, cancel, cart, checkOut, orderNamed, ordersOfBuyer, putInCart } from './shop-orders.ts';
import { askReturn } from './shop-returns.ts';
import { endDay, isEnded, moveOrder, openDay, receiveReturn, refund } from './shop-shipping.ts';
import { createTeller } from './shop-telling.ts';

/** A shop and marketplace: it takes orders, ships on a creditor's word, delivers the next day, takes goods back, and tells the platform of all of it. */
export async function startShop(setup: ShopSetup): Promise<RunningInstitution> {
  const { db, schema: s } = setup;
  await stockShelves(db, s);
  const faults = createFaultBox();
  const teller = createTeller(setup, faults);
  const operations = [
    catalogue(setup),
    cart(setup),
    putInCart(setup),
    checkOut(setup),
    orderNamed(setup),
    ordersOfBuyer(setup),
    authorise(setup),
    cancel(setup),
    askReturn(setup),
    dayFile(setup, faults),
  ];
  const told: Controls = Object.fromEntries(
    Object.entries(controls(setup)).map(([what, control]) => [
      what,
      async (body) => {
        const answer = await control(body);
        await teller.tell();
        return answer;
      },
    ]),
  );
  const page = async () => shopPage(SELLERS, await shelves(db, s));
  const running = await startInstitution(setup, operations, faults, told, () => shopBooks(setup), { '': page });
  // What a process that ended had not told yet.
  void teller.tell();
  return {
    ...running,
    stop: async () => {
      await teller.stop();
      await running.stop();
    },
  };
}

function controls({ db, schema: s }: ShopSetup): Controls {
  const moving = (to: 'SHIPPED' | 'DELIVERED' | 'CANCELLED') => (body: Readonly<Record<string, unknown>>) =>
    db.tx((tx) => moveOrder(tx, s, String(body.orderRef), to, String(body.on)));
  return {
    day: ({ phase, date }) => db.tx<object>((tx) => (phase === 'open' ? openDay : endDay)(tx, s, String(date))),
    goods: ({ goods }) => setGoods(db, s, goods as Parameters<typeof setGoods>[2]),
    ship: moving('SHIPPED'),
    deliver: moving('DELIVERED'),
    cancel: moving('CANCELLED'),
    'receive-return': ({ returnRef, on }) => db.tx((tx) => receiveReturn(tx, s, String(returnRef), String(on))),
    refund: ({ orderRef, amount, on }) => db.tx((tx) => refund(tx, s, String(orderRef), BigInt(String(amount)), String(on))),
  };
}

function dayFile({ schema: s, id }: ShopSetup, faults: FaultBox) {
  return answering(shop.dayFile, async (tx, body) => {
    if (!(await isEnded(tx, s, body.date))) return { ready: false, content: '', digest: '', parts: 1 };
    const { rows } = await tx.query<Record<string, string>>(
      `SELECT kind, reference, "orderRef", amount::text FROM (
         SELECT 'delivery' AS kind, e.event_ref AS reference, o.order_ref AS "orderRef", o.amount FROM ${s}.shop_order o
           JOIN ${s}.event e ON e.bucket = o.bucket AND e.order_ref = o.order_ref AND e.kind = 'DELIVERED' WHERE o.delivered_on = $1
         UNION ALL SELECT 'return', return_ref, order_ref, amount FROM ${s}.goods_return WHERE booked_on = $1) booked
       ORDER BY kind, reference COLLATE "C"`,
      [body.date],
    );
    return misbehaving(faults, shop.dayFile.name, { layout: files.shopDayFile, institution: id, date: body.date, rows }, body.part);
  });
}

type Books = { orders: object; creditors: object[]; untold: number; stock: number };

/** Orders by state, and by creditor what was delivered and what of it came back, for who proves that both sides know the same. */
async function shopBooks({ db, schema: s }: ShopSetup): Promise<Books> {
  const { rows } = await db.query<Books>(
    `SELECT coalesce((SELECT json_object_agg(state, n) FROM (SELECT state, count(*)::int AS n FROM ${s}.shop_order GROUP BY 1) states), '{}') AS orders,
       coalesce((SELECT json_agg(json_build_object('creditor', creditor, 'delivered', delivered::text, 'returned', returned::text) ORDER BY creditor COLLATE "C") FROM (
         SELECT o.creditor, sum(o.amount) AS delivered, coalesce(sum(r.returned), 0) AS returned FROM ${s}.shop_order o
         LEFT JOIN (SELECT bucket, order_ref, sum(amount) AS returned FROM ${s}.goods_return WHERE booked_on IS NOT NULL GROUP BY 1, 2) r ON r.bucket = o.bucket AND r.order_ref = o.order_ref
         WHERE o.state = 'DELIVERED' GROUP BY 1) owed), '[]') AS creditors,
       (SELECT count(*)::int FROM ${s}.event WHERE NOT taken) AS untold, (SELECT coalesce(sum(stock), 0)::int FROM ${s}.goods) AS stock`,
  );
  return rows[0] ?? { orders: {}, creditors: [], untold: 0, stock: 0 };
}
