import type { MyShopOrders, ShopCart, ShopCatalogue } from '@jinqiao/api';
import { listEntities, listLicences } from '@jinqiao/compliance';
import { createSender } from '@jinqiao/gateway';
import { control } from '@jinqiao/server';
import { shop } from '@jinqiao/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf } from './fund-holder.ts';
import { type Installation, openJointLoan, signUpOverHttp, startInstallation, wrongInBooks } from './installation.ts';

const DAY = '2026-03-02';

let installation: Installation;
let url: string;
let cookie = '';

const ask = <T>(method: string, path: string, body?: object, as = cookie): Promise<Answer<T>> => askOf<T>(url, as, method, path, body);
const put = (sku: string, quantity: number) => ask<ShopCart & { code?: string }>('POST', '/me/shop/cart', { sku, quantity });

beforeAll(async () => {
  installation = await startInstallation();
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, DAY);
  cookie = await signUpOverHttp(installation, url, '13900000001');
}, 120_000);
afterAll(() => installation.stop());

test('who sells at the shop is a legal entity with a business licence, and so is the lender, who may lend', async () => {
  const { db } = installation.system;
  const { body } = await ask<ShopCatalogue>('GET', '/me/shop/catalogue');
  const entities = new Map((await listEntities(db)).map((entity) => [entity.entityId, entity]));
  const licences = await listLicences(db);
  const held = (entityId: string) =>
    licences
      .filter((licence) => licence.entityId === entityId)
      .map((licence) => licence.licenceType)
      .sort();
  expect(body.items).toHaveLength(12);
  for (const { seller, sellerName, sellerNameZh } of body.items) {
    expect(entities.get(seller), seller).toMatchObject({ name: sellerName, nameZh: sellerNameZh });
    expect(held(seller), seller).toEqual(['business-licence']);
  }
  expect(entities.get('microlender')).toMatchObject({ nameZh: '禾悦小贷' });
  expect(held('microlender')).toEqual(['business-licence', 'micro-loan']);
});

test('a cart is kept at the shop, added up by seller, and shown to nobody else', async () => {
  expect((await ask<ShopCart>('GET', '/me/shop/cart')).body).toEqual({ items: [], sellers: [], amount: '0.00', asset: 'CNY' });
  await put('BH-2003', 2);
  await put('ML-0302', 3);
  const { body } = await put('BH-1003', 1);
  // 2 × 199.00 + 399.00 of the shop, 3 × 126.00 of the bookshop.
  expect(body.amount).toBe('1175.00');
  expect(body.sellers).toMatchObject([
    { seller: 'shop', own: true, sellerNameZh: '百汇商城', amount: '797.00' },
    { seller: 'merchant-molan', own: false, sellerNameZh: '墨兰书坊', amount: '378.00' },
  ]);
  expect(body.items.map(({ sku, quantity, price, amount }) => [sku, quantity, price, amount])).toEqual([
    ['BH-1003', 1, '399.00', '399.00'],
    ['BH-2003', 2, '199.00', '398.00'],
    ['ML-0302', 3, '126.00', '378.00'],
  ]);
  const other = await signUpOverHttp(installation, url, '13900000002');
  expect((await ask<ShopCart>('GET', '/me/shop/cart', undefined, other)).body.items).toEqual([]);
  expect((await put('BH-2003', 0)).body.items.map(({ sku }) => sku)).toEqual(['BH-1003', 'ML-0302']);
});

test('an answer that is lost is asked for again under the same key, and the shop has done it once', async () => {
  const { faults } = installation.sandbox.institutions.shop;
  // Our sender asks four times.
  faults.inject('timeout-after-effect', 4, shop.putInCart.name);
  const send = () =>
    fetch(`${url}/api/v1/me/shop/cart`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'idempotency-key': 'lost-answer-1' },
      body: JSON.stringify({ sku: 'QC-0201', quantity: 1 }),
    });
  const lost = await send();
  expect([lost.status, ((await lost.json()) as { code: string }).code]).toEqual([503, 'SHOP_SILENT']);
  const found = await send();
  expect([found.status, ((await found.json()) as ShopCart).items.find(({ sku }) => sku === 'QC-0201')?.quantity]).toEqual([200, 1]);
  await put('QC-0201', 0);
});

test('the shop does not learn who its customer is', async () => {
  const { rows } = await installation.system.db.query<{ id: string }>('SELECT customer_id AS id FROM parties.customer');
  const { rows: seen } = await installation.system.db.query<{ text: string }>(
    `SELECT t::text AS text FROM sandbox_shop.cart_item t UNION ALL SELECT t::text FROM sandbox_shop.inbox t UNION ALL SELECT t::text FROM gateway.outbox t WHERE receiver = 'shop'`,
  );
  expect(seen.length).toBeGreaterThan(5);
  for (const { id } of rows) for (const { text } of seen) expect(text).not.toContain(id.split('_')[1]);
});

test('what became of orders is told with the days, kept once each however often it comes, and the books do not move', async () => {
  const { system } = installation;
  const { rows: carts } = await system.db.query<{ buyer: string }>('SELECT DISTINCT buyer_ref AS buyer FROM sandbox_shop.cart_item');
  const body = { checkoutRef: 'checkout-1', buyerRef: carts[0]?.buyer ?? '' };
  const placed = await system.shop.exchange(shop.checkOut, { serial: 'checkout-1', businessDate: DAY, body });
  if (placed.state !== 'answered') throw new Error(placed.state);
  expect(placed.answer.orders.map(({ seller, amount }) => [seller, amount]).sort()).toEqual([
    ['merchant-molan', '37800'],
    ['shop', '39900'],
  ]);
  for (const { orderRef, amount, seller } of placed.answer.orders)
    await system.shop.exchange(shop.authorise, {
      serial: `authorise.${orderRef}`,
      businessDate: DAY,
      body: { orderRef, amount, creditor: seller === 'shop' ? 'shop' : 'microlender' },
    });
  installation.sandbox.institutions.shop.faults.inject('duplicate-notice', 2);
  await system.close('2026-03-03');
  const { rows } = await system.db.query<{ seller: string; kind: string; on: string; times: number }>(
    `SELECT o.seller, e.kind, e.happened_on::text AS "on", count(*)::int AS times FROM server.shop_event e JOIN sandbox_shop.shop_order o ON o.bucket = e.bucket AND o.order_ref = e.order_ref
     GROUP BY 1, 2, 3 ORDER BY 3, 1`,
  );
  expect(rows).toEqual([
    { seller: 'merchant-molan', kind: 'SHIPPED', on: '2026-03-02', times: 1 },
    { seller: 'shop', kind: 'SHIPPED', on: '2026-03-02', times: 1 },
    { seller: 'merchant-molan', kind: 'DELIVERED', on: '2026-03-03', times: 1 },
    { seller: 'shop', kind: 'DELIVERED', on: '2026-03-03', times: 1 },
  ]);
  const own = placed.answer.orders.find(({ seller }) => seller === 'shop')?.orderRef ?? '';
  const back = await system.shop.exchange(shop.askReturn, {
    serial: 'return-1',
    businessDate: '2026-03-04',
    body: { returnRef: 'return-1', orderRef: own, lines: [{ line: 1, quantity: 1 }] },
  });
  expect(back).toMatchObject({ state: 'answered', answer: { status: 'EXPECTED', amount: '39900' } });
  // What is on its way back is shown at once.
  const { body: mine } = await ask<MyShopOrders>('GET', '/me/shop/orders');
  expect(mine.items.map(({ seller, selfOperated, state, amount, placedOn, lines }) => [seller.nameZh, selfOperated, state, amount, placedOn, lines])).toEqual(
    expect.arrayContaining([
      [
        '百汇商城',
        true,
        'DELIVERED',
        '399.00',
        DAY,
        [{ line: 1, sku: 'BH-1003', name: 'Xinghe earphones', nameZh: '星禾无线耳机', price: '399.00', quantity: 1, returned: 1 }],
      ],
      ['墨兰书坊', false, 'DELIVERED', '378.00', DAY, [expect.objectContaining({ quantity: 3, returned: 0 })]],
    ]),
  );
  await system.close('2026-03-06');
  const { rows: returns } = await system.db.query(
    'SELECT event_ref, order_ref, lines, amount, happened_on::text AS "on" FROM server.shop_event WHERE kind = $1',
    ['RETURNED'],
  );
  expect(returns).toEqual([{ event_ref: 'return-1', order_ref: own, lines: [{ line: 1, quantity: 1 }], amount: 39_900n, on: '2026-03-06' }]);
  expect(await wrongInBooks(system)).toEqual([]);
}, 60_000);

test('nobody but the shop tells of its orders', async () => {
  const { system } = installation;
  const impostor = createSender({
    self: 'payment',
    keys: system.keys.parties.payment,
    peer: { id: 'platform', url, publicKey: system.keys.parties.platform.publicKey },
    clock: system.clock,
    db: system.db,
    schema: 'sandbox_payment',
  });
  for (const operation of [shop.orderEvents.name, shop.returned.name]) {
    const refused = await impostor.exchange({ operation, serial: `forged ${operation}`, businessDate: DAY, body: { items: [] } });
    expect(refused).toMatchObject({ state: 'refused', code: 'SENDER_NOT_ALLOWED' });
  }
  expect(await control(system.urls.shop, 'state', {})).toMatchObject({ id: 'shop', untold: 0, orders: { DELIVERED: 2 } });
});
