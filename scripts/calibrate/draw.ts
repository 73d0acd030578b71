import { hashOf } from '#kit/hash';
import { seeded } from '#kit/random';

/** Seeded draws for simulations. */
export class Draw {
  readonly #random: () => number;
  #spare: number | null = null;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** From 0 up to 1. */
  uniform(): number {
    return this.#random();
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** Standard normal, by Marsaglia's polar method (1964). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const [x, y] = [2 * this.#random() - 1, 2 * this.#random() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * scale;
      return x * scale;
    }
  }

  /** Double exponential: mean absolute value 1, heavier tails than the normal one. */
  laplace(): number {
    const u = this.#random() - 0.5;
    return -Math.sign(u) * Math.log(1 - 2 * Math.abs(u));
  }
}

/** A seed of its own for each trial of each simulation: the same whatever is simulated beside it. */
export function seedOf(name: string, trial: number): number {
  return hashOf(`${name} ${trial}`) | 0;
}
