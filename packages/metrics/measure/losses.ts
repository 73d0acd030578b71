import type { Levels } from './levels.ts';
import type { Moments, Powers } from './measure.ts';
import { Total } from './sum.ts';

/** `log`: -ln of the probability given to what happened. `square`: squared distance of probability and label. */
export type Loss = 'log' | 'square';

/**
 * What a row of this label and score costs; of label 1 it falls as scores rise, of label 0 it grows. By name, not as a
 * function that is handed on: V8 inlines this one, and allocates what a function of many gives back.
 */
export function lossOf(loss: Loss, label: number, score: number): number {
  if (loss === 'log') return -Math.log(clipped(label === 1 ? score : 1 - score));
  return (score - label) * (score - label);
}

/** Probabilities of 0 and 1 are moved in by the spacing of doubles at 1, as scikit-learn does: a sure miss costs 36. */
export function clipped(given: number): number {
  return Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON);
}

/** Levels whose losses are looked at for a guess of the mean. */
const SAMPLE = 1024;

/** Losses that are all the same lie so far from their mean at most, as a part of it. */
const ROUNDING = 4 * Number.EPSILON;

/** Mean of a loss over levels of scores, and how far rows lie from it; each loss is computed once. */
export class LossesOfLevels {
  /** compensated, in the order of scores */
  readonly mean: number;
  readonly #levels: Levels;
  readonly #loss: Loss;
  readonly #guess: number;
  readonly #positives = new Sums();
  readonly #negatives = new Sums();

  constructor(levels: Levels, loss: Loss) {
    this.#levels = levels;
    this.#loss = loss;
    this.#guess = guessed(levels, loss);
    const guess = this.#guess;
    const { scores, positives, negatives, rows } = levels;
    const total = new Total();
    for (let level = 0; level < scores.length; level++) {
      const score = scores[level] ?? 0;
      const own = positives[level] ?? 0;
      const other = negatives[level] ?? 0;
      if (own > 0) {
        const cost = lossOf(loss, 1, score);
        total.add(own * cost);
        this.#positives.add(cost - guess, own);
      }
      if (other > 0) {
        const cost = lossOf(loss, 0, score);
        total.add(other * cost);
        this.#negatives.add(cost - guess, other);
      }
    }
    this.mean = total.value / (rows.positives + rows.negatives);
  }

  moments(): Moments {
    const unit = this.#furthest();
    const shift = this.mean - this.#guess;
    return {
      unit,
      positives: this.#positives.about(shift, unit),
      negatives: this.#negatives.about(shift, unit),
    };
  }

  /** No loss lies further from their mean than one at an end of the scores; what is but the rounding of the mean is 0. */
  #furthest(): number {
    const { scores } = this.#levels;
    const ends = [scores[0] ?? 0, scores.at(-1) ?? 0];
    const costs = ends.flatMap((score) => [0, 1].map((label) => lossOf(this.#loss, label, score)));
    const furthest = Math.max(...costs.map((cost) => Math.abs(cost - this.mean)));
    return furthest > ROUNDING * this.mean ? furthest : 0;
  }
}

function guessed({ scores, positives, negatives }: Levels, loss: Loss): number {
  const step = Math.max(1, Math.floor(scores.length / SAMPLE));
  let [cost, rows] = [0, 0];
  for (let level = 0; level < scores.length; level += step) {
    const [score, own, other] = [scores[level] ?? 0, positives[level] ?? 0, negatives[level] ?? 0];
    cost += (own > 0 ? own * lossOf(loss, 1, score) : 0) + (other > 0 ? other * lossOf(loss, 0, score) : 0);
    rows += own + other;
  }
  return rows === 0 ? 0 : cost / rows;
}

/** Sums of the powers of numbers. */
class Sums {
  #count = 0;
  #first = 0;
  #second = 0;
  #third = 0;
  #fourth = 0;

  add(number: number, times: number): void {
    const squared = number * number;
    this.#count += times;
    this.#first += times * number;
    this.#second += times * squared;
    this.#third += times * squared * number;
    this.#fourth += times * squared * squared;
  }

  /** The same of (number - shift) / unit, by the binomial theorem: exact enough where the shift is small beside their spread. */
  about(shift: number, unit: number): Powers {
    if (unit === 0) return { square: 0, cube: 0, fourth: 0 };
    const [n, s1, s2, s3, s4] = [this.#count, this.#first, this.#second, this.#third, this.#fourth];
    const square = s2 - 2 * shift * s1 + shift ** 2 * n;
    const cube = s3 - 3 * shift * s2 + 3 * shift ** 2 * s1 - shift ** 3 * n;
    const fourth = s4 - 4 * shift * s3 + 6 * shift ** 2 * s2 - 4 * shift ** 3 * s1 + shift ** 4 * n;
    // rounding may lead below 0
    return {
      square: Math.max(0, square) / unit ** 2,
      cube: cube / unit ** 3,
      fourth: Math.max(0, fourth) / unit ** 4,
    };
  }
}
