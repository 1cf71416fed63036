import { type BusinessDate, type Calendar, calendarByName, changedCalendar } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { wealthFault } from './errors.ts';
import { dealingOf } from './fund/dealing.ts';
import type { Fund } from './model.ts';
import { acceptedOrders, listFunds, replanOrders } from './store.ts';

/** A day that a notice made a working day, or took from them. */
export type CalendarChange = {
  readonly changeId: string;
  readonly calendar: string;
  readonly on: BusinessDate;
  readonly working: boolean;
  readonly basis: string;
  readonly state: 'proposed' | 'approved' | 'rejected' | 'replaced';
  readonly madeBy: string;
  readonly checkedBy: string | null;
  /** How many orders got other dates by it. */
  readonly replanned: number | null;
};

const COLUMNS = `change_id AS "changeId", calendar, on_date AS "on", working, basis, state, made_by AS "madeBy", checked_by AS "checkedBy", replanned`;

export async function calendarChanges(db: Db, limit: number): Promise<CalendarChange[]> {
  const { rows } = await db.query<CalendarChange>(
    `SELECT ${COLUMNS} FROM wealth.calendar_change WHERE bucket = ${HOUSE_BUCKET} ORDER BY (state = 'proposed') DESC, on_date DESC, change_id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** A calendar with the notices that came after it was made. @throws Fault CALENDAR_UNKNOWN. */
export async function calendarOf(db: Db, name: string): Promise<Calendar> {
  const { rows } = await db.query<{ on: BusinessDate; working: boolean }>(
    `SELECT on_date AS "on", working FROM wealth.calendar_change WHERE bucket = ${HOUSE_BUCKET} AND calendar = $1 AND state = 'approved'`,
    [name],
  );
  return changedCalendar(calendarByName(name), new Map(rows.map(({ on, working }) => [on, working])));
}

/** The two calendars that a fund's orders are planned by: its own, and that of the banks. */
export async function calendarsOf(db: Db, fund: Fund): Promise<{ readonly calendar: Calendar; readonly bank: Calendar }> {
  return { calendar: await calendarOf(db, fund.calendar), bank: await calendarOf(db, 'CN_BANK') };
}

/** Proposes what a notice says of a day. @throws Fault CALENDAR_UNKNOWN, CALENDAR_CHANGE_PAST. */
export async function proposeCalendarChange(
  tx: Tx,
  by: string,
  key: string,
  given: Pick<CalendarChange, 'calendar' | 'on' | 'working' | 'basis'>,
  today: string,
): Promise<CalendarChange> {
  calendarByName(given.calendar).isWorkingDay(given.on);
  if (given.on <= today) throw wealthFault('CALENDAR_CHANGE_PAST', { on: given.on });
  const changeId = derivedId('cal', HOUSE_BUCKET, `${by} ${key}`);
  await tx.query(
    `INSERT INTO wealth.calendar_change (bucket, change_id, calendar, on_date, working, basis, state, made_by) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, 'proposed', $6) ON CONFLICT DO NOTHING`,
    [changeId, given.calendar, given.on, given.working, given.basis, by],
  );
  return calendarChangeById(tx, changeId);
}

/**
 * Decides; approval plans anew every order that the registrar has not confirmed, in the same transaction. A later notice for the
 * same day takes the place of the earlier.
 * @throws Fault CALENDAR_CHANGE_UNKNOWN, CALENDAR_CHANGE_DECIDED, CALENDAR_CHANGE_PAST, CHECKER_IS_MAKER.
 */
export async function decideCalendarChange(tx: Tx, by: string, changeId: string, approve: boolean, today: string): Promise<CalendarChange> {
  await tx.query(`SELECT 1 FROM wealth.calendar_change WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1 FOR UPDATE`, [changeId]);
  const change = await calendarChangeById(tx, changeId);
  // The same verdict of the same person again is the answer that was lost.
  if (change.checkedBy === by && change.state === (approve ? 'approved' : 'rejected')) return change;
  if (change.state !== 'proposed') throw wealthFault('CALENDAR_CHANGE_DECIDED', { id: changeId, state: change.state });
  if (change.madeBy === by) throw wealthFault('CHECKER_IS_MAKER');
  if (approve && change.on <= today) throw wealthFault('CALENDAR_CHANGE_PAST', { on: change.on });
  if (approve)
    await tx.query(
      `UPDATE wealth.calendar_change SET state = 'replaced' WHERE bucket = ${HOUSE_BUCKET} AND calendar = $1 AND on_date = $2 AND state = 'approved'`,
      [change.calendar, change.on],
    );
  await tx.query(`UPDATE wealth.calendar_change SET state = $2, checked_by = $3 WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`, [
    changeId,
    approve ? 'approved' : 'rejected',
    by,
  ]);
  if (approve)
    await tx.query(`UPDATE wealth.calendar_change SET replanned = $2 WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`, [changeId, await replan(tx)]);
  return calendarChangeById(tx, changeId);
}

async function calendarChangeById(db: Db, changeId: string): Promise<CalendarChange> {
  const { rows } = await db.query<CalendarChange>(`SELECT ${COLUMNS} FROM wealth.calendar_change WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`, [
    changeId,
  ]);
  const [change] = rows;
  if (!change) throw wealthFault('CALENDAR_CHANGE_UNKNOWN', { id: changeId.slice(0, 40) });
  return change;
}

async function replan(tx: Tx): Promise<number> {
  let changed = 0;
  for (const fund of await listFunds(tx)) changed += await replanFund(tx, fund);
  return changed;
}

/** Gives a fund's accepted orders the dates that they would have by the calendars of now. @returns how many got others. */
export async function replanFund(tx: Tx, fund: Fund): Promise<number> {
  const calendars = await calendarsOf(tx, fund);
  const planned = (await acceptedOrders(tx, fund.fundId)).map((order) => {
    const { dealingDate, confirmDate, cashDate } = dealingOf(order.acceptedOn, order.acceptedAt, { ...fund, ...calendars });
    return { ...order, dealingOn: dealingDate, confirmOn: confirmDate, cashOn: order.cashOn === null ? null : cashDate };
  });
  return replanOrders(tx, planned);
}
