import type { Weights } from './measure.ts';

/**
 * A sum that carries the lost low bits along: as exact as pairwise summation or better. Neumaier,
 * "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
export class Total {
  #total = 0;
  #lost = 0;

  add(next: number): void {
    const total = this.#total;
    const grown = total + next;
    this.#lost += Math.abs(total) >= Math.abs(next) ? total - grown + next : next - grown + total;
    this.#total = grown;
  }

  get value(): number {
    return this.#total + this.#lost;
  }
}

/** Sum of `term(row)` over `count` rows, as Total does it; local numbers stay in registers. */
export function sum(count: number, term: (row: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let row = 0; row < count; row++) {
    const next = term(row);
    const grown = total + next;
    lost += Math.abs(total) >= Math.abs(next) ? total - grown + next : next - grown + total;
    total = grown;
  }
  return total + lost;
}

/** Mean of `term(row)`, each row counting by its weight. */
export function mean(count: number, term: (row: number) => number, weights: Weights = null): number {
  if (weights === null) return sum(count, term) / count;
  return sum(count, (row) => (weights[row] ?? 0) * term(row)) / weightOf(count, weights);
}

/** What `count` rows weigh together. */
export function weightOf(count: number, weights: Weights): number {
  return weights === null ? count : sum(count, (row) => weights[row] ?? 0);
}
