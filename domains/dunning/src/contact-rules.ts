import { dunningLimit, dunningRule } from './rules.ts';
import { type LocalMoment, nextDay } from './shanghai.ts';

export const CHANNELS = ['call', 'sms', 'letter', 'visit'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is known before a contact: who, over what, when, and what was before it. */
export type ContactQuestion = {
  readonly channel: Channel;
  /** Whether it is the debtor who is contacted. */
  readonly debtor: boolean;
  readonly now: LocalMoment;
  /** Contacts made with the customer today, over all channels. */
  readonly made: number;
  /** Whether a complaint is open. */
  readonly complaint: boolean;
};

/** Why a contact is forbidden: the rule with its basis, and the earliest moment at which it no longer stands in the way; null where none is known. */
export type Forbidden = { readonly ruleId: string; readonly zh: string; readonly en: string; readonly basis: string; readonly earliest: LocalMoment | null };

const COMPLAINT = {
  ruleId: 'COMPLAINT_OPEN',
  zh: '客户投诉未答复',
  en: 'A complaint of the customer is not answered',
  basis: '银行业保险业消费投诉处理管理办法(2020年第3号);投诉期间停止催收为本系统建议',
} as const;

/**
 * The first rule in force that forbids a contact, or null where it may be made. Quiet hours are from their beginning, inclusive,
 * to their end, exclusive: 22:00 is quiet, 08:00 is not.
 */
export function forbidding({ channel, debtor, now, made, complaint }: ContactQuestion): Forbidden | null {
  if (complaint) return { ...COMPLAINT, earliest: null };
  const banned = dunningRule('DUNNING_THIRD_PARTY_BANNED', now.day);
  if (!debtor && banned.value === 1n) return { ...banned, earliest: null };
  const allowed = dunningRule(channelRule(channel), now.day);
  if (allowed.value === 0n) return { ...allowed, earliest: null };
  const [from, until] = [dunningRule('DUNNING_QUIET_FROM', now.day), dunningLimit('DUNNING_QUIET_UNTIL', now.day)];
  const cap = dunningRule('DUNNING_CONTACTS_PER_DAY_MAX', now.day);
  if (made >= Number(cap.value)) return { ...cap, earliest: nextDay(now, until) };
  if (now.minute < until) return { ...from, earliest: { day: now.day, minute: until } };
  if (now.minute >= Number(from.value)) return { ...from, earliest: nextDay(now, until) };
  return null;
}

function channelRule(channel: Channel) {
  return `DUNNING_CHANNEL_${channel.toUpperCase() as Uppercase<Channel>}` as const;
}
