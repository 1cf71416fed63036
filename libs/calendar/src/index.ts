/** Business dates, working days and day counts. No clock and no time zone. */
export { addWorkingDays, type Calendar, CN_BANK, CN_TRADING, calendarByName, nextWorkingDay, rollForward, WEEKENDS_ONLY } from './calendar.ts';
export {
  addDays,
  addMonths,
  ageInYears,
  type BusinessDate,
  businessDate,
  dayNumber,
  dayOfMonth,
  daysBetween,
  daysInMonth,
  endOfMonth,
  fromDayNumber,
  isLeapYear,
  isWeekend,
  monthOf,
  startOfMonth,
} from './date.ts';
export { accrualBasis, accrualDays, type DayCount, days30E360 } from './day-count.ts';
export { calendarFault } from './errors.ts';
