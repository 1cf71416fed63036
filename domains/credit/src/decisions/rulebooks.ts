import { createHash } from 'node:crypto';
import { type Rulebook, readRulebook, readRulebookText, rulebookOf, rulebookText } from '@jinqiao/compliance';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';

export type KeptRulebook = { readonly digest: string; readonly rulebook: Rulebook };

/** The rulebook as it stands now, kept under its digest so that a run can be made again when it has changed. */
export async function keepRulebook(tx: Tx): Promise<KeptRulebook> {
  const parts = await readRulebook(tx);
  const text = rulebookText(parts);
  const digest = createHash('sha256').update(text).digest('hex');
  const { rowCount } = await tx.query(`SELECT 1 FROM credit.rulebook WHERE bucket = ${HOUSE_BUCKET} AND digest = $1`, [digest]);
  if (rowCount === 0)
    await tx.query(`INSERT INTO credit.rulebook (bucket, digest, body) VALUES (${HOUSE_BUCKET}, $1, $2) ON CONFLICT DO NOTHING`, [digest, text]);
  return { digest, rulebook: rulebookOf(parts) };
}

/** A rulebook that was kept. */
export async function keptRulebook(db: Db, digest: string): Promise<Rulebook> {
  const { rows } = await db.query<{ body: string }>(`SELECT body FROM credit.rulebook WHERE bucket = ${HOUSE_BUCKET} AND digest = $1`, [digest]);
  if (!rows[0]) throw new TypeError(`no rulebook ${digest}`);
  return readRulebookText(rows[0].body);
}
