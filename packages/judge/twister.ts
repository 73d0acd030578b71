const SIZE = 624;
const MIDDLE = 397;

/**
 * Whole 32-bit numbers of the Mersenne Twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8, 1998), seeded as numpy's
 * `RandomState(seed)`: splits are then those that scikit-learn draws.
 */
export class Twister {
  readonly #state = new Uint32Array(SIZE);
  #at = SIZE;

  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const last = this.#state[i - 1] ?? 0;
      this.#state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
  }

  /** From 0 to 2^32 - 1. */
  next(): number {
    if (this.#at === SIZE) this.#twist();
    let y = this.#state[this.#at++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  #twist(): void {
    for (let i = 0; i < SIZE; i++) {
      const y = ((this.#state[i] ?? 0) & 0x80000000) | ((this.#state[(i + 1) % SIZE] ?? 0) & 0x7fffffff);
      this.#state[i] = (this.#state[(i + MIDDLE) % SIZE] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }

  /** A whole number from 0 to `most`: bits are masked, and drawn again until they fit. */
  upTo(most: number): number {
    if (most === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(most);
    for (;;) {
      const value = (this.next() & mask) >>> 0;
      if (value <= most) return value;
    }
  }

  /** The numbers from 0 on, shuffled (Fisher and Yates, from the end). */
  permutation(count: number): Uint32Array {
    return this.shuffled(Uint32Array.from({ length: count }, (_, at) => at));
  }

  shuffled(rows: Uint32Array): Uint32Array {
    const found = rows.slice();
    for (let i = found.length - 1; i > 0; i--) {
      const j = this.upTo(i);
      [found[i], found[j]] = [found[j] ?? 0, found[i] ?? 0];
    }
    return found;
  }
}
