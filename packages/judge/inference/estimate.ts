/** A measured value and how sure it is. */
export interface Estimate {
  readonly value: number;
  /** two-sided, at the confidence of the terms; null: there is none, and `open` says why */
  readonly interval: readonly [number, number] | null;
  /** null: none is known, as of a single proportion by an exact method */
  readonly standardError: number | null;
  /** examples in the measure's own denominator, and what they are called: 57 positives */
  readonly n: number;
  readonly noun: string;
  /** for a person: `Clopper-Pearson`, `influence function`, `logit interval` */
  readonly method: string;
  /** why nothing confident can be said of it; null where it can */
  readonly open: Open | null;
}

/** Why noise cannot be judged, and what would change that. */
export interface Open {
  readonly because: string;
  /** examples that would be enough; null: more of them do not help */
  readonly needed: number | null;
}
