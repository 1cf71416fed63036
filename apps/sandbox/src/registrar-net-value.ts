import { addDays, businessDate, CN_TRADING, dayOfMonth, daysBetween } from '@jinqiao/calendar';
import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { fund } from '@jinqiao/wire';
import { answering, type InstitutionSetup } from './institution.ts';

/** What the manager's prospectus says of a fund with a net value: basis points of fees, tenths of a basis point of how its value moves. */
type Prospectus = {
  readonly purchase: readonly (readonly [from: bigint, basisPoints: bigint])[];
  readonly redemption: readonly (readonly [fromDays: number, basisPoints: bigint])[];
  readonly drift: bigint;
  readonly swing: bigint;
  /** Distributed on the first trading day from the 15th of a month on, in yuan a share scaled 1e-4. */
  readonly dividend: bigint;
};

export const PROSPECTUSES: Readonly<Record<string, Prospectus>> = {
  // A bond fund, charged in front, with a dividend every month.
  '519910': {
    purchase: [
      [0n, 80n],
      [100_000_000n, 50n],
    ],
    redemption: [
      [0, 150n],
      [7, 10n],
      [30, 0n],
    ],
    drift: 14n,
    swing: 60n,
    dividend: 20n,
  },
  // An equity fund.
  '519920': {
    purchase: [
      [0n, 150n],
      [100_000_000n, 100n],
    ],
    redemption: [
      [0, 150n],
      [7, 75n],
      [30, 50n],
      [365, 0n],
    ],
    drift: 30n,
    swing: 1_200n,
    dividend: 0n,
  },
  // An old-age security product of a pension insurer: open every trading day, without a fee of purchase.
  '870018': {
    purchase: [],
    redemption: [
      [0, 150n],
      [7, 0n],
    ],
    drift: 11n,
    swing: 10n,
    dividend: 0n,
  },
};

const rounded = (numerator: bigint, denominator: bigint) => (2n * numerator + denominator) / (2n * denominator);
const stepAt = <K>(steps: readonly (readonly [K, bigint])[], at: K): bigint => [...steps].reverse().find(([from]) => from <= at)?.[1] ?? 0n;

type Due = { bucket: number; order_ref: string; holder_ref: string; business: '022' | '024'; amount: bigint; nav: bigint | null };

/** Confirms what is due by the net value of its dealing day: in the order of its references, subscriptions first. */
export async function confirmByNetValue(tx: Tx, s: string, of: string, date: string): Promise<void> {
  const { rows } = await tx.query<Due>(
    `SELECT a.bucket, a.order_ref, a.holder_ref, a.business, a.amount, v.nav FROM ${s}.application a
     LEFT JOIN ${s}.net_value v ON v.bucket = $3 AND v.fund = a.fund AND v.business_date = a.dealing_on
     WHERE a.fund = $1 AND a.state = 'taken' AND a.confirm_on <= $2 ORDER BY a.business, a.order_ref COLLATE "C"`,
    [of, date, HOUSE_BUCKET],
  );
  for (const due of rows) if (due.nav !== null) await (due.business === '022' ? issue : redeem)(tx, s, of, date, due, due.nav);
}

async function issue(tx: Tx, s: string, of: string, date: string, { bucket, order_ref, holder_ref, amount }: Due, nav: bigint): Promise<void> {
  const basisPoints = stepAt(PROSPECTUSES[of]?.purchase ?? [], amount);
  const invested = rounded(amount * 10_000n, 10_000n + basisPoints);
  const shares = rounded(invested * 10_000n, nav);
  await conclude(tx, s, { bucket, order_ref }, date, [nav, shares, invested, amount - invested]);
  await credit(tx, s, of, date, { bucket, holder_ref, lot: order_ref, shares, nav });
}

async function credit(
  tx: Tx,
  s: string,
  of: string,
  date: string,
  to: { bucket: number; holder_ref: string; lot: string; shares: bigint; nav: bigint },
): Promise<void> {
  const { bucket, holder_ref, lot, shares, nav } = to;
  await tx.query(`INSERT INTO ${s}.lot (bucket, lot_ref, fund, holder_ref, confirmed_on, nav, remaining) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    bucket,
    lot,
    of,
    holder_ref,
    date,
    nav,
    shares,
  ]);
  await tx.query(
    `INSERT INTO ${s}.holding AS h (bucket, fund, holder_ref, shares) VALUES ($1, $2, $3, $4) ON CONFLICT (bucket, fund, holder_ref) DO UPDATE SET shares = h.shares + EXCLUDED.shares`,
    [bucket, of, holder_ref, shares],
  );
}

async function redeem(tx: Tx, s: string, of: string, date: string, { bucket, order_ref, holder_ref, amount }: Due, nav: bigint): Promise<void> {
  const { rows: lots } = await tx.query<{ lot_ref: string; confirmed_on: string; remaining: bigint }>(
    `SELECT lot_ref, confirmed_on, remaining FROM ${s}.lot WHERE bucket = $1 AND fund = $2 AND holder_ref = $3 AND remaining > 0 ORDER BY confirmed_on, lot_ref COLLATE "C"`,
    [bucket, of, holder_ref],
  );
  let [left, fee] = [amount, 0n];
  const takes: [lot: string, taken: bigint][] = [];
  for (const { lot_ref, confirmed_on, remaining } of lots) {
    const taken = remaining < left ? remaining : left;
    if (taken === 0n) break;
    const basisPoints = stepAt(PROSPECTUSES[of]?.redemption ?? [], daysBetween(confirmed_on, date));
    fee += rounded(taken * nav * basisPoints, 100_000_000n);
    takes.push([lot_ref, taken]);
    left -= taken;
  }
  if (left > 0n) {
    await tx.query(`UPDATE ${s}.application SET state = 'refused', concluded_on = $3 WHERE bucket = $1 AND order_ref = $2`, [bucket, order_ref, date]);
    return;
  }
  for (const [lot, taken] of takes) await tx.query(`UPDATE ${s}.lot SET remaining = remaining - $3 WHERE bucket = $1 AND lot_ref = $2`, [bucket, lot, taken]);
  await tx.query(`UPDATE ${s}.holding SET shares = shares - $4 WHERE bucket = $1 AND fund = $2 AND holder_ref = $3`, [bucket, of, holder_ref, amount]);
  await conclude(tx, s, { bucket, order_ref }, date, [nav, amount, rounded(amount * nav, 10_000n) - fee, fee]);
}

type Figures = readonly [nav: bigint, shares: bigint, cash: bigint, fee: bigint];

async function conclude(tx: Tx, s: string, { bucket, order_ref }: Pick<Due, 'bucket' | 'order_ref'>, date: string, figures: Figures): Promise<void> {
  await tx.query(
    `UPDATE ${s}.application SET state = 'confirmed', concluded_on = $3, nav = $4, shares = $5, cash = $6, fee = $7 WHERE bucket = $1 AND order_ref = $2`,
    [bucket, order_ref, date, ...figures],
  );
}

const FIRST_NAV = 10_000n;

/** Values the fund on a trading day: yesterday's value moved a little, less what is distributed. */
export async function valueFund(tx: Tx, s: string, of: string, date: string): Promise<void> {
  const day = businessDate(date);
  if (!CN_TRADING.isWorkingDay(day)) return;
  const { drift, swing, dividend } = PROSPECTUSES[of] as Prospectus;
  const { rows } = await tx.query<{ nav: bigint; accumulated: bigint }>(
    `SELECT nav, accumulated FROM ${s}.net_value WHERE bucket = $1 AND fund = $2 AND business_date < $3 ORDER BY business_date DESC LIMIT 1`,
    [HOUSE_BUCKET, of, date],
  );
  const last = rows[0]?.nav ?? FIRST_NAV;
  const chance = BigInt(`0x${derivedId('nav', 0, `${of} ${date}`).slice(6, 14)}`) % (2n * swing + 1n);
  const nav = rows[0] ? last + rounded(last * (drift + chance - swing + 100_000n), 100_000n) - last : last;
  const paid = rows[0] && distributes(date) ? dividend : 0n;
  await tx.query(`INSERT INTO ${s}.net_value (bucket, fund, business_date, nav, accumulated, dividend) VALUES ($1, $2, $3, $4, $5, $6)`, [
    HOUSE_BUCKET,
    of,
    date,
    nav - paid,
    (rows[0]?.accumulated ?? FIRST_NAV) + nav - last,
    paid,
  ]);
  if (paid > 0n) await distribute(tx, s, of, date, paid, nav - paid);
}

/** Whether a day is the first trading day from the 15th of its month on. */
function distributes(date: string): boolean {
  const day = businessDate(date);
  if (dayOfMonth(day) < 15) return false;
  for (let before = addDays(day, -1); dayOfMonth(before) >= 15; before = addDays(before, -1)) if (CN_TRADING.isWorkingDay(before)) return false;
  return true;
}

async function distribute(tx: Tx, s: string, of: string, date: string, paid: bigint, nav: bigint): Promise<void> {
  const { rows } = await tx.query<{ bucket: number; holder_ref: string; shares: bigint; in_shares: boolean }>(
    `SELECT h.bucket, h.holder_ref, h.shares, coalesce(c.in_shares, false) AS in_shares FROM ${s}.holding h
     LEFT JOIN ${s}.dividend_choice c ON c.bucket = h.bucket AND c.fund = h.fund AND c.holder_ref = h.holder_ref WHERE h.fund = $1 AND h.shares > 0`,
    [of],
  );
  for (const { bucket, holder_ref, shares: held, in_shares } of rows) {
    const amount = rounded(held * paid, 10_000n);
    const shares = in_shares ? rounded(amount * 10_000n, nav) : 0n;
    if (amount === 0n) continue;
    await tx.query(`INSERT INTO ${s}.income (bucket, fund, business_date, holder_ref, amount, shares) VALUES ($1, $2, $3, $4, $5, $6)`, [
      bucket,
      of,
      date,
      holder_ref,
      amount,
      shares,
    ]);
    if (shares > 0n) await credit(tx, s, of, date, { bucket, holder_ref, lot: `143.${holder_ref}.${date}`, shares, nav });
  }
}

export function publishedNetValue({ schema: s }: InstitutionSetup) {
  return answering(fund.publishedNetValue, async (tx, body) => {
    const { rows } = await tx.query<{ nav: string; accumulated: string; dividend: string }>(
      `SELECT nav::text, accumulated::text, dividend::text FROM ${s}.net_value WHERE bucket = $1 AND fund = $2 AND business_date = $3`,
      [HOUSE_BUCKET, body.fund, body.date],
    );
    return { ready: rows.length > 0, ...(rows[0] ?? { nav: '0', accumulated: '0', dividend: '0' }) };
  });
}
