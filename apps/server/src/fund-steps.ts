import type { Step, StepContext } from '@jinqiao/business-day';
import type { AccountsContext } from '@jinqiao/parties';
import type { Payments } from '@jinqiao/payments';
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
import { finishPurchases, payRedeemers, redeemRefused } from './fund-orders.ts';
import { handInApplications, registrarOverWire } from './fund-registrar.ts';
import { goOnWithAll } from './redeem-to-purchase.ts';

export type FundClose = {
  readonly institution: Institution;
  readonly payments: Payments;
  readonly clock: Clock;
  /** Accounts as the close works on them: its day is fenced already. */
  accounts(context: StepContext): Promise<AccountsContext>;
};

/**
 * The funds' part of a close: purchases come to an end, the day's applications go to the registrar, its word on the day is
 * taken, and what was redeemed is paid. Without a fund, nothing is asked of anybody. A registrar that is silent stops the
 * close: a day without its income would be wrong for every holder.
 */
export function fundSteps({ institution, payments, clock, accounts }: FundClose): Step[] {
  const registrar = registrarOverWire(institution);
  const desk = async (context: StepContext, at = clock) => ({ accounts: await accounts(context), payments, clock: at });
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
        context.count({ claims: await redeemRefused(evening) });
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
