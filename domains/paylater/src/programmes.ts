import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { openBook } from '@jinqiao/ledger';
import { parseRate } from '@jinqiao/money';
import { payLaterBook } from './chart.ts';
import { payLaterFault } from './errors.ts';
import type { ProgrammeParameters, Terms } from './model.ts';

/** A programme's terms ready for use. @throws Fault where a parameter cannot be read. */
export function termsOf(programmeId: string, { plans, lateDailyRate, minimum, leastConversion, ...parameters }: ProgrammeParameters): Terms {
  return {
    ...parameters,
    programmeId,
    plans: plans.map(({ periods, feeRate }) => ({ periods, feeRate: parseRate(feeRate) })),
    lateDailyRate: parseRate(lateDailyRate),
    minimum: minimum && { share: parseRate(minimum.share), dailyRate: parseRate(minimum.dailyRate) },
    leastConversion: BigInt(leastConversion),
  };
}

const HOUSE = [
  'cash/in-transit',
  'cash/bank',
  'fee/deferral',
  'revenue/goods',
  'returns/goods',
  'revenue/fee',
  'revenue/charge',
  'loss/write-off',
  'income/recovery',
  'equity/paid-in',
  'funding/bank-loan',
  'funding/shareholder-loan',
  'funding/securitised-pool',
  'clearing/bucket',
] as const;

/** Opens a programme with its book; one that is open stays as it is. */
export async function openPayLater(tx: Tx, programmeId: string, parameters: ProgrammeParameters): Promise<Terms> {
  const terms = termsOf(programmeId, parameters);
  await tx.query('INSERT INTO paylater.programme (bucket, programme_id, parameters) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    HOUSE_BUCKET,
    programmeId,
    JSON.stringify(parameters),
  ]);
  await openBook(tx, payLaterBook(terms), HOUSE);
  return terms;
}

/** All programmes, in order of their ids. */
export async function payLaterProgrammes(db: Db): Promise<Terms[]> {
  const { rows } = await db.query<{ id: string; parameters: ProgrammeParameters }>(
    'SELECT programme_id AS id, parameters FROM paylater.programme ORDER BY programme_id',
  );
  return rows.map(({ id, parameters }) => termsOf(id, parameters));
}

/** @throws Fault PROGRAMME_UNKNOWN. */
export async function payLaterProgramme(db: Db, programmeId: string): Promise<Terms> {
  const found = (await payLaterProgrammes(db)).find((terms) => terms.programmeId === programmeId);
  if (!found) throw payLaterFault('PAY_LATER_UNKNOWN', { id: programmeId });
  return found;
}
