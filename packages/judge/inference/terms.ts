/** On what terms noise is judged: what a user may set, with what holds where nothing is said. */
export interface Terms {
  /** of the two-sided interval that people read; a decision errs at most half of the rest on its side */
  readonly confidence: number;
  /** examples in the denominator of a measure below which nothing is decided */
  readonly minN: number;
  /** of the resampling of measures that have no influence function */
  readonly seed: number;
}

export const TERMS: Terms = { confidence: 0.95, minN: 30, seed: 0 };
