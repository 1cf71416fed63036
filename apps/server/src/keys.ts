import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, type KeyPair } from '@jinqiao/gateway';

const PARTIES = [
  'platform',
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
  'yunzhou',
  'xihe',
] as const;

/** The keys of an installation. In production the partners' private keys are theirs alone; the sandbox's lie beside ours. */
export type InstallationKeys = {
  readonly parties: Readonly<Record<(typeof PARTIES)[number], KeyPair>>;
  /** Sealing keys by pair, `bank:platform`. */
  readonly seals: Readonly<Record<string, string>>;
  /** The first master key comes from it: master keys wrap the data keys that seal personal data at rest. */
  readonly vault: string;
  /** Makes the digests from which customers' ids follow. It is for ever; installations before it used `vault`. */
  readonly identity?: string;
  /** Master keys that came later, newest last. */
  readonly masterKeys?: readonly { readonly id: string; readonly secret: string }[];
};

/** Reads the installation's keys, making them on first use (mode 0600). */
export function installationKeys(home: string): { keys: InstallationKeys; file: string } {
  const file = join(home, 'keys.json');
  const known: InstallationKeys | undefined = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (known && PARTIES.every((party) => known.parties[party])) return { keys: known, file };
  mkdirSync(home, { recursive: true });
  const made = makeKeys(randomBytes(32).toString('hex'));
  // An installation that meets new institutions keeps the keys that it has.
  const keys = known ? { ...known, parties: { ...made.parties, ...known.parties }, seals: { ...made.seals, ...known.seals } } : made;
  writeKeys(file, keys);
  return { keys, file };
}

/** Written beside and moved into place: a kill leaves the old file or the new one. */
function writeKeys(file: string, keys: InstallationKeys): void {
  writeFileSync(`${file}.next`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${file}.next`, file);
}

/** Key pairs are random; sealing keys follow from a secret, so that equal secrets seal alike. */
export function makeKeys(secret: string): InstallationKeys {
  const derive = (use: string) => createHash('sm3').update(`${secret}:${use}`).digest('hex').slice(0, 32);
  const pairs = PARTIES.flatMap((a) => PARTIES.filter((b) => a < b).map((b) => `${a}:${b}`));
  return {
    parties: Object.fromEntries(PARTIES.map((party) => [party, generateKeyPair()])) as InstallationKeys['parties'],
    seals: Object.fromEntries(pairs.map((pair) => [pair, derive(pair)])),
    vault: derive('vault'),
    identity: derive('identity'),
  };
}

/** Adds a master key, which wraps from the next start on; the earlier ones stay until every data key has been wrapped anew. */
export function addMasterKey(file: string): string {
  const keys: InstallationKeys = JSON.parse(readFileSync(file, 'utf8'));
  const id = `master-${(keys.masterKeys?.length ?? 0) + 2}`;
  const masterKeys = [...(keys.masterKeys ?? []), { id, secret: randomBytes(32).toString('hex') }];
  writeKeys(file, { ...keys, masterKeys });
  return id;
}
