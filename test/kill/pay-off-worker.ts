import { readFileSync } from 'node:fs';
import { holdToday } from '@jinqiao/business-day';
import { grantConsents } from '@jinqiao/parties';
import { applyPayOff, confirmPayOff, payOffById } from '@jinqiao/partnership';
import { systemClock } from '@jinqiao/runtime';
import { openSystem } from '@jinqiao/server';
import { countPoints } from './points.ts';

/**
 * A process to be killed: applies for a pay-off or accepts its offer. It kills itself at the
 * point whose number is given: inside each transaction, before a message leaves, and after its answer.
 */
const [job = '', given = '{}', killAt = '0', databaseUrl = '', urls = '{}', keysFile = ''] = process.argv.slice(2);
const { on, request, elements, consents, payOffId, agreementHash } = JSON.parse(given);
const system = await openSystem({ databaseUrl, urls: JSON.parse(urls), keys: JSON.parse(readFileSync(keysFile, 'utf8')), clock: systemClock });

const { point, passed, watched } = countPoints(Number(killAt));

const plain = await system.payOffs(async (tx) => {
  const day = await holdToday(tx);
  point();
  return day;
});
const { joint, payments } = plain;
const desk = {
  ...plain,
  issuer: watched(plain.issuer),
  payments: { ...payments, institutions: payments.institutions.map(watched) },
  joint: { ...joint, bank: watched(joint.bank), banks: joint.banks.map(watched) },
};
if (job === 'apply')
  await applyPayOff(desk, on, { ...request, amount: BigInt(request.amount) }, async (tx) => {
    const [consentId = ''] = await grantConsents(tx, systemClock, on, consents);
    return { ...elements, consentId };
  });
else {
  const payOff = await payOffById(system.db, { bucket: request.bucket, payOffId });
  if (!payOff) throw new TypeError(`no pay-off ${payOffId}`);
  await confirmPayOff(desk, on, payOff, { agreementHash, disclosure: { shown: true, seconds: 60 } }, async () => {});
}
process.stdout.write(`done ${passed()}\n`);
await system.end();
