import { registerEntities } from '@jinqiao/compliance';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { testDatabase } from '@jinqiao/runtime/testing';
import { type DecisionQuestion, type DecisionSubject, type Features, installDeployment, registerFlows, registerModel, SAMPLE_CARD } from '../src/index.ts';
import { TERMS } from './applicant.ts';

const HELD = { platform: ['business-licence', 'icp'], bank: ['business-licence', 'banking'], bureau: ['business-licence', 'credit-bureau'] } as const;
const ENTITIES = [
  { entityId: 'platform', name: 'Platform', nameZh: '平台', kind: 'company' },
  { entityId: 'bank', name: 'Bank', nameZh: '银行', kind: 'bank' },
  { entityId: 'bureau', name: 'Bureau', nameZh: '征信机构', kind: 'bureau' },
];
const LICENCES = Object.entries(HELD).flatMap(([entityId, types]) =>
  types.map((licenceType) => ({ entityId, licenceType, number: `${entityId}-1`, validFrom: '2020-01-01', validTo: null, scopes: [] })),
);

/** A fresh database with the tables of credit and of compliance, whose rules its flows ask, and the first flows. */
export async function creditDatabase(): Promise<{ db: Database; stop(): Promise<void> }> {
  const database = await testDatabase();
  const db = openDatabase(database.url, { max: 8 });
  await migrate(db, [
    { name: 'compliance', folder: new URL('../../compliance/sql/', import.meta.url) },
    { name: 'credit', folder: new URL('../sql/', import.meta.url) },
  ]);
  await db.tx(async (tx) => {
    await registerEntities(tx, ENTITIES, LICENCES, '2026-03-01');
    const act = { by: 'installation', at: '2026-03-01T00:00:00.000Z', on: '2026-03-01' };
    await installDeployment(tx, act, await registerModel(tx, act, { card: SAMPLE_CARD, modelCard: null }));
    await registerFlows(tx, '2026-03-01');
  });
  return {
    db,
    stop: async () => {
      await db.end();
      await database.drop();
    },
  };
}

export const ON = '2026-03-02';
export const AT = `${ON}T02:00:00.000Z`;

/** Facts with which no rule of 2017 stands against an application. */
export const FACTS = {
  operatorEntity: 'platform',
  lenderEntity: 'bank',
  bureauEntity: 'bureau',
  bureauConsent: true,
  dataConsent: true,
  consentDays: 0n,
  consentPreticked: false,
  openScreeningHits: 0n,
  confirmedScreeningHits: 0n,
} as const;

export const subject = (customerId: string, features: Features = {}, bucket = 7): DecisionSubject => ({
  bucket,
  customerId,
  subject: `app of ${customerId}`,
  features: { ...TERMS, age: 40, tenureMonths: 60, ordersPerYear: 50, ...features },
  facts: FACTS,
});

export const question = (subjects: readonly DecisionSubject[], change: Partial<DecisionQuestion> = {}): DecisionQuestion => ({
  flowName: 'joint-loan',
  on: ON,
  at: AT,
  programmeId: 'JL',
  profile: 'CN_2017',
  digits: 2,
  subjects,
  ...change,
});
