import { type BusinessDate, dayOfMonth } from '@jinqiao/calendar';
import { acknowledgeAlert, closeAlert, decideBatch, listAlerts, listProposals, monthEndBefore, submitBatch } from '@jinqiao/risk';
import { linePorts, type System } from '@jinqiao/server';

/** Days of a month on which the demonstration's people look at warnings, and at limits. */
const WARNINGS_DAY = 3;
const LIMITS_DAY = 6;
const ALL = 200;

/**
 * What people did about risk: about half of the warnings are taken up in time and ended a month later; freezes of a month-end
 * are handed in and approved. Played again, what is done stays as it is.
 */
export async function playRisk({ db }: System, date: BusinessDate): Promise<void> {
  const day = dayOfMonth(date);
  if (day === WARNINGS_DAY) {
    const end = { outcome: 'measure-taken' as const, reason: '已收紧该等级准入并加强催收 / admission tightened' };
    for (const { alertId } of await listAlerts(db, { state: 'acknowledged', after: null, limit: ALL }))
      await db.tx((tx) => closeAlert(tx, 'risk', alertId, date, end));
    for (const { alertId } of await listAlerts(db, { state: 'open', after: null, limit: ALL }))
      if (Number.parseInt(alertId.slice(-1), 16) % 2 === 0) await db.tx((tx) => acknowledgeAlert(tx, 'risk', alertId, date));
  }
  if (day !== LIMITS_DAY) return;
  const asOf = monthEndBefore(date, 1);
  const wanted = { asOf, kind: 'freeze' as const, grade: null };
  const { count } = await listProposals(db, { ...wanted, state: 'proposed', batchId: null, customerId: null, after: null, limit: 1 });
  if (count === 0) return;
  const ports = await linePorts(db);
  const at = `${date}T02:00:00.000Z`;
  await db.tx(async (tx) => {
    const { batchId } = await submitBatch(tx, { by: 'risk', at, on: date }, `demonstration ${asOf}`, {
      ...wanted,
      reason: '月末策略冻结 / freezes of the month-end',
    });
    await decideBatch(tx, { by: 'compliance', at, on: date }, batchId, { approve: true, verdict: '同意 / agreed' }, ports);
  });
}
