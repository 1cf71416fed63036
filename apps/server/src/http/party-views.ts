import type { Consent as ConsentView, Evidence as EvidenceView, IdStandingView, RestrictionView, StaffRequest as StaffRequestView } from '@jinqiao/api';
import type { Db } from '@jinqiao/database';
import { type Consent, type Customer, customersById, type Evidence, type IdStanding, keptTexts, type Restriction, type StaffRequest } from '@jinqiao/parties';

export function evidenceView(row: Evidence): EvidenceView {
  return {
    id: row.evidenceId,
    factor: row.factor,
    provider: row.provider,
    result: row.result,
    code: row.code,
    card: row.cardMasked,
    foundOn: row.foundOn,
    foundAt: row.foundAt,
    expiresOn: row.expiresOn,
  };
}

export function documentView(customer: Customer, standing: IdStanding): IdStandingView {
  return { kind: customer.idDocument, number: customer.idNumberMasked, ...standing };
}

const itemsOf = (items: string) => (items === '' ? [] : items.split(', '));

/** Consents with the texts that were accepted, in one statement more. */
export async function consentViews(db: Db, consents: readonly Consent[]): Promise<ConsentView[]> {
  const texts = await keptTexts(db, [...new Set(consents.map(({ textHash }) => textHash))]);
  return consents.map((consent) => ({
    id: consent.consentId,
    purpose: consent.purpose,
    recipient: consent.recipient,
    items: itemsOf(consent.items),
    textVersion: consent.textVersion,
    textHash: consent.textHash,
    text: texts.get(consent.textHash) ?? null,
    channel: consent.channel,
    grantedAt: consent.grantedAt,
    withdrawnAt: consent.withdrawnAt,
    withdrawnVia: consent.withdrawnVia,
  }));
}

export function restrictionView(row: Restriction): RestrictionView {
  return {
    id: row.restrictionId,
    scope: row.scope,
    cause: row.cause,
    reason: row.reason,
    placedBy: row.placedBy,
    placedOn: row.placedOn,
    liftedOn: row.liftedOn,
  };
}

/** Requests with the names of the customers, in one statement more. */
export async function staffRequestViews(db: Db, requests: readonly StaffRequest[]): Promise<StaffRequestView[]> {
  const customers = await customersById(db, requests);
  return requests.map((row) => ({
    id: row.requestId,
    customerId: row.customerId,
    customerName: customers.get(row.customerId)?.nameMasked ?? null,
    action: row.action,
    restrictionId: row.restrictionId,
    reason: row.reason,
    madeBy: row.madeBy,
    madeOn: row.madeOn,
    outcome: row.outcome,
    checkedBy: row.checkedBy,
    checkedAt: row.checkedAt,
  }));
}
