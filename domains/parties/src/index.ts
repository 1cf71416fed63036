/** Customers and organisations: who they are and how that was found, which accounts they hold, what they consented to, whom they are related to, how they stand. */
export * from './accounts/index.ts';
export type { CodePurpose } from './code-store.ts';
export { changeMobile } from './commands/change-mobile.ts';
export { cardEvidence, checkCard, type GivenCard } from './commands/check-card.ts';
export { type LivenessContext, type OpenedLiveness, openLiveness, requireFreshLiveness, settleLiveness } from './commands/check-liveness.ts';
export { closeCustomer } from './commands/close-customer.ts';
export { endConsent } from './commands/end-consent.ts';
export { type Grant, grantConsents, requireConsent } from './commands/grant-consent.ts';
export { existingAccountOf, joinSamePerson } from './commands/join-same-person.ts';
export { checkCode, type GivenCode, type RightCode, useCode } from './commands/redeem-code.ts';
export { type Registration, register } from './commands/register.ts';
export { type OrganisationGiven, registerOrganisation } from './commands/register-organisation.ts';
export { type RelationGiven, relate, unrelate } from './commands/relate.ts';
export { renewIdDocument } from './commands/renew-id-document.ts';
export { type NewRestriction, restrictCustomer } from './commands/restrict-customer.ts';
export { type CodeContext, type SentCode, sendCode } from './commands/send-code.ts';
export { checkStaffRequest, makeStaffRequest, type NewStaffRequest } from './commands/staff-request.ts';
export {
  askRegister,
  type IdentityContext,
  type NamedPerson,
  namedPerson,
  type RealName,
  recordRealNames,
  verifyRealName,
} from './commands/verify-real-name.ts';
export { consentsOf, holdConsents, keptTexts, withdrawConsent } from './consent-store.ts';
export { CONSENT_TEXTS, type ConsentPurpose, type ConsentText, consentTextHash } from './consent-texts.ts';
export { partiesFault } from './errors.ts';
export { evidenceOf, recordEvidence, type SamePerson, samePersonOf } from './evidence-store.ts';
export { type CardIssuer, type CardType, cardIssuer, parseCardNumber } from './identity/bank-card.ts';
export { type Evidence, FACTORS, type Factor, type IdentityLevel, type IdStanding, identityLevel, idStanding, LONG_TERM, reaches } from './identity/ladder.ts';
export { type MobileRange, mobileRange, parseMobile } from './identity/mobile-number.ts';
export { type IdDocument, idCheckDigit, parseResidentId, type ResidentId } from './identity/resident-id.ts';
export { organisationCheckCharacter, parseSocialCreditCode, uscCheckCharacter } from './identity/social-credit-code.ts';
export { customerIdOf, customerOfMobile, type MobileChange, mobileChangesOf, mobilesOf } from './mobile-store.ts';
export type { BankAccount, Consent, Customer, CustomerKey } from './model.ts';
export {
  listOrganisations,
  ORGANISATION_KINDS,
  type Organisation,
  type OrganisationKind,
  organisationById,
  type Party,
  partiesById,
} from './organisation-store.ts';
export { personInClear } from './person-in-clear.ts';
export type { CardHolder, CardIssuerCheck, Check, Holding, Holdings, IdentityRegister, LivenessProvider, MessageSender, Person, TextMessage } from './ports.ts';
export { partyKeyOf, type RelatedAnswer, type RelatedStep, relatedWithin } from './related.ts';
export { type PartyKey, RELATION_KINDS, type Relation, type RelationKind, relationsOf } from './relation-store.ts';
export { ID_NUMBER_INDEX, SEALED_ACCOUNTS, SEALED_CUSTOMERS, SEALED_PERSONS, type SealedField, sealedAt } from './sealed-data.ts';
export { requireStanding } from './standing.ts';
export {
  openStaffRequests,
  type Restriction,
  type RestrictionCause,
  type RestrictionScope,
  restrictionsOf,
  type StaffRequest,
  staffRequestsOf,
} from './standing-store.ts';
export { bankAccountOf, customerById, customerKeyOf, customersById, insertBankAccounts, listCustomers, sealedOf } from './store.ts';
export { withTry } from './tries.ts';
export type { Vault } from './vault.ts';
