/** The sandbox's institutions: three banks, payment institutions, a clearing house, card issuers, a credit bureau, a register of persons, an operator of messages, a fund's registrar and a shop, each a service of its own with its own books. */

import { type Database, migrate, openDatabase } from '@jinqiao/database';
import type { KeyPair } from '@jinqiao/gateway';
import type { Clock } from '@jinqiao/runtime';
import { startBank } from './bank.ts';
import { startBureau } from './bureau.ts';
import { type Channel, channelTo } from './channel.ts';
import { startClearing } from './clearing-house.ts';
import { startIdentity } from './identity.ts';
import type { RunningInstitution } from './institution.ts';
import { startIssuer } from './issuer.ts';
import { startMessages } from './messages.ts';
import { CITY_BANKS, sandboxMigrations } from './migrations.ts';
import { startOrderPayment, startPayment } from './payment.ts';
import { HABITS } from './payment-habits.ts';
import { startRegistrar } from './registrar.ts';
import { startShop } from './shop.ts';

export { sandboxMigrations } from './migrations.ts';

export const INSTITUTIONS = [
  'bank',
  'payment',
  'bureau',
  'yunque',
  'hongying',
  'clearing',
  'issuer',
  'identity',
  'messages',
  'registrar',
  'shop',
  ...CITY_BANKS,
] as const;
export type InstitutionId = (typeof INSTITUTIONS)[number];

/** Keys of every party, and the sealing keys of each pair by the names of both in alphabetical order: `bank:platform`. */
export type SandboxKeys = { readonly parties: Readonly<Record<InstitutionId | 'platform', KeyPair>>; readonly seals: Readonly<Record<string, string>> };

export type SandboxOptions = {
  readonly databaseUrl: string;
  /** Where each listens; one that is not named takes a free port. */
  readonly ports: Readonly<Partial<Record<InstitutionId, number>>>;
  readonly keys: SandboxKeys;
  readonly clock: Clock;
  /** Where institutions send their notifications, once that is known. */
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
  const open = (max: number) =>
    Object.fromEntries(INSTITUTIONS.map((id) => [id, openDatabase(options.databaseUrl, { max })])) as Record<InstitutionId, Database>;
  const [databases, aside] = [open(4), open(3)];
  const running: Partial<Record<InstitutionId, RunningInstitution>> = {};
  const peers = new Map(Object.entries(keys.parties).map(([id, pair]) => [id, pair.publicKey]));
  const channels = new Map<string, Channel>();
  const channel = (self: InstitutionId, other: InstitutionId | 'platform', url = running[other as InstitutionId]?.url ?? ''): Channel => {
    const known = channels.get(`${self} ${other}`);
    if (known) return known;
    const peer = { id: other, url, publicKey: keys.parties[other].publicKey };
    const made = channelTo({ self, keys: keys.parties[self], peer, clock, db: aside[self], schema: `sandbox_${self}` });
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
    sealKeys: new Map([...INSTITUTIONS, 'platform'].map((other) => [other, keys.seals[[id, other].sort().join(':')] ?? ''])),
  });
  const toPlatform = (id: InstitutionId) => () => {
    const at = options.platformUrl?.();
    return at ? channel(id, 'platform', at) : undefined;
  };
  const paymentSetup = (id: 'payment' | 'yunque' | 'hongying') => ({
    ...setup(id),
    aside: aside[id],
    habits: HABITS[id],
    toBank: (bank: string) => channel(id, bank as InstitutionId),
    toClearing: () => channel(id, 'clearing'),
    toIssuer: () => channel(id, 'issuer'),
    toPlatform: toPlatform(id),
  });
  running.bureau = await startBureau(setup('bureau'));
  running.issuer = await startIssuer(setup('issuer'));
  running.clearing = await startClearing({ ...setup('clearing'), toIssuer: () => channel('clearing', 'issuer') });
  running.payment = await startPayment(paymentSetup('payment'));
  running.yunque = await startOrderPayment(paymentSetup('yunque'));
  running.hongying = await startOrderPayment(paymentSetup('hongying'));
  for (const id of ['bank', ...CITY_BANKS] as const)
    running[id] = await startBank({ ...setup(id), toPayment: () => channel(id, 'payment'), toBureau: () => channel(id, 'bureau') });
  running.identity = await startIdentity(setup('identity'));
  running.messages = await startMessages(setup('messages'));
  running.registrar = await startRegistrar(setup('registrar'));
  running.shop = await startShop({ ...setup('shop'), toPlatform: toPlatform('shop') });
  const institutions = running as Record<InstitutionId, RunningInstitution>;
  return {
    urls: Object.fromEntries(INSTITUTIONS.map((id) => [id, institutions[id].url])) as Record<InstitutionId, string>,
    institutions,
    stop: async () => {
      await Promise.all(Object.values(institutions).map((institution) => institution.stop()));
      await Promise.all([...Object.values(databases), ...Object.values(aside)].map((db) => db.end()));
    },
  };
}
