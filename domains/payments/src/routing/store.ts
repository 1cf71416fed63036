import type { Db } from '@jinqiao/database';
import type { OrderKey } from '../orders/model.ts';
import type { StoredOption } from './route.ts';

/** Why an attempt of an order went where it went; `institutionId` is null where no way was open. */
export type RouteChoice = { readonly n: number; readonly institutionId: string | null; readonly options: readonly StoredOption[] };

export async function routeChoices(db: Db, { bucket, orderId }: OrderKey): Promise<RouteChoice[]> {
  const { rows } = await db.query<RouteChoice>(
    `SELECT n, institution_id AS "institutionId", options FROM payments.route_choice WHERE bucket = $1 AND order_id = $2 ORDER BY n`,
    [bucket, orderId],
  );
  return rows;
}
