/** What screening needs of the vault that keeps personal data sealed at rest. The composition root supplies the keys. */
export type NameVault = {
  /** @param place for what few values can be: equal values in other rows are sealed unlike. */
  seal(text: string, place?: string): string;
  open(sealed: string, place?: string): string;
  /** A keyed digest in hexadecimal, by which a value is found while it stays sealed. */
  index(kind: 'name' | 'person', value: string): string;
};

/** A name key as it is stored: 64 bits of its keyed digest, and the bucket that another byte gives. */
export type StoredKey = { readonly bucket: number; readonly nameKey: bigint };

export function storedKey(vault: NameVault, key: string): StoredKey {
  const digest = vault.index('name', key);
  return { bucket: Number.parseInt(digest.slice(16, 18), 16), nameKey: BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`)) };
}
