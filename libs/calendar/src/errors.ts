import { faults } from '@jinqiao/errors';

export const calendarFault = faults({
  DATE_INVALID: { status: 422, en: '"{text}" is not a date; write YYYY-MM-DD with a day that exists', zh: '“{text}” 不是有效日期,应为存在的 YYYY-MM-DD' },
  CALENDAR_UNKNOWN: {
    status: 409,
    en: 'Calendar {name} has no data for {year}; load the year before dates in it are used',
    zh: '日历 {name} 没有 {year} 年的数据,请先加载',
  },
});
