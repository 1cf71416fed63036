import type { Institution } from '@jinqiao/wire';
import type { Vault } from '../vault.ts';

/** What a bank verifies with the issuer of the card that an account is bound to. */
export type Elements = { readonly name: string; readonly idNumber: string; readonly mobile: string; readonly cardNumber: string };

export function sealElements(vault: Vault, elements: Elements): string {
  return vault.seal(JSON.stringify(elements));
}

export function openElements(vault: Vault, sealed: string): Elements {
  return JSON.parse(vault.open(sealed)) as Elements;
}

/** Each element sealed for the institution. */
export function forInstitution(institution: Institution, elements: Elements): Elements {
  const seal = (text: string) => institution.seal(text);
  return { name: seal(elements.name), idNumber: seal(elements.idNumber), mobile: seal(elements.mobile), cardNumber: seal(elements.cardNumber) };
}
