import { z } from 'zod';
import { fileAnswer, filePart, items, minor, operation, ref, wireDate } from './common.ts';

/** A line of an order: unit price times quantity, of which `returned` came back or are expected back. What is returned names the line and a quantity. */
const orderLine = z.object({
  line: z.int().min(1),
  sku: ref,
  name: z.string().max(120),
  nameZh: z.string().max(120),
  price: minor,
  quantity: z.int().min(1),
  returned: z.int().min(0),
});
const returnLine = z.object({ line: z.int().min(1), quantity: z.int().min(1) });

/** `seller` is the legal entity that sells and is owed the price: the shop itself (自营), or a merchant on its marketplace. */
const order = z.object({
  orderRef: ref,
  buyerRef: ref,
  seller: ref,
  sellerName: z.string(),
  sellerNameZh: z.string(),
  state: z.enum(['PLACED', 'AUTHORISED', 'SHIPPED', 'DELIVERED', 'CANCELLED']),
  amount: minor,
  placedOn: wireDate,
  lines: z.array(orderLine).min(1).max(100),
});

/** The shop's catalogue (platform → shop). */
export const catalogue = operation(
  'shop.catalogue',
  z.object({}),
  z.object({
    items: z.array(
      z.object({
        sku: ref,
        name: z.string(),
        nameZh: z.string(),
        price: minor,
        seller: ref,
        sellerName: z.string(),
        sellerNameZh: z.string(),
        stock: z.int(),
      }),
    ),
  }),
  'question',
);

/** A buyer's cart as the shop keeps it; a quantity of 0 takes an item out. */
export const cart = operation(
  'shop.cart',
  z.object({ buyerRef: ref }),
  z.object({
    items: z.array(
      z.object({
        sku: ref,
        quantity: z.int(),
        price: minor,
        name: z.string(),
        nameZh: z.string(),
        seller: ref,
        sellerName: z.string(),
        sellerNameZh: z.string(),
        stock: z.int(),
      }),
    ),
    amount: minor,
  }),
  'question',
);
export const putInCart = operation(
  'shop.cart.put',
  z.object({ buyerRef: ref, sku: ref, quantity: z.int().min(0).max(99) }),
  z.object({ status: z.enum(['OK', 'REFUSED']), code: z.string() }),
);

/** Turns a cart into orders, one for each seller, and reserves the stock (platform → shop). Idempotent on a buyer's `checkoutRef`. */
export const checkOut = operation(
  'shop.checkout',
  z.object({ checkoutRef: ref, buyerRef: ref }),
  z.object({ status: z.enum(['PLACED', 'REFUSED']), code: z.string(), orders: z.array(order) }),
);
export const orderNamed = operation('shop.order', z.object({ orderRef: ref }), z.object({ known: z.boolean(), order: order.nullable() }), 'question');

/** A buyer's orders, the newest first, at most a hundred. */
export const ordersOfBuyer = operation('shop.orders', z.object({ buyerRef: ref }), z.object({ items: z.array(order) }), 'question');

/** Says that an order will be paid later: the line is frozen for it, the shop may ship. Idempotent on `orderRef`. */
export const authorise = operation(
  'shop.order.authorise',
  z.object({ orderRef: ref, creditor: ref, amount: minor }),
  z.object({ status: z.enum(['AUTHORISED', 'REFUSED']), code: z.string() }),
);
/** Gives an order up before it is shipped; a shipped order is REFUSED and must be returned instead. */
export const cancel = operation('shop.order.cancel', z.object({ orderRef: ref }), z.object({ status: z.enum(['CANCELLED', 'REFUSED']), code: z.string() }));

/** Asks to send goods back (platform → shop). The shop answers at once whether it takes them, and tells of them when they have come. Idempotent on `returnRef`. */
export const askReturn = operation(
  'shop.return.ask',
  z.object({ returnRef: ref, orderRef: ref, lines: z.array(returnLine).min(1) }),
  z.object({ status: z.enum(['EXPECTED', 'REFUSED']), code: z.string(), amount: minor }),
);

/** What happened to orders (shop → platform): shipped, delivered (order confirmation 确认收货), cancelled by the shop for want of goods. Told again until taken. */
export const orderEvents = operation(
  'platform.shop.order',
  items(z.object({ eventRef: ref, orderRef: ref, event: z.enum(['SHIPPED', 'DELIVERED', 'CANCELLED']), on: wireDate })),
  z.object({ received: z.int() }),
);
/** Goods that came back (shop → platform), worth `amount`; a merchant refund (商家退款) without goods has no lines. */
export const returned = operation(
  'platform.shop.return',
  items(z.object({ returnRef: ref, orderRef: ref, lines: z.array(returnLine), amount: minor, on: wireDate })),
  z.object({ received: z.int() }),
);

/** The shop's day: every delivery and return that it booked on a date, layout `shop-day`. */
export const dayFile = operation('shop.day.file', z.object({ date: wireDate, part: filePart }), fileAnswer, 'question');
