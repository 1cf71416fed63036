/** The sandbox's institutions: a bank, a payment institution, a credit bureau, a register of persons and an operator of messages, each a service of its own. */

import { migrate, openDatabase } from '@jinqiao/database';
import type { KeyPair } from '@jinqiao/gateway';
import type { Clock } from '@jinqiao/runtime';
import { startBank } from './bank.ts';
import { startBureau } from './bureau.ts';
import { type Channel, channelTo } from './channel.ts';
import { startIdentity } from './identity.ts';
import type { RunningInstitution } from './institution.ts';
import { startMessages } from './messages.ts';
import { sandboxMigrations } from './migrations.ts';
import { startPayment } from './payment.ts';

export { sandboxMigrations } from './migrations.ts';

export type InstitutionId = 'bank' | 'payment' | 'bureau' | 'identity' | 'messages';

/** Keys of every party, and the sealing keys of each pair by the names of both in alphabetical order: `bank:platform`. */
export type SandboxKeys = { readonly parties: Readonly<Record<InstitutionId | 'platform', KeyPair>>; readonly seals: Readonly<Record<string, string>> };

export type SandboxOptions = {
  readonly databaseUrl: string;
  /** A free port is taken for those that are not named. */
  readonly ports: Readonly<Partial<Record<InstitutionId, number>>>;
  readonly keys: SandboxKeys;
  readonly clock: Clock;
  /** Where the payment institution sends its notifications, once that is known. */
  readonly platformUrl?: () => string | undefined;
};

export type Sandbox = {
  readonly urls: Readonly<Record<InstitutionId, string>>;
  readonly institutions: Readonly<Record<InstitutionId, RunningInstitution>>;
  stop(): Promise<void>;
};

/** Starts the institutions on 127.0.0.1. Each has its own connections, schema and keys; they reach each other only over signed HTTP. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { keys, clock } = options;
  const setupDb = openDatabase(options.databaseUrl, { max: 1 });
  await migrate(setupDb, sandboxMigrations);
  await setupDb.end();
  const databases = {
    bank: openDatabase(options.databaseUrl, { max: 4 }),
    payment: openDatabase(options.databaseUrl, { max: 4 }),
    bureau: openDatabase(options.databaseUrl, { max: 2 }),
    identity: openDatabase(options.databaseUrl, { max: 2 }),
    messages: openDatabase(options.databaseUrl, { max: 2 }),
  };
  const peers = new Map(Object.entries(keys.parties).map(([id, pair]) => [id, pair.publicKey]));
  const sealKeys = (self: InstitutionId) =>
    new Map(['bank', 'payment', 'bureau', 'identity', 'messages', 'platform'].map((other) => [other, keys.seals[[self, other].sort().join(':')] ?? '']));
  const running: Partial<Record<InstitutionId, RunningInstitution>> = {};
  const channels = new Map<string, Channel>();
  const channel = (self: InstitutionId, other: InstitutionId | 'platform', url: string): Channel => {
    const known = channels.get(`${self} ${other}`);
    if (known) return known;
    const made = channelTo({
      self,
      keys: keys.parties[self],
      peer: { id: other, url, publicKey: keys.parties[other].publicKey },
      clock,
      db: databases[self],
      schema: `sandbox_${self}`,
    });
    channels.set(`${self} ${other}`, made);
    return made;
  };
  const setup = (id: InstitutionId) => ({
    id,
    keys: keys.parties[id],
    peers,
    clock,
    db: databases[id],
    schema: `sandbox_${id}`,
    port: options.ports[id] ?? 0,
    sealKeys: sealKeys(id),
  });
  const url = (id: InstitutionId) => running[id]?.url ?? '';
  const bureau = await startBureau(setup('bureau'));
  running.bureau = bureau;
  const payment = await startPayment({
    ...setup('payment'),
    toBank: () => channel('payment', 'bank', url('bank')),
    toPlatform: () => {
      const at = options.platformUrl?.();
      return at ? channel('payment', 'platform', at) : undefined;
    },
  });
  running.payment = payment;
  const bank = await startBank({
    ...setup('bank'),
    toPayment: () => channel('bank', 'payment', url('payment')),
    toBureau: () => channel('bank', 'bureau', url('bureau')),
  });
  running.bank = bank;
  const identity = await startIdentity(setup('identity'));
  const messages = await startMessages(setup('messages'));
  return {
    urls: { bank: bank.url, payment: payment.url, bureau: bureau.url, identity: identity.url, messages: messages.url },
    institutions: { bank, payment, bureau, identity, messages },
    stop: async () => {
      await Promise.all([bank, payment, bureau, identity, messages].map((institution) => institution.stop()));
      await Promise.all(Object.values(databases).map((db) => db.end()));
    },
  };
}
