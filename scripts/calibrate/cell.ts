import type { Rate } from './rate.ts';

/** One place of the grid: what was judged, on how much, and how often each error and each right answer came about. */
export interface Cell {
  readonly name: string;
  readonly subject: string;
  readonly circumstances: string;
  readonly n: number;
  /** each should be at most NOMINAL */
  readonly errors: Readonly<Record<string, Rate>>;
  /** the more the better */
  readonly powers: Readonly<Record<string, Rate>>;
}

/** One-sided error that a decision at confidence 0.95 may make. */
export const NOMINAL = 0.025;
/** What is still called kept: nominal and 1.5 points. */
export const BOUND = 0.04;
