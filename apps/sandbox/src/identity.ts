import { bucketOf } from '@jinqiao/database';
import { sealerOf } from '@jinqiao/gateway';
import { identity } from '@jinqiao/wire';
import { hashOf } from './bureau.ts';
import { createFaultBox } from './faults.ts';
import { answering, type InstitutionSetup, type RunningInstitution, startInstitution } from './institution.ts';
import { livenessPage } from './pages.ts';

export type IdentitySetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string> };

/** The sandbox's rule: whoever it was told nothing of is known under any name without the character 误. */
const WRONG_NAME = /误/;

/** The register of persons: names and ID numbers, and living faces against ID photographs on a page of its own. */
export async function startIdentity(setup: IdentitySetup): Promise<RunningInstitution> {
  const self: { url?: string } = {};
  const operations = [checkPersons(setup), openLiveness(setup, () => self.url ?? ''), livenessResult(setup)];
  const controls = {
    persons: (body: Readonly<Record<string, unknown>>) => setPersons(setup, body),
    liveness: (body: Readonly<Record<string, unknown>>) => concludeLiveness(setup, String(body.sessionRef), body.pass === true ? 'PASS' : 'FAIL'),
  };
  const running = await startInstitution(setup, operations, createFaultBox(), controls, async () => ({}), { liveness: async () => livenessPage() });
  self.url = running.url;
  return running;
}

function checkPersons({ schema: s, sealKeys }: IdentitySetup) {
  return answering(identity.checkPersons, async (tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    const items = body.items.map((item) => ({ personRef: item.personRef, name: open(item.name), hash: hashOf(open(item.idNumber)) }));
    const { rows } = await tx.query<{ hash: string; name: string | null; known: boolean }>(
      `SELECT p.id_number_hash AS hash, p.name_hash AS name, p.known FROM unnest($1::int[], $2::text[]) AS g(b, h) JOIN ${s}.person p ON p.bucket = g.b AND p.id_number_hash = g.h`,
      [items.map((i) => bucketOf(i.hash)), items.map((i) => i.hash)],
    );
    const told = new Map(rows.map((row) => [row.hash, row]));
    return {
      items: items.map(({ personRef, name, hash }) => {
        const row = told.get(hash);
        if (row?.known === false) return { personRef, result: 'NOT_FOUND' as const, code: 'NO_SUCH_PERSON' };
        const match = row?.name ? row.name === hashOf(name) : !WRONG_NAME.test(name);
        return match ? { personRef, result: 'MATCH' as const, code: 'OK' } : { personRef, result: 'MISMATCH' as const, code: 'NAME_DIFFERS' };
      }),
    };
  });
}

function openLiveness({ schema: s, sealKeys }: IdentitySetup, url: () => string) {
  return answering(identity.openLiveness, async (tx, body, context) => {
    const { open } = sealerOf(sealKeys.get(context.sender) ?? '');
    await tx.query(
      `INSERT INTO ${s}.liveness (bucket, session_ref, institution, id_number_hash, status) VALUES ($1, $2, $3, $4, 'PENDING') ON CONFLICT DO NOTHING`,
      [bucketOf(body.sessionRef), body.sessionRef, context.sender, hashOf(open(body.idNumber))],
    );
    return { url: `${url()}/liveness?session=${encodeURIComponent(body.sessionRef)}` };
  });
}

function livenessResult({ schema: s }: IdentitySetup) {
  return answering(identity.livenessResult, async (tx, { sessionRef }, context) => {
    const { rows } = await tx.query<{ status: 'PENDING' | 'PASS' | 'FAIL' }>(
      `SELECT status FROM ${s}.liveness WHERE bucket = $1 AND session_ref = $2 AND institution = $3`,
      [bucketOf(sessionRef), sessionRef, context.sender],
    );
    const status = rows[0]?.status ?? ('NOT_FOUND' as const);
    return { status, code: status === 'FAIL' ? 'FACE_DIFFERS' : status === 'PASS' ? 'OK' : status };
  });
}

/** The customer's turn before the camera, which the sandbox's page leaves to two buttons. Once only. */
async function concludeLiveness({ db, schema: s }: IdentitySetup, sessionRef: string, status: 'PASS' | 'FAIL'): Promise<{ concluded: number }> {
  const { rowCount } = await db.query(`UPDATE ${s}.liveness SET status = $3 WHERE bucket = $1 AND session_ref = $2 AND status = 'PENDING'`, [
    bucketOf(sessionRef),
    sessionRef,
    status,
  ]);
  return { concluded: rowCount };
}

/** Tells the register of persons by ID number: under which name it knows them, or that it does not. */
async function setPersons({ db, schema: s }: IdentitySetup, body: Readonly<Record<string, unknown>>): Promise<{ set: number }> {
  const rows = Object.entries(body).map(([idNumber, told]) => {
    const { name, known = true } = told as { name?: string; known?: boolean };
    return { hash: hashOf(idNumber), name: name === undefined ? null : hashOf(name), known };
  });
  const { rowCount } = await db.query(
    `INSERT INTO ${s}.person (bucket, id_number_hash, name_hash, known) SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::boolean[])
     ON CONFLICT (bucket, id_number_hash) DO UPDATE SET name_hash = excluded.name_hash, known = excluded.known`,
    [rows.map((r) => bucketOf(r.hash)), rows.map((r) => r.hash), rows.map((r) => r.name), rows.map((r) => r.known)],
  );
  return { set: rowCount };
}
