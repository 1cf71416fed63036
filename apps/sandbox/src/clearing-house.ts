import type { Db } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { clearing, issuer } from '@jinqiao/wire';
import { bucketsOf, firstOfEach } from './bank-books.ts';
import { sandboxFault } from './errors.ts';
import { createFaultBox } from './faults.ts';
import { answering, type RunningInstitution, startInstitution } from './institution.ts';
import type { ClearingSetup } from './setup.ts';

/** The clearing house: since 2018-06-30 payment institutions reach banks through it only. It gives every transfer a serial and opens nothing that is sealed. */
export function startClearing(setup: ClearingSetup): Promise<RunningInstitution> {
  return startInstitution(setup, [agreement(setup), entrust(setup), transfer(setup)], createFaultBox(), {}, () => clearingBooks(setup.db, setup.schema));
}

function agreement(setup: ClearingSetup) {
  return answering(clearing.agreement, async (_tx, body, context) => {
    const outcome = await setup
      .toIssuer()
      .exchange(issuer.agreement, { serial: `${context.sender}.${context.serial}`, businessDate: context.businessDate, body });
    if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: 'issuer' });
    return outcome.answer;
  });
}

function entrust(setup: ClearingSetup) {
  return answering(clearing.entrust, async (_tx, body, context) => {
    const outcome = await setup
      .toIssuer()
      .exchange(issuer.entrust, { serial: `${context.sender}.${context.serial}`, businessDate: context.businessDate, body });
    if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: 'issuer' });
    return outcome.answer;
  });
}

function transfer(setup: ClearingSetup) {
  const { schema: s } = setup;
  return answering(clearing.transfer, async (tx, body, context) => {
    const asked = firstOfEach(body.items, (item) => item.transferRef);
    const outcome = await setup.toIssuer().exchange(issuer.transfer, {
      serial: `${context.sender}.${context.serial}`,
      businessDate: context.businessDate,
      body: { items: asked },
    });
    if (outcome.state !== 'answered') throw sandboxFault('BEHIND_UNKNOWN', { institution: 'issuer' });
    const done = new Map(outcome.answer.items.map((item) => [item.transferRef, { ...item, networkSerial: derivedId('net', 0, item.transferRef) }]));
    const passed = asked.flatMap((item) => {
      const result = done.get(item.transferRef);
      return result ? [{ ...item, ...result }] : [];
    });
    await tx.query(
      `INSERT INTO ${s}.relay (bucket, transfer_ref, network_serial, origin, side, amount, status, business_date)
       SELECT b, r, n, o, si, am, st, $8::date FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[]) AS g(b, r, n, o, si, am, st)
       ON CONFLICT DO NOTHING`,
      [
        bucketsOf(passed.map((i) => i.transferRef)),
        passed.map((i) => i.transferRef),
        passed.map((i) => i.networkSerial),
        passed.map((i) => i.origin),
        passed.map((i) => i.side),
        passed.map((i) => i.amount),
        passed.map((i) => i.status),
        context.businessDate,
      ],
    );
    return { items: passed.map(({ transferRef, status, code, networkSerial }) => ({ transferRef, status, code, networkSerial })) };
  });
}

/** What each payment institution is to receive from the banks, less what it is to give. */
async function clearingBooks(db: Db, s: string): Promise<{ positions: Record<string, string> }> {
  const { rows } = await db.query<{ origin: string; net: string }>(
    `SELECT origin, sum(CASE side WHEN 'debit' THEN amount ELSE -amount END)::text AS net FROM ${s}.relay WHERE status = 'SUCCESS' GROUP BY origin ORDER BY origin`,
  );
  return { positions: Object.fromEntries(rows.map((row) => [row.origin, row.net])) };
}
