import type { Step, StepContext } from '@jinqiao/business-day';
import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';
import type { AccountsContext } from '@jinqiao/parties';
import type { Clock } from '@jinqiao/runtime';
import { carryIncomeStep, confirmStep, type Fund, listFunds, payRedemptionsStep, reconcileRegisterStep } from '@jinqiao/wealth';
import type { Institution } from '@jinqiao/wire';
import { finishPurchases, payRedeemers } from './fund-orders.ts';
import { handInApplications, registrarOverWire } from './fund-registrar.ts';

export type FundClose = {
  readonly institution: Institution;
  readonly clock: Clock;
  /** Accounts as the close works on them: its day is fenced already. */
  accounts(context: StepContext): Promise<AccountsContext>;
};

/**
 * The funds' part of a close: purchases come to an end, the day's applications go to the registrar, its word on the day is
 * taken, and what was redeemed is paid. Without a fund, nothing is asked of anybody. A registrar that is silent stops the
 * close: a day without its income would be wrong for every holder.
 */
export function fundSteps({ institution, clock, accounts }: FundClose): Step[] {
  const registrar = registrarOverWire(institution);
  const desk = async (context: StepContext) => ({ accounts: await accounts(context), clock });
  return [
    ofFunds('fund-purchases', async (_, context) => context.count({ open: await finishPurchases(await desk(context)) }), true),
    ofFunds('fund-applications', async (fund, context) =>
      context.count({ applications: await handInApplications(context.db, institution, fund, context.date) }),
    ),
    ofFunds('confirm', (fund, context) => confirmStep(fund, registrar).run(context)),
    ofFunds('carry-income', (fund, context) => carryIncomeStep(fund, registrar).run(context)),
    ofFunds('pay-redemptions', (fund, context) => payRedemptionsStep(fund).run(context)),
    ofFunds('reconcile-register', (fund, context) => reconcileRegisterStep(fund, registrar).run(context)),
    ofFunds(
      'fund-payouts',
      async (_, context) => {
        context.count({ open: await finishPurchases(await desk(context)) });
        context.count(await payRedeemers(await desk(context)));
      },
      true,
    ),
  ];
}

type Work = (fund: Fund, context: StepContext) => Promise<void>;

/** @param together for all funds at once, where there are any. */
function ofFunds(name: string, work: Work, together = false): Step {
  return {
    name,
    run: async (context) => {
      const funds = await listFunds(context.db);
      for (const fund of together ? funds.slice(0, 1) : funds) await work(fund, context);
    },
  };
}

/**
 * What the bank moved between accounts and funds is what the funds' settlement and custodian accounts hold, but for purchases
 * that are paid and not placed yet, redemptions that the fund has paid and the bank not, and what the bank has advanced.
 */
export async function fundMoneyAgrees(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; clearing: string; held: string; flight: string; advanced: string }>(
    `SELECT (SELECT count(*)::int FROM wealth.order_money) AS n,
       (SELECT coalesce(sum(credits - debits), 0)::text FROM ledger.account WHERE book LIKE 'deposit:%' AND path = 'wealth/clearing') AS clearing,
       (SELECT coalesce(sum(debits - credits), 0)::text FROM ledger.account WHERE path IN ('settlement/account', 'custodian/account')
          AND book IN (SELECT DISTINCT 'fund-cash:' || fund_id FROM wealth.order_money)) AS held,
       (SELECT coalesce(sum(m.amount), 0)::text FROM wealth.order_money m
          LEFT JOIN parties.account_movement v ON v.bucket = m.bucket AND v.movement_id = m.movement_id
          LEFT JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
          WHERE m.state IN ('paying', 'returning') AND v.state = 'confirmed' OR m.state = 'placed' AND o.state = 'refused' OR m.state IN ('waiting', 'advancing') AND o.state = 'paid' AND v.state IS DISTINCT FROM 'confirmed') AS flight,
       (SELECT coalesce(sum(m.amount), 0)::text FROM wealth.order_money m
          JOIN parties.account_movement v ON v.bucket = m.bucket AND v.movement_id = m.movement_id
          JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
          WHERE m.state IN ('advancing', 'advanced') AND v.state = 'confirmed' AND o.state <> 'paid') AS advanced`,
  );
  const { n = 0, clearing = '0', held = '0', flight = '0', advanced = '0' } = rows[0] ?? {};
  const agrees = BigInt(clearing) === BigInt(held) + BigInt(flight) - BigInt(advanced);
  return check(
    'fund-money',
    n,
    agrees ? [] : [`the bank holds ${clearing} for funds, their accounts ${held}, ${flight} is on its way and ${advanced} advanced`],
  );
}
