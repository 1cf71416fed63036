import type { PaymentInstitution } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { ruleInForce } from '@jinqiao/compliance';
import { CNY, formatAmount, formatRate } from '@jinqiao/money';
import { counterBucket, dayPeriod, healthOf, mandateUse, quotaSubject, termsInForce } from '@jinqiao/payments';
import { control, PAYMENT_PARTNERS } from '../partners.ts';
import type { HttpContext } from './context.ts';
import { currentDay } from './programmes.ts';

/** The payment institutions as the routing sees them now. */
export async function institutionViews(context: HttpContext): Promise<PaymentInstitution[]> {
  const { db, payments, urls } = context.system;
  const on = businessDate(await currentDay(db));
  const terms = termsInForce(on);
  const health = await healthOf(db, terms);
  const quota = terms.map((row) => quotaSubject(row.institution, row.channel));
  const used = await mandateUse(
    db,
    quota.map((subject) => ({ bucket: counterBucket(subject), subject, period: dayPeriod(on) })),
  );
  const breaker = Number(ruleInForce('ROUTE_BREAKER_UNKNOWN', payments.profile, on)?.value ?? 3n);
  const { rows } = await db.query<{ id: string; owed: string; held: string }>(
    `SELECT i.id, (SELECT coalesce(sum(credits - debits), 0)::text FROM ledger.account WHERE book = 'platform:payments' AND path = 'payable/payment-fee' AND owner = i.id) AS owed,
       (SELECT coalesce(sum(debits - credits), 0)::text FROM ledger.account WHERE book = 'reserve:' || i.id AND path = 'reserve/held') AS held FROM unnest($1::text[]) AS i(id)`,
    [PAYMENT_PARTNERS],
  );
  const money = (amount: bigint | string) => formatAmount(BigInt(amount), CNY);
  return Promise.all(
    payments.institutions.map(async (institution) => {
      const sums = rows.find((row) => row.id === institution.id);
      const answers = await control(urls[institution.id as (typeof PAYMENT_PARTNERS)[number]], 'state', {}).then(
        () => true,
        () => false,
      );
      const channels = terms
        .filter((row) => row.institution === institution.id)
        .map((row) => {
          const known = health.get(`${row.institution} ${row.channel}`);
          const { decided = 0, succeeded = 0, unknown = 0, share = 0n } = known ?? {};
          return {
            channel: row.channel,
            kinds: [...row.kinds],
            from: row.from,
            least: money(row.least),
            most: money(row.most),
            dayQuota: money(row.dayQuota),
            quotaUsed: money(used.get(`${quotaSubject(row.institution, row.channel)}|${dayPeriod(on)}`) ?? 0n),
            fee: { fixed: money(row.fee.fixed), rate: formatRate(row.fee.rate), least: money(row.fee.least), most: money(row.fee.most) },
            settlement: row.settlement,
            health: { decided, succeeded, unknown, share: formatRate(share), breaker: unknown >= breaker ? ('open' as const) : ('closed' as const) },
            basis: row.basis,
            provenance: row.provenance,
          };
        });
      return {
        id: institution.id,
        name: institution.name,
        nameZh: institution.nameZh,
        healthy: answers,
        channels,
        feesOwed: money(sums?.owed ?? '0'),
        reserveHeld: money(sums?.held ?? '0'),
      };
    }),
  );
}
