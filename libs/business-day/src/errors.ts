import { faults } from '@jinqiao/errors';

export const businessDayFault = faults({
  CLOSE_RUNNING: { status: 409, en: 'A close is already running; wait for it to end', zh: '日终正在进行,请等待其结束' },
  CLOSE_TAKEN_OVER: { status: 409, en: 'Another process has taken over the close', zh: '日终已由另一进程接管' },
  CLOSE_IN_PAST: { status: 422, en: 'Day {through} is closed already; the open day is {current}', zh: '{through} 已日终,当前营业日为 {current}' },
  CLOSE_TOO_FAR: {
    status: 422,
    en: 'At most {limit} days can be closed in one command; ask for {latest} or earlier',
    zh: '一次最多日终 {limit} 天,请选择 {latest} 或更早',
  },
  DAY_CLOSING: { status: 503, en: 'Day {date} is being closed; try again with the same key in a moment', zh: '{date} 正在日终,请稍后以相同幂等键重试' },
  DAY_NOT_OPEN: { status: 503, en: 'No business day is open yet; run the migration and open the first day', zh: '尚未开启营业日,请先初始化' },
});
