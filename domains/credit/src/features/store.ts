import type { Db, Tx } from '@jinqiao/database';
import { creditFault } from '../errors.ts';
import { type FeatureName, type FeatureValue, fits, isFeatureName, specOf } from './catalogue.ts';

/** A value with the day from which it was true and the instant at which we learned it. */
export type KnownFeature = { readonly value: FeatureValue; readonly validFrom: string; readonly recordedAt: string };
export type KnownFeatures = { readonly [N in FeatureName]?: KnownFeature };

export type FeatureRow = { readonly bucket: number; readonly subject: string; readonly feature: FeatureName } & KnownFeature;

type Subject = { readonly bucket: number; readonly subject: string };

const RECORDED = `to_char(v.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Appends what became known; a value that was known already for the day is not written again. Nothing is ever replaced: a
 * correction is a later row for the same day.
 * @throws Fault FEATURE_INVALID for a feature that is not declared or a value of another kind.
 */
export async function recordFeatures(tx: Tx, rows: readonly FeatureRow[]): Promise<void> {
  for (const { feature, value } of rows) {
    if (!isFeatureName(feature)) throw creditFault('FEATURE_INVALID', { feature, why: 'it is not declared', whyZh: '该特征未登记' });
    const { kind } = specOf(feature);
    if (!fits(feature, value)) throw creditFault('FEATURE_INVALID', { feature, why: `its values are of the kind ${kind}`, whyZh: `取值类型须为 ${kind}` });
  }
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO credit.feature_value (bucket, subject, feature, valid_from, recorded_at, value)
     SELECT g.* FROM unnest($1::int[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::jsonb[]) AS g(bucket, subject, feature, valid_from, recorded_at, value)
     LEFT JOIN LATERAL (SELECT v.value FROM credit.feature_value v WHERE v.bucket = g.bucket AND v.subject = g.subject AND v.feature = g.feature
       AND v.valid_from <= g.valid_from AND v.recorded_at <= g.recorded_at ORDER BY v.valid_from DESC, v.recorded_at DESC LIMIT 1) AS last ON true
     WHERE last.value IS DISTINCT FROM g.value ON CONFLICT DO NOTHING`,
    [
      rows.map((row) => row.bucket),
      rows.map((row) => row.subject),
      rows.map((row) => row.feature),
      rows.map((row) => row.validFrom),
      rows.map((row) => row.recordedAt),
      rows.map((row) => JSON.stringify(row.value)),
    ],
  );
}

/** The day whose truth is asked for, and the instant until which we had learned it. */
export type Moment = { readonly asOf: string; readonly knownAt: string };

/**
 * The values that were true on a day as far as they were known at an instant: what was recorded later is not seen, even where
 * it tells of an earlier day. One query for any number of subjects.
 */
export async function featuresAt(
  db: Db,
  subjects: readonly Subject[],
  names: readonly FeatureName[],
  { asOf, knownAt }: Moment,
): Promise<Map<string, KnownFeatures>> {
  if (subjects.length === 0 || names.length === 0) return new Map();
  const { rows } = await db.query<{ subject: string; known: KnownFeatures }>(
    `SELECT s.subject, jsonb_object_agg(v.feature, jsonb_build_object('value', v.value, 'validFrom', v.valid_from, 'recordedAt', ${RECORDED})) AS known
     FROM unnest($1::int[], $2::text[]) AS s(bucket, subject) CROSS JOIN unnest($3::text[]) AS n(feature)
     JOIN LATERAL (SELECT v.* FROM credit.feature_value v WHERE v.bucket = s.bucket AND v.subject = s.subject AND v.feature = n.feature
       AND v.valid_from <= $4::date AND v.recorded_at <= $5::timestamptz ORDER BY v.valid_from DESC, v.recorded_at DESC LIMIT 1) AS v ON true
     GROUP BY s.subject`,
    [subjects.map((s) => s.bucket), subjects.map((s) => s.subject), names, asOf, knownAt],
  );
  return new Map(rows.map(({ subject, known }) => [subject, known]));
}
