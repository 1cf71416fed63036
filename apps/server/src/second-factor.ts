import { createHmac, randomBytes } from 'node:crypto';
import type { FactorEnrolment, RecoveryCodes } from '@jinqiao/api';
import { bucketOf, type Db } from '@jinqiao/database';
import { placeOf } from '@jinqiao/vault';
import { serverFault } from './errors.ts';
import type { System } from './system.ts';
import { base32, matchingStep, otpauthUri } from './totp.ts';
import { SEALED_STAFF } from './vault.ts';

type Factor = { readonly sealed: string | null; readonly confirmed: boolean; readonly step: bigint };

const RECOVERY_CODES = 10;
/** 160 bits, the length that RFC 4226 section 4 recommends. */
const SECRET_BYTES = 20;

export async function factorOf(db: Db, login: string): Promise<Factor | undefined> {
  const { rows } = await db.query<Factor>(
    'SELECT factor_sealed AS sealed, factor_confirmed AS confirmed, factor_step AS step FROM server.staff WHERE bucket = $1 AND login = $2',
    [bucketOf(login), login],
  );
  return rows[0];
}

/** Begins to enrol: a new secret, which counts once a code has confirmed it. @throws Fault SECOND_FACTOR_ENROLLED. */
export async function enrolFactor({ db, vault }: System, login: string): Promise<FactorEnrolment> {
  const secret = randomBytes(SECRET_BYTES);
  const { rowCount } = await db.query('UPDATE server.staff SET factor_sealed = $3, factor_step = 0 WHERE bucket = $1 AND login = $2 AND NOT factor_confirmed', [
    bucketOf(login),
    login,
    vault.seal(secret.toString('base64url'), factorPlace(login)),
  ]);
  if (rowCount === 0) throw serverFault('SECOND_FACTOR_ENROLLED');
  return { secret: (base32(secret).match(/.{1,4}/g) ?? []).join(' '), uri: otpauthUri(login, secret) };
}

/** Ends the enrolment with a first code. @returns recovery codes, of which only digests are kept. @throws Fault SECOND_FACTOR_WRONG. */
export async function confirmFactor(system: System, login: string, code: string): Promise<RecoveryCodes> {
  if (!(await takeCode(system, login, code, false))) throw serverFault('SECOND_FACTOR_WRONG', {}, '$.code');
  const codes = Array.from({ length: RECOVERY_CODES }, () => `${base32(randomBytes(5))}-${base32(randomBytes(5))}`.toLowerCase());
  await system.db.tx(async (tx) => {
    await tx.query('UPDATE server.staff SET factor_confirmed = true WHERE bucket = $1 AND login = $2', [bucketOf(login), login]);
    await tx.query('DELETE FROM server.recovery_code WHERE bucket = $1 AND login = $2', [bucketOf(login), login]);
    await tx.query('INSERT INTO server.recovery_code (bucket, login, code_hash) SELECT $1, $2, unnest($3::text[])', [
      bucketOf(login),
      login,
      codes.map((each) => recoveryHash(system, login, each)),
    ]);
  });
  return { codes };
}

/** Takes a code of the second factor, or a recovery code, once. */
export async function passesFactor(system: System, login: string, code: string): Promise<boolean> {
  const given = code.replace(/\s/g, '').toLowerCase();
  if (/^\d{6}$/.test(given)) return takeCode(system, login, given, true);
  const { rowCount } = await system.db.query('DELETE FROM server.recovery_code WHERE bucket = $1 AND login = $2 AND code_hash = $3', [
    bucketOf(login),
    login,
    recoveryHash(system, login, given),
  ]);
  return rowCount > 0;
}

export async function dropFactor(db: Db, login: string): Promise<void> {
  await db.query('UPDATE server.staff SET factor_sealed = NULL, factor_confirmed = false, factor_step = 0 WHERE bucket = $1 AND login = $2', [
    bucketOf(login),
    login,
  ]);
  await db.query('DELETE FROM server.recovery_code WHERE bucket = $1 AND login = $2', [bucketOf(login), login]);
}

export async function recoveryCodesLeft(db: Db, login: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM server.recovery_code WHERE bucket = $1 AND login = $2', [
    bucketOf(login),
    login,
  ]);
  return rows[0]?.n ?? 0;
}

/** A code counts once: its step is taken in one statement, whichever process asks. */
async function takeCode({ db, vault, clock }: System, login: string, code: string, confirmed: boolean): Promise<boolean> {
  const factor = await factorOf(db, login);
  if (!factor?.sealed || factor.confirmed !== confirmed) return false;
  const secret = Buffer.from(vault.open(factor.sealed, factorPlace(login)), 'base64url');
  const step = matchingStep(secret, code, clock.now(), Number(factor.step));
  if (step === undefined) return false;
  const { rowCount } = await db.query('UPDATE server.staff SET factor_step = $3 WHERE bucket = $1 AND login = $2 AND factor_step < $3', [
    bucketOf(login),
    login,
    step,
  ]);
  return rowCount > 0;
}

/** Fifty random bits a half: a keyed digest is enough, since nobody can try them all. */
function recoveryHash({ keys }: System, login: string, code: string): string {
  return createHmac('sha256', keys.vault).update(`recovery ${login} ${code}`).digest('hex');
}

function factorPlace(login: string): string {
  return placeOf(SEALED_STAFF.table, 'factor_sealed', login);
}
