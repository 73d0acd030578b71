import { COURSES, canaryCell, isHigher, isHigherByKayenta } from './canary.ts';
import type { Cell } from './cell.ts';
import { CATEGORIES, categoryCell, evidentlyCell, KINDS, numberCell } from './columns.ts';
import { comparisonCell, FURTHER, WORLDS } from './comparison.ts';
import { DAYS, daysCell } from './days.ts';
import { looksCell, WATCHED } from './looks.ts';
import type { Chapter } from './page.ts';

/** One place of a grid, simulated as often as told. */
interface Place {
  readonly trials: number;
  simulate(trials: number): Cell;
}

type Planned = Omit<Chapter, 'cells'> & { readonly grid: readonly Place[] };

/** Rows, and how often they are drawn: the more rows, the longer a draw takes. */
const SIZES = [
  { n: 30, trials: 3000 },
  { n: 100, trials: 3000 },
  { n: 300, trials: 3000 },
  { n: 1000, trials: 1500 },
  { n: 10_000, trials: 400 },
  { n: 100_000, trials: 100 },
] as const;

const FEWER_SIZES = [
  { n: 30, trials: 1500 },
  { n: 100, trials: 1500 },
  { n: 300, trials: 1500 },
  { n: 1000, trials: 800 },
  { n: 10_000, trials: 200 },
] as const;

const MILLION = { n: 1_000_000, trials: 20 } as const;
const AT_A_MILLION = ['accuracy', 'roc_auc', 'mae'];

/** Points a side of a canary. */
const LENGTHS = [
  { n: 30, trials: 4000 },
  { n: 100, trials: 4000 },
  { n: 300, trials: 2000 },
  { n: 1440, trials: 800 },
] as const;

/** Rows of now and of the reference. */
const DRIFTED = [
  { n: 30, reference: 1000, trials: 300 },
  { n: 300, reference: 1000, trials: 300 },
  { n: 1000, reference: 1000, trials: 200 },
  { n: 1000, reference: 10_000, trials: 150 },
  { n: 10_000, reference: 1000, trials: 100 },
  { n: 100_000, reference: 100_000, trials: 20 },
  { n: 30, reference: 1_000_000, trials: 10 },
] as const;

/** What is simulated, in the order of the page. */
export const CHAPTERS: readonly Planned[] = [
  {
    title: 'Gates of evaluate',
    text: 'Two models on the same rows, paired by id, and the interval of one model. *Worse by the margin*: the margin of the gate is exactly what the candidate lacks, so that to pass it and to fail it are both errors.',
    bound: true,
    grid: WORLDS.flatMap((world) =>
      [...SIZES, ...(AT_A_MILLION.includes(world.measure) ? [MILLION] : [])].map(({ n, trials }) => ({
        trials,
        simulate: (times: number) => comparisonCell(world, n, times),
      })),
    ),
  },
  {
    title: 'Calibration errors, and rows that weigh differently',
    text: 'As above. Unequal weights are lognormal with sigma 1, which leaves 37 % of the rows or groups as an effective number. Limits of calibration errors are cautious on purpose, so they err less than they may.',
    bound: true,
    grid: FURTHER.flatMap((world) =>
      FEWER_SIZES.map(({ n, trials }) => ({
        trials,
        simulate: (times: number) => comparisonCell(world, n, times),
      })),
    ),
  },
  {
    title: 'Gates read many times',
    text: 'The same comparisons on a window that grows by equal steps up to n rows, read at every step. An error is one that any of the looks makes.',
    bound: true,
    grid: WATCHED.map(({ world, watch, n }) => ({
      trials: 600,
      simulate: (times: number) => looksCell(world, watch, n, times),
    })),
  },
  {
    title: 'The canary judge',
    text: 'Canary and baseline of the same level, or the canary one deviation higher. AR(1) series, paired by time or of unequal spread.',
    bound: true,
    grid: COURSES.flatMap((course) =>
      LENGTHS.map(({ n, trials }) => ({
        trials,
        simulate: (times: number) => canaryCell(course, n, times, isHigher),
      })),
    ),
  },
  {
    title: "Kayenta's judge",
    text: 'The same series by the plain Mann-Whitney interval that Kayenta has, at the same nominal error. It is drawn beside, not bound.',
    bound: false,
    grid: COURSES.map((course) => ({
      trials: 2000,
      simulate: (times: number) => canaryCell(course, 100, times, isHigherByKayenta),
    })),
  },
  {
    title: 'Drift',
    text: 'A column beside its reference. It counts as moved when its distance is at least 0.1 and p at most 1 %: nominal is 1 %, and nominal and 1.5 points are 2.5 %.',
    bound: true,
    grid: DRIFTED.flatMap(({ trials, ...sizes }) => [
      ...KINDS.map((kind) => ({ trials, simulate: (times: number) => numberCell(kind, sizes, times) })),
      ...CATEGORIES.map((size) => ({
        trials,
        simulate: (times: number) => categoryCell(size, sizes, times),
      })),
    ]),
  },
  {
    title: 'Drift where days differ',
    text: 'A column of 100 rows a day whose days have levels of their own, judged by whole blocks of time of the reference. Nominal and bound as above.',
    bound: true,
    grid: DAYS.map((days) => ({ trials: 200, simulate: (times: number) => daysCell(days, times) })),
  },
  {
    title: "Evidently's rule",
    text: 'The same columns of numbers by Evidently: Kolmogorov-Smirnov at 5 % up to 1,000 rows of the reference, else the normed Wasserstein distance at 0.1. It is drawn beside, not bound.',
    bound: false,
    grid: DRIFTED.filter(({ n, reference }) => n + reference < 100_000).flatMap(({ trials, ...sizes }) =>
      KINDS.map((kind) => ({ trials, simulate: (times: number) => evidentlyCell(kind, sizes, times) })),
    ),
  },
];
