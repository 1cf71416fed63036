import { createHash } from 'node:crypto';
import { businessDate } from '@jinqiao/calendar';
import { bucketOf, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { complianceFault } from './errors.ts';
import { type NameVault, storedKey } from './name-vault.ts';
import { keysOf, readName } from './names.ts';

export type WatchEntry = {
  readonly reference: string;
  readonly kind: 'person' | 'organisation';
  /** The name and its aliases. */
  readonly names: readonly string[];
  readonly birthDate: string | null;
  readonly idNumber: string | null;
  readonly country: string;
  readonly reason: string;
};

export type WatchListFile = { readonly listId: string; readonly publishedOn: string; readonly entries: readonly WatchEntry[]; readonly digest: string };

export type WatchListVersion = {
  readonly listId: string;
  readonly version: number;
  readonly publishedOn: string;
  readonly digest: string;
  readonly entries: number;
  readonly state: 'proposed' | 'in-force' | 'superseded' | 'rejected';
  readonly madeBy: string;
  readonly checkedBy: string | null;
  readonly screenedThrough: number;
};

const FIELDS = 8;

/**
 * Reads a list: header `H|watch-list|<list>|<published on>|<count>`, lines
 * `D|reference|person or organisation|name|aliases by ;|birth date|ID number|country|reason`, trailer `T|<count>`; UTF-8.
 * @throws Fault WATCH_LIST_INVALID with the line.
 */
export function parseWatchList(content: string): WatchListFile {
  const lines = content
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
    .replace(/\n$/, '')
    .split('\n');
  const refuse = (line: number, why: string, whyZh: string) => complianceFault('WATCH_LIST_INVALID', { line, why, whyZh }, '$.content');
  const [mark, form, listId = '', publishedOn = '', count] = (lines[0] ?? '').split('|');
  if (mark !== 'H' || form !== 'watch-list' || !/^[a-z0-9-]{2,40}$/.test(listId))
    throw refuse(1, 'the first line is H|watch-list|<list>|<date>|<count>', '首行应为 H|watch-list|<名单>|<日期>|<条数>');
  if (!isDay(publishedOn)) throw refuse(1, `${publishedOn} is no date`, `${publishedOn} 不是有效日期`);
  const trailer = lines.at(-1)?.split('|');
  const body = lines.slice(1, -1);
  if (trailer?.[0] !== 'T' || trailer[1] !== count || String(body.length) !== count)
    throw refuse(lines.length, `header, trailer and the ${body.length} lines between disagree on the count`, `首尾行条数与 ${body.length} 行明细不一致`);
  const entries = body.map((line, at) => entryOf(line, (why, whyZh) => refuse(at + 2, why, whyZh)));
  const references = new Set(entries.map((entry) => entry.reference));
  if (references.size !== entries.length) throw refuse(lines.length, 'a reference stands twice', '编号重复');
  return { listId, publishedOn, entries, digest: createHash('sha256').update(lines.join('\n')).digest('hex') };
}

function entryOf(line: string, refuse: (why: string, whyZh: string) => Error): WatchEntry {
  const [mark, ...values] = line.split('|').map((value) => value.trim());
  if (mark !== 'D' || values.length !== FIELDS) throw refuse(`a line has D and ${FIELDS} fields`, `明细行应为 D 加 ${FIELDS} 个字段`);
  const [reference = '', kind, name = '', aliases = '', birthDate = '', idNumber = '', country = '', reason = ''] = values;
  if (reference === '') throw refuse('the reference is missing', '缺少编号');
  if (kind !== 'person' && kind !== 'organisation') throw refuse('the kind is person or organisation', '类型应为 person 或 organisation');
  if (birthDate !== '' && !isDay(birthDate)) throw refuse(`${birthDate} is no date`, `${birthDate} 不是有效日期`);
  const names = [name, ...aliases.split(';')].map((each) => each.trim()).filter((each) => each !== '');
  if (names.length === 0 || names.some((each) => !readName(each))) throw refuse('a name without letters or characters', '姓名不含文字');
  return { reference, kind, names, birthDate: birthDate || null, idNumber: idNumber || null, country, reason };
}

function isDay(text: string): boolean {
  try {
    return businessDate(text) === text;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

/**
 * Lays a version of a list ready, with the keys of every name; it screens nobody before a second person approves it.
 * @throws Fault WATCH_LIST_KNOWN where the list has a version with the same content.
 */
export async function insertWatchList(tx: Tx, vault: NameVault, file: WatchListFile, madeBy: string): Promise<WatchListVersion> {
  const same = (await listWatchLists(tx)).find((row) => row.listId === file.listId && row.digest === file.digest && row.state !== 'rejected');
  // Proposed by the same person and not decided: the same import again.
  if (same?.state === 'proposed' && same.madeBy === madeBy) return same;
  if (same) throw complianceFault('WATCH_LIST_KNOWN', { version: same.version }, '$.content');
  const last = await tx.query<{ last: number }>('SELECT coalesce(max(version), 0)::int AS last FROM compliance.watch_list WHERE bucket = $1 AND list_id = $2', [
    HOUSE_BUCKET,
    file.listId,
  ]);
  const version = (last.rows[0]?.last ?? 0) + 1;
  await tx.query(
    `INSERT INTO compliance.watch_list (bucket, list_id, version, published_on, digest, entries, state, made_by, screened_through) VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, 0)`,
    [HOUSE_BUCKET, file.listId, version, file.publishedOn, file.digest, file.entries.length, madeBy],
  );
  await insertEntries(tx, vault, file, version);
  const [stored] = (await listWatchLists(tx)).filter((row) => row.listId === file.listId && row.version === version);
  return stored as WatchListVersion;
}

async function insertEntries(tx: Tx, vault: NameVault, { listId, entries }: WatchListFile, version: number): Promise<void> {
  const rows = entries.map((entry, at) => {
    const idHash = entry.idNumber === null ? null : vault.index('person', entry.idNumber.toUpperCase());
    // By the keyed digest of the ID number: a plain digest of so few possible numbers tells it.
    const digest = createHash('sha256')
      .update(JSON.stringify({ ...entry, idNumber: idHash }))
      .digest('hex');
    return { ...entry, bucket: bucketOf(`${listId} ${entry.reference}`), position: at + 1, idHash, digest };
  });
  await tx.query(
    `INSERT INTO compliance.watch_entry (bucket, list_id, version, position, reference, kind, names, birth_date, id_number_hash, country, reason, digest)
     SELECT g.bucket, $1, $2, g.position, g.reference, g.kind, ARRAY(SELECT jsonb_array_elements_text(g.names)), g.birth, g.hash, g.country, g.reason, g.digest
     FROM unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::date[], $9::text[], $10::text[], $11::text[], $12::text[])
       AS g(bucket, position, reference, kind, names, birth, hash, country, reason, digest)`,
    [
      listId,
      version,
      rows.map((r) => r.bucket),
      rows.map((r) => r.position),
      rows.map((r) => r.reference),
      rows.map((r) => r.kind),
      rows.map((r) => JSON.stringify(r.names)),
      rows.map((r) => r.birthDate),
      rows.map((r) => r.idHash),
      rows.map((r) => r.country),
      rows.map((r) => r.reason),
      rows.map((r) => r.digest),
    ],
  );
  const keys = rows.flatMap((row) => subjectKeys(row.names, row.idHash).map((key) => ({ ...storedKey(vault, key), position: row.position })));
  await tx.query(
    `INSERT INTO compliance.watch_key (bucket, name_key, list_id, version, position)
     SELECT b, k, $1, $2, p FROM unnest($3::int[], $4::bigint[], $5::int[]) AS g(b, k, p) ON CONFLICT DO NOTHING`,
    [listId, version, keys.map((k) => k.bucket), keys.map((k) => k.nameKey), keys.map((k) => k.position)],
  );
}

/** Everything by which a person is looked up: the keys of the names, and the digest of the ID number. */
export function subjectKeys(names: readonly string[], idNumberHash: string | null): string[] {
  const keys = names.flatMap((text) => {
    const name = readName(text);
    return name ? keysOf(name) : [];
  });
  return [...new Set([...keys, ...(idNumberHash === null ? [] : [`n:${idNumberHash}`])])];
}

/**
 * Puts an approved version in force; the version before it has served. Approved after a newer one, it has served already.
 * @throws Fault CHANGE_DECIDED where the version was decided before.
 */
export async function enforceWatchList(tx: Tx, { listId, version }: { listId: string; version: number }, checkedBy: string): Promise<void> {
  const key = [HOUSE_BUCKET, listId, version];
  await tx.query(`UPDATE compliance.watch_list SET state = 'superseded' WHERE bucket = $1 AND list_id = $2 AND state = 'in-force' AND version < $3`, key);
  const { rowCount } = await tx.query(
    `UPDATE compliance.watch_list w SET checked_by = $4, state = CASE WHEN EXISTS (
         SELECT FROM compliance.watch_list n WHERE n.bucket = $1 AND n.list_id = $2 AND n.version > $3 AND n.state = 'in-force') THEN 'superseded' ELSE 'in-force' END
     WHERE w.bucket = $1 AND w.list_id = $2 AND w.version = $3 AND w.state = 'proposed'`,
    [...key, checkedBy],
  );
  if (rowCount === 0) throw complianceFault('CHANGE_DECIDED', { id: `${listId} ${version}`, state: 'decided' });
}

/** Rejects a version that is proposed; one in force stays. */
export async function rejectWatchList(tx: Tx, { listId, version }: { listId: string; version: number }): Promise<void> {
  await tx.query(`UPDATE compliance.watch_list SET state = 'rejected' WHERE bucket = $1 AND list_id = $2 AND version = $3 AND state = 'proposed'`, [
    HOUSE_BUCKET,
    listId,
    version,
  ]);
}

/** Every version of every list, newest first. */
export async function listWatchLists(db: Db): Promise<WatchListVersion[]> {
  const { rows } = await db.query<WatchListVersion>(
    `SELECT list_id AS "listId", version, published_on AS "publishedOn", digest, entries, state, made_by AS "madeBy", checked_by AS "checkedBy",
       screened_through AS "screenedThrough" FROM compliance.watch_list WHERE bucket = $1 ORDER BY list_id, version DESC`,
    [HOUSE_BUCKET],
  );
  return rows;
}
