import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReceiver, type Handler } from '@jinqiao/gateway';
import { systemClock } from '@jinqiao/runtime';
import type { Operation } from '@jinqiao/wire';
import type { InstitutionId } from '../src/index.ts';
import { type Platform, startPlatform } from './platform.ts';

export type Told = { readonly serial: string; readonly items: readonly Readonly<Record<string, unknown>>[] };

export type Listening = {
  readonly platform: Platform;
  /** What came, in order. */
  readonly told: Told[];
  /** While it is true messages take effect and are not answered. */
  mute: boolean;
  stop(): Promise<void>;
};

/** A platform that hears what an institution tells it by itself, and keeps it. */
export async function startListening(institution: InstitutionId, operations: readonly Operation[]): Promise<Listening> {
  const address: { url?: string } = {};
  const platform = await startPlatform(() => address.url);
  const told: Told[] = [];
  const taking = ({ name, request }: Operation): [string, Handler] => [
    name,
    {
      request,
      readOnly: false,
      handle: async (_tx, body: { items: Told['items'] }, { serial }) => {
        told.push({ serial, items: body.items });
        return { received: body.items.length };
      },
    },
  ];
  const receive = createReceiver({
    self: 'platform',
    keys: platform.keys.parties.platform,
    peers: new Map([[institution, platform.keys.parties[institution].publicKey]]),
    clock: systemClock,
    db: platform.db,
    schema: 'gateway',
    operations: new Map(operations.map(taking)),
    beforeAnswer: () => (listening.mute ? 'drop' : 'send'),
  });
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const listening: Listening = {
    platform,
    told,
    mute: false,
    stop: async () => {
      await platform.stop();
      server.closeAllConnections();
      server.close();
    },
  };
  return listening;
}
