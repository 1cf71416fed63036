import { businessDate } from '@jinqiao/calendar';
import { bucketOf } from '@jinqiao/database';
import { type Channel, confirmMandate, type Guard, type Mandate, type OrderRequest, orderIdOf, type Payments, signMandate } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { control, type PartnerId, type System, syntheticPerson } from '@jinqiao/server';

export type Payer = { readonly customerId: string; readonly bucket: number };

/** Tests of payments choose their own business date: no day is held. */
export const FREE: Guard = async () => {};

export function payer(n: number): Payer {
  const bucket = bucketOf(`payer ${n}`);
  return { customerId: derivedId('cus', bucket, `payer ${n}`), bucket };
}

export type Signing = {
  readonly institution?: string;
  readonly channel?: Channel;
  readonly card?: number;
  readonly on?: string;
  readonly caps?: { readonly payment: bigint; readonly day: bigint; readonly month: bigint };
};

/** The instrument of a card or wallet, found by the same digest at every institution. */
export const instrumentOf = (who: Payer, card = 0) => `hash-${who.customerId}-${card}`;

/** Signs a mandate for the n-th synthetic person with the code that the sandbox sends: the last six digits of the mobile number. */
export async function sign(system: System, n: number, signing: Signing = {}, payments: Payments = system.payments): Promise<Mandate> {
  const who = payer(n);
  const on = businessDate(signing.on ?? '2026-03-02');
  const person = syntheticPerson(n, on, 30);
  const { institution = 'payment', channel = 'card', card = 0 } = signing;
  const instrument = channel === 'card' ? syntheticPerson(n + 50_000 * card, on, 30).cardNumber : person.mobile;
  const mandate = await signMandate(
    system.db,
    payments,
    on,
    {
      ...who,
      institutionId: institution,
      channel,
      name: person.name,
      idNumber: person.idNumber,
      mobile: person.mobile,
      instrument,
      instrumentHash: instrumentOf(who, card),
      instrumentMasked: channel === 'card' ? `${instrument.slice(0, 6)}******${instrument.slice(-4)}` : '138****0000',
      key: 'test',
      ...(signing.caps ? { caps: signing.caps } : {}),
    },
    FREE,
  );
  return confirmMandate(system.db, payments, on, mandate, person.mobile.slice(-6), FREE);
}

export type Asking = Partial<OrderRequest> & { readonly amount: bigint; readonly key: string };

/** A collection for a merchant from the n-th person's first card. */
export function collection(n: number, asking: Asking): OrderRequest {
  const who = payer(n);
  return {
    ...who,
    kind: 'collection',
    mode: 'real-time',
    purpose: 'once',
    subject: 'shop order',
    source: instrumentOf(who),
    payee: { kind: 'merchant', ref: 'shop-1' },
    asset: 'CNY',
    on: '2026-03-02',
    time: '10:00',
    madeBy: 'test',
    ...asking,
  };
}

export const keyOf = (request: OrderRequest) => ({ bucket: request.bucket, orderId: orderIdOf(request) });

/** Makes an institution of the sandbox misbehave. */
export async function misbehave(system: System, id: PartnerId, kind: string, operation: string, times = 1): Promise<void> {
  await control(system.urls[id], 'faults', { kind, operation, times });
}

/** What the card-issuing banks took and gave: nobody's own word. */
export async function atTheBanks(system: System): Promise<{ debited: bigint; credited: bigint; direct: number; cleared: number }> {
  const state = (await control(system.urls.issuer, 'state', {})) as { debited: string; credited: string; direct: number; cleared: number };
  return { debited: BigInt(state.debited), credited: BigInt(state.credited), direct: state.direct, cleared: state.cleared };
}
