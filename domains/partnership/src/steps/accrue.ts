import type { Step, StepContext } from '@jinqiao/business-day';
import { accrualBasis, accrualDays, addDays, businessDate } from '@jinqiao/calendar';
import { post } from '@jinqiao/ledger';
import { accrualUnit, portfolioOf } from '@jinqiao/lending';
import { divide, RATE_ONE } from '@jinqiao/money';
import type { JointLoan } from '../context.ts';
import { accrued } from '../postings/bank-share.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, saveEconomics } from '../store.ts';

/**
 * Accrues the night from this day to the next for whole portfolios, by formula: customers' interest on not-yet-due
 * principal, the bank's fixed yield on all outstanding principal. What is posted is the rounded running total less what
 * was posted before, so that the ledger is never more than half a minor unit away from the exact figure.
 */
export function accrueStep(joint: JointLoan): Step {
  return {
    name: 'accrue',
    run: async (context) => {
      for (const programme of joint.programmes) await accrueProgramme(programme, context);
    },
  };
}

async function accrueProgramme(programme: Programme, context: StepContext): Promise<void> {
  const { product, bankRate } = programme;
  const next = addDays(businessDate(context.date), 1);
  const days = BigInt(accrualDays(product.dayCount, context.date, next));
  await context.chunk(async (tx) => {
    const economics = await economicsOf(tx, programme.id);
    if (economics.accruedThrough >= next) return;
    const sums = await portfolioOf(tx, programme.id);
    const accruedExact = economics.accruedExact + sums.weight * days;
    const bankExact = economics.bankExact + sums.outstanding * bankRate * days;
    const unit = accrualUnit(product);
    // What was billed rounded and what it was exactly differ by fractions: the running total follows the rounded one.
    const interestTotal = divide(accruedExact + sums.truedUp - sums.billedExact, unit, 'half-up') + sums.billed;
    const bankTotal = divide(bankExact, RATE_ONE * BigInt(accrualBasis(product.dayCount)), 'half-up');
    const interest = interestTotal - economics.interestPosted;
    const yieldOfDay = bankTotal - economics.bankPosted;
    const charges = sums.chargesBilled - economics.chargesPosted;
    await saveEconomics(tx, programme.id, {
      ...economics,
      accruedThrough: next,
      accruedExact,
      interestPosted: interestTotal,
      bankExact,
      bankPosted: bankTotal,
      chargesPosted: sums.chargesBilled,
    });
    const journals = accrued(programme, context.date, { interest, residual: interest + charges - yieldOfDay });
    await post(tx, programme.book, journals.bank);
    await post(tx, programme.platform, journals.platform);
  });
}
