import { createHmac } from 'node:crypto';
import { closeThrough, type DayReport, type Step, today } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { encodeFile, parseFile, sealerOf } from '@jinqiao/gateway';
import { type Check, verifyDays, verifyLedger } from '@jinqiao/ledger';
import type { Holdings, Vault } from '@jinqiao/parties';
import {
  accrueStep,
  ageStep,
  applyStep,
  billStep,
  clearStep,
  collectStep,
  disburseStep,
  type JointLoan,
  marginStep,
  noticeStep,
  programmes,
  reconcileStep,
  reviewStep,
  settleStep,
  snapshotDay,
  verifyProgrammes,
} from '@jinqiao/partnership';
import type { Clock } from '@jinqiao/runtime';
import { endOfDay, summaryOf } from './close-summary.ts';
import { holdingsOf } from './holdings.ts';
import { type IdentityPartners, identityPartners } from './identity-partners.ts';
import type { InstallationKeys } from './keys.ts';
import { migrationFolders } from './migrations.ts';
import { type PartnerUrls, partnerOverWire, sandboxDays } from './partners.ts';

/** Everything wired: the one place where ports meet adapters. */
export type System = {
  readonly db: Database;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly keys: InstallationKeys;
  readonly urls: PartnerUrls;
  /** Who says who a customer is, and who sends messages. */
  readonly identity: IdentityPartners;
  /** What the domains say a customer owes or holds. */
  readonly holdings: Holdings;
  /** Programmes and partners as they are now; programmes opened later are found. */
  joint(): Promise<JointLoan>;
  /** The steps of a day's close, in order. */
  close(through: string, onProgress?: (report: DayReport) => void): Promise<DayReport[]>;
  verify(): Promise<Check[]>;
  end(): Promise<void>;
};

export type SystemOptions = { readonly databaseUrl: string; readonly urls: PartnerUrls; readonly keys: InstallationKeys; readonly clock: Clock };

/** Migrates the database and wires the system to its partners. */
export async function openSystem(options: SystemOptions): Promise<System> {
  const { keys, clock, urls } = options;
  const db = openDatabase(options.databaseUrl, { max: 10 });
  await migrate(db, migrationFolders);
  const partner = (id: Parameters<typeof partnerOverWire>[0]) => partnerOverWire(id, { url: urls[id], keys, db, clock });
  const partners = { bank: partner('bank'), payment: partner('payment') };
  const days = sandboxDays(urls);
  const joint = async (): Promise<JointLoan> => ({
    programmes: await programmes(db),
    ...partners,
    days,
    readFile: parseFile,
    writeFile: (layout, date, rows) => encodeFile({ layout, institution: 'platform', date, rows }).content,
  });
  return {
    db,
    clock,
    keys,
    urls,
    joint,
    vault: vaultOf(keys.vault),
    identity: identityPartners({ register: partner('identity'), payment: partners.payment, messages: partner('messages') }, urls),
    holdings: holdingsOf,
    close: async (through, onProgress) => {
      const loans = await joint();
      return closeThrough(db, {
        through,
        steps: stepsOf(loans),
        nextDate: (date) => addDays(businessDate(date), 1),
        ...(onProgress ? { onProgress } : {}),
        summarise: async (tx, report) => {
          await snapshotDay(tx, loans, report);
          return { ...summaryOf([report], loans, await endOfDay(tx, loans, report.date)) };
        },
      });
    },
    verify: async () => [...(await verifyLedger(db)), await verifyDays(db), ...(await verifyProgrammes(db, await joint(), (await today(db)).current))],
    end: () => db.end(),
  };
}

function stepsOf(joint: JointLoan): Step[] {
  return [disburseStep, clearStep, reviewStep, billStep, collectStep, noticeStep, applyStep, ageStep, accrueStep, marginStep, reconcileStep, settleStep].map(
    (step) => step(joint),
  );
}

function vaultOf(key: string): Vault {
  const { seal, open } = sealerOf(key);
  const index = Buffer.from(key, 'hex');
  return { seal, open, index: (kind, value) => createHmac('sm3', index).update(`${kind}:${value}`).digest('hex') };
}
