import type { Label } from './classification.ts';
import { roundedHalfUp } from './rounding.ts';

/** Scores from which a canary passes, or is marginal; null: not given. */
export interface Thresholds {
  readonly pass: number | null;
  readonly marginal: number | null;
}

/** What the score needs of a metric's result. */
export interface Scored {
  readonly label: Label;
  readonly reason: string | null;
  readonly groups: readonly string[];
  readonly critical: boolean;
  readonly muted: boolean;
}

export interface GroupScore {
  readonly name: string;
  /** 0 where there is no data, which counts as 100 in the sum */
  readonly score: number;
  readonly noData: boolean;
}

export interface Summary {
  readonly score: number;
  readonly reason: string | null;
  readonly groups: readonly GroupScore[];
}

/** The score of a canary from its metrics: judge.md 4.6, step by step. */
export function scored(results: readonly Scored[], weights: ReadonlyMap<string, number>): Summary {
  const heard = results.filter(({ muted }) => !muted);
  const groups = groupScores(heard);
  const critical = heard.find((one) => one.critical && one.label !== 'Pass');
  if (critical !== undefined) {
    return { score: 0, reason: `Canary Failed: ${critical.reason ?? ''}`, groups };
  }
  const silent = heard.filter(({ label }) => label === 'Nodata').length;
  if (heard.length > 0 && silent / heard.length >= 0.5) {
    return { score: 0, reason: 'Canary Failed: 50% or more metrics returned NODATA', groups };
  }
  return { score: weighted(groups, weights), reason: null, groups };
}

/** In the order in which groups first appear. */
function groupScores(results: readonly Scored[]): GroupScore[] {
  const names = new Set(results.flatMap(({ groups }) => groups));
  return [...names].map((name) => {
    const labels = results.filter(({ groups }) => groups.includes(name)).map(({ label }) => label);
    const count = (...kinds: readonly Label[]) => labels.filter((label) => kinds.includes(label)).length;
    const judged = count('Pass', 'High', 'Low', 'NodataFailMetric');
    return judged === 0
      ? { name, score: 0, noData: true }
      : { name, score: (100 * count('Pass')) / judged, noData: false };
  });
}

/** Groups without weight share what all given weights leave of 100; nothing checks those: trap K6. */
function weighted(groups: readonly GroupScore[], weights: ReadonlyMap<string, number>): number {
  const given = weights.values().reduce((sum, weight) => sum + weight, 0);
  const free = groups.filter(({ name }) => !weights.has(name)).length;
  const rest = free === 0 ? 0 : (100 - given) / free;
  const sum = groups.reduce(
    (all, { name, score, noData }) => all + ((noData ? 100 : score) * (weights.get(name) ?? rest)) / 100,
    0,
  );
  return roundedHalfUp(sum);
}

/** Inclusive at both ends, unlike the decision over a whole analysis: trap K13. */
export function classOf(score: number, { pass, marginal }: Thresholds): 'Pass' | 'Marginal' | 'Fail' {
  if (pass !== null && score >= pass) return 'Pass';
  return marginal !== null && score >= marginal ? 'Marginal' : 'Fail';
}
