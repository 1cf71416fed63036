import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { faults } from '@jinqiao/errors';
import { parse } from 'csv-parse/sync';

export const fundTapeFault = faults({
  FUND_TAPE_INVALID: { status: 422, en: '{file}, line {line}: {why}', zh: '{file} 第 {line} 行:{why}' },
  FUND_TAPE_EMPTY: { status: 422, en: '{file} has no rows', zh: '{file} 没有数据' },
  FUND_TAPE_UNPLAYABLE: {
    status: 422,
    en: 'On {on} the tape redeems {amount} fen, more than the {held} that can be redeemed',
    zh: '{on} 的赎回 {amount} 分超过当日可赎回的 {held} 分',
  },
});

/** A day of the tape. Amounts in fen; income per 10,000 shares scaled 1e-4, seven-day yield in percent scaled 1e-3. */
export type TapeDay = {
  readonly on: BusinessDate;
  readonly opening: bigint;
  readonly closing: bigint;
  /** Purchases with the income that was carried. */
  readonly purchase: bigint;
  readonly direct: bigint;
  readonly income: bigint;
  readonly redeem: bigint;
  readonly per10k: bigint;
  readonly sevenDayYield: bigint;
};

export type FundTape = { readonly days: readonly TapeDay[]; readonly profiles: readonly string[] };

const FLOWS = 'daily_flow.csv';
const YIELDS = 'mfd_day_share_interest.csv';
const PROFILES = 'user_profile_table.csv';

type Row = Readonly<Record<string, string>>;
type Line = { readonly file: string; readonly line: number; readonly row: Row };

/**
 * Reads a fund's days: `daily_flow.csv`, `mfd_day_share_interest.csv` and `user_profile_table.csv` of a folder.
 * @throws Fault FUND_TAPE_INVALID naming file and line, FUND_TAPE_EMPTY.
 */
export async function readFundTape(folder: string): Promise<FundTape> {
  const yields = new Map<string, { per10k: bigint; sevenDayYield: bigint }>();
  for (const at of await lines(folder, YIELDS)) {
    yields.set(cell(at, 'mfd_date'), { per10k: decimal(at, 'mfd_daily_yield', 4), sevenDayYield: decimal(at, 'mfd_7daily_yield', 3) });
  }
  const days: TapeDay[] = [];
  for (const at of await lines(folder, FLOWS)) {
    const date = cell(at, 'report_date');
    const on = dateOf(at, date);
    const before = days.at(-1);
    if (before && on !== addDays(before.on, 1)) throw invalid(at, `the day after ${before.on} must follow, not ${on}`);
    const published = yields.get(date);
    if (!published) throw invalid(at, `${YIELDS} has no income of ${on}`);
    days.push({
      on,
      opening: decimal(at, 'yBalance', 0),
      closing: decimal(at, 'tBalance', 0),
      purchase: decimal(at, 'total_purchase_amt', 0),
      direct: decimal(at, 'direct_purchase_amt', 0),
      income: decimal(at, 'share_amt', 0),
      redeem: decimal(at, 'total_redeem_amt', 0),
      ...published,
    });
  }
  return { days, profiles: (await lines(folder, PROFILES)).map((at) => cell(at, 'user_id')) };
}

async function lines(folder: string, file: string): Promise<Line[]> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => {
    throw fundTapeFault('FUND_TAPE_INVALID', { file, line: 0, why: 'cannot be read; give the folder that holds it' }, '$.folder');
  });
  const found = rowsOf(file, text).map((row, at) => ({ file, line: at + 2, row }));
  if (found.length === 0) throw fundTapeFault('FUND_TAPE_EMPTY', { file }, '$.folder');
  return found;
}

function rowsOf(file: string, text: string): Row[] {
  try {
    return parse(text, { columns: true, skip_empty_lines: true, bom: true });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 0;
    throw fundTapeFault('FUND_TAPE_INVALID', { file, line, why: 'is no row of comma-separated values of the columns above' }, '$.folder');
  }
}

function cell(at: Line, column: string): string {
  const text = at.row[column];
  if (text === undefined || text === '') throw invalid(at, `column ${column} is missing`);
  return text;
}

function dateOf(at: Line, text: string): BusinessDate {
  try {
    return businessDate(text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  } catch {
    throw invalid(at, `${text} is no date`);
  }
}

/** A number that is not negative, as an integer scaled by its digits. */
function decimal(at: Line, column: string, digits: number): bigint {
  const text = cell(at, column);
  const match = /^(\d{1,17})(?:\.(\d+))?$/.exec(text);
  if (!match || (match[2] ?? '').length > digits) throw invalid(at, `${column} must be a number with at most ${digits} decimals, not ${text}`);
  return BigInt(`${match[1]}${(match[2] ?? '').padEnd(digits, '0')}`);
}

function invalid({ file, line }: Line, why: string) {
  return fundTapeFault('FUND_TAPE_INVALID', { file, line, why });
}
