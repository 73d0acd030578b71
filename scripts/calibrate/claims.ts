import type { Draw } from './draw.ts';
import type { Pair, World } from './world.ts';

/**
 * Worlds of probabilities whose expected calibration error is known: the true chance of a row is anywhere from 0 to 1,
 * and a model says that chance, bent towards one side by `bend` times chance times (1 - chance), of which the mean is a
 * sixth. Coarse rows are told the middle of a half of the chances, which is calibrated as well, and fills other bins.
 */
interface Claims {
  /** of the candidate where it is no worse, and of the baseline */
  readonly bends: readonly [number, number];
  /** share of the rows on which the baseline is coarse */
  readonly coarse: number;
}

/** By how much a worse candidate is bent further. */
const LOSS = 0.3;

export const CLAIMED: Readonly<Record<string, Claims>> = {
  'both calibrated, the same bins': { bends: [0, 0], coarse: 0 },
  'both calibrated, half of the rows in other bins': { bends: [0, 0], coarse: 0.5 },
  'both calibrated, one in two bins': { bends: [0, 0], coarse: 1 },
  'bent to opposite sides': { bends: [0.2, -0.2], coarse: 0 },
  'bent alike': { bends: [0.6, 0.6], coarse: 0 },
};

export function claimsWorld(name: string, { bends: [own, other], coarse }: Claims): World {
  const bent = (chance: number, bend: number) => chance - bend * chance * (1 - chance);
  return {
    name,
    measure: 'ece',
    truth: (effect) => (Math.abs(own) + LOSS * effect) / 6,
    draw: (random: Draw, n: number, effect: number): Pair => {
      const [labels, mine, theirs] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      const bend = own + LOSS * effect;
      for (let row = 0; row < n; row++) {
        const chance = random.uniform();
        labels[row] = Number(random.chance(chance));
        mine[row] = bent(chance, bend);
        theirs[row] = random.chance(coarse) ? (chance < 0.5 ? 0.25 : 0.75) : bent(chance, other);
      }
      const known = { labels, weights: null, groups: null };
      return { candidate: { ...known, answers: mine }, baseline: { ...known, answers: theirs } };
    },
  };
}
