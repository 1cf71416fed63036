import { businessDate } from '@jinqiao/calendar';
import { startProgress } from '@jinqiao/runtime';
import { startHttp } from '@jinqiao/server';
import { playDemonstration } from './demonstration.ts';
import { launch } from './launch.ts';

const home = `${process.cwd()}/.jinqiao-shots`;
const l = await launch({ home, databaseUrl: undefined, log: () => {}, durable: false, platformUrl: 'http://127.0.0.1:4430' });
console.log(await playDemonstration(l.system, startProgress, { borrowers: 40, months: 1, from: businessDate('2026-03-02') }));
console.log((await l.system.verify()).filter((c) => !c.ok).map((c) => [c.name, c.wrong]));
const http = await startHttp(l.system, { port: 4430, host: '127.0.0.1' });
console.log('ready', http.url);
process.on('SIGTERM', async () => {
  await http.close();
  await l.stop();
  process.exit(0);
});
