import type { ModelCard, Scorecard } from '@jinqiao/scorecard';

/** A version of a scorecard as it was registered; it never changes. */
export type ModelVersion = {
  readonly name: string;
  readonly version: string;
  readonly card: Scorecard;
  /** Null for a card that was made by hand. */
  readonly modelCard: ModelCard | null;
  /** SHA-256 of both as JSON with sorted keys. */
  readonly digest: string;
  /** SHA-256 of the file that the card was made from. */
  readonly dataDigest: string | null;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly registeredOn: string;
};

export type Deployment = {
  readonly deploymentId: string;
  readonly name: string;
  readonly version: string;
  /** First date on which the version decides. */
  readonly validFrom: string;
  readonly reason: string;
  readonly state: 'installed' | 'proposed' | 'approved' | 'rejected';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
  readonly verdict: string | null;
};

/** Who acts, when and on which open day. */
export type ModelAct = { readonly by: string; readonly at: string; readonly on: string };
