import { holdToday } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { hitCounts, loadRulebook } from '@jinqiao/compliance';
import { invite, openLimits } from '@jinqiao/credit';
import { customerIdOf } from '@jinqiao/parties';
import {
  authorisePurchase,
  type Contract,
  chargeAt,
  contractsByKey,
  decideFunding,
  openOf,
  partsOfContracts,
  payLaterProgramme,
  proposeFunding,
  type RepaymentRequest,
  repay,
  type Terms,
} from '@jinqiao/paylater';
import { MICRO_LOAN, openSandboxPayLater, type System } from '@jinqiao/server';
import { instrumentOf, type Payer, payer, sign } from './payments.ts';

/** The guard of tests: a command books on the open day, which nobody closes meanwhile. */
export const onDay = (on: string) => async () => on;

/** A customer with limits, who has signed a card. */
export async function openPayer(system: System, n: number, on: string, limit = 10_000_00n): Promise<Payer & { readonly mandateId: string }> {
  const who = payer(n);
  const scopes = ['total', 'pay-later', 'trade-credit', 'micro-loan'] as const;
  await system.db.tx((tx) =>
    openLimits(
      tx,
      on,
      scopes.map((scope) => ({ ...who, scope, amount: limit })),
    ),
  );
  const { mandateId } = await sign(system, n, { on });
  return { ...who, mandateId };
}

export type Order = { readonly amount: bigint; readonly periods: number; readonly orderRef: string; readonly seller?: string };

/** Puts an order on credit. */
export async function authorise(system: System, terms: Terms, who: Payer, order: Order, on: BusinessDate): Promise<Contract> {
  const sources = await system.usage();
  return system.db.tx(async (tx) => {
    const [rulebook, hits] = [await loadRulebook(tx), (await hitCounts(tx, [who]))(who.customerId)];
    const seller = order.seller ?? (terms.product === 'trade-credit' ? terms.creditor : 'merchant-1');
    const disclosure = { shown: true, seconds: 10 };
    return authorisePurchase(tx, { terms, sources, rulebook, hits }, { ...who, ...order, seller, agreementHash: 'test', disclosure }, on);
  });
}

export async function standing(system: System, terms: Terms, contract: Contract, on: BusinessDate) {
  const [stored] = [...(await contractsByKey(system.db, [contract])).values()];
  const parts = await partsOfContracts(system.db, [contract]);
  const open = parts.reduce((sum, part) => sum + openOf(part) + chargeAt(terms, part, on), 0n);
  return { contract: stored as Contract, parts, open };
}

/** Pays from the customer's first card. */
export function pay(system: System, terms: Terms, who: Payer, request: Pick<RepaymentRequest, 'purpose' | 'target' | 'amount' | 'key'>, on: BusinessDate) {
  return repay(system.db, system.payments, terms, { ...who, ...request, instrument: instrumentOf(who) }, { time: '09:30', guard: onDay(on) }, on);
}

/** What a customer has paid in a programme, and what came back. */
export async function moneyOf(system: System, who: Payer): Promise<{ readonly paid: bigint; readonly refunded: bigint }> {
  const { rows } = await system.db.query<{ paid: bigint; refunded: bigint }>(
    `SELECT (SELECT coalesce(sum(amount), 0) FROM paylater.repayment WHERE bucket = $1 AND customer_id = $2 AND state = 'applied')::bigint AS paid,
       (SELECT coalesce(sum(amount), 0) FROM paylater.refund WHERE bucket = $1 AND customer_id = $2 AND state = 'paid')::bigint AS refunded`,
    [who.bucket, who.customerId],
  );
  return rows[0] ?? { paid: 0n, refunded: 0n };
}

export const day = (from: string, days: number): BusinessDate => addDays(businessDate(from), days);
export const termsNamed = (system: System, id: string) => payLaterProgramme(system.db, id);

/** Opens the sandbox's pay-later with a lender who has 1,000,000.00 of its own, and invites whoever signs up with a number. */
export async function openPayLaterFor(system: System, jointProgramme: string, mobile: string): Promise<void> {
  await system.db.tx((tx) => openSandboxPayLater(tx));
  await system.db.tx(async (tx) => {
    const on = businessDate(await holdToday(tx));
    const own = { source: 'own-capital', direction: 'raise', amount: 100_000_000n, reference: 'slip', by: 'finance', key: 'own' } as const;
    const { fundingId } = await proposeFunding(tx, { programmeId: MICRO_LOAN, ...own }, on);
    await decideFunding(tx, { fundingId, approve: true, by: 'operator' }, on);
  });
  const invitation = { programmeId: jointProgramme, validThrough: '2099-12-31', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null };
  await invite(system.db, [{ ...customerIdOf(system.vault, mobile), ...invitation }]);
}
