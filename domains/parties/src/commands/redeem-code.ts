import { timingSafeEqual } from 'node:crypto';
import type { BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import { type CodePurpose, countTry, markUsed } from '../code-store.ts';
import { partiesFault } from '../errors.ts';
import { parseMobile } from '../identity/mobile-number.ts';
import { identityRule } from '../identity/rules.ts';
import { mobileKey } from '../mobile-store.ts';
import type { Vault } from '../vault.ts';
import { codeDigest } from './send-code.ts';

/** A code that was right, not used up yet. `command` is what it is given for: the same command again may use it again. */
export type RightCode = {
  readonly bucket: number;
  readonly codeId: string;
  readonly command: string;
  /** The command has used it before: what it asked for has happened. */
  readonly again: boolean;
};

export type GivenCode = { readonly mobile: string; readonly purpose: CodePurpose; readonly code: string; readonly command: string };

/**
 * Tries a code against the last one sent to the number for the purpose. Every try counts before it is compared, so that many at
 * once are no more than many one after another.
 * @throws Fault MOBILE_INVALID, CODE_WRONG for a wrong, expired, used or exhausted code alike.
 */
export async function checkCode(
  db: Db,
  { vault, clock }: { vault: Vault; clock: Clock },
  on: BusinessDate,
  given: GivenCode,
  path = '$.code',
): Promise<RightCode> {
  const mobile = parseMobile(given.mobile);
  const key = mobileKey(vault, mobile);
  const max = identityRule('CODE_TRIES_MAX', on);
  const tried = await countTry(db, key, given.purpose, given.command, instant(clock), max);
  if (!tried) throw partiesFault('CODE_WRONG', { left: 0 }, path);
  const digest = Buffer.from(codeDigest(vault, mobile, given.purpose, given.code));
  const stored = Buffer.from(tried.codeHash);
  if (digest.length !== stored.length || !timingSafeEqual(digest, stored)) throw partiesFault('CODE_WRONG', { left: max - tried.tries }, path);
  return { bucket: key.bucket, codeId: tried.codeId, command: given.command, again: tried.used };
}

/** Uses a right code up with what it was given for, in one transaction. @throws Fault CODE_WRONG where another command has used it. */
export async function useCode(tx: Tx, clock: Clock, code: RightCode, path = '$.code'): Promise<void> {
  if (!(await markUsed(tx, code.bucket, code.codeId, code.command, instant(clock)))) throw partiesFault('CODE_WRONG', { left: 0 }, path);
}
