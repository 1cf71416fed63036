import { createHmac, randomBytes } from 'node:crypto';
import { type Database, type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { type Clock, fixedClock, instant } from '@jinqiao/runtime';
import { vaultFault } from './errors.ts';
import type { MasterKeys } from './master-keys.ts';
import { partsOf, placeMark, type SealAlgorithm, type Sealer, sealerOf } from './sealing.ts';

export type Purpose = 'seal' | 'index';

/** A data key as it may be shown. */
export type DataKey = {
  readonly keyId: string;
  readonly purpose: Purpose;
  readonly algorithm: SealAlgorithm | 'HMAC-SM3';
  readonly masterKey: string;
  readonly madeAt: Date;
  readonly activeFrom: Date;
  readonly completeAt: Date | null;
  readonly retiredAt: Date | null;
};

export type KeyRingOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly masterKeys: MasterKeys;
  /** How keys made from now on seal; what other keys sealed stays readable. */
  readonly algorithm: SealAlgorithm;
  /** Makes the digests that are for ever: ids follow from them, or their value is not kept. See decision 37. */
  readonly identityKey: Buffer;
  /** The secret of the first index key, so that equal installations index alike. */
  readonly firstIndexKey: Buffer;
  /** Opens what was sealed before there were data keys. */
  readonly legacy: (sealed: string) => string;
  /** How long a new key waits until every process has read it, in milliseconds. */
  readonly settleMs?: number;
};

/** The kinds whose digest may change: their value is kept, sealed, so that it can be digested anew. */
const ROTATING = new Set(['id-number']);
/** The digest of an ID number that is for ever: evidence, the graph of related parties and watch lists point by it to a person. */
const LASTING: Readonly<Record<string, string>> = { person: 'id-number' };
const SETTLE_MS = 15_000;

type Held = DataKey & { readonly secret: Buffer; readonly sealer: Sealer | undefined };

/** The data keys of an installation: which is used, which are read, and how a new one comes in. */
export type KeyRing = {
  seal(text: string, place?: string): string;
  /** @param place where given, what was sealed for another place is refused. @throws Fault SEALED_BROKEN, SEAL_KEY_UNKNOWN. */
  open(sealed: string, place?: string): string;
  /** The digest by which a value is found. */
  index(kind: string, value: string): string;
  /** The digests under every key in use, newest first: a claim on a value is made under all of them. */
  indexes(kind: string, value: string): readonly string[];
  /** The key that new writes are sealed by. */
  sealedBy(): string;
  keys(): readonly DataKey[];
  /** Reads keys that other processes made. */
  refresh(): Promise<void>;
  /** Makes a new key; it is used once every process has read it. @throws Fault ROTATION_RUNNING. */
  rotate(purpose: Purpose): Promise<DataKey>;
  /** Wraps every data key by the current master key. @returns how many had another. */
  rewrap(): Promise<number>;
  readonly settleMs: number;
};

/** Reads the keys of an installation, making the first ones where there are none. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { db, clock, masterKeys } = options;
  const settleMs = options.settleMs ?? SETTLE_MS;
  await insertKey(options, 'index', 1, options.firstIndexKey, clock.now());
  await insertKey(options, 'seal', 1, randomBytes(32), clock.now());
  let held: readonly Held[] = [];
  const refresh = async () => {
    held = await heldKeys(db, masterKeys, held);
  };
  await refresh();
  const inUse = (purpose: Purpose) => held.filter((key) => key.purpose === purpose && key.retiredAt === null);
  const digest = (secret: Buffer, kind: string, value: string) =>
    createHmac('sm3', secret)
      .update(`${LASTING[kind] ?? kind}:${value}`)
      .digest('hex');
  const sealing = (): Held => newest(inUse('seal').filter((key) => key.activeFrom.getTime() <= clock.now()));
  return {
    settleMs,
    seal: (text, place) => (sealing().sealer as Sealer).seal(text, placeMark(place)),
    open: (sealed, place) => openSealed(held, options.legacy, refresh, sealed, place),
    index: (kind, value) =>
      digest(ROTATING.has(kind) ? newest(inUse('index').filter((key) => key.completeAt !== null)).secret : options.identityKey, kind, value),
    indexes: (kind, value) =>
      (ROTATING.has(kind) ? [...inUse('index')].reverse().map(({ secret }) => secret) : [options.identityKey]).map((secret) => digest(secret, kind, value)),
    sealedBy: () => sealing().keyId,
    keys: () => held.map(({ secret: _, sealer: __, ...key }) => key),
    refresh,
    rotate: async (purpose) => {
      await refresh();
      const open = held.filter((key) => key.purpose === purpose).find((key) => key.completeAt === null);
      if (open) throw vaultFault('ROTATION_RUNNING', { key: open.keyId });
      const n = held.filter((key) => key.purpose === purpose).length + 1;
      const keyId = await insertKey(options, purpose, n, randomBytes(32), clock.now() + settleMs);
      await refresh();
      return held.find((key) => key.keyId === keyId) as Held;
    },
    rewrap: () => rewrapKeys(db, masterKeys),
  };
}

function openSealed(
  held: readonly Held[],
  legacy: (sealed: string) => string,
  refresh: () => Promise<void>,
  sealed: string,
  place: string | undefined,
): string {
  const parts = partsOf(sealed);
  if (!parts) return legacy(sealed);
  const sealer = held.find(({ keyId }) => keyId === parts.key)?.sealer;
  if (!sealer) {
    refresh().catch(process.emitWarning);
    throw vaultFault('SEAL_KEY_UNKNOWN', { key: parts.key.slice(0, 20) });
  }
  if (place !== undefined && parts.place !== '' && parts.place !== placeMark(place)) throw vaultFault('SEALED_BROKEN');
  return sealer.open(sealed);
}

function newest(keys: readonly Held[]): Held {
  const key = keys.at(-1);
  if (!key) throw new Error('the installation has no data key in use');
  return key;
}

/** The first key of its purpose is complete: nothing was sealed or indexed by an earlier data key. */
async function insertKey(
  { db, clock, masterKeys, algorithm }: KeyRingOptions,
  purpose: Purpose,
  n: number,
  secret: Buffer,
  activeFrom: number,
): Promise<string> {
  const keyId = `${purpose}-${n}`;
  const at = instant(clock);
  await db.query(
    `INSERT INTO vault.data_key (bucket, key_id, purpose, algorithm, wrapped, master_key, made_at, active_from, complete_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT FROM vault.data_key WHERE bucket = $1 AND key_id = $2) ON CONFLICT DO NOTHING`,
    [
      HOUSE_BUCKET,
      keyId,
      purpose,
      purpose === 'index' ? 'HMAC-SM3' : algorithm,
      await masterKeys.wrap(keyId, secret),
      masterKeys.current,
      at,
      instant(fixedClock(activeFrom)),
      n === 1 && purpose === 'index' ? at : null,
    ],
  );
  return keyId;
}

const COLUMNS = `key_id AS "keyId", purpose, algorithm, wrapped, master_key AS "masterKey", made_at AS "madeAt", active_from AS "activeFrom", complete_at AS "completeAt", retired_at AS "retiredAt"`;

type Stored = DataKey & { readonly wrapped: string };

async function heldKeys(db: Db, masterKeys: MasterKeys, before: readonly Held[]): Promise<Held[]> {
  const { rows } = await db.query<Stored>(`SELECT ${COLUMNS} FROM vault.data_key WHERE bucket = $1 ORDER BY made_at, key_id`, [HOUSE_BUCKET]);
  return Promise.all(
    rows.map(async ({ wrapped, ...key }) => {
      const known = before.find(({ keyId }) => keyId === key.keyId);
      const secret = known?.secret ?? (await masterKeys.unwrap(key.masterKey, key.keyId, wrapped));
      return { ...key, secret, sealer: known?.sealer ?? (key.algorithm === 'HMAC-SM3' ? undefined : sealerOf(key.keyId, key.algorithm, secret)) };
    }),
  );
}

async function rewrapKeys(db: Database, masterKeys: MasterKeys): Promise<number> {
  return db.tx(async (tx) => {
    const { rows } = await tx.query<Stored>(`SELECT ${COLUMNS} FROM vault.data_key WHERE bucket = $1 AND master_key <> $2 FOR UPDATE`, [
      HOUSE_BUCKET,
      masterKeys.current,
    ]);
    const wrapped = await Promise.all(rows.map(async (key) => masterKeys.wrap(key.keyId, await masterKeys.unwrap(key.masterKey, key.keyId, key.wrapped))));
    await tx.query(
      `UPDATE vault.data_key k SET wrapped = g.wrapped, master_key = $4 FROM unnest($2::text[], $3::text[]) AS g(key_id, wrapped)
       WHERE k.bucket = $1 AND k.key_id = g.key_id`,
      [HOUSE_BUCKET, rows.map((key) => key.keyId), wrapped, masterKeys.current],
    );
    return rows.length;
  });
}
