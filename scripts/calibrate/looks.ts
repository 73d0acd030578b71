import { anytimeContrast } from '#judge/inference/anytime';
import type { Contrast } from '#judge/inference/contrast';
import type { Examples } from '#judge/inference/examples';
import { levelAt } from '#judge/inference/look';
import { contrastOf } from '#judge/inference/paired';
import { TERMS } from '#judge/inference/terms';
import type { Measure } from '#metrics/measure/measure';
import type { Cell } from './cell.ts';
import { measureOf, WORLDS } from './comparison.ts';
import { Draw, seedOf } from './draw.ts';
import type { World } from './world.ts';

/** How a watch that reads a growing window spends its error. */
export interface Watch {
  readonly name: string;
  readonly looks: number;
  /** alpha spending; an equal share, where it is not known which look it is; a sequence that holds at every look */
  readonly by: 'spending' | 'equal share' | 'sequence';
}

const WATCHES: readonly Watch[] = [
  { name: '5 looks, alpha spending', looks: 5, by: 'spending' },
  { name: '14 looks, alpha spending', looks: 14, by: 'spending' },
  { name: '14 looks, equal share', looks: 14, by: 'equal share' },
];

const ANYTIME: Watch = { name: '30 looks, anytime-valid sequence', looks: 30, by: 'sequence' };

/** Which gates are watched, and how many rows there are in the end. */
export const WATCHED: readonly { readonly world: World; readonly watch: Watch; readonly n: number }[] = [
  ...['roc_auc, balanced', 'accuracy, balanced', 'mae, normal errors'].flatMap((name) =>
    WATCHES.map((watch) => ({ world: worldOf(name), watch, n: 1400 })),
  ),
  ...['accuracy, balanced', 'brier, balanced'].map((name) => ({
    world: worldOf(name),
    watch: ANYTIME,
    n: 3000,
  })),
];

function worldOf(name: string): World {
  const found = WORLDS.find((one) => `${one.measure}, ${one.name}` === name);
  if (found === undefined) throw new Error(`there is no world ${name}`);
  return found;
}

const ALPHA = (1 - TERMS.confidence) / 2;

/** How often any of the looks at the first part of `n` rows, growing evenly, says what is wrong. */
export function looksCell(world: World, { name: how, looks, by }: Watch, n: number, trials: number): Cell {
  const measure = measureOf(world);
  const [good, bad] =
    measure.direction === 'higher-is-better' ? (['above', 'below'] as const) : (['below', 'above'] as const);
  const margin = world.truth(1) - world.truth(0);
  const counts = Array.from({ length: looks }, (_, look) => Math.floor((n * (look + 1)) / looks));
  const levels = counts.map((_, at) => levelOf(by, looks, counts.slice(0, at + 1)));
  const name = `${world.measure}, ${world.name}, ${how}, ${n} rows`;
  const judge = by === 'sequence' ? anytimeContrast : contrastOf;
  /** whether a look says so, whichever */
  const said = (effect: number, trial: number, asked: readonly (readonly ['above' | 'below', number])[]) => {
    const pair = world.draw(new Draw(seedOf(`${name} ${effect}`, trial)), n, effect);
    const contrasts = counts.map((rows) => contrastOn(measure, judge, pair, rows));
    return asked.map(([side, against]) =>
      contrasts.some((contrast, look) => {
        const level = levels[look] ?? 0;
        if (contrast.open !== null) return false;
        if (by !== 'sequence') return contrast.p(side, against) <= level;
        // its p is found by many intervals, of which one tells the same
        const [low, high] = contrast.interval(1 - 2 * level);
        return side === 'above' ? low > against : high < against;
      }),
    );
  };
  const times = { passWorse: 0, failWorse: 0, failEqual: 0, passEqual: 0, failMuch: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const [passWorse, failWorse] = said(1, trial, [
      [good, margin],
      [bad, margin],
    ]);
    const [failEqual, passEqual] = said(0, trial, [
      [bad, 0],
      [good, margin],
    ]);
    const [failMuch] = said(3, trial, [[bad, margin]]);
    times.passWorse += Number(passWorse);
    times.failWorse += Number(failWorse);
    times.failEqual += Number(failEqual);
    times.passEqual += Number(passEqual);
    times.failMuch += Number(failMuch);
  }
  const rate = (count: number) => ({ times: count, trials });
  return {
    name,
    subject: `${world.measure}, ${world.name}`,
    circumstances: how,
    n,
    errors: {
      'passes what is worse by the margin': rate(times.passWorse),
      'fails what is worse by just the margin': rate(times.failWorse),
      'fails what is equal': rate(times.failEqual),
    },
    powers: {
      'passes what is equal': rate(times.passEqual),
      'fails what is worse by three margins': rate(times.failMuch),
    },
  };
}

function levelOf(by: Watch['by'], planned: number, counts: readonly number[]): number {
  if (by === 'sequence') return ALPHA;
  return levelAt({ number: by === 'spending' ? counts.length : null, planned, counts }, ALPHA);
}

type Judge = typeof contrastOf;

function contrastOn(
  measure: Measure,
  judge: Judge,
  { candidate, baseline }: { readonly candidate: Examples; readonly baseline: Examples },
  rows: number,
): Contrast {
  const first = ({ labels, answers, weights, groups }: Examples): Examples => ({
    labels: labels.slice(0, rows),
    answers: answers.slice(0, rows),
    weights: weights?.slice(0, rows) ?? null,
    groups: groups?.slice(0, rows) ?? null,
  });
  return judge(measure, first(candidate), first(baseline), TERMS);
}
