import type { Measure } from '#metrics/measure/measure';
import type { Contrast } from './contrast.ts';
import type { Estimate, Open } from './estimate.ts';
import type { Examples } from './examples.ts';
import { contrasted } from './judged.ts';
import type { Interval } from './proportion.ts';
import { footingOf, plain, valued } from './rows.ts';
import { sequenceEnd } from './sequence.ts';
import type { Terms } from './terms.ts';

const METHOD = 'anytime-valid sequence (empirical Bernstein)';
const SHARE: Interval = [0, 1];

/**
 * A measure of rows in the order in which they came, with an interval that holds at every moment at once, however often
 * somebody looks (sequence.ts). Only of measures that are means of values with known limits: shares, and Brier's.
 */
export function anytimeEstimate(measure: Measure, examples: Examples, terms: Terms): Estimate {
  const rows = plain(measure, examples);
  const value = valued(measure, rows);
  const known = { standardError: null, method: METHOD };
  if (typeof value !== 'number')
    return {
      ...known,
      value: Number.NaN,
      interval: null,
      n: 0,
      noun: 'examples',
      open: unknown(value.because),
    };
  const { n, noun } = footingOf(measure, rows);
  const values = valuesOf(measure, rows);
  if (typeof values === 'string') return { ...known, value, interval: null, n, noun, open: unknown(values) };
  return { ...known, value, interval: sequenceEnd(values, terms.confidence), n, noun, open: null };
}

/**
 * candidate - times * baseline at every moment at once, also where the baseline goes on growing, as a control does:
 * each side has half of the error (Bonferroni). p is the level at which the end of the interval is at the margin.
 */
export function anytimeContrast(
  measure: Measure,
  candidate: Examples,
  baseline: Examples,
  _terms: Terms,
  times = 1,
): Contrast {
  return contrasted(measure, candidate, baseline, times, ({ one, other }) => {
    const [values, against] = [valuesOf(measure, one), valuesOf(measure, other)];
    const interval = (confidence: number): Interval => {
      const [mineAt, theirsAt] = [values, against].map((of) =>
        typeof of === 'string' ? SHARE : sequenceEnd(of, (1 + confidence) / 2),
      );
      const [[low, high], [least, most]] = [mineAt ?? SHARE, theirsAt ?? SHARE];
      return [low - times * most, high - times * least];
    };
    const why = [values, against].find((of) => typeof of === 'string');
    return {
      judged: {
        method: `${METHOD}, not paired`,
        interval,
        p: (side, margin) => levelBeyond(interval, side, margin),
      },
      open: typeof why === 'string' ? unknown(why) : null,
    };
  });
}

function unknown(because: string): Open {
  return { because, needed: null };
}

/** The values whose mean the measure is, in the order of the rows; a text says why there are none. */
function valuesOf(measure: Measure, { labels, answers, weights, groups }: Examples): Float64Array | string {
  if (weights !== null || groups !== null)
    return 'looks: any judges rows that stand alone and weigh the same';
  const share = measure.share?.(labels, answers);
  if (share !== undefined) return Float64Array.from(share.hits).filter((_, row) => share.counted[row] === 1);
  if (measure.name === 'brier') return labels.map((label, row) => ((answers[row] ?? 0) - label) ** 2);
  return `looks: any judges means of values with known limits, and ${measure.name} is none`;
}

/** No p is told below it. */
const LEAST = 1e-9;
const ROUNDS = 30;

/** The least one-sided level at which the interval lies wholly on that side of the margin; 1: at none. */
function levelBeyond(
  interval: (confidence: number) => Interval,
  side: 'below' | 'above',
  margin: number,
): number {
  const beyond = (level: number) => {
    const [low, high] = interval(1 - 2 * level);
    return side === 'above' ? low > margin : high < margin;
  };
  let [least, most] = [Math.log(LEAST), Math.log(0.5 - LEAST)];
  if (!beyond(Math.exp(most))) return 1;
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (least + most) / 2;
    if (beyond(Math.exp(middle))) most = middle;
    else least = middle;
  }
  return Math.exp(most);
}
