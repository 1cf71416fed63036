import type { MigrationFolder } from '@jinqiao/database';

const folder = (path: string) => new URL(`../../../${path}/sql/`, import.meta.url);

/** The platform's tables, in the order in which they may refer to each other. */
export const migrationFolders: MigrationFolder[] = [
  ...['gateway', 'ledger', 'business-day', 'vault'].map((name) => ({ name, folder: folder(`libs/${name}`) })),
  ...['parties', 'compliance', 'payments', 'wealth', 'credit', 'paylater', 'lending', 'partnership', 'risk', 'dunning'].map((name) => ({
    name,
    folder: folder(`domains/${name}`),
  })),
  { name: 'server', folder: folder('apps/server') },
];
