import type { Powers } from './measure.ts';

/** Sums of the powers of what rows pull. */
export class Powersum implements Powers {
  square = 0;
  cube = 0;
  fourth = 0;

  /** A row that pulls so much, so many times. */
  add(pull: number, times: number): void {
    const squared = pull * pull;
    this.square += times * squared;
    this.cube += times * squared * pull;
    this.fourth += times * squared * squared;
  }
}
