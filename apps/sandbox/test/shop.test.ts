import { parseFile } from '@jinqiao/gateway';
import { files, shop } from '@jinqiao/wire';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FAULT_KINDS } from '../src/faults.ts';
import { type Listening, startListening, type Told } from './listening.ts';
import { type Platform, refOf } from './platform.ts';

let listening: Listening;
let platform: Platform;
let told: Told[] = [];

beforeAll(async () => {
  listening = await startListening('shop', [shop.orderEvents, shop.returned]);
  ({ platform, told } = listening);
});
afterAll(() => listening.stop());

afterEach(() => {
  for (const kind of FAULT_KINDS) while (platform.sandbox.institutions.shop.faults.take(kind));
  listening.mute = false;
  told.length = 0;
});

const DAY = '2026-03-02';
const NEXT = '2026-03-03';
let buyers = 0;
const newBuyer = () => refOf('buy', ++buyers);
const put = (buyerRef: string, sku: string, quantity: number) => platform.ask(shop.putInCart, DAY, { buyerRef, sku, quantity });
const checkOut = (buyerRef: string, checkoutRef: string, on = DAY) => platform.ask(shop.checkOut, on, { buyerRef, checkoutRef });
const goods = (sku: string, change: { price?: string; stock?: number }) => platform.control('shop', 'goods', { goods: [{ sku, ...change }] });
const inject = (kind: string, times = 1, operation?: string) => platform.control('shop', 'faults', { kind, times, ...(operation ? { operation } : {}) });
const stockOf = async (sku: string) => (await platform.ask(shop.catalogue, DAY, {})).items.find((item) => item.sku === sku)?.stock;
const stateOf = async (orderRef: string) => (await platform.ask(shop.orderNamed, DAY, { orderRef })).order?.state;
const day = (date: string, ...phases: ('open' | 'end')[]) =>
  phases.reduce<Promise<unknown>>((before, phase) => before.then(() => platform.control('shop', 'day', { date, phase })), Promise.resolve());
/** What a control refuses answers with its code. */
const control = async (what: string, body: object) => (await platform.control('shop', what, body)).code;

/** An order of some goods of one seller, authorised. */
async function authorised(sku: string, quantity: number, on = DAY, creditor = 'shop'): Promise<{ orderRef: string; amount: string }> {
  const buyer = newBuyer();
  await put(buyer, sku, quantity);
  const { orders } = await checkOut(buyer, `co-${buyer}`, on);
  const { orderRef, amount } = orders[0] as (typeof orders)[number];
  expect(await platform.ask(shop.authorise, on, { orderRef, creditor, amount })).toEqual({ status: 'AUTHORISED', code: 'OK' });
  return { orderRef, amount };
}

async function delivered(sku: string, quantity: number, on = DAY, creditor = 'shop'): Promise<{ orderRef: string; amount: string }> {
  const order = await authorised(sku, quantity, on, creditor);
  await platform.control('shop', 'ship', { orderRef: order.orderRef, on });
  await platform.control('shop', 'deliver', { orderRef: order.orderRef, on });
  return order;
}

test('the catalogue has goods of the shop itself and of merchants, each seller named in both languages', async () => {
  const { items } = await platform.ask(shop.catalogue, DAY, {});
  expect(Object.fromEntries([...Map.groupBy(items, (item) => item.seller)].map(([seller, own]) => [seller, own.length]))).toEqual({
    shop: 6,
    'merchant-molan': 2,
    'merchant-qingchuan': 2,
    'merchant-yunzhai': 2,
  });
  expect(items[0]).toEqual({
    sku: 'BH-1001',
    seller: 'shop',
    sellerName: 'Baihui Mall',
    sellerNameZh: '百汇商城',
    name: 'Xinghe phone, 256 GB',
    nameZh: '星禾手机 256GB',
    price: '329900',
    stock: 500,
  });
});

test('the shop shows its window: every seller, its own goods marked, prices in yuan', async () => {
  const html = await (await fetch(platform.sandbox.urls.shop)).text();
  for (const text of ['百汇商城 Baihui Mall <small>自营', '墨兰书坊 Molan Books <small>商家', '星禾手机 256GB', '¥3,299.00', '¥168.00'])
    expect(html).toContain(text);
});

test('a cart has the prices of the moment, and nothing that is not there', async () => {
  const buyer = newBuyer();
  const ask = () => platform.ask(shop.cart, DAY, { buyerRef: buyer });
  expect(await ask()).toEqual({ items: [], amount: '0' });
  expect(await put(buyer, 'BH-1003', 2)).toEqual({ status: 'OK', code: 'OK' });
  expect(await put(buyer, 'ML-0301', 1)).toEqual({ status: 'OK', code: 'OK' });
  expect(await put(buyer, 'NOTHING', 1)).toEqual({ status: 'REFUSED', code: 'SKU_UNKNOWN' });
  await goods('BH-1003', { stock: 3, price: '35000' });
  expect(await put(buyer, 'BH-1003', 4)).toEqual({ status: 'REFUSED', code: 'OUT_OF_STOCK' });
  // 2 × 350.00 + 168.00
  expect(await ask()).toMatchObject({
    amount: '86800',
    items: [
      { sku: 'BH-1003', quantity: 2, price: '35000', seller: 'shop', sellerNameZh: '百汇商城', stock: 3 },
      { sku: 'ML-0301', quantity: 1, price: '16800', seller: 'merchant-molan', sellerNameZh: '墨兰书坊' },
    ],
  });
  expect(await put(buyer, 'BH-1003', 0)).toEqual({ status: 'OK', code: 'OK' });
  expect((await ask()).items.map((item) => item.sku)).toEqual(['ML-0301']);
  await goods('BH-1003', { stock: 500, price: '39900' });
});

test('a checkout makes one order of each seller, reserves the goods, and is done once', async () => {
  const buyer = newBuyer();
  expect(await checkOut(buyer, 'first')).toEqual({ status: 'REFUSED', code: 'CART_EMPTY', orders: [] });
  await put(buyer, 'BH-2001', 2);
  await put(buyer, 'BH-2003', 1);
  await put(buyer, 'QC-0201', 1);
  const before = await Promise.all(['BH-2001', 'BH-2003', 'QC-0201'].map(stockOf));
  await inject('timeout-after-effect', 1, shop.checkOut.name);
  await expect(platform.ask(shop.checkOut, DAY, { buyerRef: buyer, checkoutRef: 'first' }, `checkout.${buyer}`)).rejects.toThrow();
  const done = await platform.ask(shop.checkOut, DAY, { buyerRef: buyer, checkoutRef: 'first' }, `checkout.${buyer}`);
  expect(done.status).toBe('PLACED');
  // 2 × 459.00 + 199.00 of the shop, 899.00 of the merchant.
  expect(
    Object.fromEntries(
      done.orders.map(({ seller, amount, state, lines }) => [seller, [amount, state, lines.map((l) => [l.line, l.sku, l.quantity, l.price])]]),
    ),
  ).toEqual({
    shop: [
      '111700',
      'PLACED',
      [
        [1, 'BH-2001', 2, '45900'],
        [2, 'BH-2003', 1, '19900'],
      ],
    ],
    'merchant-qingchuan': ['89900', 'PLACED', [[1, 'QC-0201', 1, '89900']]],
  });
  expect(await Promise.all(['BH-2001', 'BH-2003', 'QC-0201'].map(stockOf))).toEqual([(before[0] ?? 0) - 2, (before[1] ?? 0) - 1, (before[2] ?? 0) - 1]);
  expect((await platform.ask(shop.cart, DAY, { buyerRef: buyer })).items).toEqual([]);
  // Under another serial, and with another cart by now: the same orders.
  await put(buyer, 'BH-2003', 5);
  expect(await checkOut(buyer, 'first')).toEqual(done);
  expect((await platform.ask(shop.cart, DAY, { buyerRef: buyer })).items).toHaveLength(1);
  // Another buyer's reference of the same words is another checkout.
  expect((await checkOut(newBuyer(), 'first')).code).toBe('CART_EMPTY');
});

test('one checkout asked for ten times at once is done once', async () => {
  const buyer = newBuyer();
  await put(buyer, 'BH-2002', 1);
  const before = await stockOf('BH-2002');
  const answers = await Promise.all(Array.from({ length: 10 }, () => checkOut(buyer, 'at-once')));
  expect(new Set(answers.map((answer) => answer.orders.map((order) => order.orderRef).join())).size).toBe(1);
  expect(answers.every((answer) => answer.status === 'PLACED')).toBe(true);
  expect(await stockOf('BH-2002')).toBe((before ?? 0) - 1);
});

test('of twenty checkouts for the last piece one wins, and the others change nothing', async () => {
  const hopeful = Array.from({ length: 20 }, newBuyer);
  for (const buyer of hopeful) await Promise.all([put(buyer, 'YZ-0101', 1), put(buyer, 'YZ-0102', 1)]);
  await goods('YZ-0101', { stock: 1 });
  const other = await stockOf('YZ-0102');
  const answers = await Promise.all(hopeful.map((buyer) => checkOut(buyer, 'last')));
  expect(answers.filter((answer) => answer.status === 'PLACED')).toHaveLength(1);
  expect(answers.filter((answer) => answer.code === 'OUT_OF_STOCK' && answer.orders.length === 0)).toHaveLength(19);
  expect([await stockOf('YZ-0101'), await stockOf('YZ-0102')]).toEqual([0, (other ?? 0) - 1]);
  const carts = await Promise.all(hopeful.map((buyerRef) => platform.ask(shop.cart, DAY, { buyerRef })));
  expect(carts.filter((cart) => cart.items.length === 2)).toHaveLength(19);
});

test('a creditor’s word is taken for the order and the amount, from its seller or from who sells nothing here', async () => {
  const buyer = newBuyer();
  await put(buyer, 'ML-0302', 1);
  const orderRef = (await checkOut(buyer, 'auth')).orders[0]?.orderRef ?? '';
  const say = (creditor: string, amount: string, ref = orderRef) => platform.ask(shop.authorise, DAY, { orderRef: ref, creditor, amount });
  expect(await say('microlender', '12600', refOf('ord', 'nobody'))).toEqual({ status: 'REFUSED', code: 'ORDER_UNKNOWN' });
  expect(await say('microlender', '12601')).toEqual({ status: 'REFUSED', code: 'AMOUNT_DIFFERS' });
  // The shop would give credit for a merchant's goods: that is no trade credit.
  expect(await say('shop', '12600')).toEqual({ status: 'REFUSED', code: 'CREDITOR_IS_NOT_SELLER' });
  expect(await stateOf(orderRef)).toBe('PLACED');
  expect(await say('microlender', '12600')).toEqual({ status: 'AUTHORISED', code: 'OK' });
  expect(await say('microlender', '12600')).toEqual({ status: 'AUTHORISED', code: 'OK' });
  expect(await say('merchant-molan', '12600')).toEqual({ status: 'REFUSED', code: 'AUTHORISED_BY_ANOTHER' });
  expect(await stateOf(orderRef)).toBe('AUTHORISED');
});

test('an order is given up until it is shipped, and its goods can be sold again', async () => {
  const before = (await stockOf('QC-0202')) ?? 0;
  const { orderRef, amount } = await authorised('QC-0202', 3, DAY, 'microlender');
  expect(await stockOf('QC-0202')).toBe(before - 3);
  const giveUp = (ref: string) => platform.ask(shop.cancel, DAY, { orderRef: ref });
  for (const round of ['first', 'again']) expect(await giveUp(orderRef), round).toEqual({ status: 'CANCELLED', code: 'OK' });
  expect(await stockOf('QC-0202')).toBe(before);
  expect((await platform.ask(shop.authorise, DAY, { orderRef, creditor: 'microlender', amount })).code).toBe('ORDER_CANCELLED');
  const other = await authorised('QC-0202', 1, DAY, 'microlender');
  await platform.control('shop', 'ship', { orderRef: other.orderRef, on: DAY });
  expect(await giveUp(other.orderRef)).toEqual({ status: 'REFUSED', code: 'ORDER_SHIPPED' });
  expect(await giveUp('nobody')).toEqual({ status: 'REFUSED', code: 'ORDER_UNKNOWN' });
  // For want of goods the shop gives it up itself: they are not there to be sold again.
  const third = await authorised('QC-0202', 2, DAY, 'microlender');
  told.length = 0;
  await platform.control('shop', 'cancel', { orderRef: third.orderRef, on: DAY });
  expect(told.flatMap(({ items }) => items)).toMatchObject([{ orderRef: third.orderRef, event: 'CANCELLED', on: DAY }]);
  expect(await stockOf('QC-0202')).toBe(before - 3);
  expect(await control('deliver', { orderRef: third.orderRef, on: DAY })).toBe('ORDER_STATE_WRONG');
});

/** The day file's lines by kind: reference, order and amount. */
async function fileOf(date: string) {
  const file = await platform.ask(shop.dayFile, date, { date });
  return file.ready ? parseFile(files.shopDayFile, file.content, file.digest) : undefined;
}

test('days: shipped the same day, delivered the next, given up after a day without a word; the file says what the books say', async () => {
  const before = (await stockOf('BH-1002')) ?? 0;
  const own = await authorised('BH-1002', 1);
  const silent = newBuyer();
  await put(silent, 'BH-1002', 2);
  const waiting = (await checkOut(silent, 'silent')).orders[0]?.orderRef ?? '';
  await day(DAY, 'open');
  expect(await fileOf(DAY)).toBeUndefined();
  await day(DAY, 'end', 'end');
  expect([await stateOf(own.orderRef), await stateOf(waiting)]).toEqual(['SHIPPED', 'PLACED']);
  const shipped = (await fileOf(DAY)) ?? [];
  expect(shipped.some((row) => row.orderRef === own.orderRef)).toBe(false);
  told.length = 0;
  await day(NEXT, 'open', 'open', 'end');
  expect([await stateOf(own.orderRef), await stateOf(waiting)]).toEqual(['DELIVERED', 'CANCELLED']);
  expect(await stockOf('BH-1002')).toBe(before - 1);
  const events = told.flatMap(({ items }) => items);
  expect(events.filter((event) => event.orderRef === waiting)).toMatchObject([{ event: 'CANCELLED', on: NEXT }]);
  const [delivery] = events.filter((event) => event.orderRef === own.orderRef);
  expect(delivery).toMatchObject({ event: 'DELIVERED', on: NEXT });
  expect((await fileOf(NEXT))?.find((row) => row.orderRef === own.orderRef)).toEqual({
    kind: 'delivery',
    reference: delivery?.eventRef,
    orderRef: own.orderRef,
    amount: '218900',
  });
  // Nothing is booked under a day that is over.
  const late = await authorised('BH-1002', 1, NEXT);
  expect(await control('ship', { orderRef: late.orderRef, on: NEXT })).toBe('SHOP_DAY_ENDED');
  expect(await stateOf(late.orderRef)).toBe('AUTHORISED');
});

test('returns: only what was delivered, never more than was bought, within thirty days, once', async () => {
  const on = '2026-04-06';
  const { orderRef } = await authorised('BH-1003', 3, on);
  const ask = (returnRef: string, lines: { line: number; quantity: number }[], date = on) => platform.ask(shop.askReturn, date, { returnRef, orderRef, lines });
  const refused = (code: string) => ({ status: 'REFUSED', code, amount: '0' });
  expect(await ask('r0', [{ line: 1, quantity: 1 }])).toEqual(refused('ORDER_NOT_DELIVERED'));
  await platform.control('shop', 'ship', { orderRef, on });
  await platform.control('shop', 'deliver', { orderRef, on });
  expect(await ask('r1', [{ line: 1, quantity: 2 }])).toEqual({ status: 'EXPECTED', code: 'OK', amount: '79800' });
  expect(
    await ask('r1', [
      { line: 1, quantity: 1 },
      { line: 1, quantity: 1 },
    ]),
  ).toEqual({ status: 'EXPECTED', code: 'OK', amount: '79800' });
  expect(await ask('r1', [{ line: 1, quantity: 1 }])).toEqual(refused('RETURN_REUSED'));
  expect(await ask('r2', [{ line: 1, quantity: 2 }])).toEqual(refused('RETURN_TOO_MANY'));
  expect(await ask('r2', [{ line: 2, quantity: 1 }])).toEqual(refused('RETURN_TOO_MANY'));
  // Delivered on 6 April: 6 May is the thirtieth day.
  expect(await ask('r2', [{ line: 1, quantity: 1 }], '2026-05-07')).toEqual(refused('RETURN_TOO_LATE'));
  expect(await ask('r2', [{ line: 1, quantity: 1 }], '2026-05-06')).toEqual({ status: 'EXPECTED', code: 'OK', amount: '39900' });
  const before = (await stockOf('BH-1003')) ?? 0;
  told.length = 0;
  for (const _ of ['first', 'again']) await platform.control('shop', 'receive-return', { returnRef: 'r1', on: '2026-04-08' });
  expect(await stockOf('BH-1003')).toBe(before + 2);
  expect(told.flatMap(({ items }) => items)).toEqual([{ returnRef: 'r1', orderRef, lines: [{ line: 1, quantity: 2 }], amount: '79800', on: '2026-04-08' }]);
  expect(await control('receive-return', { returnRef: 'r9', on: '2026-04-08' })).toBe('RETURN_UNKNOWN');
});

test('a merchant gives back money without goods, at most what is left; goods that come later are worth no more than the rest', async () => {
  const on = '2026-04-07';
  const { orderRef } = await delivered('YZ-0102', 2, on, 'microlender');
  const giveBack = (amount: string) => platform.control('shop', 'refund', { orderRef, amount, on });
  expect((await giveBack('105601')).code).toBe('REFUND_TOO_HIGH');
  expect((await giveBack('0')).code).toBe('REFUND_TOO_HIGH');
  told.length = 0;
  const first = await giveBack('5600');
  expect(told.flatMap(({ items }) => items)).toEqual([{ returnRef: first.returnRef, orderRef, lines: [], amount: '5600', on }]);
  expect((await giveBack('5600')).returnRef).not.toBe(first.returnRef);
  // 1,056.00 − 2 × 56.00 = 944.00 is left of the two pieces.
  expect(await platform.ask(shop.askReturn, on, { returnRef: 'both', orderRef, lines: [{ line: 1, quantity: 2 }] })).toEqual({
    status: 'EXPECTED',
    code: 'OK',
    amount: '94400',
  });
  expect((await giveBack('1')).code).toBe('REFUND_TOO_HIGH');
});

test('goods that were asked back come two days later by themselves, and the files add up to the books', async () => {
  type Owed = { delivered: string; returned: string };
  const books = async () => {
    const { creditors } = (await platform.control('shop', 'state')) as { creditors: Owed[] };
    const total = (field: keyof Owed) => creditors.reduce((sum, owed) => sum + BigInt(owed[field]), 0n);
    return { delivered: total('delivered'), returned: total('returned') };
  };
  const before = await books();
  const [asked, taken] = ['2026-06-01', '2026-06-03'];
  const { orderRef } = await delivered('BH-2001', 2, asked);
  const other = await authorised('BH-2003', 1, asked);
  await platform.ask(shop.askReturn, asked, { returnRef: 'back', orderRef, lines: [{ line: 1, quantity: 1 }] });
  await day(asked, 'open', 'end');
  await day('2026-06-02', 'open', 'end');
  await day(taken, 'open', 'end');
  const lines = (await Promise.all([asked, '2026-06-02', taken].map(fileOf)))
    .flatMap((rows) => rows ?? [])
    .filter((row) => [orderRef, other.orderRef].includes(row.orderRef ?? ''));
  expect(lines.map(({ kind, orderRef: of, amount }) => [kind, of, amount])).toEqual([
    ['delivery', orderRef, '91800'],
    ['delivery', other.orderRef, '19900'],
    ['return', orderRef, '45900'],
  ]);
  const all = (await Promise.all([asked, '2026-06-02', taken].map(fileOf))).flatMap((rows) => rows ?? []);
  const sumOf = (kind: string) => all.filter((row) => row.kind === kind).reduce((sum, row) => sum + BigInt(row.amount ?? '0'), 0n);
  const after = await books();
  // Goods of earlier tests that were still on their way are in both.
  expect(after).toEqual({ delivered: before.delivered + sumOf('delivery'), returned: before.returned + sumOf('return') });
});

test('what is not taken is told again as it was; twice under two serials where told so', async () => {
  const on = '2026-07-01';
  const { orderRef } = await authorised('ML-0301', 1, on, 'microlender');
  listening.mute = true;
  await platform.control('shop', 'ship', { orderRef, on });
  expect((await platform.control('shop', 'state')).untold).toBeGreaterThan(0);
  listening.mute = false;
  // The platform has run the message already: its serial gives the first answer, and it is not taken a second time.
  await platform.control('shop', 'goods', { goods: [] });
  expect((await platform.control('shop', 'state')).untold).toBe(0);
  expect(told.flatMap(({ items }) => items).filter((event) => event.orderRef === orderRef)).toHaveLength(1);
  told.length = 0;
  await inject('duplicate-notice', 1, shop.orderEvents.name);
  await platform.control('shop', 'deliver', { orderRef, on });
  expect(told).toHaveLength(2);
  expect(told[0]?.items).toEqual(told[1]?.items);
  expect(told[0]?.serial).not.toBe(told[1]?.serial);
});

test('a day that the shop was never told of ends with the next, and nothing comes late into its file', async () => {
  const on = '2026-06-10';
  const { orderRef } = await delivered('BH-2003', 1, on);
  expect(await fileOf(on)).toBeUndefined();
  await day('2026-06-11', 'open', 'end');
  expect(await fileOf(on)).toMatchObject([{ kind: 'delivery', orderRef, amount: '19900' }]);
  const other = await authorised('BH-2003', 1, on);
  expect(await control('ship', { orderRef: other.orderRef, on })).toBe('SHOP_DAY_ENDED');
});

test('late and reordered: what was held back comes with what came after, the latest first', async () => {
  const on = '2026-07-02';
  const { orderRef } = await authorised('ML-0301', 1, on, 'microlender');
  await inject('late-notice', 1, shop.orderEvents.name);
  await platform.control('shop', 'ship', { orderRef, on });
  expect(told).toEqual([]);
  await inject('reordered-notice', 1, shop.orderEvents.name);
  await platform.control('shop', 'deliver', { orderRef, on });
  expect(told.flatMap(({ items }) => items).map((event) => [event.orderRef, event.event])).toEqual([
    [orderRef, 'DELIVERED'],
    [orderRef, 'SHIPPED'],
  ]);
});

test('its file comes late, damaged or wrong where told so', async () => {
  const on = '2026-08-03';
  const { orderRef } = await delivered('BH-2003', 1, on);
  await day(on, 'end');
  await inject('late-file');
  expect(await fileOf(on)).toBeUndefined();
  await inject('partial-file');
  await expect(fileOf(on)).rejects.toThrow('FILE_TRAILER_MISSING');
  await inject('wrong-amount');
  expect((await fileOf(on))?.map((row) => row.amount)).toEqual(['19901']);
  expect(await fileOf(on)).toMatchObject([{ kind: 'delivery', orderRef, amount: '19900' }]);
});
