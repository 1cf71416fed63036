import { today } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import { CONSENT_TEXTS, customerIdOf } from '@jinqiao/parties';
import { control, SANDBOX_FUNDERS, type SyntheticPerson, syntheticPerson, withLuhn } from '@jinqiao/server';
import { type Installation, signUpOverHttp } from './installation.ts';

const ZHEJIANG = '330102';

/** The n-th synthetic person of an area; their numbers begin at 1000 n. */
export function personOf(n: number, on: BusinessDate, area = ZHEJIANG, age = 30): SyntheticPerson {
  for (let i = 1000 * n; ; i += 1) {
    const person = syntheticPerson(i, on, age);
    if (person.idNumber.startsWith(area)) return person;
  }
}

export type Answered<T = Record<string, unknown>> = { readonly status: number; readonly body: T & { readonly code?: string } };

/** Somebody with a credit card, who calls the API as their own phone would. */
export type CardHolder = {
  readonly person: SyntheticPerson;
  readonly customerId: string;
  readonly bucket: number;
  readonly creditCard: string;
  readonly cookie: string;
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, key?: string): Promise<Answered<T>>;
};

export const consentTo = (purpose: keyof typeof CONSENT_TEXTS) => ({ accepted: true, textVersion: CONSENT_TEXTS[purpose].version });

/** Signs a person up with real name and an invitation of every bank, and gives them a credit card with a statement of so much, fen. */
export async function cardHolder(installation: Installation, url: string, person: SyntheticPerson, balance: bigint, feeRate = '0.0060'): Promise<CardHolder> {
  const { system, sandbox } = installation;
  const on = businessDate((await today(system.db)).current);
  const key = customerIdOf(system.vault, person.mobile);
  const invitation = { ...key, validThrough: '2099-12-31', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null };
  await invite(
    system.db,
    SANDBOX_FUNDERS.map(({ id }) => ({ ...invitation, programmeId: id })),
  );
  // A good score: the banks' own limits are beyond what is asked for.
  await control(sandbox.urls.bureau, 'reports', { [person.idNumber]: { score: 760 } });
  const cookie = await signUpOverHttp(installation, url, person.mobile);
  const creditCard = withLuhn(`436718${person.cardNumber.slice(6, 15)}`);
  const statement = { statementOn: on, dueOn: businessDate(`${on.slice(0, 8)}25`), balance: balance.toString(), minimum: (balance / 10n).toString(), feeRate };
  await control(sandbox.urls.issuer, 'credit-cards', { cards: [{ cardNumber: creditCard, name: person.name, idNumber: person.idNumber, ...statement }] });
  const call = async <T>(method: string, path: string, body?: unknown, idempotency: string = crypto.randomUUID()): Promise<Answered<T>> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, 'idempotency-key': idempotency, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T & { code?: string } };
  };
  const named = await call('POST', '/me/real-name', { name: person.name, idNumber: person.idNumber });
  if (named.status !== 200) throw new Error(JSON.stringify(named.body));
  return { person, ...key, creditCard, cookie, call };
}

type Cards = { readonly items: readonly { readonly id: string; readonly statement: { readonly id: string; readonly open: string } }[] };

/** Adds the holder's credit card. @returns card and statement. */
export async function addCard(holder: CardHolder, cardNumber = holder.creditCard): Promise<{ cardId: string; statementId: string }> {
  const added = await holder.call<Cards>('POST', '/me/pay-off-cards', { cardNumber, consent: consentTo('card-statement') });
  const card = added.body.items?.at(-1);
  if (!card) throw new Error(`${added.status} ${JSON.stringify(added.body)}`);
  return { cardId: card.id, statementId: card.statement.id };
}

export type PayOffAnswer = {
  readonly id: string;
  readonly state: string;
  readonly bankZh: string | null;
  readonly loanId: string;
  readonly offer: { readonly agreementHash: string; readonly agreementText: string; readonly readingSeconds: number } | null;
  readonly timeline: readonly { readonly date: string; readonly event: string; readonly note: string }[];
};

/** Applies for a pay-off. */
export function applyFor(holder: CardHolder, statementId: string, more: Record<string, unknown> = {}, key?: string): Promise<Answered<PayOffAnswer>> {
  const { cardNumber, mobile } = holder.person;
  const consents = { bureauConsent: consentTo('bureau-report'), dataConsent: consentTo('data-to-bank') };
  const asked = { statementId, amount: '12000.00', periods: 12, method: 'equal-principal', cardNumber, mobile, ...consents, ...more };
  return holder.call<PayOffAnswer>('POST', '/me/card-pay-offs', asked, key);
}

/** Accepts an offer, as somebody who has read it. */
export async function accept(installation: Installation, holder: CardHolder, offered: PayOffAnswer): Promise<Answered<PayOffAnswer>> {
  await installation.system.db.query(`UPDATE partnership.card_pay_off SET offered_at = offered_at - interval '1 minute' WHERE pay_off_id = $1`, [offered.id]);
  return holder.call<PayOffAnswer>('POST', `/me/card-pay-offs/${offered.id}/confirmation`, {
    agreementHash: offered.offer?.agreementHash,
    agreementAccepted: true,
    readingSeconds: 60,
  });
}
