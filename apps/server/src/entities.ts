import type { Entity, Licence } from '@jinqiao/compliance';
import { registerEntities } from '@jinqiao/compliance';
import { installDeployment, registerFlows, registerModel, SAMPLE_CARD } from '@jinqiao/credit';
import type { Database } from '@jinqiao/database';
import { GUARANTOR_NAMES, PARTNER_NAMES, PLATFORM_NAME_ZH } from './partners.ts';

/** The legal entities that act in this installation, as the joint loan's standing names them. */
const ENTITIES: readonly Entity[] = [
  { entityId: 'platform', name: 'Platform', nameZh: PLATFORM_NAME_ZH, kind: 'company' },
  { entityId: 'bank', ...PARTNER_NAMES.bank, kind: 'bank' },
  { entityId: 'payment', ...PARTNER_NAMES.payment, kind: 'payment-institution' },
  { entityId: 'bureau', ...PARTNER_NAMES.bureau, kind: 'bureau' },
  { entityId: 'yunzhou', ...PARTNER_NAMES.yunzhou, kind: 'bank' },
  { entityId: 'xihe', ...PARTNER_NAMES.xihe, kind: 'bank' },
  { entityId: 'songheng', ...GUARANTOR_NAMES, kind: 'company' },
  { entityId: 'registrar', ...PARTNER_NAMES.registrar, kind: 'fund-company' },
  { entityId: 'microlender', name: 'Heyue Micro-loan', nameZh: '禾悦小贷', kind: 'company' },
  { entityId: 'shop', ...PARTNER_NAMES.shop, kind: 'company' },
  { entityId: 'merchant-yunzhai', name: 'Yunzhai Home', nameZh: '云斋家居', kind: 'company' },
  { entityId: 'merchant-qingchuan', name: 'Qingchuan Outdoor', nameZh: '青川户外', kind: 'company' },
  { entityId: 'merchant-molan', name: 'Molan Books', nameZh: '墨兰书坊', kind: 'company' },
];

const licence = (entityId: string, licenceType: string): Licence => ({
  entityId,
  licenceType,
  number: `SANDBOX-${entityId}-${licenceType}`.toUpperCase(),
  validFrom: '2004-02-01',
  validTo: null,
  scopes: [],
});

/** What they hold: the platform neither a financing guarantee nor any other licence of finance, as in the pattern of 2016. */
const LICENCES: readonly Licence[] = [
  licence('platform', 'business-licence'),
  licence('platform', 'icp'),
  licence('bank', 'business-licence'),
  licence('bank', 'banking'),
  licence('bank', 'fund-sales'),
  licence('yunzhou', 'business-licence'),
  licence('yunzhou', 'banking'),
  licence('xihe', 'business-licence'),
  licence('xihe', 'banking'),
  licence('payment', 'business-licence'),
  licence('payment', 'third-party-payment'),
  licence('bureau', 'business-licence'),
  licence('bureau', 'credit-bureau'),
  licence('songheng', 'business-licence'),
  licence('songheng', 'financing-guarantee'),
  licence('registrar', 'business-licence'),
  licence('registrar', 'fund'),
  licence('microlender', 'business-licence'),
  licence('microlender', 'micro-loan'),
  ...['shop', 'merchant-yunzhai', 'merchant-qingchuan', 'merchant-molan'].map((seller) => licence(seller, 'business-licence')),
];

/** Since when the installation's own entries hold. */
const SINCE = '2004-02-01';

/** Enters the installation's entities, first licences, sample scorecard and first decision flows in the registries; what was changed there since stays. */
export async function registerInstallation(db: Database): Promise<void> {
  await db.tx(async (tx) => {
    await registerEntities(tx, ENTITIES, LICENCES, SINCE);
    const act = { by: 'installation', at: `${SINCE}T00:00:00.000Z`, on: SINCE };
    await installDeployment(tx, act, await registerModel(tx, act, { card: SAMPLE_CARD, modelCard: null }));
    await registerFlows(tx, SINCE);
  });
}
