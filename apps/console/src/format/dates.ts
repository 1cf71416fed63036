const DAY = 86_400_000;

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The same day of a later month, its last day where it is shorter. */
export function addMonths(date: string, months: number): string {
  const end = monthEnd(date, months);
  const day = date.slice(8);
  return day < end.slice(8) ? `${end.slice(0, 8)}${day}` : end;
}

/** Calendar days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The last day of the month that lies `months` after the month of `date`. */
export function monthEnd(date: string, months = 0): string {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) + months, 0)).toISOString().slice(0, 10);
}

export function weekday(date: string, language: 'zh' | 'en'): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

const SHANGHAI = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Shanghai' });

/** An instant in the time of the business, with its zone: `2026-11-23 14:03:22 +08:00`. */
export function shanghaiTime(instant: string | number): string {
  return `${SHANGHAI.format(new Date(instant))} +08:00`;
}

/** The same without the zone, for columns that name it in their head. */
export function localTime(instant: string): string {
  return SHANGHAI.format(new Date(instant));
}

export function clockTime(instant: number): string {
  return SHANGHAI.format(new Date(instant)).slice(11);
}
