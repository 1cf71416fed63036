import { sm3 } from '@jinqiao/gateway';

/** A code is good for five minutes and five tries. */
const VALID_MS = 300_000;
const TRIES_MAX = 5;

/** No message leaves the sandbox: its code is what the customer can read off the mobile number, the last six digits. */
export function sandboxCode(mobile: string): string {
  return mobile.slice(-6);
}

type Sent = { readonly codeHash: string; readonly codeSentAt: Date; readonly tries: number };

export function codeOutcome(sent: Sent, given: string, now: number): 'OK' | 'CODE_WRONG' | 'CODE_EXPIRED' | 'CODE_TRIES_SPENT' {
  if (sent.tries >= TRIES_MAX) return 'CODE_TRIES_SPENT';
  if (now - sent.codeSentAt.getTime() > VALID_MS) return 'CODE_EXPIRED';
  return sm3(given) === sent.codeHash ? 'OK' : 'CODE_WRONG';
}
