import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../../bin/jinqiao');
const run = (args: string[], input: string) => spawnSync(BIN, args, { encoding: 'utf8', input, maxBuffer: 1 << 28 });
const json = (args: string[], input: unknown) => JSON.parse(run(args, JSON.stringify(input)).stdout);

const terms = { principal: '100000.00', annualRate: '0.0696', method: 'equal-instalment', periods: 12, start: '2026-01-15' };

test('schedule answers an object with an object, a list with a list, lines with lines', () => {
  expect(json(['schedule'], terms).totals).toEqual({ principal: '100000.00', interest: '3809.98', total: '103809.98' });
  const list = json(['schedule', '--json'], [terms, { ...terms, periods: 1200 }, { ...terms, method: 'equal-principal' }]);
  expect(list[0].rows[0]).toEqual({ n: 1, due: '2026-02-15', days: 31, principal: '8070.83', interest: '580.00', total: '8650.83', balance: '91929.17' });
  expect(list[1].error).toMatchObject({ code: 'FIELD_INVALID', path: '$[1].periods' });
  expect(list[2].totals.interest).toBe('3770.00');
  const { stdout, status } = run(['schedule', '--ndjson'], `${JSON.stringify(terms)}\n\nnot json\n${JSON.stringify(terms)}\n`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => line.error?.code ?? line.totals.interest)).toEqual(['3809.98', 'JSON_INVALID', '3809.98']);
  expect(status).toBe(0);
});

test.each([
  ['schedule', '{', 'JSON_INVALID', '$'],
  ['schedule', '{"principal":"1.001"}', 'AMOUNT_TOO_PRECISE', '$.principal'],
  ['schedule', JSON.stringify({ ...terms, principal: '1000000000000000000' }), 'AMOUNT_TOO_LARGE', '$.principal'],
  ['irr', '{"flows":1}', 'FIELD_INVALID', '$.flows'],
  ['actus', '[]', 'FIELD_INVALID', '$'],
])('%s refuses %s with exit 2 and the error on standard error', (command, input, code, path) => {
  const { stdout, stderr, status } = run([command], input);
  expect([stdout, status, JSON.parse(stderr).error.code, JSON.parse(stderr).error.path]).toEqual(['', 2, code, path]);
});

test('irr answers a rate or why there is none', () => {
  const year = (first: string, last: string) => ({
    flows: [
      { date: '2025-01-01', amount: first },
      { date: '2026-01-01', amount: last },
    ],
  });
  expect(json(['irr'], [year('-100', '110'), year('100', '110')])).toEqual([{ xirr: expect.closeTo(0.1, 12) }, { xirr: null, reason: 'bad-flows' }]);
});

test('actus answers every case by its name', () => {
  const bullet = {
    contractType: 'PAM',
    contractID: 'x',
    contractRole: 'RPA',
    currency: 'CNY',
    statusDate: '2025-12-31T00:00:00',
    contractDealDate: '2025-12-31T00:00:00',
    initialExchangeDate: '2026-01-01T00:00:00',
    maturityDate: '2027-01-01T00:00:00',
    notionalPrincipal: '1000',
    nominalInterestRate: '0.05',
    dayCountConvention: 'A365',
  };
  const answer = json(['actus'], {
    one: { identifier: 'one', terms: bullet, to: '', dataObserved: {}, eventsObserved: [], results: [] },
    two: { identifier: 'two', terms: { ...bullet, contractType: 'SWAPS' }, to: '', dataObserved: {}, eventsObserved: [] },
  });
  expect(answer.one.results.map((row: { eventType: string; payoff: number }) => [row.eventType, row.payoff])).toEqual([
    ['IED', -1000],
    ['IP', 50],
    ['MD', 1000],
  ]);
  expect(answer.two.unsupported).toContain('contractType');
});

test('a reader that has seen enough ends the command quietly', () => {
  const many = Array.from({ length: 3_000 }, () => JSON.stringify(terms)).join('\n');
  const { stderr } = spawnSync('bash', ['-c', `"${BIN}" schedule --ndjson | head -1 >/dev/null`], { encoding: 'utf8', input: many });
  expect(stderr).toBe('');
});
