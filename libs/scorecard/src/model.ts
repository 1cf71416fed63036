/** What is to be known of a card besides its points: a model card. */
import type { FairnessRow } from './measures/fairness.ts';
import type { RejectScenario } from './measures/rejects.ts';
import type { Bin, Scorecard } from './scorecard.ts';
import type { Dropped } from './train.ts';
import type { Validation } from './validation.ts';

/**
 * Why a column was kept out: it identifies the row, somebody said so, decisions may not rest on it, it says when somebody applied, it
 * was known only while the loan was repaid, by the lender's own decision or at its funding, it names nearly every row, is a date, or
 * counts the rows.
 */
export type Excluded = 'identifies' | 'by-hand' | 'protected' | 'time' | 'performance' | 'decision' | 'funding' | 'names-rows' | 'date' | 'counts-rows';

/** Where the rows came from and which of them were used for what. */
export type ModelData = {
  readonly source: string;
  /** Of the file's bytes. */
  readonly sha256: string;
  /** Rows read, and rows without a usable outcome, which were left out. */
  readonly rows: number;
  readonly withoutOutcome: number;
  readonly target: string;
  /** What counts as bad, in words or values of the target. */
  readonly bad: string;
  readonly timeSpan: { readonly column: string; readonly from: string; readonly to: string } | null;
  readonly split: { readonly seed: number; readonly trainShare: number };
  /** Columns that were kept out, and why. */
  readonly excluded: readonly { readonly column: string; readonly why: Excluded }[];
  /** Columns kept out of the card because decisions may not rest on them; those that name groups are in the fairness table. */
  readonly protected: readonly string[];
};

export type ModelBin = Omit<Bin, 'woe'> & {
  readonly woe: number;
  readonly rows: number;
  readonly share: number;
  readonly bads: number;
  readonly badRate: number;
};
export type ModelCharacteristic = {
  readonly feature: string;
  readonly kind: 'numeric' | 'category';
  readonly iv: number;
  readonly coefficient: number;
  readonly bins: readonly ModelBin[];
};

/** How a card does on rows that it was not made from. */
export type Measures = {
  readonly validation: Validation;
  readonly psi: { readonly score: number | null; readonly characteristics: Readonly<Record<string, number | null>> };
  readonly fairness: readonly FairnessRow[];
  readonly rejects: { readonly assumedShare: number; readonly scenarios: readonly RejectScenario[] };
};

export type ModelCard = Measures & {
  readonly name: string;
  readonly version: string;
  readonly data: ModelData;
  readonly training: {
    readonly rows: number;
    readonly bads: number;
    readonly badRate: number;
    readonly auc: number;
    readonly ks: number;
    readonly gini: number;
    readonly iterations: number;
    readonly converged: boolean;
    readonly separated: boolean;
    /** Bads per bin that was fitted, the free parameters of the card. */
    readonly eventsPerVariable: number;
  };
  /** The score of the development rows, to which live scores are compared. */
  readonly development: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
  /** Approval in the tables is at or above this score; about 80 % of the training rows. */
  readonly cutOff: number;
  readonly characteristics: readonly ModelCharacteristic[];
  readonly dropped: readonly Dropped[];
  readonly notes: readonly ModelNote[];
};

/** The outcome of a training: the card and what is to be known of it. */
export type TrainedModel = { readonly card: Scorecard; readonly modelCard: ModelCard };

/** What the data can support (`supports`) and what it cannot (`limits`), in words. */
export type ModelNote = { readonly code: string; readonly verdict: 'supports' | 'limits'; readonly en: string; readonly zh: string };
