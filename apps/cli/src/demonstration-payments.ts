import { holdToday } from '@jinqiao/business-day';
import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { customerIdOf, sealedOf } from '@jinqiao/parties';
import {
  type Channel,
  confirmMandate,
  type OrderRequest,
  type PaymentOrder,
  placeOrders,
  planOrders,
  proposeRefund,
  refundOrder,
  signMandate,
} from '@jinqiao/payments';
import { maskMobile, maskPan } from '@jinqiao/runtime';
import { control, type System, syntheticPerson } from '@jinqiao/server';

/** Customers who pay in the demonstration, and its last days on which they do. */
const PAYERS = 12;
const DAYS = 5;
const SHOPS = ['shop-tea', 'shop-books', 'shop-phones'];
/** Whose card never has the money, so that failures and later tries can be seen. */
const POOR = 11;

type Payer = { readonly n: number; readonly customerId: string; readonly bucket: number; readonly card: string; readonly wallet: string };

/** Payments of the last days of the demonstration: mandates, collections over several institutions, payouts, refunds. Played again, nothing happens twice. */
export async function playPayments(system: System, date: BusinessDate, end: BusinessDate): Promise<void> {
  const first = addDays(end, -DAYS + 1);
  if (date < first) return;
  const payers = Array.from({ length: PAYERS }, (_, i) => payerOf(system, i + 1, date));
  if (date === first) for (const payer of payers) await signWays(system, payer, date);
  const day = Math.round((Date.parse(date) - Date.parse(first)) / 86_400_000);
  const orders = await placeOrders(
    system.db,
    system.payments,
    payers.map((payer) => shopping(payer, day, date)),
    date,
    holdToday,
  );
  const payouts = payers.filter(({ n }) => (n + day) % 4 === 0).map((payer) => payout(payer, day, date));
  await placeOrders(system.db, system.payments, payouts, date, holdToday);
  await system.db.tx((tx) =>
    planOrders(tx, system.payments, [
      { ...shopping(payers[POOR] as Payer, day, date), mode: 'batch', purpose: 'subscription', time: '08:00', key: `subscription ${date}` },
    ]),
  );
  await refundSome(system, orders, date);
}

function payerOf(system: System, n: number, date: BusinessDate): Payer {
  const person = syntheticPerson(n, date, 30);
  const { vault } = system;
  return { n, ...customerIdOf(vault, person.mobile), card: vault.index('card', person.cardNumber), wallet: vault.index('mobile', person.mobile) };
}

async function signWays(system: System, payer: Payer, date: BusinessDate): Promise<void> {
  const ways: readonly (readonly [institution: string, channel: Channel])[] = [
    ['yunque', 'card'],
    ['payment', 'card'],
    ...(payer.n % 2 === 0 ? ([['hongying', 'card']] as const) : []),
    ...(payer.n % 3 === 0 ? ([['hongying', 'wechat-pay-pattern']] as const) : []),
    ...(payer.n % 3 === 1 ? ([['yunque', 'alipay-pattern']] as const) : []),
  ];
  for (const [institutionId, channel] of ways) {
    const mandateId = await signWay(system, payer.n, institutionId, channel, date);
    if (mandateId && payer.n === POOR + 1 && channel === 'card')
      await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: mandateId, behaviour: 'poor' }] });
  }
}

/** Signs the n-th synthetic person's card or wallet at an institution, whose code is the last six digits of the mobile number. @returns the mandate; nothing where the person is not known yet. */
export async function signWay(system: System, n: number, institutionId: string, channel: Channel, date: BusinessDate): Promise<string | undefined> {
  const payer = payerOf(system, n, date);
  const sealed = await sealedOf(system.db, payer.bucket, payer.customerId);
  if (!sealed?.name || !sealed.idNumber) return undefined;
  const { cardNumber, mobile } = syntheticPerson(n, date, 30);
  const card = channel === 'card';
  const request = {
    ...payer,
    institutionId,
    channel,
    name: system.vault.open(sealed.name),
    idNumber: system.vault.open(sealed.idNumber),
    mobile,
    instrument: card ? cardNumber : mobile,
    instrumentHash: card ? payer.card : payer.wallet,
    instrumentMasked: card ? maskPan(cardNumber) : maskMobile(mobile),
    key: 'demonstration',
  };
  const mandate = await signMandate(system.db, system.payments, date, request, holdToday);
  if (mandate.state === 'code-sent') await confirmMandate(system.db, system.payments, date, mandate, mobile.slice(-6), holdToday);
  return mandate.mandateId;
}

function shopping(payer: Payer, day: number, date: BusinessDate): OrderRequest {
  const wallet = payer.n % 3 !== 2 && (payer.n + day) % 3 === 0;
  return {
    ...payer,
    kind: 'collection',
    mode: 'real-time',
    purpose: 'once',
    subject: `order-${payer.n}-${day + 1}`,
    source: wallet ? payer.wallet : payer.card,
    channel: wallet ? (payer.n % 3 === 0 ? 'wechat-pay-pattern' : 'alipay-pattern') : 'card',
    payee: { kind: 'merchant', ref: SHOPS[(payer.n + day) % SHOPS.length] as string },
    amount: BigInt(1_990 + ((payer.n * 7_919 + day * 104_729) % 180_000)),
    asset: 'CNY',
    on: date,
    time: `${String(9 + ((payer.n + day) % 12)).padStart(2, '0')}:30`,
    key: `shopping ${date}`,
    madeBy: payer.customerId,
  };
}

function payout(payer: Payer, day: number, date: BusinessDate): OrderRequest {
  const { source: _, ...request } = shopping(payer, day, date);
  return {
    ...request,
    kind: 'payout',
    channel: 'card',
    subject: `cashback-${payer.n}-${day + 1}`,
    payer: 'platform-marketing',
    payee: { kind: 'instrument', ref: payer.card },
    amount: BigInt(500 + payer.n * 100),
    key: `cashback ${date}`,
    madeBy: 'operator',
  };
}

/** One whole refund and one in part a day, and one that waits for its checker. */
async function refundSome(system: System, orders: readonly PaymentOrder[], date: BusinessDate): Promise<void> {
  const paid = orders.filter((order) => order.state === 'success');
  const by = { madeBy: 'operator', checkedBy: 'finance', time: '20:00', key: 'demonstration' };
  const [whole, part, waiting] = paid;
  if (whole) await refundOrder(system.db, system.payments, { ...whole, amount: whole.amount }, by, date, holdToday);
  if (part) await refundOrder(system.db, system.payments, { ...part, amount: part.amount / 3n }, by, date, holdToday);
  if (waiting)
    await system.db.tx((tx) =>
      proposeRefund(tx, waiting, { amount: waiting.amount / 2n, reason: 'goods came damaged', by: 'operator', key: 'demonstration' }, date),
    );
}
