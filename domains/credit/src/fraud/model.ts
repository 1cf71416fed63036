export const ATTRIBUTES = ['device', 'address', 'card'] as const;
/** What several people may share. Values are keyed digests, never what they stand for. */
export type Attribute = (typeof ATTRIBUTES)[number];

export const LISTS = ['grey', 'black'] as const;
export type FraudList = (typeof LISTS)[number];

/** How fraud is looked for. Each counts something; more than `above` is a hit. */
export type Detector = { readonly code: string; readonly effect: 'refuse' | 'review' | 'note'; readonly above: number } & (
  | { /** Other customers on an attribute of this one. */ readonly form: 'shared'; readonly attribute: Attribute; readonly days: number }
  | {
      /** Applications over an attribute within so many days, this one included. */ readonly form: 'velocity';
      readonly attribute: Attribute;
      readonly days: number;
    }
  | {
      /** Other customers linked over shared attributes, in so many steps. */ readonly form: 'component';
      readonly attributes: readonly Attribute[];
      readonly depth: number;
    }
  | { /** Entries of a list that name the customer or an attribute of theirs. */ readonly form: 'listed'; readonly list: FraudList }
);
export const DETECTOR_FORMS = ['shared', 'velocity', 'component', 'listed'] as const satisfies readonly Detector['form'][];
