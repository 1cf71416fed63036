/** The business day and its close: steps, chunks, checkpoints, one closer at a time. */
export { type CloseOptions, closeThrough, type DayReport, type Step, type StepContext, type StepReport } from './close.ts';
export { type Day, holdToday, openFirstDay, today } from './day.ts';
export { businessDayFault } from './errors.ts';
export { eachPage } from './pages.ts';
