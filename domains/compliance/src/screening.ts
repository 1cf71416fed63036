import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { type NameVault, storedKey } from './name-vault.ts';
import { type Likeness, likeness, readName } from './names.ts';
import { inForce, type Profile, type Rule } from './rules.ts';
import { SEALED_SUBJECTS } from './sealed-data.ts';
import { subjectKeys } from './watch-lists.ts';

/** A person to be screened, as parties knows them when they are identified. */
export type ScreenedPerson = {
  readonly bucket: number;
  readonly customerId: string;
  readonly name: string;
  readonly birthDate: string | null;
  /** The vault's index of the ID number. */
  readonly idNumberHash: string | null;
};

type Subject = { bucket: number; customerId: string; nameSealed: string; birthSealed: string | null; idNumberHash: string | null };
type Entry = {
  listId: string;
  version: number;
  position: number;
  reference: string;
  names: string[];
  birthDate: string | null;
  idNumberHash: string | null;
  reason: string;
  digest: string;
};
type Pair = { customerId: string; listId: string; version: number; position: number };

export const SIMILARITY_RULE = 'AML_NAME_SIMILARITY_MIN';

/** From which similarity a name is a hit, in 1e-8; undefined where the profile asks for no screening. */
export function similarityThreshold(rules: readonly Rule[], profile: Profile, on: BusinessDate): bigint | undefined {
  return rules.find((rule) => rule.ruleId === SIMILARITY_RULE && inForce(rule, profile, on))?.value;
}

/**
 * Screens persons when they are identified, against every list in force: their names are sealed, their keys kept, so that
 * later lists find them. The same persons again change nothing. @returns how many hits are new.
 */
export async function screenCustomers(
  tx: Tx,
  vault: NameVault,
  on: BusinessDate,
  threshold: bigint | undefined,
  people: readonly ScreenedPerson[],
): Promise<number> {
  if (people.length === 0) return 0;
  // A list comes into force before these persons are written, and meets them here, or after, and meets them by its delta.
  await tx.query('SELECT 1 FROM compliance.watch_list WHERE bucket = $1 ORDER BY list_id, version FOR SHARE', [HOUSE_BUCKET]);
  await tx.query(
    `INSERT INTO compliance.screening_subject (bucket, customer_id, name_sealed, birth_sealed, id_number_hash, screened_on)
     SELECT g.*, $1 FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) AS g(bucket, customer, name, birth, hash)
     ON CONFLICT (bucket, customer_id) DO UPDATE SET name_sealed = excluded.name_sealed, birth_sealed = excluded.birth_sealed, id_number_hash = excluded.id_number_hash,
       screened_on = excluded.screened_on`,
    [
      on,
      people.map((p) => p.bucket),
      people.map((p) => p.customerId),
      people.map((p) => vault.seal(p.name)),
      people.map((p) => p.birthDate && vault.seal(p.birthDate, birthPlace(p.customerId))),
      people.map((p) => p.idNumberHash),
    ],
  );
  const keys = people.flatMap((person) =>
    subjectKeys([person.name], person.idNumberHash).map((key) => ({ ...storedKey(vault, key), customerId: person.customerId })),
  );
  const columns = [keys.map((k) => k.bucket), keys.map((k) => k.nameKey), keys.map((k) => k.customerId)];
  await tx.query(
    'INSERT INTO compliance.name_key (bucket, name_key, customer_id) SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING',
    columns,
  );
  if (threshold === undefined) return 0;
  const { rows: pairs } = await tx.query<Pair>(
    `SELECT DISTINCT g.customer AS "customerId", k.list_id AS "listId", k.version, k.position FROM unnest($1::int[], $2::bigint[], $3::text[]) AS g(bucket, key, customer)
     JOIN compliance.watch_key k ON k.bucket = g.bucket AND k.name_key = g.key
     JOIN compliance.watch_list l ON l.bucket = $4 AND l.list_id = k.list_id AND l.version = k.version AND l.state = 'in-force'`,
    [...columns, HOUSE_BUCKET],
  );
  return compare(tx, vault, on, threshold, pairs);
}

/** How many entries of a list one transaction holds against the customers. */
export const SCREEN_CHUNK = 500;

/**
 * Holds the next entries of a list version in force against every customer; entries that the version before it had, word for
 * word, were screened then and are passed over. @returns how many entries are left, and how many hits are new.
 */
export async function screenNextEntries(
  tx: Tx,
  vault: NameVault,
  on: BusinessDate,
  threshold: bigint | undefined,
  list: { readonly listId: string; readonly version: number },
  chunk = SCREEN_CHUNK,
): Promise<{ left: number; hits: number }> {
  const { rows } = await tx.query<{ entries: number; done: number }>(
    `SELECT entries, screened_through AS done FROM compliance.watch_list WHERE bucket = $1 AND list_id = $2 AND version = $3 AND state = 'in-force' FOR UPDATE`,
    [HOUSE_BUCKET, list.listId, list.version],
  );
  const state = rows[0];
  if (!state || state.done >= state.entries) return { left: 0, hits: 0 };
  const through = Math.min(state.entries, state.done + chunk);
  const hits = threshold === undefined ? 0 : await compare(tx, vault, on, threshold, await candidates(tx, list, state.done, through));
  await tx.query('UPDATE compliance.watch_list SET screened_through = $4 WHERE bucket = $1 AND list_id = $2 AND version = $3', [
    HOUSE_BUCKET,
    list.listId,
    list.version,
    through,
  ]);
  return { left: state.entries - through, hits };
}

async function candidates(tx: Tx, { listId, version }: { listId: string; version: number }, after: number, through: number): Promise<Pair[]> {
  const { rows } = await tx.query<Pair>(
    `SELECT DISTINCT n.customer_id AS "customerId", k.list_id AS "listId", k.version, k.position
     FROM compliance.watch_entry e
     JOIN compliance.watch_key k ON k.list_id = e.list_id AND k.version = e.version AND k.position = e.position
     JOIN compliance.name_key n ON n.bucket = k.bucket AND n.name_key = k.name_key
     WHERE e.list_id = $1 AND e.version = $2 AND e.position > $3 AND e.position <= $4
       AND NOT EXISTS (SELECT FROM compliance.watch_list l JOIN compliance.watch_entry o ON o.list_id = l.list_id AND o.version = l.version AND o.digest = e.digest
         WHERE l.bucket = $5 AND l.list_id = $1 AND l.version < $2 AND l.state = 'superseded' AND l.screened_through >= o.position)`,
    [listId, version, after, through, HOUSE_BUCKET],
  );
  return rows;
}

/** How many candidates are opened and compared at a time. */
const COMPARE_CHUNK = 20_000;

async function compare(tx: Tx, vault: NameVault, on: BusinessDate, threshold: bigint, pairs: readonly Pair[]): Promise<number> {
  const entries = await entriesOf(tx, pairs);
  let hits = 0;
  for (let i = 0; i < pairs.length; i += COMPARE_CHUNK) {
    const part = pairs.slice(i, i + COMPARE_CHUNK);
    const subjects = await subjectsOf(tx, part);
    const names = new Map([...subjects.values()].map((subject) => [subject.customerId, readName(vault.open(subject.nameSealed))]));
    const found = part.flatMap((pair) => {
      const [subject, entry, name] = [subjects.get(pair.customerId), entries.get(entryKey(pair)), names.get(pair.customerId)];
      if (!subject || !entry || !name) return [];
      const match = matchOf(vault, name, subject, entry);
      return BigInt(match.score) * 10_000n >= threshold ? [{ subject, entry, match }] : [];
    });
    hits += await insertHits(tx, on, found);
  }
  return hits;
}

/** What a birth date adds where it agrees, and takes where both are known and differ: a same name stays a hit. */
const BIRTH_AGREES = 300;
const BIRTH_DIFFERS = 1_200;

type Match = { readonly score: number; readonly on: Likeness['on'] | 'id-number' };

function matchOf(vault: NameVault, name: NonNullable<ReturnType<typeof readName>>, subject: Subject, entry: Entry): Match {
  if (entry.idNumberHash !== null && entry.idNumberHash === subject.idNumberHash) return { score: 10_000, on: 'id-number' };
  const best = entry.names
    .map((text) => readName(text))
    .map((listed): Likeness => (listed ? likeness(name, listed) : { score: 0, on: 'none' }))
    .reduce((a, b) => (b.score > a.score ? b : a));
  if (entry.birthDate === null || subject.birthSealed === null || best.score === 0) return best;
  const moved = entry.birthDate === vault.open(subject.birthSealed, birthPlace(subject.customerId)) ? best.score + BIRTH_AGREES : best.score - BIRTH_DIFFERS;
  return { ...best, score: Math.max(0, Math.min(10_000, moved)) };
}

function birthPlace(customerId: string): string {
  return `${SEALED_SUBJECTS.table}.birth_sealed/${customerId}`;
}

function entryKey({ listId, version, position }: { listId: string; version: number; position: number }): string {
  return `${listId} ${version} ${position}`;
}

async function entriesOf(db: Db, pairs: readonly Pair[]): Promise<Map<string, Entry>> {
  const wanted = [...new Map(pairs.map((pair) => [entryKey(pair), pair])).values()];
  const { rows } = await db.query<Entry>(
    `SELECT e.list_id AS "listId", e.version, e.position, e.reference, e.names, e.birth_date AS "birthDate", e.id_number_hash AS "idNumberHash", e.reason, e.digest
     FROM unnest($1::text[], $2::int[], $3::int[]) AS g(list, version, position)
     JOIN compliance.watch_entry e ON e.list_id = g.list AND e.version = g.version AND e.position = g.position`,
    [wanted.map((w) => w.listId), wanted.map((w) => w.version), wanted.map((w) => w.position)],
  );
  return new Map(rows.map((row) => [entryKey(row), row]));
}

async function subjectsOf(db: Db, pairs: readonly Pair[]): Promise<Map<string, Subject>> {
  const ids = [...new Set(pairs.map((pair) => pair.customerId))];
  const { rows } = await db.query<Subject>(
    `SELECT s.bucket, s.customer_id AS "customerId", s.name_sealed AS "nameSealed", s.birth_sealed AS "birthSealed", s.id_number_hash AS "idNumberHash"
     FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN compliance.screening_subject s ON s.bucket = g.bucket AND s.customer_id = g.id`,
    [ids.map((id) => bucketOfId(id) ?? -1), ids],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** A hit is one of a customer and of the words of an entry: a later version that says the same opens nothing again. */
async function insertHits(tx: Tx, on: BusinessDate, found: readonly { subject: Subject; entry: Entry; match: Match }[]): Promise<number> {
  if (found.length === 0) return 0;
  const { rowCount } = await tx.query(
    `INSERT INTO compliance.screening_hit (bucket, hit_id, customer_id, list_id, version, reference, listed_name, listed_reason, score, matched_on, found_on, state)
     SELECT g.*, $1, 'open' FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::text[]) AS g
     ON CONFLICT DO NOTHING`,
    [
      businessDate(on),
      found.map((f) => f.subject.bucket),
      found.map((f) => derivedId('hit', f.subject.bucket, `${f.subject.customerId} ${f.entry.listId} ${f.entry.digest}`)),
      found.map((f) => f.subject.customerId),
      found.map((f) => f.entry.listId),
      found.map((f) => f.entry.version),
      found.map((f) => f.entry.reference),
      found.map((f) => f.entry.names[0] ?? ''),
      found.map((f) => f.entry.reason),
      found.map((f) => BigInt(f.match.score) * 10_000n),
      found.map((f) => f.match.on),
    ],
  );
  return rowCount;
}
