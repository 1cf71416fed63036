import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFirstDay, today } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Loan } from '@jinqiao/lending';
import { bankAccountOf, CONSENT_TEXTS } from '@jinqiao/parties';
import { disburseDraws, JOINT_LOAN_DEFAULTS, openProgramme, type Programme, type ProgrammeParameters, reserveDraws } from '@jinqiao/partnership';
import { type Clock, systemClock } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import { type Sandbox, startSandbox } from '@jinqiao/sandbox';
import {
  addStaff,
  control,
  type Enrolled,
  enrol,
  type HttpServer,
  makeKeys,
  openSystem,
  type PartnerUrls,
  type SecuritySettings,
  type SyntheticPerson,
  type System,
  startHttp,
  syntheticPerson,
} from '@jinqiao/server';

/** A whole installation on a fresh database: institutions over real HTTP, the system, and on request its HTTP server. */
export type Installation = {
  readonly system: System;
  readonly sandbox: Sandbox;
  readonly databaseUrl: string;
  readonly keysFile: string;
  serve(): Promise<HttpServer>;
  stop(): Promise<void>;
};

export const STAFF_PASSWORD = 'test-password-1';
/** A member of staff of each role, who sees the whole house; the login is the role. */
export const STAFF_ROLES = ['operator', 'finance', 'risk', 'compliance', 'auditor', 'partner-viewer', 'admin'] as const;

export type InstallationOptions = {
  readonly clock?: Clock;
  readonly security?: SecuritySettings;
  /** Puts something between us and the institutions: given where they are, says where to send. */
  readonly between?: (urls: PartnerUrls) => Promise<PartnerUrls>;
};

export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const { clock = systemClock } = options;
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), 'jinqiao-test-'));
  const keys = makeKeys('0'.repeat(64));
  const keysFile = join(home, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(keys), { mode: 0o600 });
  const platform: { url?: string } = {};
  const sandbox = await startSandbox({
    databaseUrl: database.url,
    ports: {},
    keys,
    clock,
    platformUrl: () => platform.url,
  });
  const urls = options.between ? await options.between(sandbox.urls) : sandbox.urls;
  const system = await openSystem({ databaseUrl: database.url, urls, keys, clock, ...(options.security ? { security: options.security } : {}) });
  const servers: HttpServer[] = [];
  return {
    system,
    sandbox,
    databaseUrl: database.url,
    keysFile,
    serve: async () => {
      await addStaff(
        system.db,
        STAFF_ROLES.map((role) => ({ login: role, name: role, role, password: STAFF_PASSWORD })),
      );
      const http = await startHttp(system, { port: 0, host: '127.0.0.1' });
      servers.push(http);
      platform.url = http.url;
      return http;
    },
    stop: async () => {
      for (const http of servers) await http.close();
      await system.end();
      await sandbox.stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The code in the last message that the sandbox's operator sent to a number. */
export async function codeSentTo(installation: Installation, mobile: string): Promise<string> {
  const sent = (await control(installation.sandbox.urls.messages, 'sent', { mobile })) as { text: string }[];
  return /\b(\d{6})\b/.exec(sent[0]?.text ?? '')?.[1] ?? '';
}

/** Signs somebody up over HTTP with the code that was sent. @returns the session's cookie. */
export async function signUpOverHttp(installation: Installation, url: string, mobile: string, password?: string): Promise<string> {
  const post = (path: string, body: object) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify(body),
    });
  const asked = await post('/codes', { mobile });
  if (asked.status !== 202) throw new Error(await asked.text());
  const terms = { accepted: true, textVersion: CONSENT_TEXTS['service-terms'].version };
  const code = await codeSentTo(installation, mobile);
  const signedUp = await post('/customers', { mobile, code, terms, ...(password === undefined ? {} : { password }) });
  if (signedUp.status !== 201) throw new Error(await signedUp.text());
  return signedUp.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** What a programme changes to keep the rules of 2026: the bank decides, nobody guarantees. @param clearingRoute how banks are reached. */
export function lawfulProgramme(clearingRoute: 'direct' | 'clearing-house' = 'clearing-house'): Partial<ProgrammeParameters> {
  const entities = { operatorEntity: 'platform', lenderEntity: 'bank', guarantorEntity: 'none', paymentEntity: 'payment', bureauEntity: 'bureau' };
  return {
    profile: 'CN_CURRENT',
    bankDecidesLimit: true,
    standing: { ...entities, clearingRoute, onBankList: true, localBank: false, signsOnPlatform: false },
  };
}

/** Opens the first day and a joint-loan programme with the defaults, changed as told. */
export async function openJointLoan(system: System, from: string, change: Partial<ProgrammeParameters> = {}): Promise<Programme> {
  await openFirstDay(system.db, from);
  return openProgramme(system.db, (await system.joint()).bank, 'JL', { ...JOINT_LOAN_DEFAULTS, ...change }, from);
}

export type Borrower = { readonly person: SyntheticPerson; readonly enrolled: Enrolled };

/** Enrols synthetic borrowers of 30 years with a long history: each gets the highest limit. */
export async function enrolBorrowers(system: System, programme: Programme, indexes: readonly number[], age = 30): Promise<Borrower[]> {
  const on = businessDate((await today(system.db)).current);
  const people = indexes.map((index) => syntheticPerson(index, on, age));
  const enrolled = await enrol(
    system,
    programme,
    on,
    people.map((person) => ({ ...person, passwordHash: '', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null })),
  );
  return people.map((person, i) => ({ person, enrolled: enrolled[i] as Enrolled }));
}

/** Draws for borrowers and pays out, the amount in fen. */
export async function drawFor(
  system: System,
  programme: Programme,
  borrowers: readonly Borrower[],
  terms: { amount: bigint; periods: number; method: 'equal-principal' | 'equal-instalment' },
): Promise<Loan[]> {
  const on: BusinessDate = businessDate((await today(system.db)).current);
  const requests = await Promise.all(
    borrowers.map(async ({ enrolled: e }) => {
      const account = await bankAccountOf(system.db, e.bucket, e.customerId, programme.id);
      return {
        customerId: e.customerId,
        bucket: e.bucket,
        accountNo: account?.accountNo ?? '',
        mandateToken: account?.mandateToken ?? '',
        rate: null,
        agreementHash: 'test',
        key: `draw ${on}`,
        ...terms,
      };
    }),
  );
  const loans = await system.db.tx((tx) => reserveDraws(tx, programme, on, requests));
  await disburseDraws(system.db, await system.joint(), programme, loans, on);
  return loans;
}

/** Every check of `verify` that failed, in words; empty when the books hold. */
export async function wrongInBooks(system: System): Promise<string[]> {
  return (await system.verify()).filter((check) => !check.ok).map((check) => `${check.name}: ${check.wrong.join('; ')}`);
}
