import { type BusinessDate, type Calendar, dayNumber, type RollRule, roll, WEEKENDS_ONLY } from '@jinqiao/calendar';
import { countedDate, dateOf, type Moment } from './moment.ts';

/** When an event was planned (market data are looked up there), when it happens, and the day on which it counts in year fractions. */
export type Timing = { readonly planned: Moment; readonly at: Moment; readonly on: BusinessDate };

export type BusinessDays = {
  readonly calendar: Calendar | null;
  readonly rule: RollRule;
  /** Shift first and calculate with the shifted day (SC), or calculate with the planned one (CS). */
  readonly calculates: 'shifted' | 'planned';
};

const RULES: Readonly<Record<string, RollRule>> = { F: 'following', P: 'preceding', MF: 'modified-following', MP: 'modified-preceding' };

/** Names of the standard for conventions and calendars. */
export const CONVENTIONS = ['NOS', 'SCF', 'SCMF', 'CSF', 'CSMF', 'SCP', 'SCMP', 'CSP', 'CSMP'] as const;
export const CALENDARS = ['NC', 'MF'] as const;

export function businessDays(convention: (typeof CONVENTIONS)[number], calendar: (typeof CALENDARS)[number]): BusinessDays {
  return {
    calendar: calendar === 'MF' ? WEEKENDS_ONLY : null,
    rule: RULES[convention.slice(2)] ?? 'none',
    calculates: convention.startsWith('SC') ? 'shifted' : 'planned',
  };
}

/** A date that the contract names: it stays where it is. */
export function fixedTiming(planned: Moment): Timing {
  return { planned, at: planned, on: countedDate(planned) };
}

/** A date that a cycle gives: it moves off days on which nobody works. */
export function shiftedTiming({ calendar, rule, calculates }: BusinessDays, planned: Moment): Timing {
  if (calendar === null || rule === 'none') return fixedTiming(planned);
  const at = dayNumber(roll(calendar, rule, dateOf(planned))) * 2 + (planned & 1);
  return { planned, at, on: countedDate(calculates === 'shifted' ? at : planned) };
}
