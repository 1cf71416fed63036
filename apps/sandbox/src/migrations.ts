import type { MigrationFolder } from '@jinqiao/database';

/** The city banks: the same software as the first bank, each with its own schema, keys and books. */
export const CITY_BANKS = ['yunzhou', 'xihe'] as const;

const own = ['bank', 'payment', 'bureau', 'yunque', 'hongying', 'clearing', 'issuer', 'identity', 'messages', 'registrar', 'shop'].map((name) => ({
  name: `sandbox_${name}`,
  folder: new URL(`../sql/${name}/`, import.meta.url),
}));

/** The tables of each institution, in schemas of their own. */
export const sandboxMigrations: readonly MigrationFolder[] = [
  ...own,
  ...CITY_BANKS.map((id) => ({
    name: `sandbox_${id}`,
    folder: new URL('../sql/bank/', import.meta.url),
    schema: { written: 'sandbox_bank', named: `sandbox_${id}` },
  })),
];
