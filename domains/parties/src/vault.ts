/** Keeps sensitive text sealed at rest. The composition root supplies the keys. */
export type Vault = {
  /** @param place the column and row that the text is sealed for (`placeOf`): elsewhere it does not open. */
  seal(text: string, place?: string): string;
  open(sealed: string, place?: string): string;
  /** A keyed digest by which a value can be found while it stays sealed; `kind` keeps numbers of different kinds apart. */
  index(kind: 'id-number' | 'mobile' | 'card' | 'name' | 'person', value: string): string;
  /** The digests under every key in use, newest first. A value that must be unique is claimed under all of them. */
  indexes(kind: 'id-number' | 'mobile' | 'card', value: string): readonly string[];
};
