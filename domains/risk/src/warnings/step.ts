import type { Step, StepContext } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate, endOfMonth } from '@jinqiao/calendar';
import { HOUSE_BUCKET } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { monthEndBefore } from '../measures/months.ts';
import { ratioText } from '../measures/ratio.ts';
import { firstPaymentCells, snapshotsOf, stockCells } from '../positions/store.ts';
import { provisionsOf } from '../provisions/store.ts';
import { breaches } from './measure.ts';
import { type WarningRule, warningRules } from './rules.ts';
import { escalateAlert, overdueAlerts, raiseAlert } from './store.ts';

/**
 * Early warning: at a month-end every rule in force is asked of the month-end's sums; on every day alerts that nobody has
 * acknowledged by their due date go to who stands above their owner.
 */
export function warningsStep(): Step {
  return {
    name: 'warnings',
    run: async (context) => {
      const on = businessDate(context.date);
      const rules = warningRules(on);
      if (on === endOfMonth(on) && (await snapshotsOf(context.db, null, null, 1))[0]?.asOf === on) await evaluate(context, rules, on);
      await escalate(context, rules, on);
    },
  };
}

async function evaluate(context: StepContext, rules: readonly WarningRule[], on: BusinessDate): Promise<void> {
  const longest = Math.max(...rules.map((rule) => rule.months));
  const monthEnds = Array.from({ length: longest + 1 }, (_, at) => (at === longest ? on : monthEndBefore(on, longest - at)));
  const filter = { from: monthEnds[0] as BusinessDate, to: on, product: null, scopes: null, grade: null };
  const material = {
    asOf: on,
    monthEnds,
    stock: await stockCells(context.db, filter),
    firstPayment: await firstPaymentCells(context.db, filter),
    provisions: await provisionsOf(context.db, filter),
  };
  for (const rule of rules) {
    const broken = breaches(rule, material);
    if (broken.length === 0) continue;
    await context.once(rule.id, async (tx) => {
      for (const { segment, share } of broken) {
        const raised = await raiseAlert(tx, {
          alertId: derivedId('wrn', HOUSE_BUCKET, `${rule.id} ${segment} ${on}`),
          ruleId: rule.id,
          segment,
          severity: rule.severity,
          owner: rule.owner,
          raisedOn: on,
          dueOn: addDays(on, rule.dueDays),
          value: ratioText(share) ?? '',
          threshold: rule.threshold,
        });
        context.count({ raised: raised ? 1 : 0 });
      }
    });
  }
}

async function escalate(context: StepContext, rules: readonly WarningRule[], on: BusinessDate): Promise<void> {
  const late = await overdueAlerts(context.db, on);
  if (late.length === 0) return;
  const above = new Map(rules.map((rule) => [rule.id, rule.escalation]));
  await context.once('escalate', async (tx) => {
    for (const alert of late) await escalateAlert(tx, alert.alertId, above.get(alert.ruleId) ?? alert.owner, on);
  });
  context.count({ escalated: late.length });
}
