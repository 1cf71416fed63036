import { type CalculatedSchedule, calculatedSchedule, type ScheduleCalculation, scheduleCalculation } from '@jinqiao/api';
import {
  type AnnualCost,
  type Charges,
  type CostFee,
  contractFault,
  costTable,
  penaltyRateOf,
  type Schedule,
  type ScheduleTerms,
  schedule,
  scheduleCost,
  termsFromJson,
} from '@jinqiao/contract';
import { type Asset, formatAmount, LARGEST_AMOUNT, moneyFault, parseAmount, sum } from '@jinqiao/money';
import type { Api } from './context.ts';
import { repaymentText } from './repayment-text.ts';

type Terms = ScheduleTerms & { readonly asset: Asset };

export function calculationRoutes(api: Api): void {
  api.post(
    '/calculations/schedule',
    {
      schema: {
        summary: 'The repayment schedule of loan terms, with its table of all-in financing cost',
        description: 'Nothing is kept, so no Idempotency-Key is needed.',
        tags: ['calculation'],
        body: scheduleCalculation,
        response: { 200: calculatedSchedule },
      },
    },
    async (request) => {
      return calculate(request.body);
    },
  );
}

function calculate(body: ScheduleCalculation): CalculatedSchedule {
  const terms = termsFromJson(body);
  const fees = (body.fees ?? []).map((fee, index) => feeOf(fee, terms, `$.fees[${index}]`));
  const penaltyRate = penaltyRateOf(terms.rate, multiplierOf(body.penaltyMultiplier ?? '1.5'));
  const plan = schedule(terms);
  const of = (kind: CostFee['kind']) => sum(fees.filter((fee) => fee.kind === kind).map(({ amount }) => amount));
  const charges = { upfront: of('upfront'), periodic: of('periodic') };
  requireKeepable(plan, charges.upfront + charges.periodic * BigInt(plan.rows.length), terms);
  const table = tableOf(terms, plan, charges, { lender: body.lender ?? 'Lender 贷款人', fees, penaltyRate });
  const show = (amount: bigint) => formatAmount(amount, terms.asset);
  return {
    rows: plan.rows.map((row) => ({
      ...row,
      principal: show(row.principal),
      interest: show(row.interest),
      total: show(row.total),
      balance: show(row.balance),
    })),
    totals: { principal: show(plan.totals.principal), interest: show(plan.totals.interest), total: show(plan.totals.total) },
    cost: plan.cost,
    costTable: table,
  };
}

type Table = CalculatedSchedule['costTable'];
type Collected = { readonly lender: string; readonly fees: readonly CostFee[]; readonly penaltyRate: bigint };

const NO_RATE: AnnualCost = { nominal: '0.0000', effective: '0.0000' };

/** Where due dates are not evenly spaced the annual cost is counted by days, and the statement says so. */
function tableOf(terms: Terms, plan: Schedule, charges: Charges, collected: Collected): Table {
  const { cost, by } = scheduleCost(terms, charges);
  const table = costTable({
    asset: terms.asset,
    principal: terms.principal - (terms.downPayment ?? 0n),
    rate: terms.rate,
    rows: plan.rows.filter(({ n }) => n > 0),
    repayment: repaymentText(terms),
    cost: cost ?? NO_RATE,
    ...collected,
  });
  if (by === 'periods') return table;
  return { ...table, annualNominal: cost?.nominal ?? null, annualEffective: cost?.effective ?? null, ...statementOf(cost) };
}

function statementOf(cost: AnnualCost | null): { statementEn: string; statementZh: string } {
  const en = 'Besides the items above no other charge is made for this loan.';
  const zh = '除上述项目外，本贷款不收取任何其他费用。';
  if (cost === null)
    return {
      statementEn: `What is drawn and what is paid have no single annual rate, so no annual all-in cost can be given. ${en}`,
      statementZh: `提款与还款没有唯一的年利率，无法给出年化综合融资成本。${zh}`,
    };
  const [nominal, effective] = [asPercent(cost.nominal), asPercent(cost.effective)];
  return {
    statementEn: `The annual all-in cost is ${nominal} (simple; ${effective} compounded), counted by days since the due dates are not evenly spaced. ${en}`,
    statementZh: `还款日间隔不等，按实际天数计算，年化综合融资成本（单利）为 ${nominal}（复利 ${effective}）。${zh}`,
  };
}

/** A cost of four decimals in percent: `0.0696` is `6.96%`. */
function asPercent(cost: string): string {
  const [whole = '0', decimals = ''] = cost.split('.');
  return `${BigInt(whole + decimals.slice(0, 2))}.${decimals.slice(2)}%`;
}

function feeOf(fee: NonNullable<ScheduleCalculation['fees']>[number], { asset, principal }: Terms, path: string): CostFee {
  const { name, nameZh = name, kind, collectedBy } = fee;
  const amount = parseAmount(fee.amount, asset, `${path}.amount`);
  if (amount < 0n || amount > principal)
    throw contractFault('AMOUNT_OUT_OF_RANGE', { field: 'amount', least: formatAmount(0n, asset), most: formatAmount(principal, asset) }, `${path}.amount`);
  return { name: { en: name, zh: nameZh }, kind, amount, collectedBy };
}

/** `1.5` as 15,000 parts of ten thousand. @throws Fault FIELD_INVALID. */
function multiplierOf(text: string): bigint {
  const [, whole = '', part = ''] = /^(\d{1,2})(?:\.(\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (whole !== '') return BigInt(whole + part.padEnd(4, '0'));
  const allowed = { allowed: 'a number such as 1.5 with at most four decimals', allowedZh: '至多四位小数的数字,例如 1.5' };
  throw contractFault('FIELD_INVALID', { field: 'penaltyMultiplier', ...allowed }, '$.penaltyMultiplier');
}

/** Interest on interest grows without bound; an answer holds only what an amount may be. @throws Fault AMOUNT_TOO_LARGE. */
function requireKeepable({ rows, totals }: Schedule, charged: bigint, { asset }: Terms): void {
  const amounts = [totals.total + charged, ...rows.flatMap(({ principal, balance }) => [principal, balance])];
  const over = amounts.find((amount) => amount > LARGEST_AMOUNT || amount < -LARGEST_AMOUNT);
  if (over !== undefined) throw moneyFault('AMOUNT_TOO_LARGE', { text: formatAmount(over, asset).slice(0, 40) }, '$.principal');
}
