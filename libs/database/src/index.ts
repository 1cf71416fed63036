/** PostgreSQL as every package with tables uses it: queries and transactions, migrations, and the buckets that lead every key. */
export { BUCKETS, bucketOf, bucketOfId, HOUSE_BUCKET } from './bucket.ts';
export { copyText, type WriteRows } from './copy.ts';
export { type Database, type Db, openDatabase, sqlState, type Tx } from './database.ts';
export { type MigrationFolder, migrate } from './migrate.ts';
