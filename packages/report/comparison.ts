import type { Figure, GateResult, Verdict } from '#judge/verdict';
import { known } from './number.ts';

/** What a difference means: `changed` where a measure has no good direction, `unknown` where a side is missing. */
export type Change = 'better' | 'worse' | 'same' | 'changed' | 'unknown';

export interface Compared {
  readonly figure: Figure;
  /** candidate - baseline, in the measure's unit; null where a side is missing or not defined */
  readonly difference: number | null;
  readonly change: Change;
}

/** One measure by slice, worst first. */
export interface SliceTable {
  readonly metric: string;
  readonly gated: boolean;
  /** the same measure over all rows */
  readonly whole: Figure | null;
  readonly rows: readonly SliceRow[];
}

export interface SliceRow extends Compared {
  readonly slice: string;
  /** results of the gates on this measure and slice */
  readonly gates: readonly GateResult[];
}

function compared(figure: Figure): Compared {
  return { figure, ...changeOf(figure) };
}

/** What it means that a measure is `candidate` now and was `baseline`. */
export function changeOf({
  candidate,
  baseline,
  direction,
  difference: told,
}: Pick<Figure, 'candidate' | 'baseline' | 'direction' | 'difference'>): Pick<
  Compared,
  'difference' | 'change'
> {
  if (!known(candidate) || !known(baseline)) return { difference: null, change: 'unknown' };
  const difference = told?.value ?? candidate - baseline;
  if (difference === 0) return { difference, change: 'same' };
  if (direction === 'none') return { difference, change: 'changed' };
  return { difference, change: difference > 0 === (direction === 'higher-is-better') ? 'better' : 'worse' };
}

/** The numbers over all rows: gated measures first, in the order of the gates. */
export function overall(verdict: Verdict): Compared[] {
  const order = gatedMetrics(verdict);
  const rank = ({ metric }: Figure) => (order.has(metric) ? [...order].indexOf(metric) : order.size);
  return verdict.numbers
    .filter(({ slice }) => slice === undefined)
    .toSorted((one, other) => rank(one) - rank(other))
    .map(compared);
}

/** Is any number known of the baseline: without one its columns are left out. */
export function hasBaseline(rows: readonly { readonly figure: Figure }[]): boolean {
  return rows.some(({ figure }) => figure.baseline !== undefined);
}

/**
 * A table a measure that has slices, gated measures first. Within one: slices with a gate that does not pass,
 * then by how much the candidate is worse than the baseline, or, where there is none, by the value itself.
 */
export function sliceTables(verdict: Verdict): SliceTable[] {
  const gated = gatedMetrics(verdict);
  const sliced = verdict.numbers.filter(({ slice }) => slice !== undefined);
  const gates = Map.groupBy(verdict.gates, ({ metric, slice }) => JSON.stringify([metric, slice]));
  const byMetric = Map.groupBy(sliced, ({ metric }) => metric);
  const metrics = new Set([...gated, ...byMetric.keys()]);
  return [...metrics].flatMap((metric) => {
    const rows = (byMetric.get(metric) ?? []).map((figure) => ({
      ...compared(figure),
      slice: figure.slice ?? '',
      gates: gates.get(JSON.stringify([metric, figure.slice])) ?? [],
    }));
    const whole = verdict.numbers.find((one) => one.metric === metric && one.slice === undefined) ?? null;
    return rows.length === 0 ? [] : [{ metric, gated: gated.has(metric), whole, rows: worstFirst(rows) }];
  });
}

/** The word beside a difference; none where the measure has no good direction. */
export function meaning(change: Change): string {
  return change === 'changed' || change === 'unknown' ? '' : change;
}

function gatedMetrics({ gates }: Verdict): Set<string> {
  return new Set(gates.map(({ metric }) => metric));
}

function worstFirst(rows: readonly SliceRow[]): SliceRow[] {
  const judgedByChange = rows.some(({ difference }) => difference !== null);
  return rows.toSorted(
    (one, other) =>
      trouble(other) - trouble(one) || goodness(one, judgedByChange) - goodness(other, judgedByChange),
  );
}

function trouble({ gates }: SliceRow): number {
  const weight = { pass: 0, 'not judged': 0, marginal: 1, inconclusive: 1, fail: 3, error: 3 } as const;
  return Math.max(
    0,
    ...gates.map(({ state, level }) => (level === 'warn' && weight[state] > 1 ? 2 : weight[state])),
  );
}

/** Higher is better whatever the measure's direction; what is not known comes last. Finite, so that sorting holds. */
function goodness({ figure, difference }: SliceRow, byChange: boolean): number {
  const value = byChange ? difference : figure.candidate;
  if (!known(value)) return Number.MAX_VALUE;
  if (figure.direction === 'none') return -Math.abs(value);
  return figure.direction === 'higher-is-better' ? value : -value;
}
