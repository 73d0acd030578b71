import { standingOf } from '#judge/inference/decision';
import { estimateOf } from '#judge/inference/estimation';
import { contrastOf } from '#judge/inference/paired';
import { TERMS } from '#judge/inference/terms';
import type { Measure } from '#metrics/measure/measure';
import { MEASURES } from '#metrics/measure/measures';
import type { Cell } from './cell.ts';
import { CLAIMED, claimsWorld } from './claims.ts';
import { Draw, seedOf } from './draw.ts';
import { errorsWorld } from './errors.ts';
import type { Rate } from './rate.ts';
import { scoresWorld } from './scores.ts';
import { weighted } from './weighing.ts';
import type { World } from './world.ts';

/** Paired comparisons of two models, and the interval of one: `roc_auc >= baseline - 0.01`, `recall >= 0.6`. */
const BALANCED = { positives: 0.5, apart: 1.4, agreement: 0.8, step: null } as const;
const RARE = { positives: 0.01, apart: 2, agreement: 0.8, step: null } as const;
const TIED = { positives: 0.5, apart: 1.4, agreement: 0.8, step: 1 } as const;
const OF_SCORES = [
  'accuracy',
  'recall',
  'specificity',
  'precision',
  'f1',
  'roc_auc',
  'average_precision',
  'brier',
  'log_loss',
];

const GROUPED = { ...BALANCED, groups: { together: 10, common: 0.4 } } as const;
const NORMAL = { tails: 'normal', together: 1, common: 0, agreement: 0.8 } as const;
const OF_TEN = { ...NORMAL, together: 10, common: 0.4 } as const;
const UNEQUAL = { name: 'unequal weights', sigma: 1, by: 'row' } as const;
const UNEQUAL_GROUPS = { name: 'groups of 10, unequal weights', sigma: 1, by: 'group' } as const;

/** Rows and groups whose weights differ: the effective number is 37 % of them. */
const WEIGHTED: readonly World[] = [
  ...['accuracy', 'recall', 'precision', 'roc_auc', 'average_precision', 'brier', 'log_loss'].map((measure) =>
    weighted(scoresWorld('balanced', measure, BALANCED), UNEQUAL),
  ),
  weighted(errorsWorld('normal errors', 'mae', NORMAL), UNEQUAL),
  weighted(errorsWorld('heavy tails', 'rmse', { ...NORMAL, tails: 'laplace' }), UNEQUAL),
  ...['accuracy', 'recall', 'roc_auc', 'log_loss'].map((measure) =>
    weighted(scoresWorld('', measure, GROUPED), UNEQUAL_GROUPS),
  ),
  weighted(errorsWorld('', 'mae', OF_TEN), UNEQUAL_GROUPS),
];

export const WORLDS: readonly World[] = [
  ...OF_SCORES.map((measure) => scoresWorld('balanced', measure, BALANCED)),
  ...OF_SCORES.map((measure) => scoresWorld('1 % positive', measure, RARE)),
  scoresWorld('many ties', 'roc_auc', TIED),
  ...['mae', 'rmse'].flatMap((measure) => [
    errorsWorld('normal errors', measure, NORMAL),
    errorsWorld('heavy tails', measure, { tails: 'laplace', together: 1, common: 0, agreement: 0.7 }),
    errorsWorld('groups of 10', measure, OF_TEN),
  ]),
];

/** What is drawn at fewer sizes: calibration errors, and rows that weigh differently. */
export const FURTHER: readonly World[] = [
  ...Object.entries(CLAIMED).map(([name, claims]) => claimsWorld(name, claims)),
  ...WEIGHTED,
];

/** How often each thing came about in `trials` draws of `n` rows. */
export function comparisonCell(world: World, n: number, trials: number): Cell {
  const measure = measureOf(world);
  const good = measure.direction === 'higher-is-better' ? 'above' : 'below';
  const bad = good === 'above' ? 'below' : 'above';
  const margin = world.truth(1) - world.truth(0);
  const name = `${world.measure}, ${world.name}, ${n} rows`;
  const counts = {
    passWorse: 0,
    failWorse: 0,
    failEqual: 0,
    missLow: 0,
    missHigh: 0,
    passEqual: 0,
    failMuch: 0,
  };
  for (let trial = 0; trial < trials; trial++) {
    const standing = (effect: number, against: number) => {
      const { candidate, baseline } = world.draw(new Draw(seedOf(`${name} ${effect}`, trial)), n, effect);
      const contrast = contrastOf(measure, candidate, baseline, TERMS);
      return { contrast, baseline, at: standingOf(contrast, against, TERMS.confidence) };
    };
    const worse = standing(1, margin);
    if (worse.at === good) counts.passWorse++;
    if (worse.at === bad) counts.failWorse++;
    const equal = standing(0, margin);
    if (equal.at === good) counts.passEqual++;
    if (standingOf(equal.contrast, 0, TERMS.confidence) === bad) counts.failEqual++;
    if (standing(3, margin).at === bad) counts.failMuch++;
    const { interval, open } = estimateOf(measure, equal.baseline, TERMS);
    if (interval === null || open !== null) continue;
    if (interval[0] > world.truth(0)) counts.missLow++;
    if (interval[1] < world.truth(0)) counts.missHigh++;
  }
  const rate = (times: number): Rate => ({ times, trials });
  return {
    name,
    subject: world.measure,
    circumstances: world.name,
    n,
    errors: {
      'passes what is worse by the margin': rate(counts.passWorse),
      'fails what is worse by just the margin': rate(counts.failWorse),
      'fails what is equal': rate(counts.failEqual),
      'interval above the truth': rate(counts.missLow),
      'interval below the truth': rate(counts.missHigh),
    },
    powers: {
      'passes what is equal': rate(counts.passEqual),
      'fails what is worse by three margins': rate(counts.failMuch),
    },
  };
}

export function measureOf({ measure: name }: World): Measure {
  const task = ['mae', 'rmse'].includes(name) ? 'regression' : 'binary';
  const found = MEASURES.find((one) => one.name === name && one.tasks.includes(task));
  if (found === undefined) throw new Error(`there is no measure ${name}`);
  return found;
}
