/** Customers: who they are, what they consented to, which accounts and cards they hold. */

export * from './accounts/index.ts';
export { type Grant, grantConsents, requireConsent } from './commands/grant-consent.ts';
export { customerIdOf, type Registration, register } from './commands/register.ts';
export { type RealName, verifyRealName } from './commands/verify-real-name.ts';
export { partiesFault } from './errors.ts';
export { blindIndex, idCheckDigit, parseCardNumber, parseMobile, parseResidentId, type ResidentId } from './identity.ts';
export { type BankAccount, CONSENT_TEXTS, type Consent, type ConsentPurpose, type ConsentText, type Customer } from './model.ts';
export { ID_NUMBER_INDEX, SEALED_CUSTOMERS, type SealedField, sealedAt } from './sealed-data.ts';
export { bankAccountOf, consentsOf, customerById, customersById, holdConsents, insertBankAccounts, listCustomers, sealedOf, withdrawConsent } from './store.ts';
export type { Vault } from './vault.ts';
