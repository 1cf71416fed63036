import { id, proposeTreasury as proposeSchema, type Treasury, type TreasuryOrderView, treasury, treasuryOrder, treasuryVerdict } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { decide, factsOf, firstBlocking, loadRulebook } from '@jinqiao/compliance';
import { trialBalance } from '@jinqiao/ledger';
import { asset, formatRate, parsePositiveAmount, parseRate } from '@jinqiao/money';
import { blockedFault } from '@jinqiao/partnership';
import { decideTreasury, listTreasury, ownFundsSuffice, proposeTreasury, TREASURY_BOOK, type TreasuryOrder } from '@jinqiao/wealth';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { fen } from './fund-views.ts';

const CNY = asset('CNY');
const params = z.object({ id });
const tags = ['treasury'];
const SHOWN = 100;

/** The house's own money: what there is, and what two people do with it. Customers' money has no account here. */
export function treasuryRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/treasury', { schema: { tags, summary: 'Own money: account, deposits, interest and orders', response: { 200: treasury } } }, () => viewOf(context));
  api.post(
    '/treasury/orders',
    { schema: { tags, summary: 'Propose to put in, take out or deposit own money', body: proposeSchema, response: { 201: treasuryOrder } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const proposed = await runOnce(context, request, login, async (key) => {
        const { amount, rate, from, to, ...plain } = request.body;
        const read = { amount: parsePositiveAmount(amount, CNY, '$.amount'), rate: parseRate(rate, '$.rate') };
        const dates = { from: businessDate(from, '$.from'), to: businessDate(to, '$.to') };
        return orderView(await db.tx((tx) => proposeTreasury(tx, login, key, { ...plain, ...read, ...dates })));
      });
      return reply.status(201).send(proposed);
    },
  );
  api.post(
    '/treasury/orders/:id/verdict',
    { schema: { tags, summary: 'Approve or reject what another person proposed', params, body: treasuryVerdict, response: { 200: treasuryOrder } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const { profile } = await context.system.accounts();
        return db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          const order = await decideTreasury(tx, login, request.params.id, request.body.approve, on, async (_, proposed) => {
            const facts = factsOf({ ownFunds: await ownFundsSuffice(tx, proposed) });
            const failed = firstBlocking(decide(await loadRulebook(tx), { action: 'place-treasury', facts, asOf: on, profile }));
            if (failed) throw blockedFault(failed);
          });
          return orderView(order);
        });
      });
    },
  );
}

function orderView({ orderId, amount, rate, accrued, ...order }: TreasuryOrder): TreasuryOrderView {
  return { id: orderId, ...order, amount: fen(amount), rate: formatRate(rate), accrued: fen(accrued) };
}

async function viewOf({ system: { db } }: HttpContext): Promise<Treasury> {
  const lines = new Map(
    (await trialBalance(db, TREASURY_BOOK.name)).map(({ path, side, debits, credits }) => [path, side === 'debit' ? debits - credits : credits - debits]),
  );
  const held = (path: string) => fen(lines.get(path) ?? 0n);
  return {
    account: held('own/account'),
    deposits: held('own/deposits'),
    interestDue: held('own/interest-due'),
    interest: held('own/interest'),
    orders: (await listTreasury(db, SHOWN)).map(orderView),
  };
}
