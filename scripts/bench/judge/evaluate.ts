import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { median, type Outcome } from '../outcome.ts';
import { outcomesOf, peerPython, type Took, takeTurns, took } from './peer.ts';

const ROUNDS = 5;
const ROWS = 10_000_000;
const SEED = 20_260;
/** Scores as most files keep them, and as a model gives them: nearly no two of 10 million are the same then. */
const DIGITS = { '6': 'scores of six digits', full: 'scores of full precision' } as const;
type Digits = keyof typeof DIGITS;
const EACH = ['6', 'full'] as const satisfies readonly Digits[];

/** What a bootstrap takes is linear in its resamples: a few are run, the rest is counted on. */
const [RUN, USUAL] = [4, 1000];

const root = join(import.meta.dirname, '../../..');
const script = join(import.meta.dirname, 'python/evaluate.py');

/** Eight measures of binary predictions, from the file to the numbers, against scikit-learn. */
export async function* evaluate(scratch: string): AsyncGenerator<Outcome> {
  const python = await peerPython();
  const files = (rows: number, digits: Digits) => made(python, rows, digits, scratch);
  took(python, [process.execPath, join(root, 'scripts/build.ts')]);
  const own = (candidate: string, baseline?: string) => compared(python, candidate, baseline);
  const peer = (...words: string[]) => took(python, [python, script, ...words]);

  for (const digits of EACH) {
    const large = files(ROWS, digits);
    for (const kind of ['csv', 'parquet']) {
      const file = `${large}-candidate.${kind}`;
      const turns = takeTurns(
        ROUNDS,
        () => own(file),
        () => peer('measure', file),
      );
      demandEqual(turns.own[0]?.stdout ?? '', turns.peer[0]?.stdout ?? '');
      const what = `eight measures of ${ROWS.toLocaleString('en-US')} predictions in ${kind}, ${DIGITS[digits]}`;
      yield* outcomesOf(what, 'scikit-learn', turns, { elapsed: 5, cpu: 5, peak: 2 });
    }
  }

  const million = files(1_000_000, 'full');
  const pair = [`${million}-candidate.parquet`, `${million}-baseline.parquet`] as const;
  const turns = takeTurns(
    3,
    () => own(...pair),
    () => resampled(peer('bootstrap', ...pair, '0'), peer('bootstrap', ...pair, String(RUN))),
  );
  const counted = `bootstrap of ${USUAL} resamples, counted on from ${RUN}`;
  yield* outcomesOf('two files of 1,000,000, paired', counted, turns, { elapsed: 100, cpu: 100, peak: null });

  for (const digits of EACH) yield* doubling(digits, (rows) => files(rows, digits), own);
}

/** The shipped program, from the file to the verdict, with an interval for each of the eight. */
function compared(python: string, candidate: string, baseline?: string): Took {
  const gates = MEASURES.map((name) => (LOWER.has(name) ? `${name} <= 1` : `${name} >= 0.1`));
  const margin = baseline === undefined ? [] : ['roc_auc >= baseline - 0.01'];
  return took(
    python,
    [
      process.execPath,
      join(root, 'dist/lib/mlops.js'),
      ...['judge', 'compare', '--json', '--candidate', candidate],
      ...(baseline === undefined ? [] : ['--baseline', baseline]),
      ...['label', 'score'].flatMap((role) => ['--columns', `${role}=${role}`]),
      ...[...gates, ...margin].flatMap((gate) => ['--gates', gate]),
    ],
    { statuses: [0, 1] },
  );
}

const MEASURES = [
  'roc_auc',
  'average_precision',
  'log_loss',
  'brier',
  'accuracy',
  'precision',
  'recall',
  'f1',
];
const LOWER: ReadonlySet<string> = new Set(['log_loss', 'brier']);

/** The cost of the usual number of resamples, from one run without and one with a few. */
function resampled(without: Took, few: Took): Took {
  const on = (kind: 'elapsed' | 'cpu') => without[kind] + ((few[kind] - without[kind]) / RUN) * USUAL;
  return { ...few, elapsed: on('elapsed'), cpu: on('cpu') };
}

/** Twice the rows cost 2 log(2n) / log n as much, and not four times. The start of the process is taken off. */
async function* doubling(digits: Digits, files: (rows: number) => string, own: (candidate: string) => Took) {
  const cost = (candidate: string) => median(Array.from({ length: 3 }, () => own(candidate).cpu));
  const start = cost(`${files(1000)}-candidate.csv`);
  let before: { readonly rows: number; readonly cpu: number } | null = null;
  for (const rows of [1e6, 2e6, 4e6, 8e6]) {
    const cpu = cost(`${files(rows)}-candidate.csv`) - start;
    if (before !== null) {
      const expected = (before.cpu * rows * Math.log(rows)) / (before.rows * Math.log(before.rows));
      yield {
        what: `${rows / 1e6} million rows after ${before.rows / 1e6}, ${DIGITS[digits]}, ${(cpu / before.cpu).toFixed(2)} times the CPU seconds`,
        own: { text: `${cpu.toFixed(2)} CPU s` },
        peer: { name: 'n log n', text: `${expected.toFixed(2)} CPU s` },
        ratio: expected / cpu,
        goal: 0.75,
      };
    }
    before = { rows, cpu };
  }
}

function made(python: string, rows: number, digits: Digits, scratch: string): string {
  const stem = join(scratch, `predictions-${rows}-${digits}`);
  if (!existsSync(`${stem}-baseline.parquet`))
    took(python, [python, script, 'make', String(rows), String(SEED), digits, stem]);
  return stem;
}

/** A ratio of times is worth something only where both say the same. */
function demandEqual(own: string, peer: string): void {
  const said = valuesOf(JSON.parse(own));
  for (const [name, value] of valuesIn(peer)) {
    const ours = said.get(name) ?? Number.NaN;
    if (!(Math.abs(ours - value) <= 1e-12))
      throw new Error(`${name} is ${ours} here, ${value} in scikit-learn`);
  }
}

interface Verdict {
  readonly numbers: readonly {
    readonly metric: string;
    readonly slice?: unknown;
    readonly candidate: number;
  }[];
}

function valuesOf({ numbers }: Verdict): Map<string, number> {
  const whole = numbers.filter(({ slice }) => slice === undefined);
  return new Map(whole.map(({ metric, candidate }) => [metric, candidate]));
}

function valuesIn(text: string): Map<string, number> {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return new Map(lines.map(([name = '', value]): [string, number] => [name, Number(value)]));
}
