import { createHmac } from 'node:crypto';
import { SEALED_REPORTS, SEALED_SUBJECTS } from '@jinqiao/compliance';
import type { Database } from '@jinqiao/database';
import { sealerOf } from '@jinqiao/gateway';
import { ID_NUMBER_INDEX, SEALED_ACCOUNTS, SEALED_CUSTOMERS, SEALED_PERSONS } from '@jinqiao/parties';
import { SEALED_PAY_OFFS } from '@jinqiao/partnership';
import type { Clock } from '@jinqiao/runtime';
import { type KeyRing, localMasterKeys, openKeyRing, reseal, type SealAlgorithm, type SealedTable } from '@jinqiao/vault';
import type { InstallationKeys } from './keys.ts';

/** What an installation decides about security. */
export type SecuritySettings = {
  /** Staff without a second factor can do nothing but enrol one. */
  readonly secondFactor: 'optional' | 'required';
  /** How data keys made from now on seal. */
  readonly sealing: SealAlgorithm;
  /** How long a new data key waits until every process has read it, in milliseconds. */
  readonly settleMs?: number;
};

export const OPTIONAL_SECURITY: SecuritySettings = { secondFactor: 'optional', sealing: 'SM4-CTR-HMAC-SM3' };

export const SEALED_STAFF = { table: 'server.staff', row: 'login', columns: ['factor_sealed'] } as const satisfies SealedTable;

/** Every table with sealed columns, and whoever owns it declares it. A test compares them with the schema. */
export const SEALED_TABLES: readonly SealedTable[] = [
  SEALED_CUSTOMERS,
  SEALED_ACCOUNTS,
  SEALED_PERSONS,
  SEALED_SUBJECTS,
  SEALED_REPORTS,
  SEALED_PAY_OFFS,
  SEALED_STAFF,
];

/** Opens the vault with the master keys of the installation's folder. A key management service is wired here instead. */
export function openVault(options: { db: Database; clock: Clock; keys: InstallationKeys; security: SecuritySettings }): Promise<KeyRing> {
  const { db, clock, keys, security } = options;
  const secret = Buffer.from(keys.vault, 'hex');
  const first = { id: 'master-1', secret: createHmac('sm3', secret).update('master key').digest() };
  const later = (keys.masterKeys ?? []).map(({ id, secret: hex }) => ({ id, secret: Buffer.from(hex, 'hex') }));
  return openKeyRing({
    db,
    clock,
    masterKeys: localMasterKeys([first, ...later], security.sealing),
    algorithm: security.sealing,
    identityKey: Buffer.from(keys.identity ?? keys.vault, 'hex'),
    firstIndexKey: secret,
    legacy: sealerOf(keys.vault).open,
    ...(security.settleMs === undefined ? {} : { settleMs: security.settleMs }),
  });
}

type Sealing = { readonly db: Database; readonly clock: Clock; readonly vault: KeyRing };

/** Brings what is sealed and indexed under the newest keys. @returns how many keys were retired. */
export function resealAll({ db, clock, vault }: Sealing): Promise<number> {
  return reseal({ db, clock, ring: vault, tables: SEALED_TABLES, indexed: [ID_NUMBER_INDEX] });
}

const PAUSE_MS = 5_000;

/** Reads keys that other processes made, in the background: whoever only writes must hear of a new key before it is used. */
export function createKeyReader(vault: KeyRing): { stop(): Promise<void> } {
  let reading: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    reading = vault.refresh().catch((failure: unknown) => process.emitWarning(`reading data keys: ${failure instanceof Error ? failure.message : 'failed'}`));
  }, PAUSE_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await reading;
    },
  };
}

/** Seals anew behind a rotation, in the background. */
export function createKeyKeeper(system: Sealing): { stop(): Promise<void> } {
  let working: Promise<void> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    working = resealAll(system)
      .then(() => undefined)
      .catch((failure: unknown) => process.emitWarning(`sealing anew: ${failure instanceof Error ? failure.message : 'failed'}`))
      .finally(() => {
        idle = true;
      });
  }, PAUSE_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
