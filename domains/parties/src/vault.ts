/** Keeps sensitive text sealed at rest. The composition root supplies the keys. */
export type Vault = {
  seal(text: string): string;
  open(sealed: string): string;
  /** A keyed digest by which a value can be found while it stays sealed; `kind` keeps numbers of different kinds apart. */
  index(kind: 'id-number' | 'mobile' | 'card' | 'name', value: string): string;
};
