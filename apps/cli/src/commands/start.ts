import { join } from 'node:path';
import { today } from '@jinqiao/business-day';
import { type Config, startProgress } from '@jinqiao/runtime';
import { startHttp } from '@jinqiao/server';
import { DEMO_CUSTOMERS, DEMO_STAFF, playDemonstration } from '../demonstration.ts';
import { launch } from '../launch.ts';
import { requireFreePort } from '../ports.ts';

/** Starts everything, plays the demonstration where the books are empty, and serves until it is told to stop. */
export async function start(config: Config): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  await requireFreePort(config.port, config.host);
  say('Starting the database and the sandbox institutions …');
  const running = await launch({
    home: config.home,
    databaseUrl: config.databaseUrl,
    log: say,
    platformUrl: `http://${config.host}:${config.port}`,
    security: config,
  });
  const ended = new Promise<void>((resolve) => {
    // A terminal's Ctrl-C can reach this process twice: once from the terminal, once from npm.
    process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve);
  });
  try {
    const finished = await Promise.race([playDemonstration(running.system, startProgress), ended.then(() => 'interrupted' as const)]);
    if (finished === 'interrupted') return;
    const http = await startHttp(running.system, config);
    say(`Books and keys: ${join(config.home)} · business day ${(await today(running.system.db)).current}`);
    say(`Sign in as ${DEMO_STAFF.map((staff) => `${staff.login} / ${staff.password}`).join(', ')}`);
    say(
      `Customer pages: ${http.url}/m/ · sign in with a mobile number from ${DEMO_CUSTOMERS.first} to ${DEMO_CUSTOMERS.last}, or as ${DEMO_CUSTOMERS.known} / ${DEMO_CUSTOMERS.password}`,
    );
    say(`Messages with one-time codes can be read at ${running.system.urls.messages}/`);
    say(`Jinqiao is ready at ${http.url}`);
    await ended;
    say('Stopping …');
    await http.close();
  } finally {
    await running.stop();
  }
}
