import type { MigrationFolder } from '@jinqiao/database';

/** The tables of each institution, in schemas of their own. */
export const sandboxMigrations: readonly MigrationFolder[] = [
  'bank',
  'payment',
  'bureau',
  'yunque',
  'hongying',
  'clearing',
  'issuer',
  'identity',
  'messages',
  'registrar',
  'shop',
].map((name) => ({
  name: `sandbox_${name}`,
  folder: new URL(`../sql/${name}/`, import.meta.url),
}));
