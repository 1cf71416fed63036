const SHANGHAI = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' });

/** An instant in the time of the business: `2026-11-23 14:03`. */
export function shanghaiTime(instant: string): string {
  return SHANGHAI.format(new Date(instant));
}
