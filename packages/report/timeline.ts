import { type Gate, parseGate } from '#judge/gate/gate';
import type { Verdict } from '#judge/verdict';
import type { PastEvaluation, RunFacts } from './facts.ts';
import { known } from './number.ts';

/** Evaluations a timeline shows. */
export const SHOWN = 30;

/** One measure at one evaluation. */
export interface Point extends Omit<PastEvaluation, 'numbers' | 'intervals'> {
  /** null: not measured then, or not defined */
  readonly value: number | null;
  /** of the value, where noise was judged */
  readonly interval?: readonly [number, number];
}

/** One gated measure over the last evaluations, in the order of time; the last one is that of the report. */
export interface Timeline {
  readonly metric: string;
  readonly direction: 'higher-is-better' | 'lower-is-better' | 'none';
  readonly points: readonly Point[];
  /** gates with a number of their own: what is drawn as a line */
  readonly bounds: readonly { readonly text: string; readonly value: number }[];
  /** of the measure now; null where there is none */
  readonly baseline: number | null;
}

/**
 * A timeline for each measure over all rows that a gate speaks of, where it is known of two evaluations or more. What
 * came out the same at the same commit is one point, the last.
 */
export function timelines(verdict: Verdict, facts: RunFacts): Timeline[] {
  const evaluations = history(verdict, facts);
  const whole = verdict.gates.filter(({ slice }) => slice === undefined);
  return [...new Set(whole.map(({ metric }) => metric))].flatMap((metric) => {
    const figure = verdict.numbers.find((one) => one.metric === metric && one.slice === undefined);
    const points = evaluations.map(({ numbers, intervals = {}, ...rest }) => {
      const interval = intervals[metric];
      const value = numbers[metric] ?? null;
      return { ...rest, value, ...(interval === undefined ? {} : { interval }) };
    });
    if (points.filter(({ value }) => known(value)).length < 2) return [];
    const gates = whole.filter((gate) => gate.metric === metric).map(({ gate }) => gate);
    const { direction = 'none', baseline = null } = figure ?? {};
    return { metric, direction, points, bounds: boundsOf(gates), baseline };
  });
}

function history(verdict: Verdict, { past = [], time, commit, dirty }: RunFacts): PastEvaluation[] {
  const whole = verdict.numbers.filter(({ slice }) => slice === undefined);
  const numbers = Object.fromEntries(whole.map(({ metric, candidate }) => [metric, candidate]));
  const intervals = Object.fromEntries(
    whole.flatMap(({ metric, interval }) => (interval === undefined ? [] : [[metric, interval]])),
  );
  const now = { time, commit, dirty, decision: verdict.decision, otherData: false, numbers, intervals };
  const last = new Map<string, PastEvaluation>();
  for (const one of [...past, now]) {
    const key = JSON.stringify([one.commit, one.dirty, one.decision, Object.entries(one.numbers).sort()]);
    // taken out first: a later one has its place at the end
    last.delete(key);
    last.set(key, one);
  }
  return [...last.values()].slice(-SHOWN);
}

/** `>= 0.7`: bounds that do not hang on a baseline, as they are written. */
export function boundsOf(
  gates: readonly string[],
  isMeant: (gate: Gate) => boolean = () => true,
): Timeline['bounds'] {
  return gates.flatMap((text) => {
    try {
      const gate = parseGate(text);
      const { bound, operator } = gate;
      return bound.kind === 'number' && isMeant(gate)
        ? [{ text: `${operator} ${bound.spelled}`, value: bound.value }]
        : [];
    } catch {
      // a gate of a later version of the language
      return [];
    }
  });
}

/** How a commit is named where there is little room: `2a96eec`, `2a96eec*` with uncommitted changes. */
export function commitName({ commit, dirty }: Pick<Point, 'commit' | 'dirty'>): string {
  return commit === null ? 'no commit' : `${commit.slice(0, 7)}${dirty ? '*' : ''}`;
}

/** Bars of eighths, the lowest value the lowest; `·` where there is no value. */
export function sparkline(values: readonly (number | null)[]): string {
  const all = values.filter(known);
  const low = Math.min(...all);
  const range = Math.max(...all) - low;
  return values
    .map((value) => {
      if (!known(value)) return '·';
      return BARS[range === 0 ? 3 : Math.round(((value - low) / range) * (BARS.length - 1))] ?? '';
    })
    .join('');
}

const BARS = '▁▂▃▄▅▆▇█';
