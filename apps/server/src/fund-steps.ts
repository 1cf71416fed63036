import type { Step, StepContext } from '@jinqiao/business-day';
import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';
import type { AccountsContext } from '@jinqiao/parties';
import type { Clock } from '@jinqiao/runtime';
import {
  carryIncomeStep,
  confirmNetValueStep,
  confirmStep,
  type Fund,
  listFunds,
  type NetValueRegistrar,
  payRedemptionsStep,
  type Registrar,
  reconcileRegisterStep,
  valueFundStep,
} from '@jinqiao/wealth';
import type { Institution } from '@jinqiao/wire';
import { finishPurchases, payRedeemers } from './fund-orders.ts';
import { handInApplications, registrarOverWire } from './fund-registrar.ts';
import { goOnWithAll } from './redeem-to-purchase.ts';

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
  const desk = async (context: StepContext, at = clock) => ({ accounts: await accounts(context), clock: at });
  return [
    ofFunds('fund-purchases', async (_, context) => context.count({ open: await finishPurchases(await desk(context)) }), 'together'),
    // Money funds first: what was redeemed of them buys other funds on the day on which that is confirmed.
    ofFunds('fund-applications', handIn(institution), 'money'),
    ofFunds('confirm', confirmed(registrar), 'money'),
    ofFunds('redeem-to-purchase', async (_, context) => context.count({ open: await goOnWithAll(await desk(context), MORNING) }), 'together'),
    ofFunds('fund-applications-net-value', handIn(institution), 'net-value'),
    ofFunds('confirm-net-value', confirmed(registrar), 'net-value'),
    ofFunds('carry-income', (fund, context) => carryIncomeStep(fund, registrar).run(context), 'money'),
    ofFunds('value-fund', (fund, context) => valueFundStep(fund, registrar).run(context), 'net-value'),
    ofFunds('pay-redemptions', (fund, context) => payRedemptionsStep(fund).run(context)),
    ofFunds('reconcile-register', (fund, context) => reconcileRegisterStep(fund, registrar).run(context)),
    ofFunds(
      'fund-payouts',
      async (_, context) => {
        const evening = await desk(context, afterHours(context.date));
        context.count({ conversions: await goOnWithAll(evening, EVENING) });
        context.count({ open: await finishPurchases(evening) });
        context.count(await payRedeemers(evening));
      },
      'together',
    ),
  ];
}

// An order that stood before the day began, and one that is placed once the day's applications have left: dealt on the next day.
const MORNING = { acceptedAt: '00:00:00', handedIn: true };
const EVENING = { acceptedAt: '23:59:59' };

/** The last second of a date in Shanghai. */
const afterHours = (date: string): Clock => ({ now: () => Date.parse(`${date}T${EVENING.acceptedAt}+08:00`) });

type Work = (fund: Fund, context: StepContext) => Promise<void>;

const handIn =
  (institution: Institution): Work =>
  async (fund, context) =>
    context.count({ applications: await handInApplications(context.db, institution, fund, context.date) });

const confirmed =
  (registrar: Registrar & NetValueRegistrar): Work =>
  (fund, context) =>
    (fund.pricing === 'money' ? confirmStep : confirmNetValueStep)(fund, registrar).run(context);

/** @param of which funds, one after another; `together` is once for all, where there are any. */
function ofFunds(name: string, work: Work, of: 'every' | 'together' | Fund['pricing'] = 'every'): Step {
  return {
    name,
    run: async (context) => {
      const funds = await listFunds(context.db);
      if (of === 'together') return funds[0] && work(funds[0], context);
      for (const fund of funds) if (of === 'every' || fund.pricing === of) await work(fund, context);
    },
  };
}

/**
 * What the bank moved between accounts and funds is what the funds' settlement and custodian accounts hold, but for purchases
 * that are paid and not placed yet, redemptions that the fund has paid and the bank not, money that one fund has paid and the
 * other not got or the other way round, and what the bank has advanced.
 */
export async function fundMoneyAgrees(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; clearing: string; held: string; flight: string; advanced: string; converting: string }>(
    `SELECT (SELECT count(*)::int FROM wealth.order_money) AS n,
       (SELECT coalesce(sum(credits - debits), 0)::text FROM ledger.account WHERE book LIKE 'deposit:%' AND path = 'wealth/clearing') AS clearing,
       (SELECT coalesce(sum(debits - credits), 0)::text FROM ledger.account WHERE path IN ('settlement/account', 'custodian/account')
          AND book IN (SELECT 'fund-cash:' || fund_id FROM wealth.order_money UNION SELECT 'fund-cash:' || target_fund FROM wealth.redeem_to_purchase)) AS held,
       (SELECT coalesce(sum(m.amount), 0)::text FROM wealth.order_money m
          LEFT JOIN parties.account_movement v ON v.bucket = m.bucket AND v.movement_id = m.movement_id
          LEFT JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
          WHERE m.state IN ('paying', 'returning') AND (v.state = 'confirmed' OR m.movement_id LIKE 'rtp@_%' ESCAPE '@') OR m.state = 'placed' AND o.state = 'refused' OR m.state IN ('waiting', 'advancing') AND o.state = 'paid' AND v.state IS DISTINCT FROM 'confirmed') AS flight,
       (SELECT coalesce(sum(m.amount), 0)::text FROM wealth.order_money m
          JOIN parties.account_movement v ON v.bucket = m.bucket AND v.movement_id = m.movement_id
          JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
          WHERE m.state IN ('advancing', 'advanced') AND v.state = 'confirmed' AND o.state <> 'paid') AS advanced,
       (SELECT coalesce(sum(r.amount * ((s.state = 'paid')::int - coalesce((t.state IN ('accepted', 'confirmed'))::int, 0))), 0)::text FROM wealth.redeem_to_purchase r
          JOIN wealth.fund_order s ON s.bucket = r.bucket AND s.order_id = r.redemption_id
          LEFT JOIN wealth.fund_order t ON t.bucket = r.bucket AND t.order_id = r.purchase_id
          WHERE r.state NOT IN ('COMPENSATED', 'FAILED')) AS converting`,
  );
  const { n = 0, clearing = '0', held = '0', flight = '0', advanced = '0', converting = '0' } = rows[0] ?? {};
  const agrees = BigInt(clearing) === BigInt(held) + BigInt(flight) + BigInt(converting) - BigInt(advanced);
  return check(
    'fund-money',
    n,
    agrees
      ? []
      : [`the bank holds ${clearing} for funds, their accounts ${held}, ${flight} is on its way, ${converting} between two funds and ${advanced} advanced`],
  );
}
