import type { Db } from '@jinqiao/database';
import type { payment } from '@jinqiao/wire';
import type { z } from 'zod';
import { bucketsOf } from './bank-books.ts';

type Asked = z.output<typeof payment.submitOrders.request>['items'][number];

export type OrderRow = {
  readonly bucket: number;
  readonly orderRef: string;
  readonly kind: Asked['kind'];
  readonly channel: string;
  readonly link: 'clearing' | 'direct';
  readonly token: string;
  readonly payer: string;
  readonly payeeKind: string;
  readonly payeeRef: string;
  readonly originRef: string;
  readonly amount: bigint;
  readonly businessDate: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly code: string;
  readonly institutionSerial: string;
  readonly networkSerial: string;
  readonly source: string;
  readonly fee: bigint;
  readonly settledOn: string | null;
  readonly refunded: bigint;
};

const COLUMNS = `o.bucket, o.order_ref AS "orderRef", o.kind, o.channel, o.link, o.token, o.payer, o.payee_kind AS "payeeKind", o.payee_ref AS "payeeRef", o.origin_ref AS "originRef",
  o.amount, o.business_date AS "businessDate", o.status, o.code, o.institution_serial AS "institutionSerial", o.network_serial AS "networkSerial", o.source, o.fee,
  o.settled_on AS "settledOn", o.refunded`;

export async function ordersByRef(db: Db, s: string, refs: readonly string[]): Promise<Map<string, OrderRow>> {
  const { rows } = await db.query<OrderRow>(
    `SELECT ${COLUMNS} FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.pay_order o ON o.bucket = g.b AND o.order_ref = g.r`,
    [bucketsOf(refs), refs],
  );
  return new Map(rows.map((row) => [row.orderRef, row]));
}

/** Orders of a date that have no outcome yet, because a bank has not answered or because they wait for their time. */
export async function processingOrders(db: Db, s: string, through: string): Promise<OrderRow[]> {
  const { rows } = await db.query<OrderRow>(
    `SELECT ${COLUMNS} FROM ${s}.pay_order o WHERE o.status = 'PROCESSING' AND o.business_date <= $1 ORDER BY o.bucket, o.order_ref`,
    [through],
  );
  return rows;
}
