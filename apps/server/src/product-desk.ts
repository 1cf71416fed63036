import type { BusinessDate } from '@jinqiao/calendar';
import { blocks, checkCopy, decide, factsOf, latestLicences, listLicences, loadRulebook, type Profile, registryOf } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { blockedFault } from '@jinqiao/partnership';
import { listSuppliers, PRODUCT_TYPES, type ProductChangeBody, type ProductTerms, type ProductType, productById, wealthFault } from '@jinqiao/wealth';

/**
 * What a product must fulfil beyond its own terms before it is offered or changed: a supplier with a licence for its type, no
 * rule that forbids it, and no word of publicity that a rule of the date forbids.
 * @throws Fault SUPPLIER_NOT_LICENSED, PRODUCT_COPY_FORBIDDEN, ACTION_BLOCKED.
 */
export function requireOfferable(profile: Profile, on: BusinessDate): (tx: Tx, body: ProductChangeBody) => Promise<void> {
  return async (tx, body) => {
    if (body.action === 'offer') {
      await requireNotForbidden(tx, profile, body, on);
      await requireLicensed(tx, body, on);
      await requireCleanCopy(tx, profile, body.terms, on);
    }
    if (body.action === 'change-terms') await requireCleanCopy(tx, profile, body.terms, on);
    if (body.action === 'resume') {
      const product = await productById(tx, body.productId);
      if (product) await requireLicensed(tx, product, on);
    }
  };
}

type Offered = { readonly supplierId: string; readonly type: ProductType };

/** Only what a rule is known to be against stands in the way here; whether it may be sold to somebody is asked at the sale. */
async function requireNotForbidden(tx: Tx, profile: Profile, { type }: Offered, asOf: BusinessDate): Promise<void> {
  const results = decide(await loadRulebook(tx), { action: 'promote', facts: factsOf({ productType: type }), asOf, profile });
  const breached = results.find((result) => result.outcome === 'breach' && blocks(result));
  if (breached) throw blockedFault(breached);
}

async function requireLicensed(tx: Tx, { supplierId, type }: Offered, asOf: BusinessDate): Promise<void> {
  const supplier = (await listSuppliers(tx)).find((known) => known.supplierId === supplierId);
  if (!supplier) throw wealthFault('SUPPLIER_UNKNOWN', { supplierId });
  const licences = PRODUCT_TYPES[type];
  const holds = registryOf(latestLicences(await listLicences(tx)));
  if (!holds(supplier.entityId, licences, undefined, asOf)) throw wealthFault('SUPPLIER_NOT_LICENSED', { supplierId, type, licences: licences.join(', ') });
}

async function requireCleanCopy(tx: Tx, profile: Profile, { nameZh, nameEn, summaryZh, summaryEn }: ProductTerms, asOf: BusinessDate): Promise<void> {
  const text = [nameZh, summaryZh, nameEn, summaryEn].join('\n');
  // A notice of risk stands on every page of a product; what is looked for here are words.
  const [found] = checkCopy(await loadRulebook(tx), { text, kind: 'copy', profile, asOf, entityId: null }).filter(({ start }) => start !== null);
  if (found)
    throw wealthFault('PRODUCT_COPY_FORBIDDEN', {
      word: found.word,
      why: found.reasonEn,
      whyZh: found.reasonZh,
      suggestion: found.suggestionEn,
      suggestionZh: found.suggestionZh,
    });
}
