import type { Db } from '@jinqiao/database';

/** One proof: what was looked at, and what was found wrong (the first twenty in words). */
export type Check = { readonly name: string; readonly ok: boolean; readonly examined: number; readonly wrong: readonly string[] };

export function check(name: string, examined: number, wrong: readonly string[]): Check {
  return { name, ok: wrong.length === 0, examined, wrong: wrong.slice(0, 20) };
}

/** A proof as two questions: how much there is to look at, and what is wrong, a sentence a row in a column `what`. */
export type Proof = { readonly name: string; readonly examined: string; readonly wrong: string };

/** Runs proofs one after the other. */
export async function prove(db: Db, proofs: readonly Proof[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { name, examined, wrong } of proofs) {
    const [{ rows: counted }, { rows: found }] = [await db.query<{ n: number }>(examined), await db.query<{ what: string }>(`${wrong} LIMIT 20`)];
    checks.push(
      check(
        name,
        counted[0]?.n ?? 0,
        found.map(({ what }) => what),
      ),
    );
  }
  return checks;
}
