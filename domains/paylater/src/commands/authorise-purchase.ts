import type { BusinessDate } from '@jinqiao/calendar';
import {
  complianceFault,
  decide,
  type Facts,
  firstBlocking,
  type HitCounts,
  type NewDecision,
  type Rulebook,
  type RuleResult,
  recordDecisions,
  refusalOf,
} from '@jinqiao/compliance';
import { type Exposure, holdLimits, requireRoom, type UsageSource } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { parseRate } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { payLaterFault } from '../errors.ts';
import { type LenderStanding, lenderStanding, multipleOf } from '../lender.ts';
import type { Contract, Plan, Terms } from '../model.ts';
import { costOfPlan } from '../plan.ts';
import { contractOfOrder, contractsByKey, insertContract } from '../store.ts';

export type PurchaseRequest = {
  readonly bucket: number;
  readonly customerId: string;
  readonly orderRef: string;
  readonly seller: string;
  /** Price of the order, minor units. */
  readonly amount: bigint;
  readonly periods: number;
  readonly agreementHash: string;
  /** What the customer was shown before signing, as the server measured it. */
  readonly disclosure: { readonly shown: boolean; readonly seconds: number };
};

/** @throws Fault PLAN_NOT_OFFERED. */
export function planOf({ plans }: Terms, periods: number): Plan {
  const plan = plans.find((each) => each.periods === periods);
  if (!plan) throw payLaterFault('PLAN_NOT_OFFERED', { periods, offered: plans.map((each) => each.periods).join(', ') }, '$.periods');
  return plan;
}

/** Whose goods a product is for: trade credit for the creditor's own, a loan for those of others. @throws Fault TRADE_CREDIT_NOT_OWN_GOODS, MICRO_LOAN_OWN_GOODS. */
export function requireProduct({ product, creditor, nameZh }: Terms, seller: string): void {
  if (product === 'trade-credit' && seller !== creditor) throw payLaterFault('TRADE_CREDIT_NOT_OWN_GOODS', { seller, creditor: nameZh });
  if (product === 'micro-loan' && seller === creditor) throw payLaterFault('MICRO_LOAN_OWN_GOODS', { creditor: nameZh });
}

/** The contract that a request would become today. @throws Fault PLAN_NOT_OFFERED, TRADE_CREDIT_NOT_OWN_GOODS, MICRO_LOAN_OWN_GOODS. */
export function plannedContract(terms: Terms, request: Omit<PurchaseRequest, 'disclosure'>, on: BusinessDate): Contract {
  requireProduct(terms, request.seller);
  const { bucket, customerId, orderRef, seller, amount, periods, agreementHash } = request;
  const { feeRate } = planOf(terms, periods);
  return {
    bucket,
    contractId: derivedId('plc', bucket, `${terms.programmeId} ${customerId} ${orderRef}`),
    programmeId: terms.programmeId,
    customerId,
    kind: 'purchase',
    orderRef,
    seller,
    state: 'authorised',
    amount,
    returned: 0n,
    outstanding: 0n,
    periods,
    feeRate,
    agreementHash,
    authorisedOn: on,
    deliveredOn: null,
    overdueSince: null,
    closedOn: null,
  };
}

/** What the rules may know of a purchase on credit. */
export function purchaseFacts(
  terms: Terms,
  contract: Contract,
  { disclosure, owed, standing }: { disclosure: PurchaseRequest['disclosure']; owed: bigint; standing: LenderStanding | undefined },
): Facts {
  const balance = owed + contract.amount;
  return {
    operatorEntity: terms.operator,
    lenderEntity: terms.creditor,
    sellerEntity: contract.seller,
    sellerIsCreditor: contract.seller === terms.creditor,
    productType: terms.product,
    purpose: 'consumption',
    paymentMode: 'entrusted',
    drawAmount: contract.amount,
    borrowerBalance: balance,
    termMonths: BigInt(contract.periods),
    allInCost: parseRate(costOfPlan(contract.amount, contract).nominal),
    costTableShown: disclosure.shown,
    readingSeconds: BigInt(disclosure.seconds),
    costPartiesShown: true,
    consentPreticked: false,
    loanAmongPayments: false,
    feeCollector: 'lender',
    ...(standing && {
      lenderObligorShare: multipleOf(balance, standing.netAssets),
      nonStandardLeverage: multipleOf(standing.nonStandard, standing.netAssets),
      standardLeverage: multipleOf(standing.standard, standing.netAssets),
    }),
  };
}

export type PurchaseContext = { readonly terms: Terms; readonly sources: readonly UsageSource[]; readonly rulebook: Rulebook; readonly hits: HitCounts };

/**
 * Freezes the customer's limit for an order: limits, arrears and rules are checked with the limits held, and the decision is
 * stored. The same order again gives the same contract.
 * @throws Fault PLAN_NOT_OFFERED, TRADE_CREDIT_NOT_OWN_GOODS, ORDER_TAKEN, LIMIT_UNKNOWN, LIMIT_FROZEN, LIMIT_ARREARS, LINE_LIMIT_EXCEEDED, ACTION_BLOCKED.
 */
export async function authorisePurchase(
  tx: Tx,
  { terms, sources, rulebook, hits }: PurchaseContext,
  request: PurchaseRequest,
  on: BusinessDate,
): Promise<Contract> {
  const contract = plannedContract(terms, request, on);
  // Held before it is looked for: of two that ask at once for one order the second finds the contract of the first.
  await holdLimits(tx, [request]);
  const known = (await contractsByKey(tx, [contract])).get(contract.contractId);
  if (known) {
    if (known.periods !== contract.periods || known.state === 'cancelled') throw payLaterFault('ORDER_TAKEN', { id: request.orderRef });
    return known;
  }
  const decided = (rules: readonly RuleResult[]): NewDecision => {
    const failed = firstBlocking(rules);
    const { bucket, customerId } = contract;
    const subject = contract.contractId;
    const outcome = failed ? ('refused' as const) : ('approved' as const);
    return {
      bucket,
      customerId,
      subject,
      kind: 'draw',
      businessDate: on,
      outcome,
      reason: failed?.ruleId ?? null,
      rules,
      action: 'grant-trade-credit',
      profile: terms.profile,
    };
  };
  const room = await requireRoom(tx, sources, request, { scope: terms.product, amount: contract.amount, on }).catch((error: unknown) => {
    throw isFault(error) ? refusalOf(error, [decided([roomRule(error.code, contract.amount)])]) : error;
  });
  if (await contractOfOrder(tx, contract.bucket, contract.orderRef)) throw payLaterFault('ORDER_TAKEN', { id: request.orderRef });
  const standing = terms.product === 'micro-loan' ? await lenderStanding(tx, terms.programmeId) : undefined;
  const facts = { ...purchaseFacts(terms, contract, { disclosure: request.disclosure, owed: owedIn(room, terms), standing }), ...hits };
  const rules: RuleResult[] = [
    { ruleId: 'LINE_AVAILABLE', side: 'platform', limit: availableIn(room, terms), actual: contract.amount.toString(), pass: true },
    ...decide(rulebook, { action: 'grant-trade-credit', facts, asOf: on, profile: terms.profile }),
  ];
  const decision = decided(rules);
  const failed = firstBlocking(rules);
  if (failed) {
    const { ruleId, en = ruleId, zh = ruleId, basis = '' } = failed;
    throw refusalOf(complianceFault('ACTION_BLOCKED', { rule: ruleId, name: en, nameZh: zh, basis }), [decision]);
  }
  await recordDecisions(tx, [decision]);
  await insertContract(tx, contract);
  return contract;
}

function roomRule(code: string, amount: bigint): RuleResult {
  return { ruleId: code, side: 'platform', limit: 'available', actual: amount.toString(), pass: false };
}

function owedIn(room: readonly Exposure[], { product }: Terms): bigint {
  const own = room.find(({ scope }) => scope === product);
  return own ? own.frozen + own.used : 0n;
}

function availableIn(room: readonly Exposure[], { product }: Terms): string {
  return (room.find(({ scope }) => scope === product)?.available ?? 0n).toString();
}
