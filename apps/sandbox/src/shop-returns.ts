import { addDays, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { shop } from '@jinqiao/wire';
import { answering, type InstitutionSetup } from './institution.ts';
import { type OrderRow, orderByRef } from './shop-orders.ts';

/** How long after delivery goods may be sent back. */
const RETURN_DAYS = 30;

type ReturnLine = { readonly line: number; readonly quantity: number };

/** Quantities by line, in the order of lines: the same wish in another form is the same wish. */
function gathered(lines: readonly ReturnLine[]): ReturnLine[] {
  return [...Map.groupBy(lines, ({ line }) => line)]
    .map(([line, same]) => ({ line, quantity: same.reduce((sum, { quantity }) => sum + quantity, 0) }))
    .sort((a, b) => a.line - b.line);
}

/** Says whether goods may come back, and what for. What was sent or given back before is not taken again. */
export function askReturn({ schema: s }: InstitutionSetup) {
  return answering(shop.askReturn, async (tx, body, context) => {
    const refused = (code: string) => ({ status: 'REFUSED' as const, code, amount: '0' });
    const found = await orderByRef(tx, s, body.orderRef, 'FOR UPDATE');
    if (!found) return refused('ORDER_UNKNOWN');
    const lines = gathered(body.lines);
    const { rows } = await tx.query<{ lines: ReturnLine[]; amount: string }>(
      `SELECT lines, amount::text FROM ${s}.goods_return WHERE bucket = $1 AND order_ref = $2 AND return_ref = $3`,
      [found.bucket, found.orderRef, body.returnRef],
    );
    if (rows[0]) {
      const same = JSON.stringify(gathered(rows[0].lines)) === JSON.stringify(lines);
      return same ? { status: 'EXPECTED' as const, code: 'OK', amount: rows[0].amount } : refused('RETURN_REUSED');
    }
    const against = objection(found, lines, context.businessDate);
    if (against) return refused(against);
    const amount = await expectBack(tx, s, found, lines);
    await tx.query(`INSERT INTO ${s}.goods_return (bucket, return_ref, order_ref, lines, amount, asked_on) VALUES ($1, $2, $3, $4, $5, $6)`, [
      found.bucket,
      body.returnRef,
      found.orderRef,
      JSON.stringify(lines),
      amount,
      context.businessDate,
    ]);
    return { status: 'EXPECTED' as const, code: 'OK', amount: amount.toString() };
  });
}

function objection({ state, deliveredOn, lines: bought }: OrderRow, lines: readonly ReturnLine[], on: string): string | undefined {
  if (state !== 'DELIVERED' || deliveredOn === null) return 'ORDER_NOT_DELIVERED';
  if (on > addDays(businessDate(deliveredOn), RETURN_DAYS)) return 'RETURN_TOO_LATE';
  const left = new Map(bought.map(({ line, quantity, returned }) => [line, quantity - returned]));
  return lines.some(({ line, quantity }) => quantity > (left.get(line) ?? 0)) ? 'RETURN_TOO_MANY' : undefined;
}

/** Marks pieces as coming back. @returns what they are worth, at most what of the order's price was not given back yet. */
async function expectBack(tx: Tx, s: string, { bucket, orderRef, lines: bought, amount, givenBack }: OrderRow, lines: readonly ReturnLine[]): Promise<bigint> {
  const prices = new Map(bought.map(({ line, price }) => [line, BigInt(price)]));
  const value = lines.reduce((sum, { line, quantity }) => sum + (prices.get(line) ?? 0n) * BigInt(quantity), 0n);
  const left = BigInt(amount) - givenBack;
  const worth = value < left ? value : left;
  await tx.query(
    `UPDATE ${s}.order_line l SET given_back = l.given_back + g.q FROM unnest($3::int[], $4::int[]) AS g(li, q) WHERE l.bucket = $1 AND l.order_ref = $2 AND l.line = g.li`,
    [bucket, orderRef, lines.map((l) => l.line), lines.map((l) => l.quantity)],
  );
  await tx.query(`UPDATE ${s}.shop_order SET given_back = given_back + $3 WHERE bucket = $1 AND order_ref = $2`, [bucket, orderRef, worth]);
  return worth;
}
