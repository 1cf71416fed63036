import { readFileSync } from 'node:fs';
import { businessDate } from '@jinqiao/calendar';
import { bankAccountOf } from '@jinqiao/parties';
import { disburseDraws, reserveDraws } from '@jinqiao/partnership';
import { systemClock } from '@jinqiao/runtime';
import { openSystem } from '@jinqiao/server';

/** A process to be killed: draws for every customer with a line, or closes days. Says `begun` when the work starts, `done` when it is finished. */
const [job = '', argument = '', databaseUrl = '', urls = '{}', keysFile = ''] = process.argv.slice(2);
const system = await openSystem({ databaseUrl, urls: JSON.parse(urls), keys: JSON.parse(readFileSync(keysFile, 'utf8')), clock: systemClock });
process.stdout.write('begun\n');
if (job === 'close') await system.close(argument);
if (job === 'draw') await drawAll(argument);
process.stdout.write('done\n');
await system.end();

async function drawAll(date: string): Promise<void> {
  const joint = await system.joint();
  const programme = joint.programmes[0];
  if (!programme) throw new Error('no programme');
  const { rows } = await system.db.query<{ bucket: number; customerId: string; limit: bigint }>(
    'SELECT bucket, customer_id AS "customerId", credit_limit AS limit FROM credit.line ORDER BY bucket, customer_id',
  );
  for (const [i, { bucket, customerId, limit }] of rows.entries()) {
    const account = await bankAccountOf(system.db, bucket, customerId, programme.id);
    const request = {
      bucket,
      customerId,
      accountNo: account?.accountNo ?? '',
      mandateToken: account?.mandateToken ?? '',
      amount: limit / 2n,
      periods: 3 + (i % 10),
      method: i % 2 === 0 ? ('equal-principal' as const) : ('equal-instalment' as const),
      rate: null,
      agreementHash: 'kill',
      key: 'kill',
    };
    const loans = await system.db.tx((tx) => reserveDraws(tx, programme, businessDate(date), [request]));
    await disburseDraws(system.db, joint, programme, loans, date);
  }
}
