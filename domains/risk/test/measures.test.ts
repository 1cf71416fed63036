import { businessDate } from '@jinqiao/calendar';
import { delinquencyBucket } from '@jinqiao/contract';
import { expect, test } from 'vitest';
import { bucketOfDays, M_BUCKETS } from '../src/measures/buckets.ts';
import { classProvision } from '../src/measures/class-provision.ts';
import { expectedLoss } from '../src/measures/expected-loss.ts';
import { firstPayments } from '../src/measures/first-payment.ts';
import { classify, type Scheme, type Tier } from '../src/measures/five-tier.ts';
import { flowLoss, flowRates, pooledFlows } from '../src/measures/flow.ts';
import { cureRate, type Migration, netLossRate } from '../src/measures/loss.ts';
import { monthsOnBooks } from '../src/measures/months.ts';
import { coverageRatio, loanProvisionRatio, nplRatio } from '../src/measures/provision-ratios.ts';
import { ratioText } from '../src/measures/ratio.ts';
import { regulatoryOverdue } from '../src/measures/regulatory-overdue.ts';
import { rollOf } from '../src/measures/roll.ts';
import { stageOf } from '../src/measures/staging.ts';
import { CERTAIN, type Chain, chainOf, DEFAULT, defaultPath } from '../src/measures/transition.ts';
import { vintages } from '../src/measures/vintage.ts';
import { classTable } from '../src/settings.ts';

test('buckets follow their table, and the usual table is the one of the contract library', () => {
  for (let dpd = 0; dpd < 400; dpd += 1) expect(bucketOfDays(M_BUCKETS, dpd)).toBe(delinquencyBucket(dpd));
  const coarse = [
    { name: 'current', from: 0 },
    { name: 'late', from: 8 },
  ];
  expect([7, 8].map((dpd) => bucketOfDays(coarse, dpd))).toEqual(['current', 'late']);
});

/** Days, scheme, the tier that the source says. */
const LADDER: readonly (readonly [number, Scheme, Tier])[] = [
  [0, 'LOAN_2023', 'normal'],
  [1, 'LOAN_2023', 'special-mention'],
  [90, 'LOAN_2023', 'special-mention'],
  [91, 'LOAN_2023', 'substandard'],
  [270, 'LOAN_2023', 'substandard'],
  [271, 'LOAN_2023', 'doubtful'],
  [360, 'LOAN_2023', 'doubtful'],
  [361, 'LOAN_2023', 'loss'],
  [0, 'CARD_ART92', 'normal'],
  [90, 'CARD_ART92', 'special-mention'],
  [91, 'CARD_ART92', 'substandard'],
  [120, 'CARD_ART92', 'substandard'],
  [121, 'CARD_ART92', 'doubtful'],
  [180, 'CARD_ART92', 'doubtful'],
  [181, 'CARD_ART92', 'loss'],
];

test.each(LADDER)('%i days under %s are %s', (dpd, scheme, tier) => {
  expect(classify(scheme, { dpd, writtenOff: false, inCure: false, before: null })).toBe(tier);
});

test('simple arrears rise at once, a restructured contract not before its months are over', () => {
  const cleared = { dpd: 0, writtenOff: false, before: 'substandard' as const };
  expect(classify('LOAN_2023', { ...cleared, inCure: false })).toBe('normal');
  expect(classify('LOAN_2023', { ...cleared, inCure: true })).toBe('substandard');
  expect(classify('LOAN_2023', { ...cleared, before: null, inCure: true })).toBe('special-mention');
});

test('the regulatory overdue amount is the overdue part to 90 days, then the whole; not monthly, the whole at once', () => {
  const loan = { outstanding: 1_000_000n, overduePrincipal: 80_000n };
  expect([0, 1, 90, 91].map((dpd) => regulatoryOverdue({ ...loan, dpd, monthly: true }))).toEqual([0n, 80_000n, 80_000n, 1_000_000n]);
  expect([0, 1].map((dpd) => regulatoryOverdue({ ...loan, dpd, monthly: false }))).toEqual([0n, 1_000_000n]);
});

test('months on books: 0 in the month of origination', () => {
  expect([monthsOnBooks('2026-01', '2026-01-31'), monthsOnBooks('2026-01', '2026-02-28'), monthsOnBooks('2025-11', '2026-02-28')]).toEqual([0, 1, 3]);
});

test('vintage curves of a hand-worked cohort of 1,000.00', () => {
  const cell = { cohort: '2026-01', originated: 0n, over: 0n, entered: 0n, netLoss: 0n };
  const [curve] = vintages([
    { ...cell, asOf: '2026-01-31', originated: 100_000n },
    { ...cell, asOf: '2026-02-28', over: 3_000n, entered: 3_000n },
    // 1,000 of them cured, 2,500 came anew.
    { ...cell, asOf: '2026-03-31', over: 4_500n, entered: 2_500n },
    { ...cell, asOf: '2026-04-30', over: 1_500n, netLoss: 3_000n },
  ]);
  expect(curve?.points.map(({ mob, coincident, cumulative, netLoss }) => [mob, coincident, cumulative, netLoss])).toEqual([
    [0, '0.000000', '0.000000', '0.000000'],
    [1, '0.030000', '0.030000', '0.000000'],
    [2, '0.045000', '0.055000', '0.000000'],
    [3, '0.015000', '0.055000', '0.030000'],
  ]);
});

const ORDER = ['M0', 'M1', 'M2', 'M3'];

test('flow rates and the loss that their product makes', () => {
  const january = new Map([
    ['M0', 1_000n],
    ['M1', 100n],
    ['M2', 40n],
  ]);
  const february = new Map([
    ['M0', 1_100n],
    ['M1', 50n],
    ['M2', 60n],
    ['M3', 30n],
  ]);
  const flows = flowRates(ORDER, january, february);
  // 50 / 1,000, 60 / 100, 30 / 40
  expect(flows.map(({ share }) => ratioText(share, 4))).toEqual(['0.0500', '0.6000', '0.7500']);
  // 0.05 x 0.6 x 0.75 x (1 - 0.2) = 0.018
  expect(ratioText(flowLoss(flows, 'M3', { part: 20n, whole: 100n }), 6)).toBe('0.018000');
  const march = new Map([...february, ['M1', 110n]]);
  // (50 + 110) / (1,000 + 1,100)
  expect(ratioText(pooledFlows([flows, flowRates(ORDER, february, march)])[0]?.share ?? { part: 0n, whole: 0n }, 6)).toBe('0.076190');
});

test('roll rates look at the worst of each window, where both are full', () => {
  const windows = { observation: 3, performance: 2 };
  expect(rollOf(M_BUCKETS, windows, [0, 35, 0, 12, 65])).toEqual({ observed: 'M2', performed: 'M3' });
  expect(rollOf(M_BUCKETS, windows, [99, 0, 0, 0, 1, 0])).toEqual({ observed: 'M0', performed: 'M1' });
  expect(rollOf(M_BUCKETS, windows, [null, 0, 0, 0, 0])).toBeUndefined();
  expect(rollOf(M_BUCKETS, windows, [0, 0, 0])).toBeUndefined();
});

test('a first payment counts once its days have come, and once only', () => {
  const contract = { firstDueOn: businessDate('2026-03-24'), firstPaidOn: null, ended: false };
  // 24 March + 1 and + 7 lie in March, + 30 is 23 April.
  expect(firstPayments(contract, '2026-02-28', '2026-03-31')).toEqual([
    { days: 1, late: true },
    { days: 7, late: true },
  ]);
  expect(firstPayments({ ...contract, firstPaidOn: businessDate('2026-03-28') }, '2026-02-28', '2026-03-31')).toEqual([
    { days: 1, late: true },
    { days: 7, late: false },
  ]);
  expect(firstPayments({ ...contract, firstPaidOn: businessDate('2026-04-23') }, '2026-03-31', '2026-04-30')).toEqual([{ days: 30, late: true }]);
  expect(firstPayments({ ...contract, firstPaidOn: businessDate('2026-03-10'), ended: true }, '2026-02-28', '2026-03-31').map(({ late }) => late)).toEqual([
    false,
    false,
    false,
  ]);
});

const move = (fromStatus: string, toStatus: string, contracts: bigint, from: bigint, to: bigint, repaid: bigint): Migration => ({
  fromStatus,
  toStatus,
  fromImpaired: false,
  toImpaired: toStatus === 'M4',
  contracts,
  fromOutstanding: from,
  toOutstanding: to,
  repaid,
});

test('cure and net loss', () => {
  const cells = [move('M1', 'M0', 2n, 200n, 150n, 50n), move('M1', 'M2', 1n, 100n, 100n, 0n), move('M2', 'M3', 1n, 70n, 70n, 0n)];
  expect(ratioText(cureRate(cells, 'M1'), 4)).toBe('0.1667');
  const months = [
    { lost: 30n, regained: 0n, outstanding: 900n },
    { lost: 10n, regained: 4n, outstanding: 1_100n },
  ];
  // 36 over an average of 1,000
  expect(ratioText(netLossRate(months), 4)).toBe('0.0360');
});

test('stages by days, class and what the guarantor had to do', () => {
  const plain = { dpd: 0, tier: 'normal' as Tier, defaulted: false, inCure: false };
  expect([0, 30, 31, 90, 91].map((dpd) => stageOf({ ...plain, dpd }))).toEqual([1, 1, 2, 2, 3]);
  expect([stageOf({ ...plain, inCure: true }), stageOf({ ...plain, tier: 'substandard' }), stageOf({ ...plain, defaulted: true })]).toEqual([2, 3, 3]);
});

test('class tables as their sources have them', () => {
  const balances = new Map<Tier, bigint>([
    ['normal', 1_000_000n],
    ['special-mention', 100_000n],
    ['substandard', 40_000n],
    ['doubtful', 20_000n],
    ['loss', 10_000n],
  ]);
  expect(classProvision(classTable('PBC_2002_98'), balances)).toBe(10_000n + 2_000n + 10_000n + 10_000n + 10_000n);
  expect(classProvision(classTable('MOF_2012_20'), balances)).toBe(15_000n + 3_000n + 12_000n + 12_000n + 10_000n);
  const provided = { allowance: 42_000n, npl: 70_000n, outstanding: 1_170_000n };
  expect([coverageRatio(provided), loanProvisionRatio(provided), nplRatio(provided)].map((share) => ratioText(share, 4))).toEqual([
    '0.6000',
    '0.0359',
    '0.0598',
  ]);
});

const HALF = CERTAIN / 2n;
const PRIOR: Chain = {
  states: ['M0', DEFAULT, 'paid-off'],
  rows: [
    [HALF, HALF, 0n],
    [0n, CERTAIN, 0n],
    [0n, 0n, CERTAIN],
  ],
};

test('probabilities of default follow from the chain', () => {
  // 1/2, 3/4, 7/8
  expect(defaultPath(PRIOR, 'M0', 3)).toEqual([HALF, (CERTAIN * 3n) / 4n, (CERTAIN * 7n) / 8n]);
  const seen = [move('M0', 'M0', 90n, 0n, 0n, 0n), move('M0', 'M4', 6n, 0n, 0n, 0n), move('M0', 'paid-off', 4n, 0n, 0n, 0n)];
  expect(chainOf(['M0'], seen, PRIOR, 100n).rows[0]).toEqual([(CERTAIN * 90n) / 100n, (CERTAIN * 6n) / 100n, (CERTAIN * 4n) / 100n]);
  expect(chainOf(['M0'], seen, PRIOR, 101n).rows[0]).toEqual(PRIOR.rows[0]);
});

test('expected loss against the formula worked by hand', () => {
  const terms = { exposure: 1_200_000n, rate: 12_000_000n, remaining: 3, defaults: defaultPath(PRIOR, 'M0', 3), lossGivenDefault: HALF, overlay: 100_000_000n };
  // Marginal 1/2, 1/4, 1/8; exposure 12,000.00, 8,000.00, 4,000.00; discount 1.01^-1, ^-2, ^-3; LGD 1/2.
  // (6,000 / 1.01 + 2,000 / 1.0201 + 500 / 1.030301) x 1/2 = 4,193.24
  expect(expectedLoss({ ...terms, stage: 2 })).toBe(419_324n);
  // Stage 1 looks no further than the term.
  expect(expectedLoss({ ...terms, stage: 1 })).toBe(419_324n);
  expect(expectedLoss({ ...terms, stage: 3 })).toBe(600_000n);
  // Twice the probability is certain in the first month: 12,000 / 1.01 x 1/2.
  expect(expectedLoss({ ...terms, stage: 2, overlay: 200_000_000n })).toBe(594_059n);
});
