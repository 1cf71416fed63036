import type { BusinessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { type Clock, randomDigits, randomId } from '@jinqiao/runtime';
import { type CodePurpose, codesSince, holdSending, insertCode } from '../code-store.ts';
import { partiesFault } from '../errors.ts';
import { parseMobile } from '../identity/mobile-number.ts';
import { identityRule } from '../identity/rules.ts';
import { mobileKey } from '../mobile-store.ts';
import type { MessageSender } from '../ports.ts';
import type { Vault } from '../vault.ts';

export type CodeContext = { readonly vault: Vault; readonly clock: Clock; readonly sender: MessageSender };

/** When the code ends and when another may be asked for, instants in UTC. */
export type SentCode = { readonly expiresAt: string; readonly resendAt: string };

const MINUTE = 60_000;

const SUBJECT: Readonly<Record<CodePurpose, { zh: string; en: string }>> = {
  'sign-in': { zh: '登录', en: 'sign in' },
  confirm: { zh: '确认您的操作', en: 'confirm what you asked for' },
  'change-mobile': { zh: '变更手机号', en: 'change your mobile number' },
  join: { zh: '并入另一手机号', en: 'let another number join your account' },
};

/**
 * Sends a one-time code of six digits to a number. It ends after CODE_MINUTES_MAX; a later one takes its place. Only a keyed
 * digest of it is kept, and no answer holds it.
 * @throws Fault MOBILE_INVALID, CODE_TOO_SOON, CODE_LIMIT_REACHED (by hour and by day), CODE_NOT_SENT.
 */
export async function sendCode(
  db: Database,
  { vault, clock, sender }: CodeContext,
  on: BusinessDate,
  request: { mobile: string; purpose: CodePurpose },
): Promise<SentCode> {
  const mobile = parseMobile(request.mobile);
  const key = mobileKey(vault, mobile);
  const now = clock.now();
  const at = (ms: number) => new Date(now + ms).toISOString();
  const wait = identityRule('CODE_RESEND_MINUTES', on);
  const life = identityRule('CODE_MINUTES_MAX', on);
  const code = randomDigits(6);
  const codeId = randomId('otp', key.bucket);
  const expiresAt = at(life * MINUTE);
  await db.tx(async (tx) => {
    if (!(await holdSending(tx, key, at(0), at(-wait * MINUTE)))) throw partiesFault('CODE_TOO_SOON', { minutes: wait });
    const sent = await codesSince(tx, key, at(-60 * MINUTE), at(-1440 * MINUTE));
    const [perHour, perDay] = [identityRule('CODES_PER_HOUR_MAX', on), identityRule('CODES_PER_DAY_MAX', on)];
    if (sent.hour >= perHour) throw partiesFault('CODE_LIMIT_REACHED', { max: perHour, hours: 1 });
    if (sent.day >= perDay) throw partiesFault('CODE_LIMIT_REACHED', { max: perDay, hours: 24 });
    const codeHash = codeDigest(vault, mobile, request.purpose, code);
    await insertCode(tx, key, { codeId, purpose: request.purpose, codeHash, sentAt: at(0), expiresAt }, at(-1440 * MINUTE));
  });
  const { zh, en } = SUBJECT[request.purpose];
  const text = `【金桥】验证码 ${code},用于${zh},${life} 分钟内有效,请勿告诉他人。Code ${code} to ${en}, valid for ${life} minutes.`;
  const outcome = await sender.send(on, { messageId: codeId, mobile, text });
  if (outcome.state === 'refused') throw partiesFault('CODE_NOT_SENT', { code: outcome.code });
  return { expiresAt, resendAt: at(wait * MINUTE) };
}

/** Six digits alone would be guessed from a plain digest in a moment; the key is the vault's. */
export function codeDigest(vault: Vault, mobile: string, purpose: CodePurpose, code: string): string {
  return vault.index('mobile', `${mobile} ${purpose} ${code}`);
}
