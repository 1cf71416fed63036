import { createHash } from 'node:crypto';
import type { Bill as BillView, LimitChange as ChangeView, LimitView, MyPurchase, PayLaterPlan } from '@jinqiao/api';
import type { BusinessDate } from '@jinqiao/calendar';
import { listEntities } from '@jinqiao/compliance';
import type { Exposure, LimitChange } from '@jinqiao/credit';
import type { Db } from '@jinqiao/database';
import { CNY, formatAmount, formatRate, parseRate, sum } from '@jinqiao/money';
import {
  amountsOf,
  type Bill,
  type Contract,
  chargeAt,
  costOfPlan,
  isOverdue,
  openOf,
  type Part,
  type Plan,
  partsOf,
  settlementAmount,
  type Terms,
} from '@jinqiao/paylater';

export const yuan = (amount: bigint): string => formatAmount(amount, CNY);

export type Party = { readonly id: string; readonly name: string; readonly nameZh: string };

/** What legal entities are called; one that the registry does not know is called by its id. */
export async function partyNames(db: Db): Promise<(id: string) => Party> {
  const known = new Map((await listEntities(db)).map(({ entityId, name, nameZh }) => [entityId, { id: entityId, name, nameZh }]));
  return (id) => known.get(id) ?? { id, name: id, nameZh: id };
}

export function limitView({ scope, amount, temporary, frozen, used, available, state }: Exposure): LimitView {
  return { scope, limit: yuan(amount), temporary: yuan(temporary), frozen: yuan(frozen), used: yuan(used), available: yuan(available), state };
}

export function changeView({ changeId, scope, kind, from, to, state, effectiveOn, throughOn, reason }: LimitChange): ChangeView {
  return { id: changeId, scope, kind, from: yuan(from), to: yuan(to), state, effectiveOn, throughOn, reasonEn: reason, reasonZh: reason };
}

/** `0.109` as `10.90 %`. */
const percent = (rate: string) => `${formatAmount(parseRate(rate) / 10_000n, CNY)} %`;

/** What a plan costs, who takes it, and what is signed: nothing else is charged. */
export function planView(terms: Terms, creditor: Party, contract: Contract, plan: Plan, on: BusinessDate): PayLaterPlan {
  const planned = { ...contract, ...plan };
  const rows = partsOf(terms, planned, on).map(({ n, dueOn, principal, fee }) => ({
    n,
    dueOn,
    principal: yuan(principal),
    fee: yuan(fee),
    total: yuan(principal + fee),
  }));
  const fees = sum(amountsOf(contract.amount, plan).map(({ fee }) => fee));
  const cost = costOfPlan(contract.amount, plan);
  const text = agreementText(terms, creditor, planned, rows, cost.nominal);
  return {
    periods: plan.periods,
    feeRate: formatRate(plan.feeRate),
    fees: yuan(fees),
    total: yuan(contract.amount + fees),
    annualNominal: cost.nominal,
    annualEffective: cost.effective,
    firstDueOn: rows[0]?.dueOn ?? on,
    rows,
    cost: {
      items: costItems(terms, creditor, plan, fees),
      statementEn: `The annual all-in cost is ${percent(cost.nominal)} (simple; ${percent(cost.effective)} compounded). Besides the items above nothing else is charged.`,
      statementZh: `年化综合融资成本(单利)为 ${percent(cost.nominal)}(复利 ${percent(cost.effective)})。除上述项目外,不收取任何其他费用。`,
    },
    agreementText: text,
    agreementHash: createHash('sha256').update(text).digest('hex'),
  };
}

function costItems(terms: Terms, creditor: Party, { periods, feeRate }: Plan, fees: bigint): PayLaterPlan['cost']['items'] {
  const collectedBy = creditor.nameZh;
  const late = { amount: null, collectedBy, contingent: true };
  return [
    {
      name: terms.product === 'trade-credit' ? 'Instalment fee' : 'Interest, as a fee by period',
      nameZh: terms.product === 'trade-credit' ? '分期服务费' : '利息(按期计收)',
      method: periods === 1 ? 'Free until the due day' : 'With every instalment, on the price',
      methodZh: periods === 1 ? '到期日前免费' : '随每期收取,按商品价格计',
      standard: `${percent(formatRate(feeRate))} × ${periods}`,
      amount: yuan(fees),
      collectedBy,
      contingent: false,
    },
    {
      name: 'Late fee',
      nameZh: '逾期违约金',
      method: 'By the day on what is overdue',
      methodZh: '按逾期未还金额逐日计收',
      standard: `${percent(formatRate(terms.lateDailyRate))} / 日`,
      ...late,
    },
    ...(terms.minimum === null
      ? []
      : [
          {
            name: 'Interest after a minimum repayment',
            nameZh: '最低还款后利息',
            method: 'By the day on what is left, from the due day',
            methodZh: '自还款日起按未还金额逐日计收',
            standard: `${percent(formatRate(terms.minimum.dailyRate))} / 日`,
            ...late,
          },
        ]),
  ];
}

type Row = { readonly n: number; readonly dueOn: string; readonly total: string };

/** The agreement word for word; its SHA-256 is kept with the contract. */
function agreementText(terms: Terms, creditor: Party, contract: Contract, rows: readonly Row[], nominal: string): string {
  const trade = terms.product === 'trade-credit';
  return [
    trade ? `商品赊销协议 Agreement on goods on credit · ${terms.nameZh}` : `小额贷款借款合同 Micro-loan agreement · ${terms.nameZh}`,
    `${trade ? '债权人(卖方) Creditor and seller' : '贷款人 Lender'}: ${creditor.nameZh} ${creditor.name}`,
    `订单 Order: ${contract.orderRef};金额 Amount: ${yuan(contract.amount)} CNY;期数 Instalments: ${contract.periods}`,
    `每期费率 Fee of a period: ${formatRate(contract.feeRate)};年化综合融资成本(单利) Annual all-in cost, simple: ${nominal}`,
    trade
      ? '货款于商品交付时成立。The price is owed once the goods are delivered.'
      : '贷款于确认收货时受托支付给商家。The loan is paid to the seller for me once I have received the goods.',
    '本人授权支付机构于还款日从签约银行卡扣款。I authorise the payment institution to debit the signed card on each due day.',
    '退货时各期金额按剩余商品价格重新计算。When goods come back each instalment becomes that of the price that is left.',
    '以下日期以当日交付为例 Dates below where the goods are delivered today:',
    ...rows.map((row) => `${row.n}. ${row.dueOn} ${row.total} CNY`),
  ].join('\n');
}

function partState(part: Part, on: BusinessDate): MyPurchase['rows'][number]['state'] {
  if (part.settledOn !== null) return 'paid';
  if (part.revolving) return 'revolving';
  if (isOverdue(part, on) && part.billId !== null) return 'overdue';
  return part.billId === null ? 'planned' : 'billed';
}

export type PurchaseParts = {
  readonly terms: Terms;
  readonly contract: Contract;
  readonly parts: readonly Part[];
  readonly notes: readonly { readonly amount: bigint; readonly notedOn: string }[];
};

export function purchaseView({ terms, contract, parts, notes }: PurchaseParts, party: (id: string) => Party, on: BusinessDate): MyPurchase {
  const open = contract.state === 'active' ? settlementAmount(terms, parts, on) : 0n;
  return {
    id: contract.contractId,
    orderRef: contract.orderRef,
    kind: contract.kind,
    product: terms.product,
    creditor: party(terms.creditor),
    seller: party(contract.seller || terms.creditor),
    state: contract.state,
    amount: yuan(contract.amount),
    returned: yuan(contract.returned),
    periods: contract.periods,
    feeRate: formatRate(contract.feeRate),
    outstanding: yuan(contract.outstanding),
    authorisedOn: contract.authorisedOn,
    deliveredOn: contract.deliveredOn,
    rows: parts.map((part) => ({
      n: part.n,
      dueOn: part.dueOn,
      principal: yuan(part.principal),
      fee: yuan(part.fee),
      total: yuan(part.principal + part.fee),
      paid: yuan(part.paidPrincipal + part.paidFee + part.paidCharge),
      charge: yuan(part.charge + chargeAt(terms, part, on)),
      state: partState(part, on),
      billId: part.billId,
    })),
    timeline: [
      { date: contract.authorisedOn, event: 'authorised', amount: yuan(contract.amount) },
      ...(contract.deliveredOn ? [{ date: contract.deliveredOn, event: 'delivered', amount: yuan(contract.amount) }] : []),
      ...notes.map(({ notedOn, amount }) => ({ date: notedOn, event: 'returned', amount: yuan(amount) })),
      ...(contract.closedOn ? [{ date: contract.closedOn, event: contract.state, amount: yuan(contract.amount - contract.returned) }] : []),
    ],
    earlySettlement: open > 0n ? yuan(open) : null,
  };
}

export function billView(
  terms: Terms,
  bill: Bill,
  parts: readonly Part[],
  contracts: ReadonlyMap<string, Contract>,
  party: (id: string) => Party,
  on: BusinessDate,
): BillView {
  const open = (part: Part) => openOf(part) + chargeAt(terms, part, on);
  const free = parts.filter((part) => contracts.get(part.contractId)?.periods === 1 && part.fee === 0n);
  const convertible = bill.state === 'billed' && on <= bill.dueOn ? sum(free.map(({ principal, paidPrincipal }) => principal - paidPrincipal)) : 0n;
  return {
    id: bill.billId,
    product: terms.product,
    creditor: party(terms.creditor),
    statementOn: bill.statementOn,
    dueOn: bill.dueOn,
    amount: yuan(bill.amount),
    minimum: bill.minimum === null ? null : yuan(bill.minimum),
    paid: yuan(bill.paid),
    open: yuan(sum(parts.map(open))),
    state: bill.state,
    rows: parts.map((part) => {
      const contract = contracts.get(part.contractId);
      return {
        purchaseId: part.contractId,
        orderRef: contract?.orderRef ?? '',
        n: part.n,
        of: contract?.periods ?? part.n,
        principal: yuan(part.principal),
        fee: yuan(part.fee),
        charge: yuan(part.charge + chargeAt(terms, part, on)),
        paid: yuan(part.paidPrincipal + part.paidFee + part.paidCharge),
        open: yuan(open(part)),
      };
    }),
    conversions: convertible < terms.leastConversion ? [] : terms.plans.filter(({ periods }) => periods > 1).map((plan) => conversionView(convertible, plan)),
  };
}

function conversionView(amount: bigint, plan: Plan): BillView['conversions'][number] {
  const rows = amountsOf(amount, plan);
  const { nominal, effective } = costOfPlan(amount, plan);
  return {
    periods: plan.periods,
    feeRate: formatRate(plan.feeRate),
    annualNominal: nominal,
    annualEffective: effective,
    monthly: yuan((rows[0]?.principal ?? 0n) + (rows[0]?.fee ?? 0n)),
    fees: yuan(sum(rows.map(({ fee }) => fee))),
  };
}
