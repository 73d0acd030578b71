import type { Draw } from './draw.ts';
import type { Pair, World } from './world.ts';

/** Worlds of numbers: errors of a model, in groups that err alike or row by row. A worse model errs more. */
interface Errors {
  readonly tails: 'normal' | 'laplace';
  /** rows of a group; 1: each stands alone */
  readonly together: number;
  /** share of the variance that a group has in common */
  readonly common: number;
  readonly agreement: number;
}

const LOSS = 0.08;

const MEANS: Readonly<Record<string, Readonly<Record<Errors['tails'], number>>>> = {
  mae: { normal: Math.sqrt(2 / Math.PI), laplace: 1 },
  rmse: { normal: 1, laplace: Math.SQRT2 },
};

export function errorsWorld(name: string, measure: string, errors: Errors): World {
  const mean = MEANS[measure]?.[errors.tails];
  if (mean === undefined) throw new Error(`the truth of ${measure} is not written down`);
  const scale = (effect: number) => 1 + LOSS * effect;
  return {
    name,
    measure,
    truth: (effect) => mean * scale(effect),
    draw: (random: Draw, n: number, effect: number): Pair => {
      const [own, other] = [new Float64Array(n), new Float64Array(n)];
      const groups = new Int32Array(n);
      const fresh = () => (errors.tails === 'normal' ? random.normal() : random.laplace());
      const [shared, single] = [Math.sqrt(errors.common), Math.sqrt(1 - errors.common)];
      let [mine, theirs] = [0, 0];
      for (let row = 0; row < n; row++) {
        if (row % errors.together === 0) [mine, theirs] = pairOf(errors, random, fresh);
        const [here, there] = pairOf(errors, random, fresh);
        groups[row] = Math.floor(row / errors.together);
        own[row] = scale(effect) * mixed(mine, here);
        other[row] = mixed(theirs, there);
      }
      function mixed(common: number, alone: number): number {
        return errors.common === 0 ? alone : shared * common + single * alone;
      }
      const known = {
        labels: new Float64Array(n),
        weights: null,
        groups: errors.together > 1 ? groups : null,
      };
      return { candidate: { ...known, answers: own }, baseline: { ...known, answers: other } };
    },
  };
}

/** What both models err by: the same with the share of their agreement, else each by itself. */
function pairOf({ agreement, tails }: Errors, random: Draw, fresh: () => number): [number, number] {
  const one = fresh();
  if (tails === 'laplace') return [one, random.chance(agreement) ? one : fresh()];
  return [one, agreement * one + Math.sqrt(1 - agreement ** 2) * fresh()];
}
