import { chiSquareTail } from '../../distribution/gamma.ts';

export interface Moments {
  readonly mean: number;
  readonly variance: number;
  /** third central moment by the cube of the deviation */
  readonly skewness: number;
}

/** A tail of less skewness than this is as good as normal. */
const LEAST_SKEW = 0.05;

/** Squared distances of random draws, beside the one that was observed. */
export class Squares {
  readonly #observed: number;
  readonly #bound: number;
  #sum = 0;
  #squares = 0;
  #cubes = 0;
  draws = 0;
  exceeding = 0;

  constructor(observed: number) {
    this.#observed = observed;
    // equal but for rounding counts as equal
    this.#bound = observed * (1 - 1e-12);
  }

  add(square: number): void {
    this.draws++;
    if (square >= this.#bound) this.exceeding++;
    this.#sum += square;
    this.#squares += square * square;
    this.#cubes += square * square * square;
  }

  moments(): Moments {
    const n = this.draws;
    const [one, two, three] = [this.#sum / n, this.#squares / n, this.#cubes / n];
    const variance = Math.max(0, two - one * one);
    const third = three - 3 * one * two + 2 * one ** 3;
    return { mean: one, variance, skewness: variance > 0 ? third / variance ** 1.5 : 0 };
  }

  /**
   * The chance of a square as large as the observed one by the shifted gamma distribution (Pearson's type III) with
   * the mean, variance and skewness of those drawn, as is done for weighted sums of squares (Imhof 1961, section 4).
   */
  tail(): number {
    const { mean, variance, skewness } = this.moments();
    if (variance === 0) return this.#observed > mean ? 0 : 1;
    const shape = 4 / Math.max(LEAST_SKEW, skewness) ** 2;
    const steps = (this.#observed - mean) / Math.sqrt(variance);
    return chiSquareTail(2 * (shape + steps * Math.sqrt(shape)), 2 * shape);
  }
}
