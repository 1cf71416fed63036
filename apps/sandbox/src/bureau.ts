import { createHash } from 'node:crypto';
import { daysBetween } from '@jinqiao/calendar';
import { bucketOf } from '@jinqiao/database';
import { sealerOf } from '@jinqiao/gateway';
import { bureau } from '@jinqiao/wire';
import { sandboxFault } from './errors.ts';
import { createFaultBox } from './faults.ts';
import { answering, type InstitutionSetup, type RunningInstitution, startInstitution } from './institution.ts';

type Report = { found: boolean; score: number; openLoans: number; currentOverdue: number; maxDpd24m: number; overdueCount24m: number; enquiries6m: number };

export type BureauSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string> };

/** For how many days after it was given a consent covers a report. */
export const CONSENT_DAYS = 90;

/** Whether a consent covers a report pulled on a date: given on it or before, not too long ago. */
export function consentHolds(consentOn: string, date: string): boolean {
  const days = daysBetween(consentOn, date);
  return days >= 0 && days <= CONSENT_DAYS;
}

/** The credit bureau: a report follows from a person's number, so that it is the same on every run; persons can be set. */
export function startBureau(setup: BureauSetup): Promise<RunningInstitution> {
  return startInstitution(setup, [pullReports(setup)], createFaultBox(), { reports: (body) => setReports(setup, body) });
}

/** Reports under a consent that is in force; every pull is logged with it. */
function pullReports({ schema: s, sealKeys }: BureauSetup) {
  return answering(bureau.pullReports, async (tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    const without = body.items.find((item) => !consentHolds(item.consentOn, context.businessDate));
    if (without) throw sandboxFault('CONSENT_INVALID', { reportRef: without.reportRef, consentOn: without.consentOn });
    const items = body.items.map((item) => ({ ...item, hash: hashOf(open(item.idNumber)) }));
    const buckets = items.map((i) => bucketOf(i.hash));
    const hashes = items.map((i) => i.hash);
    const set = await tx.query<{ hash: string; report: Report }>(
      `SELECT p.id_number_hash AS hash, p.report FROM unnest($1::int[], $2::text[]) AS g(b, h) JOIN ${s}.person p ON p.bucket = g.b AND p.id_number_hash = g.h`,
      [buckets, hashes],
    );
    const known = new Map(set.rows.map((row) => [row.hash, row.report]));
    await tx.query(
      `INSERT INTO ${s}.pull (bucket, report_ref, institution, consent_ref, purpose, id_number_hash, business_date)
       SELECT b, r, $3, c, p, h, $4 FROM unnest($1::int[], $2::text[], $5::text[], $6::text[], $7::text[]) AS g(b, r, c, p, h) ON CONFLICT DO NOTHING`,
      [buckets, items.map((i) => i.reportRef), context.sender, context.businessDate, items.map((i) => i.consentRef), items.map((i) => i.purpose), hashes],
    );
    return { items: items.map((i) => ({ reportRef: i.reportRef, ...(known.get(i.hash) ?? usualReport(i.hash)) })) };
  });
}

/** Sets reports by ID number; what is not given of a report stays as it usually is. */
async function setReports({ db, schema: s }: BureauSetup, body: Readonly<Record<string, unknown>>): Promise<{ set: number }> {
  const rows = Object.entries(body).map(([idNumber, report]) => {
    const hash = hashOf(idNumber);
    return { hash, report: JSON.stringify({ ...usualReport(hash), ...(report as Partial<Report>) }) };
  });
  const { rowCount } = await db.query(
    `INSERT INTO ${s}.person (bucket, id_number_hash, report) SELECT b, h, r::jsonb FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, h, r)
     ON CONFLICT (bucket, id_number_hash) DO UPDATE SET report = excluded.report`,
    [rows.map((r) => bucketOf(r.hash)), rows.map((r) => r.hash), rows.map((r) => r.report)],
  );
  return { set: rowCount };
}

export function hashOf(idNumber: string): string {
  return createHash('sm3').update(idNumber).digest('hex');
}

/** Nine in ten are clean; the score runs from 520 to 850. */
function usualReport(hash: string): Report {
  const n = Number.parseInt(hash.slice(0, 6), 16);
  const clean = n % 10 !== 0;
  return {
    found: true,
    score: 520 + (n % 331),
    openLoans: n % 4,
    currentOverdue: 0,
    maxDpd24m: clean ? 0 : 15 + (n % 30),
    overdueCount24m: clean ? 0 : 1 + (n % 2),
    enquiries6m: n % 5,
  };
}
