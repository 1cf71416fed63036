import type { MigrationFolder } from '@jinqiao/database';

/** The tables and functions of the ledger, for `migrate`. */
export const ledgerMigrations: MigrationFolder = { name: 'ledger', folder: new URL('../sql/', import.meta.url) };
