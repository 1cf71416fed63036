import { addMonths, type BusinessDate, endOfMonth } from '@jinqiao/calendar';
import { formatAmount, USD } from '@jinqiao/money';
import {
  type FirstPaymentCell,
  flowLoss,
  flowsByMonth,
  NO_SHARE,
  type Position,
  pooledVintage,
  positionOf,
  ratioText,
  type StockCell,
  tallyOf,
  type VintageCurve,
  type VintageDays,
  vintageCells,
  vintages,
} from '@jinqiao/risk';
import { type Course, courseOf, monthsBetween, standingAt } from './standings.ts';
import type { RiskLoan } from './tape.ts';

/** Days past due of the curves. */
const DAYS: VintageDays = 30;
/** The last MOB of the pooled curves: the longest term and what comes after it. */
const THROUGH = 66;

export type TapeCells = { readonly stock: StockCell[]; readonly firstPayment: FirstPaymentCell[] };

const firstMonthEnd = (loans: readonly RiskLoan[]) => endOfMonth(loans.map((loan) => loan.issuedOn).sort()[0] as BusinessDate);

/** How many month-ends a tape has, from the first issue to the last that is known. */
export function monthsOf(loans: readonly RiskLoan[]): number {
  const first = firstMonthEnd(loans);
  return loans.reduce((most, loan) => Math.max(most, monthsBetween(first, loan.issuedOn) + courseOf(loan).through + 1), 0);
}

/** Plays a tape month-end by month-end through the same measures as the books. */
export function cellsOf(loans: readonly RiskLoan[], onMonth: (asOf: string) => void = () => {}): TapeCells {
  const courses = loans.map(courseOf);
  const first = firstMonthEnd(loans);
  const before = new Map<string, Position>();
  const cells: TapeCells = { stock: [], firstPayment: [] };
  const months = monthsOf(loans);
  let since: string | null = null;
  for (let at = 0; at < months; at += 1) {
    const asOf = endOfMonth(addMonths(first, at, 1));
    onMonth(asOf);
    const tally = tallyOf(
      courses.flatMap((course) => followed(course, asOf, before)),
      since,
    );
    cells.stock.push(...tally.stock);
    cells.firstPayment.push(...tally.firstPayment);
    since = asOf;
  }
  return cells;
}

function followed(course: Course, asOf: BusinessDate, before: Map<string, Position>): { now: Position; history: (Position | null)[] }[] {
  const standing = standingAt(course, monthsBetween(course.loan.issuedOn, asOf));
  const known = before.get(course.loan.id) ?? null;
  before.delete(course.loan.id);
  if (!standing) return [];
  const now = positionOf('LOAN_2023', standing, asOf, known ? [known] : []);
  before.set(course.loan.id, now);
  return [{ now, history: [known] }];
}

const money = (cents: bigint) => formatAmount(cents, USD);
const total = (cells: readonly StockCell[], of: (cell: StockCell) => bigint) => cells.reduce((sum, cell) => sum + of(cell), 0n);

function curveJson({ cohort, originated, points }: VintageCurve) {
  return {
    cohort,
    originated: money(originated),
    points: points.map(({ mob, coincident, cumulative, netLoss }) => ({ mob, coincident, cumulative, netLoss })),
  };
}

function segment(name: string, stock: readonly StockCell[]) {
  const originated = total(stock, (cell) => cell.newAmount);
  const [writtenOff, recovered] = [total(stock, (cell) => cell.lost), total(stock, (cell) => cell.regained)];
  const { pooled } = flowsByMonth(stock);
  const recovery = { part: recovered, whole: writtenOff };
  const curves = vintages(vintageCells(stock, DAYS));
  return {
    grade: name,
    loans: Number(total(stock, (cell) => cell.newContracts)),
    originated: money(originated),
    writtenOff: money(writtenOff),
    recovered: money(recovered),
    lifetimeLoss: ratioText({ part: writtenOff - recovered, whole: originated }, 6),
    monthlyLossByFlows: ratioText(flowLoss(pooled, 'M5', writtenOff === 0n ? NO_SHARE : recovery), 8),
    flows: pooled.map(({ from, to, share }) => ({ from, to, rate: ratioText(share, 6) })),
    vintage: curveJson(pooledVintage(name, curves, THROUGH)).points,
  };
}

/** The curves of a tape: the form that other programs read. */
export function riskReport({ stock, firstPayment }: TapeCells) {
  const grades = [...new Set(stock.map((cell) => cell.grade))].sort();
  return {
    days: DAYS,
    all: segment('all', stock),
    grades: grades.map((grade) =>
      segment(
        grade,
        stock.filter((cell) => cell.grade === grade),
      ),
    ),
    vintages: vintages(vintageCells(stock, DAYS)).map(curveJson),
    firstPaymentDefault: [...Map.groupBy(firstPayment, (cell) => cell.days)].map(([days, cells]) => {
      const sum = (of: (cell: FirstPaymentCell) => bigint) => cells.reduce((all, cell) => all + of(cell), 0n);
      const share = { part: sum((cell) => cell.late), whole: sum((cell) => cell.due) };
      return { days, due: Number(share.whole), late: Number(share.part), rate: ratioText(share, 6) };
    }),
  };
}
