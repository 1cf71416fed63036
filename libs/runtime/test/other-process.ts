// Run by embedded-postgres.test.ts: starts the database of a folder, commits one row, says so, and waits or forgets.
import { openDatabase } from '@jinqiao/database';
import { startEmbeddedPostgres } from '@jinqiao/runtime';

const [, , dataDir = '', how = 'wait'] = process.argv;
const server = await startEmbeddedPostgres({ dataDir });
const db = openDatabase(server.url, { max: 1 });
await db.query('CREATE TABLE committed AS SELECT 1 AS n');
process.on('SIGTERM', async () => {
  await db.end();
  await server.stop();
  clearInterval(waiting);
});
const waiting = setInterval(() => {}, 1_000);
process.stdout.write('ready\n', () => {
  if (how === 'forget') process.exit(0);
});
