import type { ScheduleMethod, ScheduleTerms } from '@jinqiao/contract';

type Text = { readonly en: string; readonly zh: string };

const METHODS: Readonly<Record<ScheduleMethod, Text>> = {
  'equal-principal': { en: 'Equal principal', zh: '等额本金' },
  'equal-instalment': { en: 'Equal instalment', zh: '等额本息' },
  'interest-only': { en: 'Interest only, principal at the end', zh: '先息后本' },
  bullet: { en: 'All at the end', zh: '到期一次还本付息' },
  flat: { en: 'Flat', zh: '等本等息' },
  stepped: { en: 'Stepped', zh: '阶梯还款' },
  'fixed-instalment': { en: 'Fixed instalment', zh: '固定还款额' },
  'on-demand': { en: 'On demand', zh: '随借随还' },
  'free-plan': { en: 'Free plan', zh: '自由还款计划' },
};

const UNITS = {
  day: { one: { en: 'daily', zh: '按日' }, en: 'days', zh: '天' },
  week: { one: { en: 'weekly', zh: '按周' }, en: 'weeks', zh: '周' },
  month: { one: { en: 'monthly', zh: '按月' }, en: 'months', zh: '个月' },
  year: { one: { en: 'yearly', zh: '按年' }, en: 'years', zh: '年' },
} as const;

/** How a loan is repaid, in words of the cost table: `Equal instalment, monthly`. */
export function repaymentText({ method, every = 1, unit = 'month' }: ScheduleTerms): Text {
  const { en, zh } = METHODS[method];
  if (method === 'on-demand' || method === 'free-plan' || method === 'bullet') return { en, zh };
  const words = UNITS[unit];
  if (every === 1) return { en: `${en}, ${words.one.en}`, zh: `${zh}，${words.one.zh}` };
  return { en: `${en}, every ${every} ${words.en}`, zh: `${zh}，每 ${every} ${words.zh}` };
}
