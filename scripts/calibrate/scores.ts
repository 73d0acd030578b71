import { normalTail } from '#judge/distribution/normal';
import type { Draw } from './draw.ts';
import type { Pair, World } from './world.ts';

/**
 * Binary worlds: the score of a positive row is normal about `apart`, that of a negative one about 0, both with
 * standard deviation 1; two models agree by `agreement` (correlation of what they add by chance). A worse model sets
 * the classes less far apart.
 */
interface Scores {
  readonly positives: number;
  readonly apart: number;
  readonly agreement: number;
  /** scores are rounded to multiples of it */
  readonly step: number | null;
  /** rows of a group, and the share of the chance in a score that they have in common; absent: each stands alone */
  readonly groups?: { readonly together: number; readonly common: number };
}

const LOSS = 0.12;
const at = ({ apart }: Scores, effect: number) => apart * (1 - LOSS * effect);
const threshold = ({ apart }: Scores) => apart / 2;
const below = (x: number) => normalTail(-x);
const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Integral over the scores by the trapezoidal rule, which is exact to rounding for such densities. */
function over(term: (score: number) => number): number {
  const step = 1 / 64;
  let total = 0;
  for (let score = -9; score <= 12; score += step) total += term(score);
  return total * step;
}

/** The probability of a positive, as a model that knows its own world gives it. */
function posterior(positives: number, apart: number, score: number): number {
  return 1 / (1 + ((1 - positives) / positives) * Math.exp((apart * apart) / 2 - apart * score));
}

const areas = {
  smooth: (_scores: Scores, apart: number) => below(apart / Math.SQRT2),
  /** share of pairs won, half of those that fall on the same step */
  stepped: ({ step }: Scores, apart: number) => {
    const width = step ?? 1;
    const cell = (centre: number, middle: number) =>
      below(centre + width / 2 - middle) - below(centre - width / 2 - middle);
    let [area, beneath] = [0, 0];
    for (let centre = -9; centre <= 12; centre += width) {
      const negative = cell(centre, 0);
      area += cell(centre, apart) * (beneath + negative / 2);
      beneath += negative;
    }
    return area;
  },
};

/** True value by measure for a model that sets the classes `apart`. */
const TRUTHS: Readonly<Record<string, (scores: Scores, apart: number) => number>> = {
  roc_auc: (scores, apart) => (scores.step === null ? areas.smooth : areas.stepped)(scores, apart),
  recall: (scores, apart) => below(apart - threshold(scores)),
  specificity: (scores) => below(threshold(scores)),
  accuracy: (scores, apart) => {
    const { positives } = scores;
    return positives * below(apart - threshold(scores)) + (1 - positives) * below(threshold(scores));
  },
  precision: (scores, apart) => {
    const found = scores.positives * below(apart - threshold(scores));
    return found / (found + (1 - scores.positives) * below(-threshold(scores)));
  },
  f1: (scores, apart) => {
    const found = scores.positives * below(apart - threshold(scores));
    const mistaken = (1 - scores.positives) * below(-threshold(scores));
    return (2 * found) / (found + mistaken + scores.positives);
  },
  average_precision: ({ positives }, apart) =>
    over((score) => {
      const [found, mistaken] = [positives * below(apart - score), (1 - positives) * below(-score)];
      return found === 0 ? 0 : density(score - apart) * (found / (found + mistaken));
    }),
  brier: ({ positives }, apart) =>
    over((score) => {
      const p = posterior(positives, apart, score);
      return positives * density(score - apart) * (1 - p) ** 2 + (1 - positives) * density(score) * p ** 2;
    }),
  log_loss: ({ positives }, apart) =>
    over((score) => {
      const p = posterior(positives, apart, score);
      const [hit, miss] = [positives * density(score - apart), (1 - positives) * density(score)];
      return -hit * Math.log(Math.max(p, 1e-300)) - miss * Math.log(Math.max(1 - p, 1e-300));
    }),
};

const DECIDED = ['recall', 'specificity', 'accuracy', 'precision', 'f1'];

/** One measure in such a world. */
export function scoresWorld(name: string, measure: string, scores: Scores): World {
  const decided = DECIDED.includes(measure);
  const probable = measure === 'brier' || measure === 'log_loss';
  const truth = TRUTHS[measure];
  if (truth === undefined) throw new Error(`the truth of ${measure} is not written down`);
  const answer = (score: number, apart: number) => {
    if (decided) return Number(score >= threshold(scores));
    if (probable) return posterior(scores.positives, apart, score);
    return scores.step === null ? score : Math.round(score / scores.step) * scores.step;
  };
  return {
    name,
    measure,
    truth: (effect) => truth(scores, at(scores, effect)),
    draw: (random: Draw, n: number, effect: number): Pair => {
      const [labels, own, other] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      const rest = Math.sqrt(1 - scores.agreement ** 2);
      const [worse, better] = [at(scores, effect), scores.apart];
      const { together, common } = scores.groups ?? { together: 1, common: 0 };
      const [alike, alone] = [Math.sqrt(common), Math.sqrt(1 - common)];
      let [ours, theirs] = [0, 0];
      const pair = () => [random.normal(), random.normal()] as const;
      for (let row = 0; row < n; row++) {
        if (common > 0 && row % together === 0) [ours, theirs] = pair();
        const label = Number(random.chance(scores.positives));
        const [here, there] = pair();
        const [shared, single] = [alike * ours + alone * here, alike * theirs + alone * there];
        labels[row] = label;
        other[row] = answer(better * label + shared, better);
        own[row] = answer(worse * label + scores.agreement * shared + rest * single, worse);
      }
      const groups =
        scores.groups === undefined ? null : Int32Array.from(labels, (_, row) => Math.floor(row / together));
      const known = { labels, weights: null, groups };
      return { candidate: { ...known, answers: own }, baseline: { ...known, answers: other } };
    },
  };
}
