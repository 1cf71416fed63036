import type { BusinessDate } from '@jinqiao/calendar';
import { type OrganisationKind, organisationCheckCharacter, registerOrganisation, relate, uscCheckCharacter } from '@jinqiao/parties';
import { PARTNER_NAMES, type System, syntheticPerson } from '@jinqiao/server';

type Sketch = { readonly name: string; readonly kind: OrganisationKind; readonly area: string; readonly body: string };

/** Invented organisations under codes with right checks. */
const SKETCHES: readonly Sketch[] = [
  { name: PARTNER_NAMES.bank.nameZh, kind: 'bank', area: '91440300', body: 'MA5JQ001' },
  { name: PARTNER_NAMES.payment.nameZh, kind: 'payment-institution', area: '91110108', body: 'MA5JQ002' },
  { name: '金桥融资担保', kind: 'guarantor', area: '91310115', body: 'MA5JQ003' },
  { name: '金桥科技控股', kind: 'company', area: '91310115', body: 'MA5JQ004' },
  { name: '东街便利店', kind: 'merchant', area: '91350102', body: 'MA5JQ005' },
];

/** Synthetic persons far from the numbers of the borrowers. */
const FIRST_PERSON = 90_000_001;

function codeOf({ area, body }: Sketch): string {
  const first17 = `${area}${body}${organisationCheckCharacter(body)}`;
  return `${first17}${uscCheckCharacter(first17)}`;
}

/** The organisations of the demonstration with their representatives, and a group: a holding that owns the guarantor and half of a shop. */
export async function playOrganisations({ db, vault, clock }: System, on: BusinessDate): Promise<void> {
  const by = 'demonstration';
  await db.tx(async (tx) => {
    const ids: string[] = [];
    for (const [i, sketch] of SKETCHES.entries()) {
      const { name, idNumber } = syntheticPerson(FIRST_PERSON + i, on, 45);
      const given = { uscc: codeOf(sketch), name: sketch.name, kind: sketch.kind, legalRepresentative: { name, idNumber }, licenceValidThrough: null, by };
      ids.push((await registerOrganisation(tx, { vault, clock }, on, given)).organisationId);
    }
    const [, , guarantor = '', holding = '', shop = ''] = ids;
    const owns = (to: string, share: bigint) => ({
      from: holding,
      to,
      kind: 'owner' as const,
      share,
      validFrom: on,
      validTo: null,
      source: '工商登记(合成)',
      by,
    });
    await relate(tx, clock, owns(guarantor, 100_000_000n));
    await relate(tx, clock, owns(shop, 51_000_000n));
  });
}
