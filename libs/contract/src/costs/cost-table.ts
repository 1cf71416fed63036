import { type Asset, formatAmount, formatRate, type Rate, sum } from '@jinqiao/money';
import { contractFault } from '../errors.ts';
import type { FirstSpan } from '../schedule/periods.ts';
import { type AnnualCost, annualCost } from './cost.ts';

/** A word in both languages of the product. */
export type Text = { readonly en: string; readonly zh: string };

/** A charge besides interest: `upfront` is paid once at the payout, `periodic` with every instalment. Amounts in minor units. */
export type CostFee = { readonly name: Text; readonly kind: 'upfront' | 'periodic'; readonly amount: bigint; readonly collectedBy: string };

/** What is charged only if something happens, besides what the lender charges by rate: a guarantor's claim after it has paid, the cost of a lawsuit. */
export type ContingentFee = { readonly name: Text; readonly method: Text; readonly standard: string; readonly collectedBy: string };

export type CostTableInput = {
  readonly asset: Asset;
  readonly principal: bigint;
  readonly rate: Rate;
  /** What the borrower repays, one row per period. */
  readonly rows: readonly { readonly principal: bigint; readonly interest: bigint }[];
  /** 12 where left out. */
  readonly periodsPerYear?: number;
  /** How many periods the first one is long; one where left out. */
  readonly first?: FirstSpan;
  readonly repayment: Text;
  readonly lender: string;
  /** Who answers for the loan towards the lender, and what it takes from the borrower for that per period; nothing where left out. */
  readonly guarantor?: { readonly name: string; readonly feePerPeriod?: bigint };
  readonly fees?: readonly CostFee[];
  readonly penaltyRate: Rate;
  /** Rate while the money is used for another purpose than agreed; no item where left out. */
  readonly misuseRate?: Rate;
  /** Part of the principal repaid early that is charged, in 1e-8; free where left out. */
  readonly earlyRepaymentFee?: Rate;
  readonly contingentFees?: readonly ContingentFee[];
  /** The annual cost with all fees, where the rows are not one period apart; found from the rows where left out. */
  readonly cost?: AnnualCost;
};

/** One line of the table; `amount` is null where it depends on what happens, as for all contingent items. */
export type CostTableItem = {
  readonly name: string;
  readonly nameZh: string;
  readonly method: string;
  readonly methodZh: string;
  readonly standard: string;
  readonly amount: string | null;
  readonly collectedBy: string;
  readonly contingent: boolean;
};

export type CostTable = {
  readonly principal: string;
  readonly items: CostTableItem[];
  readonly annualNominal: string;
  readonly annualEffective: string;
  readonly totalInterest: string;
  /** Principal, interest and every fee of normal performance. */
  readonly totalToRepay: string;
  readonly statementEn: string;
  readonly statementZh: string;
};

/**
 * The table of all-in financing cost that a borrower must be shown before signing (金规〔2026〕2号): every interest and fee item
 * with method, standard and collecting party; the annual cost of normal performance on what the borrower has in hand after fees
 * paid at the start; contingent items apart; the statement that nothing else is charged.
 * @throws Fault FEES_TOO_HIGH where fees at the start leave the borrower nothing.
 */
export function costTable(input: CostTableInput): CostTable {
  const { asset, principal, rows, periodsPerYear = 12, first } = input;
  const fees = allFees(input);
  const upfront = sum(fees.filter(({ kind }) => kind === 'upfront').map(({ amount }) => amount));
  const periodic = sum(fees.filter(({ kind }) => kind === 'periodic').map(({ amount }) => amount));
  const payments = rows.map((row) => row.principal + row.interest + periodic);
  if (upfront >= principal) throw contractFault('FEES_TOO_HIGH', { principal: formatAmount(principal, asset) }, '$.fees');
  const { nominal, effective } = input.cost ?? annualCost(principal - upfront, payments, periodsPerYear, first);
  const totalInterest = sum(rows.map((row) => row.interest));
  return {
    principal: formatAmount(principal, asset),
    items: [interestItem(input, totalInterest), ...fees.map((fee) => feeItem(input, fee)), ...contingentItems(input)],
    annualNominal: nominal,
    annualEffective: effective,
    totalInterest: formatAmount(totalInterest, asset),
    totalToRepay: formatAmount(sum(payments) + upfront, asset),
    statementEn: `The annual all-in cost is ${asPercent(nominal)} (simple; ${asPercent(effective)} compounded). Besides the items above no other charge is made for this loan.`,
    statementZh: `年化综合融资成本（单利）为 ${asPercent(nominal)}（复利 ${asPercent(effective)}）。除上述项目外，本贷款不收取任何其他费用。`,
  };
}

function allFees({ guarantor, fees = [] }: CostTableInput): CostFee[] {
  if (!guarantor) return [...fees];
  return [{ name: { en: 'Guarantee fee', zh: '担保费' }, kind: 'periodic', amount: guarantor.feePerPeriod ?? 0n, collectedBy: guarantor.name }, ...fees];
}

function interestItem({ asset, rate, repayment, lender }: CostTableInput, totalInterest: bigint): CostTableItem {
  return {
    name: 'Interest',
    nameZh: '利息',
    method: repayment.en,
    methodZh: repayment.zh,
    standard: yearly(rate),
    amount: formatAmount(totalInterest, asset),
    collectedBy: lender,
    contingent: false,
  };
}

function feeItem({ asset, rows }: CostTableInput, { name, kind, amount, collectedBy }: CostFee): CostTableItem {
  const once = kind === 'upfront';
  const method: Text =
    amount === 0n ? FREE : once ? { en: 'Once, at the payout', zh: '放款时一次性收取' } : { en: 'With every instalment', zh: '随每期还款收取' };
  return {
    name: name.en,
    nameZh: name.zh,
    method: method.en,
    methodZh: method.zh,
    standard: once ? formatAmount(amount, asset) : `${formatAmount(amount, asset)} × ${rows.length}`,
    amount: formatAmount(once ? amount : amount * BigInt(rows.length), asset),
    collectedBy,
    contingent: false,
  };
}

const FREE: Text = { en: 'Not charged', zh: '不收取' };

function contingentItems({ lender, penaltyRate, misuseRate, earlyRepaymentFee = 0n, contingentFees = [] }: CostTableInput): CostTableItem[] {
  const item = (name: Text, method: Text, standard: string, collectedBy = lender): CostTableItem => ({
    name: name.en,
    nameZh: name.zh,
    method: method.en,
    methodZh: method.zh,
    standard,
    amount: null,
    collectedBy,
    contingent: true,
  });
  const early: Text = earlyRepaymentFee === 0n ? FREE : { en: 'On principal repaid early', zh: '按提前归还本金收取' };
  return [
    item({ en: 'Penalty interest', zh: '罚息' }, { en: 'By days on overdue principal', zh: '按逾期本金和逾期天数计收' }, yearly(penaltyRate)),
    item({ en: 'Compound interest', zh: '复利' }, { en: 'By days on unpaid interest', zh: '按未付利息和逾期天数计收' }, yearly(penaltyRate)),
    ...(misuseRate === undefined
      ? []
      : [
          item(
            { en: 'Penalty interest for misuse', zh: '挪用罚息' },
            { en: 'By days on misused principal', zh: '按挪用本金和挪用天数计收' },
            yearly(misuseRate),
          ),
        ]),
    item({ en: 'Early repayment fee', zh: '提前还款违约金' }, early, asPercent(formatRate(earlyRepaymentFee))),
    ...contingentFees.map(({ name, method, standard, collectedBy }) => item(name, method, standard, collectedBy)),
  ];
}

function yearly(rate: Rate): string {
  return `${asPercent(formatRate(rate))} p.a.`;
}

/** `0.0696` as `6.96%`, exactly. */
function asPercent(fraction: string): string {
  const [whole = '0', decimals = ''] = fraction.split('.');
  const hundredths = decimals.padEnd(4, '0');
  const rest = hundredths.slice(2).replace(/0+$/, '').padEnd(2, '0');
  return `${BigInt(whole + hundredths.slice(0, 2))}.${rest}%`;
}
