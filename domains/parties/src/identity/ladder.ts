import { addDays, type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { identityRule } from './rules.ts';

/**
 * What a provider can say of a person: 二要素 name and ID number, 三要素 and card, 四要素 and the mobile number kept with the card,
 * 五要素 and that the card is a class-I or credit account, 活体 a living face against the ID photograph.
 */
export const FACTORS = ['two-element', 'three-element', 'four-element', 'five-element', 'liveness'] as const;
export type Factor = (typeof FACTORS)[number];

/** `unknown` is no answer yet, never a failure. */
export type CheckResult = 'match' | 'mismatch' | 'not-found' | 'unknown';

export type Evidence = {
  readonly evidenceId: string;
  readonly customerId: string;
  /** Keyed digest, for ever, of the ID number that was asked about. */
  readonly personHash: string;
  readonly factor: Factor;
  readonly provider: string;
  readonly result: CheckResult;
  /** The provider's own code. */
  readonly code: string;
  readonly serial: string;
  readonly cardMasked: string | null;
  readonly foundOn: BusinessDate;
  /** Instant in UTC. */
  readonly foundAt: string;
  /** The last day that it counts; null for ever. */
  readonly expiresOn: BusinessDate | null;
};

export type IdentityLevel = 'none' | Factor;

/**
 * The highest rung whose evidence about the customer's own ID number holds on a date; none without one. Name and ID number must be known to the register before a card counts; a
 * card of more elements proves the rungs below it; liveness is the last rung, above five elements.
 */
export function identityLevel(
  evidence: readonly Pick<Evidence, 'personHash' | 'factor' | 'result' | 'foundOn' | 'expiresOn'>[],
  personHash: string | null,
  on: BusinessDate,
): IdentityLevel {
  const holds = new Set(
    evidence
      .filter((row) => row.personHash === personHash && row.result === 'match')
      .filter((row) => row.foundOn <= on && (row.expiresOn === null || on <= row.expiresOn))
      .map((row) => row.factor),
  );
  if (!holds.has('two-element')) return 'none';
  if (holds.has('five-element')) return holds.has('liveness') ? 'liveness' : 'five-element';
  return holds.has('four-element') ? 'four-element' : holds.has('three-element') ? 'three-element' : 'two-element';
}

/** Whether a level stands at least on a rung. */
export function reaches(level: IdentityLevel, rung: Factor): boolean {
  return level !== 'none' && FACTORS.indexOf(level) >= FACTORS.indexOf(rung);
}

export type IdStanding = {
  /** `untold`: the customer never said how long the document is valid. */
  readonly state: 'untold' | 'valid' | 'grace' | 'expired';
  readonly validThrough: BusinessDate | null;
  /** The first day on which new business is refused. */
  readonly restrictedFrom: BusinessDate | null;
};

/** Where the ID document stands: valid through its last day, then a grace (ID_EXPIRY_GRACE_DAYS), then no new business. */
export function idStanding(validThrough: BusinessDate | null, on: BusinessDate): IdStanding {
  if (validThrough === null) return { state: 'untold', validThrough, restrictedFrom: null };
  if (validThrough === LONG_TERM) return { state: 'valid', validThrough, restrictedFrom: null };
  const grace = identityRule('ID_EXPIRY_GRACE_DAYS', on);
  const past = daysBetween(validThrough, on);
  return { state: past <= 0 ? 'valid' : past <= grace ? 'grace' : 'expired', validThrough, restrictedFrom: addDays(validThrough, grace + 1) };
}

/** How a long-term document (长期) is written. */
export const LONG_TERM = '9999-12-31' as BusinessDate;
