import { addDays, businessDate } from '@jinqiao/calendar';
import { bucketOf, type Tx } from '@jinqiao/database';
import { sealerOf, sm3 } from '@jinqiao/gateway';
import { derivedId } from '@jinqiao/runtime';
import { card } from '@jinqiao/wire';
import type { z } from 'zod';
import { answering } from './institution.ts';
import type { IssuerSetup } from './setup.ts';

type Person = { readonly name: string; readonly idNumber: string };

const holderHash = ({ name, idNumber }: Person) => sm3(`${name} ${idNumber}`);

/** The sandbox's issuing banks of credit cards and their instalment fees per period. Which one issued a card follows from its number. */
const BANKS = [
  { bank: 'Beiling Bank', bankZh: '北岭银行', feeRate: '0.0060' },
  { bank: 'Nanpu Bank', bankZh: '南浦银行', feeRate: '0.0066' },
  { bank: 'Dongting Bank', bankZh: '洞庭银行', feeRate: '0.0072' },
] as const;
const PERIODS = [3, 6, 12, 24];

const numberOf = (text: string) => Number.parseInt(derivedId('num', 0, text).slice(6, 14), 16);
const bankOfCard = (cardHash: string) => BANKS[numberOf(`bank ${cardHash}`) % BANKS.length] as (typeof BANKS)[number];

/** Whether a credit card is a person's own. Nobody's yet, it becomes theirs. */
export async function isHolders(tx: Tx, { schema: s }: IssuerSetup, number: string, person: Person): Promise<boolean> {
  const hash = sm3(number);
  const { bank, bankZh, feeRate } = bankOfCard(hash);
  await tx.query(
    `INSERT INTO ${s}.credit_card (bucket, card_hash, holder_hash, bank, bank_zh, fee_rate, periods) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [bucketOf(hash), hash, holderHash(person), bank, bankZh, feeRate, PERIODS],
  );
  const { rows } = await tx.query<{ holder: string }>(`SELECT holder_hash AS holder FROM ${s}.credit_card WHERE bucket = $1 AND card_hash = $2`, [
    bucketOf(hash),
    hash,
  ]);
  return rows[0]?.holder === holderHash(person);
}

export function cardHolder(setup: IssuerSetup) {
  return answering(card.cardHolder, async (tx, body) => {
    const items = [];
    for (const item of body.items) {
      const { open } = sealerOf(setup.sealKeys.get(item.origin) ?? '');
      const match = await isHolders(tx, setup, open(item.instrument), { name: open(item.name), idNumber: open(item.idNumber) });
      items.push({ cardRef: item.cardRef, match, code: match ? 'OK' : 'HOLDER_MISMATCH' });
    }
    return { items };
  });
}

type Card = {
  readonly cardHash: string;
  readonly holder: string;
  readonly bank: string;
  readonly bankZh: string;
  readonly statementOn: string | null;
  readonly dueOn: string | null;
  readonly balance: bigint | null;
  readonly minimum: bigint | null;
  readonly feeRate: string;
  readonly periods: readonly number[];
  readonly closed: boolean;
};

type Answer = z.output<typeof card.cardStatement.answer>;

/** The newest statement, with what has come in since. Nothing is told of a card that is another's, closed or unknown. */
export function cardStatement(setup: IssuerSetup) {
  const { schema: s } = setup;
  return answering(card.cardStatement, async (tx, body, context): Promise<Answer> => {
    const { open } = sealerOf(setup.sealKeys.get(context.sender) ?? '');
    const found = await cardUnder(tx, s, body.agreementRef);
    if (!found) return nothing('CARD_UNKNOWN');
    if (found.holder !== holderHash({ name: open(body.name), idNumber: open(body.idNumber) })) return nothing('HOLDER_MISMATCH');
    if (found.closed) return nothing('ACCOUNT_CLOSED');
    if (body.consentOn > context.businessDate) return nothing('CONSENT_INVALID');
    const statement = statementAt(found, context.businessDate);
    const payments = await paymentsSince(tx, s, found.cardHash, statement.statementOn);
    return {
      status: 'OK',
      code: 'OK',
      bank: found.bank,
      bankZh: found.bankZh,
      statementRef: derivedId('stm', 0, `${found.cardHash} ${statement.statementOn}`),
      ...statement,
      paid: payments.reduce((sum, payment) => sum + payment.amount, 0n).toString(),
      offer: { feeRate: found.feeRate, periods: [...found.periods] },
      payments: payments.slice(-200).map((payment) => ({ ...payment, amount: payment.amount.toString() })),
    };
  });
}

function nothing(code: string): Answer {
  const none = { bank: '', bankZh: '', statementRef: '', statementOn: '', dueOn: '', balance: '0', minimum: '0', paid: '0' };
  return { status: 'REFUSED', code, ...none, offer: { feeRate: '0', periods: [] }, payments: [] };
}

async function cardUnder(tx: Tx, s: string, agreementRef: string): Promise<Card | undefined> {
  const { rows } = await tx.query<Card>(
    `SELECT k.card_hash AS "cardHash", k.holder_hash AS holder, k.bank, k.bank_zh AS "bankZh", k.statement_on AS "statementOn", k.due_on AS "dueOn", k.balance, k.minimum,
       k.fee_rate AS "feeRate", k.periods, coalesce(c.behaviour = 'closed', false) AS closed
     FROM ${s}.agreement a JOIN ${s}.credit_card k ON k.card_hash = a.card_hash LEFT JOIN ${s}.card c ON c.card_hash = a.card_hash WHERE a.agreement_ref = $1 LIMIT 1`,
    [agreementRef],
  );
  return rows[0];
}

const GRACE_DAYS = 20;

/** The statement that was set; otherwise one of 2,000 to 30,000 yuan that follows from card and month, due twenty days later. */
function statementAt(found: Card, date: string): Pick<Answer, 'statementOn' | 'dueOn' | 'balance' | 'minimum'> {
  if (found.balance !== null && found.statementOn !== null && found.statementOn <= date)
    return {
      statementOn: found.statementOn,
      dueOn: found.dueOn ?? addDays(businessDate(found.statementOn), GRACE_DAYS),
      balance: found.balance.toString(),
      minimum: (found.minimum ?? found.balance / 10n).toString(),
    };
  const day = 1 + (numberOf(`day ${found.cardHash}`) % 28);
  const inMonth = `${date.slice(0, 8)}${String(day).padStart(2, '0')}`;
  const before = addDays(businessDate(`${date.slice(0, 8)}01`), -1);
  const statementOn = inMonth <= date ? inMonth : `${before.slice(0, 8)}${String(day).padStart(2, '0')}`;
  const balance = 200_000n + BigInt(numberOf(`balance ${found.cardHash} ${statementOn}`) % 2_800_000);
  return {
    statementOn,
    dueOn: addDays(businessDate(statementOn), GRACE_DAYS),
    balance: balance.toString(),
    minimum: (balance / 10n).toString(),
  };
}

async function paymentsSince(tx: Tx, s: string, cardHash: string, since: string): Promise<{ reference: string; amount: bigint; paidOn: string }[]> {
  const { rows } = await tx.query<{ reference: string; amount: bigint; paidOn: string }>(
    `SELECT t.transfer_ref AS reference, t.amount, t.business_date AS "paidOn" FROM ${s}.agreement a JOIN ${s}.transfer t ON t.account = 'agreement:' || a.agreement_no
     WHERE a.card_hash = $1 AND t.side = 'credit' AND t.status = 'SUCCESS' AND t.business_date >= $2 ORDER BY t.business_date, t.transfer_ref`,
    [cardHash, since],
  );
  return rows;
}

export type CreditCardSetting = Person & {
  readonly cardNumber: string;
  readonly statementOn: string;
  readonly dueOn: string;
  readonly balance: string;
  readonly minimum: string;
  readonly feeRate?: string;
};

/** Credit cards with the statements that they are to have, amounts in minor units. */
export async function setCreditCards({ db, schema: s }: IssuerSetup, cards: readonly CreditCardSetting[]): Promise<{ set: number }> {
  for (const given of cards) {
    const hash = sm3(given.cardNumber);
    const issued = bankOfCard(hash);
    await db.query(
      `INSERT INTO ${s}.credit_card (bucket, card_hash, holder_hash, bank, bank_zh, statement_on, due_on, balance, minimum, fee_rate, periods)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (bucket, card_hash) DO UPDATE SET holder_hash = EXCLUDED.holder_hash,
         statement_on = EXCLUDED.statement_on, due_on = EXCLUDED.due_on, balance = EXCLUDED.balance, minimum = EXCLUDED.minimum, fee_rate = EXCLUDED.fee_rate`,
      [
        bucketOf(hash),
        hash,
        holderHash(given),
        issued.bank,
        issued.bankZh,
        given.statementOn,
        given.dueOn,
        given.balance,
        given.minimum,
        given.feeRate ?? issued.feeRate,
        PERIODS,
      ],
    );
  }
  return { set: cards.length };
}
