import type { Cell } from './cell.ts';
import { comparisonCell, WORLDS } from './comparison.ts';
import type { Chapter } from './page.ts';

/** One place of a grid, simulated as often as told. */
interface Place {
  readonly trials: number;
  simulate(trials: number): Cell;
}

type Planned = Omit<Chapter, 'cells'> & { readonly grid: readonly Place[] };

/** Rows, and how often they are drawn: the more rows, the longer a draw takes. */
const SIZES = [
  { n: 30, trials: 4000 },
  { n: 100, trials: 4000 },
  { n: 300, trials: 4000 },
  { n: 1000, trials: 2000 },
  { n: 10_000, trials: 400 },
  { n: 100_000, trials: 60 },
] as const;

const MILLION = { n: 1_000_000, trials: 40 } as const;
const AT_A_MILLION = ['accuracy', 'roc_auc', 'mae'];

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
];
