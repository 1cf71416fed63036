/** Business dates, working days and day counts. No clock and no time zone. */
export { addWorkingDays, type Calendar, CN_BANK, CN_TRADING, calendarByName, changedCalendar, nextWorkingDay, rollForward, WEEKENDS_ONLY } from './calendar.ts';
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
  monthNumber,
  monthOf,
  startOfMonth,
  yearOf,
} from './date.ts';
export {
  accrualBasis,
  accrualDays,
  type DayCount,
  type DayCountConvention,
  days30E360,
  type YearFraction,
  type YearFractionOptions,
  yearFraction,
} from './day-count.ts';
export { calendarFault } from './errors.ts';
export { type RollRule, roll } from './roll.ts';
