import type { Exchange } from '@jinqiao/wire';
import { paymentsFault } from './errors.ts';

/**
 * The answer of an exchange that a command cannot go on without.
 * @throws Fault PARTNER_UNAVAILABLE while the outcome is unknown: the same command with the same key asks again; PARTNER_REFUSED.
 */
export function answerOf<A>(partner: { name: string }, exchange: Exchange<A>): A {
  if (exchange.state === 'answered') return exchange.answer;
  if (exchange.state === 'unknown') throw paymentsFault('PARTNER_UNAVAILABLE', { partner: partner.name });
  throw paymentsFault('PARTNER_REFUSED', { partner: partner.name, en: exchange.en, zh: exchange.zh });
}
