import { measureNamed } from '#metrics/measure/measures';
import { type Measurement, type Slice, spellSlice } from '#metrics/measurement';
import type { Predictions } from '#metrics/predictions';
import type { Gate } from '../gate/gate.ts';
import type { Contrast } from '../inference/contrast.ts';
import type { Estimate } from '../inference/estimate.ts';
import { type Footing, floorOf } from '../inference/floor.ts';
import { footingOf, plain } from '../inference/rows.ts';
import { contrastOfSeeds, type Run, type SeedContrast } from '../inference/seeds.ts';
import type { Terms } from '../inference/terms.ts';
import { testVariance } from '../inference/testvariance.ts';
import { appraise } from './appraisal.ts';
import { examplesOf } from './certainty.ts';
import { Crossing } from './crossing.ts';
import type { Noise } from './noise.ts';
import { Sheet } from './sheet.ts';
import { alone } from './trial.ts';

/** Several training runs a side, all measured on the same rows in the same order. */
export interface SeedTrial {
  readonly candidate: readonly Predictions[];
  /** empty: there is none */
  readonly baseline: readonly Predictions[];
  /** run k of both sides had the same split and the same order of the data */
  readonly shared: boolean;
}

/** One measure over the runs of both sides. */
export interface SeedFigure {
  readonly metric: string;
  readonly slice?: string;
  readonly candidate: readonly number[];
  readonly baseline: readonly number[];
  readonly difference: number;
  readonly interval: readonly [number, number];
  readonly method: string;
  readonly signedRank: SeedContrast['signedRank'];
}

type Appraised = Omit<ReturnType<typeof appraise>, 'terms'>;

/** What several runs a side give as evidence: means over the runs, and noise of seeds and test set (inference/seeds.ts). */
export function appraiseSeeds(trial: SeedTrial, gates: readonly Gate[], terms: Terms): Appraised {
  const sides = [trial.candidate, trial.baseline].map((runs) =>
    runs.map((run) => appraise(alone(run, ''), gates, terms)),
  );
  const [own = [], against = []] = sides;
  const sheets = sides.map((runs) => runs.map(({ candidate }) => new Sheet(candidate)));
  const [first] = own;
  return {
    candidate: meansOf(first?.candidate ?? [], sheets[0] ?? []),
    baseline: against.length === 0 ? null : meansOf(against[0]?.candidate ?? [], sheets[1] ?? []),
    rows: first?.rows ?? 0,
    flaws: [...new Set([...own, ...against].flatMap(({ flaws }) => flaws))],
    absent: first?.absent ?? new Map(),
    others: first?.others ?? [],
    notes: first?.notes ?? [],
    noise: noiseOfSeeds(trial, sheets[0] ?? [], sheets[1] ?? [], terms),
  };
}

function meansOf(measurements: readonly Measurement[], sheets: readonly Sheet[]): Measurement[] {
  return measurements.map((one) => {
    const all = sheets.map((sheet) => sheet.at(one.metric, one.slice));
    const lacking = all.find((run) => !Number.isFinite(run?.value));
    if (lacking !== undefined)
      return { ...one, value: Number.NaN, undefinedBecause: lacking?.undefinedBecause ?? 'a run has none' };
    return { ...one, value: all.reduce((sum, run) => sum + (run?.value ?? Number.NaN), 0) / all.length };
  });
}

/** The measures that gates name, run by run; for a table. */
export function seedFigures(
  { candidate, baseline, noise }: Appraised,
  gates: readonly Gate[],
  confidence: number,
): SeedFigure[] {
  const asked = new Set(gates.map(({ metric }) => metric));
  return candidate.flatMap(({ metric, slice }): SeedFigure[] => {
    const contrast = asked.has(metric) && baseline !== null ? noise.contrast(metric, slice, 1) : '';
    if (typeof contrast === 'string' || !isOfSeeds(contrast)) return [];
    const { difference, method, signedRank, runs } = contrast;
    const where = slice === undefined ? {} : { slice: spellSlice(slice) };
    return [
      { metric, ...where, ...runs, difference, interval: contrast.interval(confidence), method, signedRank },
    ];
  });
}

interface RunsContrast extends SeedContrast {
  readonly runs: { readonly candidate: readonly number[]; readonly baseline: readonly number[] };
}

function isOfSeeds(contrast: Contrast): contrast is RunsContrast {
  return 'runs' in contrast;
}

function noiseOfSeeds(
  { candidate, baseline, shared }: SeedTrial,
  own: readonly Sheet[],
  against: readonly Sheet[],
  terms: Terms,
): Noise {
  const [mine, theirs] = [candidate, baseline].map((runs) => runs.map((run) => new Crossing(run)));
  const task = candidate[0]?.task;
  const about = (metric: string, slice: Slice | undefined) => {
    const measure = task === undefined ? null : measureNamed(metric, task);
    if (measure === null) return null;
    const of = (runs: readonly Crossing[] = []) =>
      runs.flatMap((run) => examplesOf(measure, run.casesOf(slice)) ?? []);
    const examples = { mine: of(mine), theirs: of(theirs) };
    const [first] = examples.mine;
    return first === undefined
      ? null
      : { measure, ...examples, footing: footingOf(measure, plain(measure, first)) };
  };

  const contrast = (metric: string, slice: Slice | undefined, times: number): RunsContrast | string => {
    const found = about(metric, slice);
    if (found === null || found.theirs.length === 0) return `${metric} has no examples of both sides`;
    const { measure, footing } = found;
    const variance = testVariance(measure, found.mine, found.theirs, times, terms);
    const runs = { candidate: valuesOf(own, metric, slice), baseline: valuesOf(against, metric, slice) };
    if (![...runs.candidate, ...runs.baseline].every(Number.isFinite))
      return `${metric} is not defined in every run`;
    const scaled = runs.baseline.map((value) => times * value);
    const seeds = contrastOfSeeds(numbered(runs.candidate), numbered(scaled), {
      shared,
      testVariance: variance,
    });
    const open = floorOf(measure, 'paired', footing, terms) ?? seeds.open;
    return { ...seeds, baseline: mean(runs.baseline), times, open: fewRows(open, footing, seeds), runs };
  };

  return {
    contrast,
    estimate: (metric, slice, confidence): Estimate | null => {
      const found = about(metric, slice);
      const values = valuesOf(own, metric, slice);
      if (found === null || !values.every(Number.isFinite)) return null;
      const variance = testVariance(found.measure, found.mine, [], 1, terms);
      const none = numbered(values.map(() => 0));
      const seeds = contrastOfSeeds(numbered(values), none, { shared: true, testVariance: variance });
      const open = fewRows(
        floorOf(found.measure, 'single', found.footing, terms) ?? seeds.open,
        found.footing,
        seeds,
      );
      const interval = open === null ? seeds.interval(confidence) : null;
      const method =
        variance > 0 ? "Student's t over seeds, test-set variance added" : "Student's t over seeds";
      return {
        value: seeds.candidate,
        interval,
        standardError: null,
        n: seeds.n,
        noun: 'seeds',
        method,
        open,
      };
    },
  };
}

/** Rows that lack are counted as rows, not as seeds: more runs do not help. */
function fewRows(open: Contrast['open'], { n }: Footing, seeds: SeedContrast): Contrast['open'] {
  return open === null || open === seeds.open || n >= (open.needed ?? 0) ? open : { ...open, needed: null };
}

function valuesOf(sheets: readonly Sheet[], metric: string, slice: Slice | undefined): number[] {
  return sheets.map((sheet) => sheet.at(metric, slice)?.value ?? Number.NaN);
}

function numbered(values: readonly number[]): Run[] {
  return values.map((value, seed) => ({ seed, value }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
