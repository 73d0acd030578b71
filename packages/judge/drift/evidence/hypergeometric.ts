import { gaussian, type Random } from '#kit/random';

/** Above this variance the normal distribution is as good. */
const WIDE = 400;

/**
 * How many of `drawn` rows, taken at random out of `all` without putting back, are among the `marked`: by walking
 * outwards from the most likely number (inversion from the mode; Kachitvichyanukul and Schmeiser 1985).
 */
export function hypergeometric(marked: number, all: number, drawn: number, random: Random): number {
  const [least, most] = [Math.max(0, drawn + marked - all), Math.min(drawn, marked)];
  if (least === most) return least;
  const mean = (drawn * marked) / all;
  const variance = (mean * (1 - marked / all) * (all - drawn)) / (all - 1);
  if (variance > WIDE)
    return Math.min(most, Math.max(least, Math.round(mean + Math.sqrt(variance) * gaussian(random))));
  return walked(random(), { marked, all, drawn, least, most });
}

interface Urn {
  readonly marked: number;
  readonly all: number;
  readonly drawn: number;
  readonly least: number;
  readonly most: number;
}

function walked(uniform: number, { marked, all, drawn, least, most }: Urn): number {
  const mode = Math.min(most, Math.max(least, Math.floor(((drawn + 1) * (marked + 1)) / (all + 2))));
  const rest = all - marked;
  const chance = Math.exp(choose(marked, mode) + choose(rest, drawn - mode) - choose(all, drawn));
  let [up, down, upChance, downChance] = [mode, mode, chance, chance];
  let left = uniform - chance;
  while (left > 0 && (up < most || down > least)) {
    if (up < most) {
      upChance *= ((marked - up) * (drawn - up)) / ((up + 1) * (rest - drawn + up + 1));
      up++;
      left -= upChance;
      if (left <= 0) return up;
    }
    if (down > least) {
      downChance *= (down * (rest - drawn + down)) / ((marked - down + 1) * (drawn - down + 1));
      down--;
      left -= downChance;
      if (left <= 0) return down;
    }
    // what is left is rounding
    if (upChance + downChance < 1e-18) break;
  }
  return mode;
}

function choose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const TABLE = new Float64Array(1024);
for (let n = 2; n < TABLE.length; n++) TABLE[n] = (TABLE[n - 1] ?? 0) + Math.log(n);

/** ln n!; beyond the table by Stirling's series, whose error is below 1e-15 there. */
function logFactorial(n: number): number {
  const known = TABLE[n];
  if (known !== undefined) return known;
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}
