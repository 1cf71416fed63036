import { readFileSync } from 'node:fs';
import { type AccountsContext, resumeAccounts, upgradeAccount } from '@jinqiao/parties';
import { systemClock } from '@jinqiao/runtime';
import { openSystem } from '@jinqiao/server';

/**
 * A process to be killed: upgrades the account named, or takes up what was interrupted. It kills itself at the point whose
 * number is given: before a message leaves, after its answer has come and before it is recorded, before who waits is told.
 */
const [job = '', request = '{}', killAt = '0', databaseUrl = '', urls = '{}', keysFile = ''] = process.argv.slice(2);
const system = await openSystem({ databaseUrl, urls: JSON.parse(urls), keys: JSON.parse(readFileSync(keysFile, 'utf8')), clock: systemClock });

let points = 0;
function point(): void {
  points += 1;
  if (points === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

function watched(context: AccountsContext): AccountsContext {
  return {
    ...context,
    institution: {
      ...context.institution,
      exchange: async (operation, message) => {
        point();
        const answer = await context.institution.exchange(operation, message);
        point();
        return answer;
      },
    },
    waiting: {
      // Killed here nothing has begun yet.
      waits: context.waiting.waits,
      goOn: async (tx, order) => {
        await context.waiting.goOn(tx, order);
        point();
      },
      refused: async (tx, order) => {
        await context.waiting.refused(tx, order);
        point();
      },
    },
  };
}

const context = watched(await system.accounts());
if (job === 'upgrade') await upgradeAccount(context, JSON.parse(request));
else await resumeAccounts(context);
process.stdout.write(`done ${points}\n`);
await system.end();
