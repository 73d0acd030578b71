import { Mistake } from '#kit/outcome';
import { normalTail } from '../distribution/normal.ts';
import type { Decision } from '../verdict.ts';
import { type Shift, SLACK, shiftsIn } from './cusum.ts';
import { distanceOf, ROUNDING, usualBy } from './phase.ts';
import { deviationOf, togetherness } from './residual.ts';
import { limitFor } from './runlength.ts';

type Direction = 'increase' | 'decrease' | 'either';

/** What is asked of a series; what is not said is the default beside it. */
export interface Ask {
  /** points of one period: 7 for a value a day, 168 for one an hour. 1: there is none */
  readonly period?: number;
  /** points, from the first on, that say what is usual. The first half */
  readonly reference?: number;
  /** which change is bad. either */
  readonly direction?: Direction;
  /** robust z of a normal value, known exactly, from which on a point is odd. 3.5 */
  readonly threshold?: number;
  /** points between false alarms of the CUSUM. 370 */
  readonly runLength?: number;
}

interface Odd {
  readonly at: number;
  readonly value: number;
  readonly expected: number;
  readonly z: number;
  readonly p: number;
}

export interface SeriesJudgement {
  readonly decision: Decision;
  readonly reason: string;
  readonly points: { readonly reference: number; readonly judged: number; readonly missing: number };
  readonly period: number;
  readonly odd: readonly Odd[];
  readonly shifts: readonly Shift[];
  /** null: the reference is constant, or too short */
  readonly cusum: {
    readonly slack: number;
    readonly limit: number;
    readonly runLength: number;
    /** one standard deviation, in the series' own unit */
    readonly deviation: number;
  } | null;
  readonly notes: readonly string[];
}

const THRESHOLD = 3.5;
const RUN_LENGTH = 370;
/** Fewer known points say nothing of what is usual: in all, and of a phase. */
const LEAST = 20;
const LEAST_OF_PHASE = 8;

/**
 * Is a series of one metric still as it was? Points after the reference are judged: one is odd by its robust z of its
 * phase (phase.ts); a lasting shift is found by a CUSUM whose limit follows from the run length (runlength.ts). A shift
 * fails, odd points alone are marginal. NaN is a missing point: it keeps its place. Mistake: a period, reference,
 * threshold or run length that cannot be.
 */
export function judgedSeries(values: readonly number[], ask: Ask = {}): SeriesJudgement {
  const { period = 1, direction = 'either', threshold = THRESHOLD, runLength = RUN_LENGTH } = ask;
  const learned = ask.reference ?? Math.floor(values.length / 2);
  refuse(values.length, period, learned, threshold, runLength);
  const usual = usualBy(values.slice(0, learned), period);
  const known = values.filter((value) => !Number.isNaN(value)).length;
  const points = { reference: learned, judged: values.length - learned, missing: values.length - known };
  const endless = values.slice(0, learned).some((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  const lack = endless ? 'the reference holds an infinite value' : lackOf(usual, period, known);
  if (lack !== null) {
    const nothing = { odd: [], shifts: [], cusum: null, notes: [] };
    return { decision: 'inconclusive', reason: lack, points, period, ...nothing };
  }
  const isBad = (z: number) => direction === 'either' || (direction === 'increase' ? z > 0 : z < 0);
  const level = 2 * normalTail(threshold);
  const seen = values.map((value, at): Odd => {
    const own = usual[at % period] ?? NOTHING;
    return { at, value, expected: own.median, ...distanceOf(value, own) };
  });
  const odd = seen.slice(learned).filter(({ p, z }) => p < level && isBad(z));
  const typical = seen
    .slice(0, learned)
    .filter(({ p }) => p >= level)
    .map(({ value, expected }) => value - expected);
  const deviation = deviationOf(typical, period);
  const size = Math.max(...usual.map(({ median }) => Math.abs(median)));
  if (deviation <= ROUNDING * size) return { ...constant(odd), points, period };
  const limit = limitFor(runLength, SLACK);
  // one odd point alone is no lasting shift: none counts for more than the least odd one
  const standardised = seen
    .slice(learned)
    .map(({ value, expected }) => Math.max(-threshold, Math.min(threshold, (value - expected) / deviation)));
  const shifts = shiftsIn(standardised, limit)
    .map((shift) => ({ ...shift, at: shift.at + learned, since: shift.since + learned }))
    .filter(({ side }) => isBad(side === 'up' ? 1 : -1));
  const cusum = { slack: SLACK, limit, runLength, deviation };
  const notes = notesOf(typical, runLength, level);
  return { ...decided(odd, shifts), points, period, odd, shifts, cusum, notes };
}

const NOTHING = { median: Number.NaN, spread: Number.NaN, points: 0, basis: 0 };

/** Why nothing can be decided; null: it can. */
function lackOf(usual: readonly { readonly points: number }[], period: number, known: number): string | null {
  const inReference = usual.reduce((sum, { points }) => sum + points, 0);
  const fewest = Math.min(...usual.map(({ points }) => points));
  if (inReference < LEAST || fewest < LEAST_OF_PHASE) {
    const needs =
      period === 1
        ? `${LEAST} known points`
        : `${LEAST_OF_PHASE} known points of each of ${period} phases, ${Math.max(LEAST, LEAST_OF_PHASE * period)} in all`;
    return `too short: the reference needs ${needs}, it has ${inReference}`;
  }
  return known === inReference ? 'no point after the reference holds a value' : null;
}

function decided(
  odd: readonly Odd[],
  shifts: readonly Shift[],
): Pick<SeriesJudgement, 'decision' | 'reason'> {
  const [first] = shifts;
  if (first !== undefined) {
    const reason = `a lasting shift ${first.side} since about point ${first.since + 1}, sure at point ${first.at + 1}`;
    return { decision: 'fail', reason };
  }
  if (odd.length === 0) return { decision: 'pass', reason: 'as in the reference' };
  const places = odd.slice(0, 3).map(({ at }) => at + 1);
  const more = odd.length > places.length ? ` and ${odd.length - places.length} more` : '';
  return { decision: 'marginal', reason: `odd: point ${places.join(', ')}${more}; no lasting shift` };
}

/** Nothing varied until now: every other value is odd, and two of them in a row are a shift. */
function constant(odd: readonly Odd[]): Omit<SeriesJudgement, 'points' | 'period'> {
  const places = new Set(odd.map(({ at }) => at));
  const pair = odd.find(({ at }) => places.has(at + 1));
  const shifts: Shift[] =
    pair === undefined
      ? []
      : [
          {
            at: pair.at + 1,
            since: pair.at,
            side: pair.z > 0 ? 'up' : 'down',
            sum: Number.POSITIVE_INFINITY,
          },
        ];
  const notes = ['the reference is constant: every other value is odd, two in a row are a shift'];
  return { ...decided(odd, shifts), odd, shifts, cusum: null, notes };
}

function notesOf(typical: readonly number[], runLength: number, level: number): string[] {
  const known = typical.length;
  const correlation = togetherness(typical);
  const tied = correlation > 2 / Math.sqrt(known);
  return [
    `on average ${Math.round(1 / level)} points lie between false odd ones, ${runLength} between false shifts, if values are normal and independent; a reference of ${known} points makes both uncertain`,
    ...(tied
      ? [
          `neighbouring points go together (correlation ${correlation.toFixed(2)}): false shifts come sooner than stated`,
        ]
      : []),
  ];
}

function refuse(points: number, period: number, learned: number, threshold: number, runLength: number): void {
  const rules = [
    [
      'period',
      Number.isInteger(period) && period >= 1,
      period,
      'Write a whole number of points, 1 for none.',
    ],
    [
      'reference',
      Number.isInteger(learned) && learned >= 0 && learned <= points,
      learned,
      `Write a number of points up to ${points}.`,
    ],
    ['threshold', threshold > 0 && threshold < 30, threshold, 'Write a number above 0 and below 30.'],
    ['run length', runLength >= 10 && runLength <= 1e6, runLength, 'Write 10 to 1,000,000 points.'],
  ] as const;
  const wrong = rules.filter(([, right]) => !right);
  if (wrong.length === 0) return;
  throw new Mistake(
    wrong.map(([subject, , value, remedy]) => ({ subject, what: 'cannot be', remedy, value: String(value) })),
  );
}
