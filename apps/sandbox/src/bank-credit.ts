import { ageInYears, businessDate, daysBetween } from '@jinqiao/calendar';
import { sealerOf } from '@jinqiao/gateway';
import { bucketOf, derivedId, type Tx } from '@jinqiao/runtime';
import { bank, bureau, payment } from '@jinqiao/wire';
import type { BankSetup } from './bank.ts';
import { accountBucket, enterBank, HOUSE, houseAccount } from './bank-books.ts';
import { hashOf } from './bureau.ts';
import { answering } from './institution.ts';

type Terms = { asset: string; bankRate: string; advanceFeeDailyRate: string; advanceFeeMinDays: number; ageFrom: number; ageTo: number; ownLimit: boolean };

/** The platform's deposit when a programme is agreed, in minor units. */
const OPENING_DEPOSIT = 10_000_000_000n;

export async function termsOf(tx: Tx, schema: string, programme: string): Promise<Terms> {
  const { rows } = await tx.query<{ terms: Terms }>(`SELECT terms FROM ${schema}.programme WHERE bucket = 0 AND programme = $1`, [programme]);
  const terms = rows[0]?.terms;
  if (!terms) throw new Error(`no agreement ${programme}`);
  return terms;
}

export function agreeProgramme(setup: BankSetup) {
  const s = setup.schema;
  return answering(bank.agreeProgramme, async (tx, body) => {
    const { programme, ...terms } = body;
    await tx.query(`INSERT INTO ${s}.programme (bucket, programme, terms) VALUES (0, $1, $2) ON CONFLICT (bucket, programme) DO UPDATE SET terms = excluded.terms`, [programme, JSON.stringify(terms)]);
    await tx.query(
      `INSERT INTO ${s}.account (bucket, account_no, programme, kind, owner_ref, balance) SELECT 0, n, $2, 'house', '', 0 FROM unnest($1::text[]) n ON CONFLICT DO NOTHING`,
      [HOUSE.map((kind) => houseAccount(programme, kind)), programme],
    );
    const { rows } = await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${s}.entry WHERE programme = $1`, [programme]);
    if (rows[0]?.n === 0) {
      await enterBank(tx, s, programme, '1970-01-01', [{ reference: `deposit.${programme}`, debit: houseAccount(programme, 'settlement'), credit: houseAccount(programme, 'platform-settlement'), amount: OPENING_DEPOSIT }]);
    }
    return { status: 'AGREED' as const };
  });
}

/** Opens class-II accounts: five elements, verified with the issuer of the bound card through the payment institution's channel. */
export function openAccounts(setup: BankSetup) {
  return answering(bank.openAccounts, async (tx, body, context) => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const forward = sealerOf(setup.sealKeys.get('payment') ?? '');
    const again = (sealed: string) => forward.seal(open(sealed));
    const checked = await setup.toPayment().exchange(payment.verifyCards, {
      serial: `verify.${context.serial}`, businessDate: context.businessDate,
      body: { items: body.items.map((i) => ({ cardRef: i.accountRef, name: again(i.name), idNumber: again(i.idNumber), mobile: again(i.mobile), cardNumber: again(i.cardNumber) })) },
    });
    if (checked.state !== 'answered') throw new Error('the card issuer does not answer');
    const result = new Map(checked.answer.items.map((item) => [item.cardRef, item]));
    const items = body.items.map((item) => {
      const check = result.get(item.accountRef);
      const code = !check?.match ? 'ELEMENTS_MISMATCH' : check.cardClass === 'I' || check.cardClass === 'credit' ? 'OK' : 'CARD_CLASS_NOT_ALLOWED';
      return { accountRef: item.accountRef, programme: item.programme, status: code === 'OK' ? ('ACTIVE' as const) : ('REJECTED' as const), accountNo: code === 'OK' ? accountNoOf(item.accountRef, item.programme) : '', code };
    });
    const active = items.filter((item) => item.status === 'ACTIVE');
    await tx.query(
      `INSERT INTO ${setup.schema}.account (bucket, account_no, programme, kind, owner_ref, balance) SELECT b, n, p, 'class-ii', r, 0 FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, n, p, r) ON CONFLICT DO NOTHING`,
      [active.map((i) => accountBucket(i.accountNo)), active.map((i) => i.accountNo), active.map((i) => i.programme), active.map((i) => i.accountRef)],
    );
    return { items: items.map(({ programme: _, ...item }) => item) };
  });
}

function accountNoOf(accountRef: string, programme: string): string {
  const digits = BigInt(`0x${derivedId('acc', 0, `${programme} ${accountRef}`).slice(6)}`).toString().slice(0, 12);
  return `6288${String(bucketOf(accountRef)).padStart(3, '0')}${digits}`;
}

/** The three checks: credit report, black and grey list, judicial freeze; and the bank's own age rule. */
export function examineApplications(setup: BankSetup) {
  return answering(bank.applyForCredit, async (tx, body, context) => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const forward = sealerOf(setup.sealKeys.get('bureau') ?? '');
    const on = businessDate(context.businessDate);
    const plain = body.items.map((item) => ({ ...item, plainId: open(item.idNumber), plainName: open(item.name) }));
    const pulled = await setup.toBureau().exchange(bureau.pullReports, {
      serial: `pull.${context.serial}`, businessDate: context.businessDate,
      body: { items: plain.map((i) => ({ reportRef: derivedId('rep', 0, i.applicationRef), consentRef: i.consentRef, consentOn: i.consentOn, purpose: 'credit-approval' as const, name: forward.seal(i.plainName), idNumber: forward.seal(i.plainId) })) },
    });
    if (pulled.state !== 'answered') throw new Error('the credit bureau does not answer');
    const reports = new Map(pulled.answer.items.map((item) => [item.reportRef, item]));
    const lists = await tx.query<{ hash: string; kind: string }>(`SELECT id_number_hash AS hash, kind FROM ${setup.schema}.list WHERE id_number_hash = ANY($1::text[])`, [plain.map((i) => hashOf(i.plainId))]);
    const onList = (hash: string, kind: string) => lists.rows.some((row) => row.hash === hash && row.kind === kind);
    const terms = new Map<string, Terms>();
    for (const programme of new Set(plain.map((i) => i.programme))) terms.set(programme, await termsOf(tx, setup.schema, programme));
    return {
      items: plain.map((item) => {
        const agreed = terms.get(item.programme) as Terms;
        const reportRef = derivedId('rep', 0, item.applicationRef);
        const report = reports.get(reportRef);
        const hash = hashOf(item.plainId);
        const age = ageInYears(businessDate(item.birthDate), on);
        const score = report?.score ?? 0;
        const rules = [
          rule('BANK_AGE', 'bank', `${agreed.ageFrom}-${agreed.ageTo}`, String(age), age >= agreed.ageFrom && age <= agreed.ageTo),
          rule('BUREAU_CONSENT_DAYS', 'bureau', '90', String(daysBetween(item.consentOn, on)), daysBetween(item.consentOn, on) <= 90),
          rule('BUREAU_NO_CURRENT_OVERDUE', 'bureau', '0', String(report?.currentOverdue ?? 0), (report?.currentOverdue ?? 0) === 0),
          rule('BUREAU_MAX_DPD_24M', 'bureau', '< 90', String(report?.maxDpd24m ?? 0), (report?.maxDpd24m ?? 0) < 90),
          rule('BUREAU_ENQUIRIES_6M', 'bureau', '<= 10', String(report?.enquiries6m ?? 0), (report?.enquiries6m ?? 0) <= 10),
          rule('BLACK_LIST', 'bank', 'not listed', onList(hash, 'black') ? 'listed' : 'not listed', !onList(hash, 'black')),
          rule('JUDICIAL_FREEZE', 'bank', 'none', onList(hash, 'frozen') ? 'frozen' : 'none', !onList(hash, 'frozen')),
        ];
        const failed = rules.find((r) => !r.pass);
        const status = failed ? ('REJECTED' as const) : onList(hash, 'grey') ? ('MANUAL' as const) : ('APPROVED' as const);
        return { applicationRef: item.applicationRef, status, code: failed?.ruleId ?? (status === 'MANUAL' ? 'GREY_LIST' : 'OK'), bankLimit: agreed.ownLimit && status === 'APPROVED' ? ownLimit(score) : null, bureauReportRef: reportRef, rules };
      }),
    };
  });
}

function rule(ruleId: string, side: 'bank' | 'bureau', limit: string, actual: string, pass: boolean) {
  return { ruleId, side, limit, actual, pass };
}

/** The bank's own limit by bureau score, in minor units: a sample model. */
function ownLimit(score: number): string {
  return (score >= 780 ? 10_000_000n : score >= 700 ? 6_000_000n : score >= 620 ? 3_000_000n : 800_000n).toString();
}
