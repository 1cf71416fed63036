import type { Db, Tx } from '@jinqiao/database';
import type { MessageSender } from '@jinqiao/parties';
import type { Clock } from '@jinqiao/runtime';
import type { DebtSource } from './debt.ts';

/** Who is reached at which number, and under which masked name: kept sealed by whoever keeps customers. */
export type Reach = (
  db: Db,
  who: { readonly bucket: number; readonly customerId: string },
) => Promise<{ readonly mobile: string; readonly name: string } | undefined>;

/** What dunning needs around it. */
export type Dunning = {
  readonly sources: readonly DebtSource[];
  readonly clock: Clock;
  readonly sender: Pick<MessageSender, 'send'>;
  readonly reach: Reach;
};

/** Who does something, when: the open business day and the moment. */
export type Act = { readonly by: string; readonly on: string; readonly at: string };

/** Holds the person until the transaction ends: contacts and complaints of one person come one after the other. */
export async function holdPerson(tx: Tx, who: { readonly bucket: number; readonly customerId: string }): Promise<void> {
  await tx.query('INSERT INTO dunning.person (bucket, customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [who.bucket, who.customerId]);
  await tx.query('SELECT FROM dunning.person WHERE bucket = $1 AND customer_id = $2 FOR UPDATE', [who.bucket, who.customerId]);
}
