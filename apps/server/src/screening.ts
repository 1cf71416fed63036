import { type Step, today } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { listWatchLists, loadRulebook, type Rulebook, type ScreenedPerson, screenCustomers, screenNextEntries, similarityThreshold } from '@jinqiao/compliance';
import type { Database, Tx } from '@jinqiao/database';
import { parseResidentId, sealedAt, type Vault } from '@jinqiao/parties';
import type { Programme } from '@jinqiao/partnership';

/** The parts of the system that screening works with. */
type Screened = { readonly db: Database; readonly vault: Vault; joint(within?: Tx): Promise<{ readonly programmes: readonly Programme[] }> };

export type IdentifiedPerson = { readonly bucket: number; readonly customerId: string; readonly name: string; readonly idNumber: string };

/** Screens persons in the transaction that identifies them, against every watch list in force. @returns how many hits are new. */
export async function screenIdentified(tx: Tx, system: Screened, on: BusinessDate, people: readonly IdentifiedPerson[]): Promise<number> {
  return screenCustomers(tx, system.vault, on, await thresholdOf(tx, system, on), screenedPeople(system.vault, on, people));
}

function screenedPeople(vault: Vault, on: BusinessDate, people: readonly IdentifiedPerson[]): ScreenedPerson[] {
  return people.map(({ bucket, customerId, name, idNumber }) => {
    const { number, birthDate } = parseResidentId(idNumber, on);
    return { bucket, customerId, name, birthDate, idNumberHash: vault.index('person', number) };
  });
}

async function thresholdOf(tx: Tx, system: Screened, on: BusinessDate): Promise<bigint | undefined> {
  return strictest(await loadRulebook(tx), (await system.joint(tx)).programmes, on);
}

/** The lowest threshold that a programme's rules set: a customer belongs to none when they are identified. */
function strictest({ rules }: Rulebook, programmes: readonly Programme[], on: BusinessDate): bigint | undefined {
  const thresholds = programmes.flatMap(({ policy }) => similarityThreshold(rules, policy.profile, on) ?? []);
  return thresholds.reduce<bigint | undefined>((least, next) => (least === undefined || next < least ? next : least), undefined);
}

/** Holds what is new in the lists in force against all customers, in chunks that each commit by themselves. */
export async function screenLists(system: Screened, on: BusinessDate): Promise<number> {
  const { db, vault } = system;
  const threshold = strictest(await loadRulebook(db), (await system.joint()).programmes, on);
  return runLists(db, vault, on, threshold, (work) => db.tx(work));
}

async function runLists(
  db: Database,
  vault: Vault,
  on: BusinessDate,
  threshold: bigint | undefined,
  inTransaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): Promise<number> {
  let hits = 0;
  for (const list of await listWatchLists(db)) {
    if (list.state !== 'in-force') continue;
    for (let left = list.entries - list.screenedThrough; left > 0; ) {
      const done = await inTransaction((tx) => screenNextEntries(tx, vault, on, threshold, list));
      left = done.left;
      hits += done.hits;
    }
  }
  return hits;
}

const BEFORE_CHUNK = 2_000;

type Known = { bucket: number; customerId: string; nameSealed: string; idNumberSealed: string };

/**
 * Enters the customers of an installation from before there was screening, so that lists find them. One transaction: either
 * all are known to screening, or the next start begins again.
 */
export async function enterKnownCustomers(db: Database, vault: Vault): Promise<void> {
  const { rowCount } = await db.query('SELECT 1 FROM compliance.screening_subject LIMIT 1');
  if (rowCount > 0) return;
  await db.tx(async (tx) => {
    let after: Known | undefined;
    for (;;) {
      const { rows } = await tx.query<Known>(
        `SELECT bucket, customer_id AS "customerId", name_sealed AS "nameSealed", id_number_sealed AS "idNumberSealed" FROM parties.customer
         WHERE name_sealed IS NOT NULL AND id_number_sealed IS NOT NULL AND ($1::int IS NULL OR (bucket, customer_id) > ($1::int, $2::text)) ORDER BY bucket, customer_id LIMIT $3`,
        [after?.bucket ?? null, after?.customerId ?? null, BEFORE_CHUNK],
      );
      if (rows.length === 0) return;
      const on = businessDate((await today(tx)).current);
      const people = rows.map(({ bucket, customerId, nameSealed, idNumberSealed }) => ({
        bucket,
        customerId,
        name: vault.open(nameSealed, sealedAt('name_sealed', customerId)),
        idNumber: vault.open(idNumberSealed, sealedAt('id_number_sealed', customerId)),
      }));
      await screenCustomers(tx, vault, on, undefined, screenedPeople(vault, on, people));
      after = rows.at(-1);
    }
  });
}

/** The daily delta: lists that came into force and were not held against all customers yet. */
export function screenStep(vault: Vault, programmes: readonly Programme[]): Step {
  return {
    name: 'screen',
    run: async (context) => {
      const on = businessDate(context.date);
      const threshold = strictest(await loadRulebook(context.db), programmes, on);
      const screeningHits = await runLists(context.db, vault, on, threshold, (work) => context.chunk(work));
      if (screeningHits > 0) context.count({ screeningHits });
    },
  };
}
