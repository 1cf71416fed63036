import type { Db, Tx } from '@jinqiao/database';
import type { LimitKind } from './strategy.ts';

/** A line as its product keeps it, in minor units. */
export type RiskLine = {
  readonly bucket: number;
  readonly lineId: string;
  readonly customerId: string;
  readonly product: string;
  readonly scope: string;
  readonly limit: bigint;
};

export type ProposalState = 'proposed' | 'submitted' | 'approved' | 'rejected' | 'applied';

export type LimitProposal = {
  readonly bucket: number;
  readonly proposalId: string;
  readonly asOf: string;
  readonly lineId: string;
  readonly customerId: string;
  readonly product: string;
  readonly scope: string;
  readonly grade: string;
  readonly kind: LimitKind;
  readonly limitFrom: bigint;
  readonly limitTo: bigint;
  readonly utilisation: bigint;
  readonly onTimeMonths: number;
  readonly worstDpd: number;
  readonly reasons: readonly string[];
  readonly state: ProposalState;
  readonly batchId: string | null;
  readonly note: string | null;
};

/**
 * Lines of a product, handed in by the composition root. An increase needs the customer's consent and a decrease a notice
 * before it holds, so `apply` says of each proposal whether it holds now, or what it waits for.
 */
export type LinePort = {
  readonly product: string;
  /** Lines that can be drawn on, in order of bucket and line, behind a key. */
  read(db: Db, asked: { readonly after: { readonly bucket: number; readonly lineId: string } | null; readonly limit: number }): Promise<RiskLine[]>;
  apply(tx: Tx, proposals: readonly LimitProposal[], on: string): Promise<ReadonlyMap<string, { readonly applied: boolean; readonly note: string | null }>>;
};
