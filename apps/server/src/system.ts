import { closeThrough, type DayReport, holdToday, type Step, type StepContext, today } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { limitsStep, type UsageSource } from '@jinqiao/credit';
import { type Database, type Db, migrate, openDatabase } from '@jinqiao/database';
import { type Dunning, dunningStep, planStep } from '@jinqiao/dunning';
import { encodeFile, parseFile } from '@jinqiao/gateway';
import { type Check, verifyDays, verifyLedger } from '@jinqiao/ledger';
import { type AccountsContext, type Holdings, verifyAccounts } from '@jinqiao/parties';
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
  type PayOffDesk,
  payOffStep,
  programmes,
  reconcileStep,
  recordFeaturesStep,
  reviewStep,
  settleStep,
  snapshotDay,
  verifyPayOffs,
  verifyProgrammes,
} from '@jinqiao/partnership';
import { payLaterProgrammes, payLaterSteps, verifyPayLater } from '@jinqiao/paylater';
import { type Guard, type Payments, payStep, verifyPayments } from '@jinqiao/payments';
import { positionsStep, proposeLimitsStep, verifyRisk, warningsStep } from '@jinqiao/risk';
import type { Clock } from '@jinqiao/runtime';
import type { KeyRing } from '@jinqiao/vault';
import { treasuryStep, verifyWealth } from '@jinqiao/wealth';
import type { Institution } from '@jinqiao/wire';
import { accountsContext, accountsInClose, accountsStep, depositsAgree } from './accounts.ts';
import { largeValueStep } from './aml-reports.ts';
import { verifyAudit } from './audit.ts';
import { endOfDay, summaryOf } from './close-summary.ts';
import { dunningOf } from './dunning.ts';
import { registerInstallation } from './entities.ts';
import { fundMoneyAgrees } from './fund-money.ts';
import { fundSteps } from './fund-steps.ts';
import { holdingsOf } from './holdings.ts';
import { type IdentityPartners, identityPartners } from './identity-partners.ts';
import type { InstallationKeys } from './keys.ts';
import { migrationFolders } from './migrations.ts';
import { CITY_BANKS, type DirectPartnerId, openOrderDay, PAYMENT_PARTNERS, type PartnerUrls, partnerOverWire, sandboxDays, shopDay } from './partners.ts';
import { usageSources } from './pay-later.ts';
import { shopOrdersStep } from './pay-later-orders.ts';
import { linePorts } from './risk-lines.ts';
import { payLaterSources } from './risk-pay-later.ts';
import { jointLoanSource } from './risk-sources.ts';
import { enterKnownCustomers, screenStep } from './screening.ts';
import { createKeyReader, OPTIONAL_SECURITY, openVault, type SecuritySettings } from './vault.ts';

/** Everything wired: the one place where ports meet adapters. */
export type System = {
  readonly db: Database;
  readonly clock: Clock;
  readonly vault: KeyRing;
  readonly security: SecuritySettings;
  readonly keys: InstallationKeys;
  readonly urls: PartnerUrls;
  /** Who says who a customer is, and who sends messages. */
  readonly identity: IdentityPartners;
  /** What the domains say a customer owes or holds. */
  readonly holdings: Holdings;
  /**
   * Programmes and partners as they are now; programmes opened later are found.
   * @param within the transaction that asks: waiting there for another connection, as many as the pool has would wait for ever.
   */
  joint(within?: Db): Promise<JointLoan>;
  /** Payment orders over every payment institution. */
  readonly payments: Payments;
  /** The shop at which customers buy. */
  readonly shop: Institution;
  /** Overdue contracts of every product, and how people are reached about them. */
  readonly dunning: Dunning;
  /** What paying off cards works with, programmes as they are now. */
  payOffs(guard?: Guard): Promise<PayOffDesk>;
  /** Customers' accounts at the bank, with the rules that are in force for them now. */
  accounts(): Promise<AccountsContext>;
  /** Every product that uses customers' limits. @param within as of `joint`. */
  usage(within?: Db): Promise<UsageSource[]>;
  /** The steps of a day's close, in order. */
  close(through: string, onProgress?: (report: DayReport) => void): Promise<DayReport[]>;
  verify(): Promise<Check[]>;
  end(): Promise<void>;
};

export type SystemOptions = {
  readonly databaseUrl: string;
  readonly urls: PartnerUrls;
  readonly keys: InstallationKeys;
  readonly clock: Clock;
  readonly security?: SecuritySettings;
};

/** Migrates the database and wires the system to its partners. */
export async function openSystem(options: SystemOptions): Promise<System> {
  const { keys, clock, urls } = options;
  const db = openDatabase(options.databaseUrl, { max: 10 });
  await migrate(db, migrationFolders);
  const security = options.security ?? OPTIONAL_SECURITY;
  const vault = await openVault({ db, clock, keys, security });
  const reader = createKeyReader(vault);
  await registerInstallation(db);
  const partner = (id: DirectPartnerId) => partnerOverWire(id, { url: urls[id], keys, db, clock });
  const institutions = PAYMENT_PARTNERS.map(partner);
  const [own, others] = [partner('bank'), CITY_BANKS.map(partner)];
  const partners = { bank: own, banks: [own, ...others], payment: institutions[0] as Institution };
  const keeping = { db, vault, others };
  const payments: Payments = {
    institutions,
    profile: 'CN_CURRENT',
    clock,
    readFile: parseFile,
    openDay: (date) => openOrderDay(urls, date),
  };
  const [registrar, issuer] = [partner('registrar'), partner('issuer')];
  const shop = partner('shop');
  const days = sandboxDays(urls);
  await enterKnownCustomers(db, vault);
  const joint = async (within: Db = db): Promise<JointLoan> => ({
    programmes: await programmes(within),
    ...partners,
    days,
    clock,
    readFile: parseFile,
    writeFile: (layout, date, rows) => encodeFile({ layout, institution: 'platform', date, rows }).content,
  });
  const identity = identityPartners({ register: partner('identity'), payment: partners.payment, messages: partner('messages') }, urls);
  const dunning = dunningOf(vault, clock, identity);
  return {
    db,
    clock,
    keys,
    urls,
    joint,
    payments,
    shop,
    vault,
    security,
    payOffs: async (guard = holdToday) => ({ db, vault, payments, issuer, joint: await joint(), guard }),
    accounts: () => accountsContext(keeping, partners.bank),
    usage: async (within) => usageSources((await joint(within)).programmes),
    identity,
    dunning,
    holdings: holdingsOf,
    close: async (through, onProgress) => {
      const loans = await joint();
      const payLater = await payLaterProgrammes(db);
      const desk = { db, vault, payments, issuer };
      return closeThrough(db, {
        through,
        steps: [
          screenStep(vault, loans.programmes),
          accountsStep(keeping, partners.bank),
          { name: 'shop', run: (context) => shopDay(urls, context.date) },
          ...stepsOf(loans, payments, dunning, (context) => ({ ...desk, joint: loans, guard: context.fence })),
          shopOrdersStep(shop, clock),
          limitsStep(),
          ...payLater.flatMap((terms) => payLaterSteps(terms, payments)),
          dunningStep(dunning),
          positionsStep([jointLoanSource(loans), ...payLaterSources(payLater)]),
          warningsStep(),
          proposeLimitsStep(await linePorts(db)),
          ...fundSteps({ institution: registrar, payments, clock, accounts: (context) => accountsInClose(keeping, partners.bank, context) }),
          treasuryStep(),
          largeValueStep(vault, loans.programmes, clock),
        ],
        nextDate: (date) => addDays(businessDate(date), 1),
        ...(onProgress ? { onProgress } : {}),
        summarise: async (tx, report) => {
          await snapshotDay(tx, loans, report);
          return { ...summaryOf([report], loans, await endOfDay(tx, loans, report.date)) };
        },
      });
    },
    verify: async () => {
      const { current } = await today(db);
      return [
        ...(await verifyLedger(db)),
        await verifyDays(db),
        await verifyAudit(db),
        ...(await verifyProgrammes(db, await joint(), current)),
        ...(await verifyRisk(db, [jointLoanSource(await joint()), ...payLaterSources(await payLaterProgrammes(db))])),
        ...(await verifyPayOffs(db)),
        ...(await verifyPayments(db, payments, current)),
        ...(await verifyAccounts(db)),
        ...(await verifyWealth(db)),
        ...(await verifyPayLater(db)),
        await depositsAgree(db, partners.bank),
        await fundMoneyAgrees(db),
      ];
    },
    end: async () => {
      await reader.stop();
      await db.end();
    },
  };
}

function stepsOf(joint: JointLoan, payments: Payments, dunning: Dunning, desk: (context: StepContext) => PayOffDesk): Step[] {
  const of = (steps: readonly ((joint: JointLoan) => Step)[]) => steps.map((step) => step(joint));
  return [
    ...of([disburseStep, clearStep]),
    payStep(payments),
    // Pay-offs come after payments, so that what was not known of their orders is.
    payOffStep(desk),
    ...of([reviewStep, billStep]),
    planStep(dunning),
    ...of([collectStep, noticeStep, applyStep, ageStep, recordFeaturesStep, accrueStep, marginStep, reconcileStep, settleStep]),
  ];
}
