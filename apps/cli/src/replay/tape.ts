import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { addMonths, type BusinessDate, businessDate, daysBetween } from '@jinqiao/calendar';
import { instalmentAmount } from '@jinqiao/contract';
import { faults } from '@jinqiao/errors';
import { parseAmount, parseRate, USD } from '@jinqiao/money';
import { parse } from 'csv-parse';

export const tapeFault = faults({
  TAPE_INVALID: { status: 422, en: 'Line {line} of the tape: {why}', zh: '贷款数据第 {line} 行:{why}' },
  TAPE_EMPTY: { status: 422, en: 'The tape has no loans to replay', zh: '贷款数据中没有可回放的贷款' },
});

/** One loan of the tape with what became of it. Amounts in cents. */
export type TapeLoan = {
  readonly id: string;
  readonly issuedOn: BusinessDate;
  readonly funded: bigint;
  readonly term: number;
  readonly rate: bigint;
  readonly paidOff: boolean;
  readonly lastPaidOn: BusinessDate | null;
  readonly principal: bigint;
  readonly interest: bigint;
  readonly lateFees: bigint;
  readonly recoveries: bigint;
};

const COLUMNS = [
  'loan_id',
  'issue_d',
  'funded_amnt',
  'term',
  'int_rate',
  'loan_status',
  'total_rec_prncp',
  'total_rec_int',
  'total_rec_late_fee',
  'recoveries',
  'last_pymnt_d',
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** Reads a loan tape. @throws Fault TAPE_INVALID naming the line, TAPE_EMPTY. */
export async function readTape(file: string, filter: { limit?: number | undefined; from?: number | undefined; to?: number | undefined }): Promise<TapeLoan[]> {
  const loans: TapeLoan[] = [];
  let line = 1;
  for await (const row of await tapeRows<Row>(file)) {
    line += 1;
    const missing = COLUMNS.find((column) => row[column] === undefined);
    if (missing) throw tapeFault('TAPE_INVALID', { line, why: `column ${missing} is missing` });
    const year = Number(row.issue_d.slice(0, 4));
    if ((filter.from !== undefined && year < filter.from) || (filter.to !== undefined && year > filter.to)) continue;
    loans.push(loanOf(row, line));
    if (filter.limit !== undefined && loans.length >= filter.limit) break;
  }
  if (loans.length === 0) throw tapeFault('TAPE_EMPTY');
  return loans;
}

/** The rows of a tape by column. @throws Fault TAPE_INVALID for a file that is not there. */
export async function tapeRows<Row>(file: string): Promise<AsyncIterable<Row>> {
  const input = createReadStream(file);
  // A stream says only by an event that it could not be opened; whoever reads its rows would wait for ever.
  await once(input, 'open').catch((error: unknown) => {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? tapeFault('TAPE_INVALID', { line: 0, why: 'there is no such file' }, '$.file')
      : error;
  });
  return input.pipe(parse({ columns: true, skip_empty_lines: true })) as AsyncIterable<Row>;
}

function loanOf(row: Row, line: number): TapeLoan {
  try {
    return {
      id: row.loan_id,
      issuedOn: businessDate(row.issue_d),
      funded: cents(row.funded_amnt),
      term: Number(row.term),
      rate: parseRate(row.int_rate),
      paidOff: row.loan_status.endsWith('Fully Paid'),
      lastPaidOn: row.last_pymnt_d === '' ? null : businessDate(row.last_pymnt_d),
      principal: cents(row.total_rec_prncp),
      interest: cents(row.total_rec_int),
      lateFees: cents(row.total_rec_late_fee),
      recoveries: cents(row.recoveries),
    };
  } catch (error) {
    throw tapeFault('TAPE_INVALID', { line, why: error instanceof Error ? error.message : 'cannot be read' });
  }
}

/** The tape writes sums of cents with binary noise behind them (29.999999999842): rounded half-up to the cent, as text. */
export function cents(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  const scaled = parseAmount(`${whole}.${fraction.slice(0, 2).padEnd(2, '0')}`, USD);
  return Number(fraction[2] ?? '0') >= 5 ? scaled + 1n : scaled;
}

/** What a loan's borrower does, as the tape implies it. */
export type Script = {
  /** The last due date on which the bound card has money; null: always. */
  readonly fundedThrough: BusinessDate | null;
  /** When the rest is paid off before term; null where it is not. */
  readonly payOffOn: BusinessDate | null;
  /** When the late fees are charged; null where there are none. */
  readonly feeOn: BusinessDate | null;
};

/**
 * Reads a borrower's behaviour from the outcome: who paid off paid every due date and the rest on the last payment's
 * month; who did not paid as many whole instalments as the money received makes, and then no more.
 */
export function scriptOf(loan: TapeLoan): Script {
  const due = (n: number) => addMonths(loan.issuedOn, n);
  const last = loan.lastPaidOn ?? loan.issuedOn;
  if (loan.paidOff) {
    const payOffOn = last < due(loan.term) ? last : null;
    return { fundedThrough: null, payOffOn, feeOn: loan.lateFees > 0n ? (payOffOn ?? due(loan.term)) : null };
  }
  const instalment = instalmentAmount({ principal: loan.funded, rate: loan.rate, periods: loan.term, rounding: 'up' });
  const received = loan.principal + loan.interest;
  const paid = Math.min(loan.term - 1, Number((received * 2n + instalment) / (instalment * 2n)));
  const fundedThrough = due(paid);
  return { fundedThrough, payOffOn: null, feeOn: loan.lateFees > 0n && paid > 0 ? fundedThrough : null };
}

/** Paid off exactly at its last due date without a late fee: for these the tape's lifetime interest is the schedule's. */
export function paidAtTerm(loan: TapeLoan): boolean {
  return (
    loan.paidOff &&
    loan.lateFees === 0n &&
    loan.lastPaidOn !== null &&
    loan.lastPaidOn === addMonths(loan.issuedOn, loan.term) &&
    daysBetween(loan.issuedOn, loan.lastPaidOn) > 0
  );
}
