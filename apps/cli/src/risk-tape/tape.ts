import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { parseRate } from '@jinqiao/money';
import { cents, tapeFault, tapeRows } from '../replay/tape.ts';

/** One loan of a tape with what became of it, as far as risk reads it. Amounts in cents. */
export type RiskLoan = {
  readonly id: string;
  readonly grade: string;
  readonly issuedOn: BusinessDate;
  readonly funded: bigint;
  readonly term: number;
  readonly rate: bigint;
  readonly instalment: bigint;
  readonly paidOff: boolean;
  /** Month of the last payment; null where nothing was ever paid. */
  readonly lastPaidOn: BusinessDate | null;
  readonly principal: bigint;
  readonly recoveries: bigint;
};

const COLUMNS = [
  'loan_id',
  'grade',
  'issue_d',
  'funded_amnt',
  'term',
  'int_rate',
  'installment',
  'loan_status',
  'last_pymnt_d',
  'total_rec_prncp',
  'recoveries',
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** Reads a tape of loans that have all ended. @throws Fault TAPE_INVALID naming the line, TAPE_EMPTY. */
export async function readRiskTape(file: string): Promise<RiskLoan[]> {
  const loans: RiskLoan[] = [];
  let line = 1;
  for await (const row of await tapeRows<Row>(file)) {
    line += 1;
    const missing = COLUMNS.find((column) => row[column] === undefined);
    if (missing) throw tapeFault('TAPE_INVALID', { line, why: `column ${missing} is missing` });
    loans.push(loanOf(row, line));
  }
  if (loans.length === 0) throw tapeFault('TAPE_EMPTY');
  return loans;
}

function loanOf(row: Row, line: number): RiskLoan {
  const paidOff = row.loan_status.endsWith('Fully Paid');
  if (!paidOff && !row.loan_status.endsWith('Charged Off')) throw tapeFault('TAPE_INVALID', { line, why: `status ${row.loan_status} is not an end` });
  try {
    return {
      id: row.loan_id,
      grade: row.grade,
      issuedOn: businessDate(row.issue_d),
      funded: cents(row.funded_amnt),
      term: Number(row.term),
      rate: parseRate(row.int_rate),
      instalment: cents(row.installment),
      paidOff,
      lastPaidOn: row.last_pymnt_d === '' ? null : businessDate(row.last_pymnt_d),
      principal: cents(row.total_rec_prncp),
      recoveries: cents(row.recoveries),
    };
  } catch (error) {
    throw isFault(error) && error.code === 'TAPE_INVALID'
      ? error
      : tapeFault('TAPE_INVALID', { line, why: error instanceof Error ? error.message : 'cannot be read' });
  }
}
