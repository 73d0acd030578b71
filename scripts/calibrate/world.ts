import type { Examples } from '#judge/inference/examples';
import type { Draw } from './draw.ts';

/** Two models on the same examples, and what is true of each of them. */
export interface Pair {
  readonly candidate: Examples;
  readonly baseline: Examples;
}

/**
 * A world in which the truth is known. `effect` is how much worse the candidate is: at 0 both are equally good; the
 * margin of a gate is set to what the candidate truly lacks at 1, so that there every decision is an error.
 */
export interface World {
  readonly name: string;
  readonly measure: string;
  /** true value of the measure for a model that is worse by `effect` */
  truth(effect: number): number;
  draw(random: Draw, n: number, effect: number): Pair;
}
