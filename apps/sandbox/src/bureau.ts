import { createHash } from 'node:crypto';
import { sealerOf } from '@jinqiao/gateway';
import { bucketOf } from '@jinqiao/runtime';
import { bureau } from '@jinqiao/wire';
import { answering, createFaultBox, type InstitutionSetup, type RunningInstitution, startInstitution } from './institution.ts';

type Report = { found: boolean; score: number; openLoans: number; currentOverdue: number; maxDpd24m: number; overdueCount24m: number; enquiries6m: number };

/** The credit bureau: a report follows from a person's number, so that it is the same on every run; persons can be set. */
export function startBureau(setup: InstitutionSetup & { sealKeys: ReadonlyMap<string, string> }): Promise<RunningInstitution> {
  const { schema } = setup;
  return startInstitution(setup, [
    answering(bureau.pullReports, async (tx, body, context) => {
      const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
      const items = body.items.map((item) => ({ ...item, hash: hashOf(open(item.idNumber)) }));
      const set = await tx.query<{ hash: string; report: Report }>(`SELECT id_number_hash AS hash, report FROM ${schema}.person WHERE id_number_hash = ANY($1::text[])`, [items.map((i) => i.hash)]);
      const known = new Map(set.rows.map((row) => [row.hash, row.report]));
      await tx.query(
        `INSERT INTO ${schema}.pull (bucket, report_ref, institution, consent_ref, purpose, id_number_hash, business_date) SELECT b, r, $3, c, p, h, $4 FROM unnest($1::int[], $2::text[], $5::text[], $6::text[], $7::text[]) AS g(b, r, c, p, h) ON CONFLICT DO NOTHING`,
        [items.map((i) => bucketOf(i.hash)), items.map((i) => i.reportRef), context.sender, context.businessDate, items.map((i) => i.consentRef), items.map((i) => i.purpose), items.map((i) => i.hash)],
      );
      return { items: items.map((i) => ({ reportRef: i.reportRef, ...(known.get(i.hash) ?? usualReport(i.hash)) })) };
    }),
  ], createFaultBox(), {
    reports: async (body) => {
      for (const [idNumber, report] of Object.entries(body)) {
        await setup.db.query(`INSERT INTO ${schema}.person (bucket, id_number_hash, report) VALUES ($1, $2, $3) ON CONFLICT (bucket, id_number_hash) DO UPDATE SET report = excluded.report`, [bucketOf(hashOf(idNumber)), hashOf(idNumber), JSON.stringify(report)]);
      }
      return {};
    },
  });
}

export function hashOf(idNumber: string): string {
  return createHash('sm3').update(idNumber).digest('hex');
}

/** Nine in ten are clean; the score runs from 520 to 850. */
function usualReport(hash: string): Report {
  const n = Number.parseInt(hash.slice(0, 6), 16);
  const clean = n % 10 !== 0;
  return { found: true, score: 520 + (n % 331), openLoans: n % 4, currentOverdue: 0, maxDpd24m: clean ? 0 : 15 + (n % 30), overdueCount24m: clean ? 0 : 1 + (n % 2), enquiries6m: n % 5 };
}
