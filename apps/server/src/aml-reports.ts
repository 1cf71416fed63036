import type { Step } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import {
  type Act,
  type AmlReport,
  draftReport,
  type Flow,
  type Hit,
  LARGE_VALUE_LAYOUT,
  largeValueFlows,
  loadRulebook,
  reportIdOf,
  SUSPICIOUS_LAYOUT,
} from '@jinqiao/compliance';
import { bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { encodeFile } from '@jinqiao/gateway';
import { bankAccountOf, personInClear, type Vault } from '@jinqiao/parties';
import type { Programme } from '@jinqiao/partnership';
import { type Clock, instant } from '@jinqiao/runtime';

/** Who the reports come from, in their files. */
const REPORTER = 'platform';

/** What customers received and paid under a programme on a day. Its customers are natural persons at home, and no cash moves. */
async function flowsOf(db: Db, programmeId: string, on: string): Promise<Flow[]> {
  const { rows } = await db.query<{ customerId: string; direction: 'in' | 'out'; count: number; amount: string }>(
    `SELECT customer_id AS "customerId", 'in' AS direction, count(*)::int AS count, sum(principal)::text AS amount FROM lending.loan
       WHERE disbursed_on = $2 AND programme_id = $1 AND state NOT IN ('disbursing', 'cancelled') GROUP BY 1
     UNION ALL
     SELECT customer_id, 'out', count(*)::int, sum(amount)::text FROM payments.collection
       WHERE business_date = $2 AND programme_id = $1 AND state IN ('success', 'advanced', 'applied') GROUP BY 1`,
    [programmeId, on],
  );
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount), holder: 'person', crossBorder: false, cash: false }));
}

type Identity = { readonly name: string; readonly idNumber: string; readonly accountNo: string };

async function identityOf(db: Db, vault: Vault, programmeId: string, customerId: string): Promise<Identity> {
  const bucket = bucketOfId(customerId) ?? -1;
  const account = await bankAccountOf(db, bucket, customerId, programmeId);
  return { ...(await personInClear(db, vault, { bucket, customerId })), accountNo: account?.accountNo ?? '' };
}

/** Drafts the large-value report of a day, one a programme, where a threshold is reached. A second person files it. */
export function largeValueStep(vault: Vault, programmes: readonly Programme[], clock: Clock): Step {
  return {
    name: 'report',
    run: async (context) => {
      const on = businessDate(context.date);
      const { rules } = await loadRulebook(context.db);
      for (const programme of programmes) {
        const large = largeValueFlows(rules, programme.policy.profile, on, await flowsOf(context.db, programme.id, on));
        if (large.length === 0) continue;
        await context.chunk((tx) => draftLargeValue(tx, vault, programme, { by: 'close', at: instant(clock), on }, on, rules, large));
        context.count({ largeValueReports: 1 });
      }
    },
  };
}

type LargeFlow = ReturnType<typeof largeValueFlows>[number];

async function draftLargeValue(
  tx: Tx,
  vault: Vault,
  programme: Programme,
  act: Act,
  on: BusinessDate,
  rules: Parameters<typeof largeValueFlows>[0],
  large: readonly LargeFlow[],
): Promise<AmlReport> {
  const key = `${programme.id} ${on}`;
  const reportRef = reportIdOf({ kind: 'large-value', key });
  const rows: Record<string, string>[] = [];
  for (const flow of large) {
    const { customerId, direction, ruleId } = flow;
    const identity = await identityOf(tx, vault, programme.id, customerId);
    rows.push({
      reportRef,
      ruleId,
      direction,
      customerRef: customerId,
      ...identity,
      businessDate: on,
      count: String(flow.count),
      amount: flow.amount.toString(),
    });
  }
  const file = encodeFile({ layout: LARGE_VALUE_LAYOUT, institution: REPORTER, date: on, rows });
  const amount = large.reduce((sum, flow) => sum + flow.amount, 0n);
  return draftReport(tx, act, rules, programme.policy.profile, {
    kind: 'large-value',
    businessDate: on,
    key,
    contentSealed: vault.seal(file.content),
    digest: file.digest,
    rows: rows.length,
    amount,
  });
}

/** Drafts a suspicious-transaction report about a hit, with the maker's words and what the customer owes. A second person files it. */
export async function draftSuspicion(tx: Tx, vault: Vault, programme: Programme, act: Act, hit: Hit, narrative: string): Promise<AmlReport> {
  const on = businessDate(act.on);
  const { rules } = await loadRulebook(tx);
  const { rows: owed } = await tx.query<{ amount: string }>(
    `SELECT coalesce(sum(outstanding + recourse_claim), 0)::text AS amount FROM lending.loan WHERE bucket = $1 AND customer_id = $2`,
    [hit.bucket, hit.customerId],
  );
  const amount = BigInt(owed[0]?.amount ?? 0);
  // The same words about a hit are one report; others, after a draft was withdrawn, are another.
  const key = `${hit.hitId} ${narrative}`;
  const row = {
    reportRef: reportIdOf({ kind: 'suspicious', key }),
    customerRef: hit.customerId,
    ...(await identityOf(tx, vault, programme.id, hit.customerId)),
    listRef: `${hit.listId} ${hit.version} ${hit.reference}`,
    listedName: hit.listedName,
    businessDate: on,
    amount: amount.toString(),
    narrative: narrative.replace(/[|\r\n]+/g, ' '),
  };
  const file = encodeFile({ layout: SUSPICIOUS_LAYOUT, institution: REPORTER, date: on, rows: [row] });
  return draftReport(tx, act, rules, programme.policy.profile, {
    kind: 'suspicious',
    businessDate: on,
    key,
    contentSealed: vault.seal(file.content),
    digest: file.digest,
    rows: 1,
    amount,
  });
}
