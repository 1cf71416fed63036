import {
  bindCard,
  id,
  type MyAccount,
  myAccount,
  myAccounts,
  openMyAccount,
  transferMoney,
  type UpgradeResult,
  upgradeMyAccount,
  upgradeResult,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { payOutWaits } from '@jinqiao/lending';
import { asset, formatAmount, parsePositiveAmount } from '@jinqiao/money';
import {
  type Account,
  accountsOfCustomer,
  type Begins,
  bindAccount,
  CONSENT_TEXTS,
  type ConsentPurpose,
  chooseBound,
  type Elements,
  grantConsents,
  holdConsents,
  lockAccounts,
  moveMoney,
  openAccount,
  parseCardNumber,
  parseMobile,
  partiesFault,
  personInClear,
  requireConsent,
  requireStanding,
  unbindAccount,
  upgradeAccount,
  withTry,
} from '@jinqiao/parties';
import { z } from 'zod';
import { waitingOrder } from '../accounts.ts';
import { myAccountOf } from './account-views.ts';
import { accountNamed } from './accounts.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, type Who } from './own.ts';
import { currentDay } from './programmes.ts';

const tags = ['customer pages'];
const params = z.object({ id });
const boundParams = z.object({ id, boundId: id });

/** A customer's own accounts: what they may still do, the cards they are bound to, and the way from class III to II. */
export function myAccountRoutes(api: Api, context: HttpContext): void {
  holdingRoutes(api, context);
  boundRoutes(api, context);
}

function holdingRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/me/accounts', { schema: { tags, summary: 'My accounts with their limits and bound cards', response: { 200: myAccounts } } }, async (request) => {
    const who = await customer(context, request);
    const held = (await accountsOfCustomer(db, who.bucket, who.customerId)).filter((account) => account.state !== 'REJECTED');
    const items: MyAccount[] = [];
    for (const account of held) items.push(await viewOf(context, account));
    return { items, upgradeText: CONSENT_TEXTS['account-upgrade'], dataText: CONSENT_TEXTS['data-to-bank'] };
  });
  api.post(
    '/me/accounts',
    { schema: { tags, summary: 'Open an account of class II or III, bound to a card', body: openMyAccount, response: { 201: myAccount } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const opened = await runOnce(context, request, who.customerId, async (key) => {
        const elements = await elementsOf(context, who, request.body);
        const begins = consented(context, who, 'data-to-bank', request.body.dataConsent);
        const account = await withTry(db, who, businessDate(await currentDay(db)), async () => {
          const opened = await openAccount(await context.system.accounts(), { ...who, class: request.body.class, elements, key }, begins);
          if (opened.state === 'REJECTED') throw partiesFault('BOUND_ACCOUNT_REFUSED', { code: 'ELEMENTS_MISMATCH' }, '$.cardNumber');
          return opened;
        });
        return viewOf(context, account);
      });
      return reply.status(201).send(opened);
    },
  );
  api.post(
    '/me/accounts/:id/transfers',
    { schema: { tags, summary: 'Move money between an account and a card bound to it', params, body: transferMoney, response: { 200: myAccount } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        const account = await ownAccount(context, who, request.params.id);
        const { direction, boundId } = request.body;
        const amount = parsePositiveAmount(request.body.amount, asset(account.asset), '$.amount');
        const kind = direction === 'in' ? ('bound-transfer-in' as const) : ('bound-transfer-out' as const);
        const movement = await moveMoney(
          await context.system.accounts(),
          { ...account, kind, amount, boundId, factors: [], key },
          mayMove(who, account, direction),
        );
        if (movement.state === 'released') throw partiesFault('MOVEMENT_REFUSED', { code: movement.code });
        return viewOf(context, await ownAccount(context, who, account.accountId));
      });
    },
  );
  api.post(
    '/me/accounts/:id/upgrade',
    { schema: { tags, summary: 'Upgrade a class-III account to class II', params, body: upgradeMyAccount, response: { 200: upgradeResult } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key): Promise<UpgradeResult> => {
        const account = await ownAccount(context, who, request.params.id);
        const elements = await elementsOf(context, who, request.body);
        const begins = consented(context, who, 'account-upgrade', request.body.consent);
        const order = request.body.order ?? '';
        const { bucket, accountId } = account;
        const upgrade = await upgradeAccount(await context.system.accounts(), { bucket, accountId, elements, waiting: order, key: order || key }, begins);
        const waits = order === '' ? undefined : await waitingOrder(db, bucket, order, who.customerId);
        return {
          step: upgrade.step,
          code: upgrade.code,
          moved: formatAmount(upgrade.moved, asset(account.asset)),
          accountId: upgrade.toAccount,
          order: waits ? { id: waits.orderId, state: waits.state, code: waits.code } : null,
        };
      });
    },
  );
}

function boundRoutes(api: Api, context: HttpContext): void {
  api.post(
    '/me/accounts/:id/bound',
    { schema: { tags, summary: 'Bind a further card; five elements are verified again', params, body: bindCard, response: { 200: myAccount } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const account = await ownAccount(context, who, request.params.id);
        const elements = await elementsOf(context, who, request.body);
        const accounts = await context.system.accounts();
        await withTry(context.system.db, who, businessDate(await currentDay(context.system.db)), () =>
          bindAccount(accounts, account, elements, request.body.makeDefault, mayBind(who)),
        );
        return viewOf(context, await ownAccount(context, who, account.accountId));
      });
    },
  );
  api.post(
    '/me/accounts/:id/bound/:boundId/default',
    { schema: { tags, summary: 'Make a bound card the default', params: boundParams, response: { 200: myAccount } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const account = await ownAccount(context, who, request.params.id);
        await chooseBound(await context.system.accounts(), account, request.params.boundId);
        return viewOf(context, account);
      });
    },
  );
  api.delete(
    '/me/accounts/:id/bound/:boundId',
    { schema: { tags, summary: 'Take a card off an account', params: boundParams, response: { 200: myAccount } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const account = await ownAccount(context, who, request.params.id);
        await unbindAccount(await context.system.accounts(), account, request.params.boundId);
        return viewOf(context, account);
      });
    },
  );
}

async function viewOf(context: HttpContext, account: Account): Promise<MyAccount> {
  const { db } = context.system;
  return myAccountOf(db, account, await context.system.accounts(), businessDate(await currentDay(db)));
}

/** An account of one's own; another's is as unknown as one that does not exist. */
export async function ownAccount(context: HttpContext, who: Who, accountId: string): Promise<Account> {
  const account = await accountNamed(context.system.db, accountId);
  if (account.customerId !== who.customerId || account.bucket !== who.bucket) throw partiesFault('ACCOUNT_UNKNOWN', { id: accountId.slice(0, 40) });
  return account;
}

export async function elementsOf(context: HttpContext, who: Who, given: { readonly cardNumber: string; readonly mobile: string }): Promise<Elements> {
  const { db, vault } = context.system;
  const [cardNumber, mobile] = [parseCardNumber(given.cardNumber), parseMobile(given.mobile)];
  return { ...(await personInClear(db, vault, who)), mobile, cardNumber };
}

/** Money leaves while no restriction of everything stands, and not before a loan's money has gone on to the bound card. */
function mayMove(who: Who, account: Account, direction: 'in' | 'out'): Begins {
  return async (tx, on) => {
    await requireStanding(tx, who, on, direction === 'out' ? 'change' : 'pay-in');
    // The account of a programme is the customer's by name; whoever books a loan on it holds its row.
    if (direction === 'in' || account.owner !== who.customerId) return;
    await lockAccounts(tx, [account]);
    if (await payOutWaits(tx, who)) throw partiesFault('MOVEMENT_WAITS');
  };
}

function mayBind(who: Who): Begins {
  return async (tx, on) => {
    await requireStanding(tx, who, on, 'new-business');
    requireConsent(await holdConsents(tx, who.bucket, who.customerId), 'data-to-bank', on);
  };
}

/** New business with a consent that is given as it begins. */
export function consented(
  context: HttpContext,
  who: Who,
  purpose: ConsentPurpose,
  given: { readonly accepted: boolean; readonly textVersion: string },
): Begins {
  return async (tx, on) => {
    await requireStanding(tx, who, on, 'new-business');
    await grantConsents(tx, context.system.clock, on, [{ ...who, purpose, recipient: 'bank', ...given, channel: 'h5' }]);
  };
}
