import type { MigrationFolder } from '@jinqiao/runtime';

/** The tables and functions of the ledger, for `migrate`. */
export const ledgerMigrations: MigrationFolder = { name: 'ledger', folder: new URL('../sql/', import.meta.url) };
