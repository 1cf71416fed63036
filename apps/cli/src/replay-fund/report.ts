import { CN_TRADING } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { CNY, divide, formatAmount, sum } from '@jinqiao/money';
import { backTest, FORECAST_HISTORY, type FundDay, fundDays, registerBreaks } from '@jinqiao/wealth';
import { type DrivenFund, TAPE_FUND } from './drive.ts';
import type { FundTape, TapeDay } from './tape.ts';

const money = (fen: bigint) => formatAmount(fen, CNY);
const SEVEN = 7;

type Pair = { readonly tape: TapeDay; readonly books: FundDay };

/** The books' days beside the tape's: the form that other programs read. */
export async function fundReport(
  db: Database,
  tape: FundTape,
  driven: DrivenFund,
  known: { readonly wallets: number; readonly earning: ReadonlyMap<string, bigint> },
) {
  const booked = new Map((await fundDays(db, TAPE_FUND.fundId, tape.days[0]?.on ?? '', tape.days.length)).map((day) => [day.on, day]));
  const pairs = tape.days.flatMap((day): Pair[] => {
    const books = booked.get(day.on);
    return books ? [{ tape: day, books }] : [];
  });
  const { rows } = await db.query<{ journals: string; transfers: string }>(
    'SELECT (SELECT sum(sequence) FROM ledger.book)::text AS journals, (SELECT count(*) FROM ledger.transfer)::text AS transfers',
  );
  return {
    fund: TAPE_FUND.fundId,
    wallets: known.wallets,
    days: pairs.length,
    orders: driven,
    journals: Number(rows[0]?.journals ?? 0),
    transfers: Number(rows[0]?.transfers ?? 0),
    tape: totalsOf(tape.days.map((day) => ({ purchase: day.purchase, redeem: day.redeem, income: day.income, closing: day.closing }))),
    books: totalsOf(pairs.map(({ books }) => figures(books))),
    daysEqual: {
      purchase: pairs.filter(({ tape: day, books }) => day.purchase === figures(books).purchase).length,
      redeem: pairs.filter(({ tape: day, books }) => day.redeem === figures(books).redeem).length,
      income: pairs.filter(({ tape: day, books }) => day.income === figures(books).income).length,
      balance: pairs.filter(({ tape: day, books }) => day.closing === figures(books).closing).length,
      // What wallets earned on: reckoned by the close from the ledger, and by the registrar from the orders alone.
      earning: pairs.filter(({ tape: day, books }) => known.earning.get(day.on) === books.earning).length,
    },
    breaks: [...tapeBreaks(tape.days), ...(await balanceBreaks(db))],
    sevenDayYield: await yieldsOf(db, tape.days),
    income: explained(pairs),
    forecast: forecastOf(tape.days),
  };
}

type Figures = { readonly purchase: bigint; readonly redeem: bigint; readonly income: bigint; readonly closing: bigint };

/** The tape counts income among the purchases. */
function figures({ purchased, redeemed, income, closing }: FundDay): Figures {
  return { purchase: (purchased ?? 0n) + income, redeem: redeemed ?? 0n, income, closing: closing ?? 0n };
}

function totalsOf(days: readonly Figures[]) {
  return {
    purchase: money(sum(days.map((day) => day.purchase))),
    redeem: money(sum(days.map((day) => day.redeem))),
    income: money(sum(days.map((day) => day.income))),
    closing: money(days.at(-1)?.closing ?? 0n),
  };
}

/** Rows of the tape that do not fit themselves. */
function tapeBreaks(days: readonly TapeDay[]) {
  return days.flatMap((day, at) => {
    const before = days[at - 1];
    return [
      ...(day.purchase === day.direct + day.income ? [] : [breakOf(day.on, 'purchase', day.direct + day.income, day.purchase)]),
      ...(before && before.closing !== day.opening ? [breakOf(day.on, 'opening', before.closing, day.opening)] : []),
    ];
  });
}

/** Days on which the registrar's balance is not what the flows lead to, found by the close wallet by wallet. */
async function balanceBreaks(db: Database) {
  const breaks = (await registerBreaks(db, TAPE_FUND.fundId)).filter(({ kind }) => kind !== 'yield');
  return [...Map.groupBy(breaks, ({ on, kind }) => `${on} ${kind}`).values()].flatMap((group) => {
    const [first] = group;
    return first ? [breakOf(first.on, first.kind, sum(group.map(({ ours }) => ours)), sum(group.map(({ theirs }) => theirs)))] : [];
  });
}

function breakOf(date: string, kind: string, ours: bigint, theirs: bigint) {
  return { date, kind, ours: money(ours), theirs: money(theirs), difference: money(theirs - ours) };
}

async function yieldsOf(db: Database, days: readonly TapeDay[]) {
  const differing = (await registerBreaks(db, TAPE_FUND.fundId))
    .filter(({ kind }) => kind === 'yield')
    .map(({ on, ours, theirs }) => ({ date: on, ours: percent(ours), published: percent(theirs) }));
  const examined = Math.max(0, days.length - SEVEN + 1);
  return { days: examined, equal: examined - differing.length, differing };
}

function percent(thousandths: bigint): string {
  return `${thousandths / 1_000n}.${String(thousandths % 1_000n).padStart(3, '0')}`;
}

const TESTED_DAYS = 60;

/** How far the forecast of the last sixty days was off, beside "as a week ago"; null where there is too little to learn from. */
function forecastOf(days: readonly TapeDay[]) {
  if (days.length < FORECAST_HISTORY + TESTED_DAYS) return null;
  const share = (error: bigint) => `${error / 10_000n}.${String(error % 10_000n).padStart(4, '0')}`;
  const of = (amount: (day: TapeDay) => bigint) => {
    const flows = days.map((day) => ({ on: day.on, amount: amount(day) }));
    const { model, seasonalNaive } = backTest(flows, TESTED_DAYS, CN_TRADING);
    return { model: share(model), seasonalNaive: share(seasonalNaive) };
  };
  return { days: TESTED_DAYS, purchase: of((day) => day.purchase), redeem: of((day) => day.redeem) };
}

/** From what all balances would have earned to what users were given, each difference by its reason. */
function explained(pairs: readonly Pair[]) {
  const balanceTimesYield = sum(pairs.map(({ tape }) => divide(tape.opening * tape.per10k, 10n ** 8n, 'half-up')));
  const gross = sum(pairs.map(({ books }) => books.gross));
  const expected = sum(pairs.map(({ books }) => books.expected));
  const users = sum(pairs.map(({ books }) => books.income));
  return {
    balanceTimesYield: money(balanceTimesYield),
    notYetEarning: money(gross - balanceTimesYield),
    cutToFen: money(expected - gross),
    registrarAgainstOurs: money(users - expected),
    users: money(users),
  };
}
