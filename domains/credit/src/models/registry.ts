import { createHash } from 'node:crypto';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { type ModelCard, type Scorecard, scorecardOf } from '@jinqiao/scorecard';
import { creditFault } from '../errors.ts';
import type { ModelAct, ModelVersion } from './model.ts';

const COLUMNS = `name, version, card, model_card AS "modelCard", digest, data_digest AS "dataDigest", made_by AS "madeBy",
  to_char(made_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "madeAt", registered_on AS "registeredOn"`;

/**
 * Registers a version of a card with its model card. The same again is the same version; another card under its name and version is refused.
 * @throws Fault SCORECARD_INVALID, MODEL_CARD_OTHER, MODEL_VERSION_EXISTS.
 */
export async function registerModel(tx: Tx, act: ModelAct, given: { readonly card: unknown; readonly modelCard: ModelCard | null }): Promise<ModelVersion> {
  const card = scorecardOf(given.card, '$.card');
  const { modelCard } = given;
  if (modelCard) requireSameCard(card, modelCard);
  const digest = digestOf(card, modelCard);
  await tx.query(
    `INSERT INTO credit.model_version (bucket, name, version, card, model_card, digest, data_digest, made_by, made_at, registered_on)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [card.name, card.version, JSON.stringify(card), modelCard && JSON.stringify(modelCard), digest, modelCard?.data.sha256 ?? null, act.by, act.at, act.on],
  );
  const kept = await modelVersion(tx, card.name, card.version);
  if (kept?.digest !== digest) throw creditFault('MODEL_VERSION_EXISTS', { name: card.name, version: card.version }, '$.card.version');
  return kept;
}

/** What the model card tells of bins and points is what the card does. */
function requireSameCard(card: Scorecard, modelCard: ModelCard): void {
  const tell = (parts: readonly { readonly feature: string; readonly bins: readonly { readonly points: number; readonly below?: number | null }[] }[]) =>
    JSON.stringify(parts.map(({ feature, bins }) => [feature, bins.map(({ below, points }) => [below ?? null, points])]));
  if (card.name !== modelCard.name || card.version !== modelCard.version || tell(card.characteristics) !== tell(modelCard.characteristics))
    throw creditFault('MODEL_CARD_OTHER', { name: card.name, version: card.version }, '$.modelCard');
}

/** Keys are sorted: the database keeps what an object holds and not the order in which it was written. */
export function digestOf(card: Scorecard, modelCard: ModelCard | null): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ card, modelCard })))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

/** A version by its name and number, or undefined. */
export async function modelVersion(db: Db, name: string, version: string): Promise<ModelVersion | undefined> {
  const { rows } = await db.query<ModelVersion>(`SELECT ${COLUMNS} FROM credit.model_version WHERE bucket = ${HOUSE_BUCKET} AND name = $1 AND version = $2`, [
    name,
    version,
  ]);
  return rows[0];
}

/** The version that decides on a date: that of the newest deployment which began by then; undefined where there is none. */
export async function modelInForce(db: Db, name: string, on: string): Promise<ModelVersion | undefined> {
  const { rows } = await db.query<{ version: string }>(
    `SELECT version FROM credit.model_deployment WHERE bucket = ${HOUSE_BUCKET} AND name = $1 AND valid_from <= $2 AND state IN ('installed', 'approved')
     ORDER BY valid_from DESC LIMIT 1`,
    [name, on],
  );
  return rows[0] && modelVersion(db, name, rows[0].version);
}

/** Every version, by name, the newest first; `name` for those of one model. */
export async function listModelVersions(db: Db, name: string | null = null): Promise<ModelVersion[]> {
  const { rows } = await db.query<ModelVersion>(
    `SELECT ${COLUMNS} FROM credit.model_version WHERE bucket = ${HOUSE_BUCKET} AND ($1::text IS NULL OR name = $1) ORDER BY name, made_at DESC, version DESC`,
    [name],
  );
  return rows;
}
