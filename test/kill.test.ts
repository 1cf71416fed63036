import { control } from '@jinqiao/server';
import { expect, test } from 'vitest';
import { enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { books, run, runKilled } from './kill/killing.ts';

const START = '2026-03-02';
const THROUGH = '2026-06-20';
const BORROWERS = Array.from({ length: 40 }, (_, i) => i + 1);

/** Everything before the work that is killed: the same in both runs. */
async function prepare(): Promise<Installation> {
  const installation = await startInstallation();
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, START);
  const borrowers = await enrolBorrowers(system, programme, BORROWERS);
  await control(sandbox.urls.payment, 'cards', {
    cards: borrowers.map(({ enrolled }, i) => ({
      cardRef: enrolled.customerId,
      behaviour: i % 5 === 0 ? 'flaky' : 'good',
      fundedThrough: i % 8 === 3 ? '2026-03-20' : null,
    })),
  });
  return installation;
}

test('kill -9 at any point of draws and of the close leaves the same books, to the byte', async () => {
  const calm = await prepare();
  try {
    const drawing = await run(calm, 'draw', START);
    const closing = await run(calm, 'close', THROUGH);
    const expected = await books(calm);
    expect(await wrongInBooks(calm.system)).toEqual([]);
    const rough = await prepare();
    try {
      expect(await runKilled(rough, 'draw', START, 10, drawing, 7)).toBeGreaterThanOrEqual(8);
      expect(await runKilled(rough, 'close', THROUGH, 10, closing, 11)).toBeGreaterThanOrEqual(8);
      expect(await books(rough)).toEqual(expected);
      expect(await wrongInBooks(rough.system)).toEqual([]);
    } finally {
      await rough.stop();
    }
  } finally {
    await calm.stop();
  }
}, 300_000);
