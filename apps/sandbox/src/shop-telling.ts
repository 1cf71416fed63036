import { derivedId } from '@jinqiao/runtime';
import { shop } from '@jinqiao/wire';
import type { Channel } from './channel.ts';
import type { FaultBox } from './faults.ts';
import type { ShopSetup } from './setup.ts';

/** Tells the platform what happened until it has taken it. */
export type Teller = {
  /** Tells what is untold now. What could not be told, or was held back, is tried again when next asked, and by itself a little later. */
  tell(): Promise<void>;
  stop(): Promise<void>;
};

/** Events in one message. */
const MESSAGE = 500;
const AGAIN_MS = [1_000, 5_000, 30_000] as const;

export function createTeller(setup: ShopSetup, faults: FaultBox): Teller {
  let [running, stopped, failures] = [Promise.resolve(), false, 0];
  let timer: NodeJS.Timeout | undefined;
  const round = async () => {
    clearTimeout(timer);
    const platform = stopped ? undefined : setup.toPlatform();
    if (!platform) return;
    const taken = (await tellOrders(setup, faults, platform)) && (await tellReturns(setup, faults, platform));
    failures = taken ? 0 : failures + 1;
    if (!taken && !stopped) timer = setTimeout(tellLater, AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1]).unref();
  };
  // One after the other: two rounds at once would put one event in two messages.
  const tell = () => {
    running = running.then(round).catch(process.emitWarning);
    return running;
  };
  const tellLater = () => void tell();
  return {
    tell,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

type Untold = {
  readonly bucket: number;
  readonly eventRef: string;
  readonly orderRef: string;
  readonly kind: string;
  readonly on: string;
  message: string | null;
};

/**
 * The next messages of some kinds of events. What is in a message stays in it, in its order, so that it can be repeated as it was;
 * `late-notice` holds back what is not in one yet, `reordered-notice` turns it round.
 */
async function messagesOf({ db, schema: s }: ShopSetup, faults: FaultBox, operation: string, kinds: readonly string[]): Promise<Untold[][]> {
  const { rows } = await db.query<Untold>(
    `SELECT bucket, event_ref AS "eventRef", order_ref AS "orderRef", kind, happened_on::text AS "on", message FROM ${s}.event
     WHERE NOT taken AND kind = ANY($1::text[]) ORDER BY message NULLS LAST, place, happened_as LIMIT $2`,
    [kinds, MESSAGE],
  );
  const fresh = rows.filter((event) => event.message === null);
  const old = [...Map.groupBy(rows, (event) => event.message)].flatMap(([message, events]) => (message === null ? [] : [events]));
  if (fresh.length === 0 || faults.take('late-notice', operation)) return old;
  if (faults.take('reordered-notice', operation)) fresh.reverse();
  const message = derivedId('msg', 0, fresh.map((event) => event.eventRef).join(' '));
  await db.query(
    `UPDATE ${s}.event e SET message = $3, place = g.n FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS g(b, r, n) WHERE e.bucket = g.b AND e.event_ref = g.r`,
    [fresh.map((event) => event.bucket), fresh.map((event) => event.eventRef), message],
  );
  return [...old, fresh.map((event) => ({ ...event, message }))];
}

type Send = (events: readonly Untold[], serial: string, businessDate: string) => ReturnType<Channel['exchange']>;

/** @returns false where something was not taken. */
async function tellMessages(setup: ShopSetup, faults: FaultBox, operation: string, messages: readonly Untold[][], send: Send): Promise<boolean> {
  let all = true;
  for (const events of messages) {
    const serial = events[0]?.message ?? '';
    const on = events.reduce((latest, event) => (event.on > latest ? event.on : latest), '');
    const outcome = await send(events, serial, on);
    if (outcome.state === 'answered') await setup.db.query(`UPDATE ${setup.schema}.event SET taken = true WHERE message = $1`, [serial]);
    else all = false;
    // Twice under two serials: only its events' own references say that it is the same.
    if (faults.take('duplicate-notice', operation)) await send(events, `${serial}.2`, on);
  }
  return all;
}

async function tellOrders(setup: ShopSetup, faults: FaultBox, platform: Channel): Promise<boolean> {
  const { name } = shop.orderEvents;
  const messages = await messagesOf(setup, faults, name, ['SHIPPED', 'DELIVERED', 'CANCELLED']);
  return tellMessages(setup, faults, name, messages, (events, serial, businessDate) => {
    const items = events.map(({ eventRef, orderRef, kind, on }) => ({ eventRef, orderRef, event: kind as 'SHIPPED' | 'DELIVERED' | 'CANCELLED', on }));
    return platform.exchange(shop.orderEvents, { serial, businessDate, body: { items } });
  });
}

type Returned = { returnRef: string; lines: { line: number; quantity: number }[]; amount: string };

async function tellReturns(setup: ShopSetup, faults: FaultBox, platform: Channel): Promise<boolean> {
  const { name } = shop.returned;
  const messages = await messagesOf(setup, faults, name, ['RETURNED']);
  if (messages.length === 0) return true;
  const { rows } = await setup.db.query<Returned>(
    `SELECT r.return_ref AS "returnRef", r.lines, r.amount::text FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${setup.schema}.goods_return r ON r.bucket = g.b AND r.return_ref = g.r`,
    [messages.flat().map((event) => event.bucket), messages.flat().map((event) => event.eventRef)],
  );
  const returns = new Map(rows.map((row) => [row.returnRef, row]));
  return tellMessages(setup, faults, name, messages, (events, serial, businessDate) => {
    const items = events.flatMap(({ eventRef, orderRef, on }) => {
      const found = returns.get(eventRef);
      return found ? [{ ...found, orderRef, on }] : [];
    });
    return platform.exchange(shop.returned, { serial, businessDate, body: { items } });
  });
}
