/** One candidate of a sweep, on the rows that chose. */
export interface Standing {
  readonly name: string;
  /** null: the measure is not defined for it */
  readonly value: number | null;
  readonly because?: string;
  /** two-sided, at the confidence of the run */
  readonly interval?: readonly [number, number];
  /** value - that of the best; absent of the best */
  readonly difference?: number;
  readonly differenceInterval?: readonly [number, number];
  /** of that difference, paired */
  readonly standardError?: number;
}

/** How a candidate was chosen among several; part of a verdict. */
export interface SweepFacts {
  readonly by: string;
  readonly rule: 'best' | 'simplest';
  readonly chosen: string;
  readonly best: string;
  /** which rows chose, in words */
  readonly choosers: string;
  /** how many rows chose, and how many the gates are judged on that selection did not see */
  readonly choosing: number;
  readonly held: number;
  readonly candidates: readonly (Standing & { readonly model: string | null })[];
}
