import { type Database, openDatabase } from '@jinqiao/database';
import { createSender, gatewaySql, generateKeyPair, sealerOf } from '@jinqiao/gateway';
import { derivedId, systemClock } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import { bank, type Operation, payment } from '@jinqiao/wire';
import type { z } from 'zod';
import { INSTITUTIONS, type InstitutionId, type Sandbox, type SandboxKeys, startSandbox } from '../src/index.ts';

export const PARTIES = [...INSTITUTIONS, 'platform'].sort() as (InstitutionId | 'platform')[];

/** Keys of every party, with a sealing key for each pair. */
export function sandboxKeys(): SandboxKeys {
  const pairs = PARTIES.flatMap((a) => PARTIES.filter((b) => a < b).map((b) => `${a}:${b}`));
  return {
    parties: Object.fromEntries(PARTIES.map((id) => [id, generateKeyPair()])) as SandboxKeys['parties'],
    seals: Object.fromEntries(pairs.map((pair, i) => [pair, String(i).padStart(32, '0')])),
  };
}

export type Platform = {
  readonly sandbox: Sandbox;
  readonly db: Database;
  readonly keys: SandboxKeys;
  /** Sends as the platform and gives the answer. @throws Error where it is refused or unknown. */
  ask<Q extends z.ZodType, A extends z.ZodType>(
    operation: Operation<Q, A>,
    date: string,
    body: z.input<Q>,
    serial?: string,
    at?: InstitutionId,
  ): Promise<z.output<A>>;
  seal(to: InstitutionId, text: string): string;
  control(of: InstitutionId, what: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
};

/** A platform that is nothing but its messages, beside institutions on a fresh database. `url` is where notifications go. */
export async function startPlatform(url?: () => string | undefined): Promise<Platform> {
  const database = await testDatabase();
  const keys = sandboxKeys();
  const sandbox = await startSandbox({
    databaseUrl: database.url,
    ports: {},
    keys,
    clock: systemClock,
    ...(url ? { platformUrl: url } : {}),
  });
  const db = openDatabase(database.url, { max: 4 });
  await db.query(gatewaySql('gateway'));
  const sender = (id: InstitutionId) =>
    createSender({
      self: 'platform',
      keys: keys.parties.platform,
      peer: { id, url: sandbox.urls[id], publicKey: keys.parties[id].publicKey },
      clock: systemClock,
      db,
      schema: 'gateway',
      retryMs: [],
    });
  const senders = Object.fromEntries(INSTITUTIONS.map((id) => [id, sender(id)])) as Record<InstitutionId, ReturnType<typeof sender>>;
  const sealer = (id: InstitutionId) => sealerOf(keys.seals[[id, 'platform'].sort().join(':')] ?? '');
  const _sealers = Object.fromEntries(INSTITUTIONS.map((id) => [id, sealer(id)])) as Record<InstitutionId, ReturnType<typeof sealer>>;
  let serials = 0;
  return {
    sandbox,
    db,
    keys,
    ask: async (operation, date, body, serial, at) => {
      serials += 1;
      const to = at ?? (operation.name.split('.')[0] as InstitutionId);
      const outcome = await senders[to].exchange({
        operation: operation.name,
        serial: serial ?? `test.${serials}`,
        businessDate: date,
        body,
        fresh: operation.readOnly,
      });
      if (outcome.state !== 'answered') throw new Error(outcome.state === 'refused' ? outcome.code : outcome.reason);
      return operation.answer.parse(outcome.answer);
    },
    seal: (to, text) => sealer(to).seal(text),
    control: async (of, what, body = {}) => {
      const response = await fetch(`${sandbox.urls[of]}/control/${what}`, { method: 'POST', body: JSON.stringify(body) });
      return (await response.json()) as Readonly<Record<string, unknown>>;
    },
    stop: async () => {
      await db.end();
      await sandbox.stop();
      await database.drop();
    },
  };
}

export const PROGRAMME = 'JL';
/** A debit card and a credit card with right check digits. */
export const DEBIT_CARD = '6228480030212345679';
export const CREDIT_CARD = '4111111111111111';
export const ID_NUMBER = '11010519491231002X';

export const refOf = (prefix: string, n: number | string) => derivedId(prefix, 7, String(n));

/** Agrees the programme: 0.02 % a day on advances, one day at least; borrowers of 20 to 50. */
export function agree(platform: Platform, date: string, change: Partial<z.input<typeof bank.agreeProgramme.request>> = {}) {
  const terms = {
    programme: PROGRAMME,
    asset: 'CNY',
    bankRate: '0.0522',
    advanceFeeDailyRate: '0.0002',
    advanceFeeMinDays: 1,
    ageFrom: 20,
    ageTo: 50,
    ownLimit: false,
  };
  return platform.ask(bank.agreeProgramme, date, { ...terms, ...change });
}

/** Binds the card of customer n and opens the class-II account. */
export async function enrol(platform: Platform, date: string, n: number): Promise<{ customer: string; accountNo: string; token: string }> {
  const customer = refOf('cus', n);
  const elements = (to: InstitutionId) => ({
    name: platform.seal(to, '王小明'),
    idNumber: platform.seal(to, ID_NUMBER),
    mobile: platform.seal(to, '13800001234'),
    cardNumber: platform.seal(to, DEBIT_CARD),
  });
  const bound = await platform.ask(payment.bindCards, date, { items: [{ cardRef: customer, link: 'direct', ...elements('payment') }] });
  const opened = await platform.ask(bank.openAccounts, date, { items: [{ accountRef: customer, programme: PROGRAMME, ...elements('bank') }] });
  return { customer, accountNo: opened.items[0]?.accountNo ?? '', token: bound.items[0]?.token ?? '' };
}

/** Disburses loan n into the account. */
export function disburse(platform: Platform, date: string, loanRef: string, accountNo: string, principal: string) {
  return platform.ask(bank.disburse, date, {
    items: [
      {
        loanRef,
        programme: PROGRAMME,
        accountNo,
        principal,
        rate: '0.0696',
        method: 'equal-principal',
        periods: 12,
        firstDue: '2026-09-24',
        agreementHash: 'hash',
      },
    ],
  });
}

export const notice = (collectionRef: string, loanRef: string, accountNo: string, principal: bigint, interest: bigint) => ({
  collectionRef,
  loanRef,
  accountNo,
  amount: String(principal + interest),
  principal: String(principal),
  interest: String(interest),
  penalty: '0',
  fees: '0',
});
