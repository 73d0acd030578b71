import type { Problem } from '#kit/outcome';
import { roundedHalfUp } from '../kayenta/rounding.ts';
import type { CanaryRules, MetricRule } from './rules.ts';

/** What the score needs of a metric. */
export interface Scored {
  readonly groups: readonly string[];
  readonly muted: boolean;
  readonly passes: boolean;
}

export interface GroupScore {
  readonly name: string;
  readonly score: number;
}

/** The share of metrics that pass, by groups and their weights; 0 to 100. Shown, never decided by. */
export interface Score {
  readonly score: number | null;
  readonly groups: readonly GroupScore[];
}

/** Groups without weight share equally what the given weights leave; without any group all metrics are one. */
export function scoreOf(metrics: readonly Scored[], weights: ReadonlyMap<string, number>): Score {
  const heard = metrics.filter(({ muted }) => !muted);
  if (heard.length === 0) return { score: null, groups: [] };
  const names = [...new Set(heard.flatMap(({ groups }) => groups))];
  const share = (some: readonly Scored[]) => (100 * some.filter(({ passes }) => passes).length) / some.length;
  if (names.length === 0) return { score: roundedHalfUp(share(heard)), groups: [] };
  const groups = names.map((name) => ({
    name,
    score: share(heard.filter((one) => one.groups.includes(name))),
  }));
  const given = names.reduce((sum, name) => sum + (weights.get(name) ?? 0), 0);
  const free = names.filter((name) => !weights.has(name)).length;
  const weightOf = (name: string) => weights.get(name) ?? (100 - given) / free;
  // a group of nothing but muted metrics has its weight, but no score
  const all = names.reduce((sum, name) => sum + weightOf(name), 0);
  const sum = groups.reduce((total, { name, score }) => total + score * weightOf(name), 0);
  return { score: all > 0 ? roundedHalfUp(sum / all) : null, groups };
}

const ENOUGH = 100;
const ROUNDING = 1e-9;

/** Weights are shares of 100 of groups that there are: judge.md 4.8, K6. */
export function weightProblems(
  { metrics, weights }: Pick<CanaryRules, 'metrics' | 'weights'>,
  subject: string,
): Problem[] {
  const known = groupsOf(metrics);
  const wrong = (name: string, what: string, remedy: string) => ({
    subject: `${subject}, weight of ${name}`,
    what,
    remedy,
  });
  const each = [...weights].flatMap(([name, weight]): Problem[] => [
    ...(weight >= 0 && weight <= ENOUGH
      ? []
      : [wrong(name, `is ${weight}`, 'Write a number from 0 to 100.')]),
    ...(known.has(name)
      ? []
      : [wrong(name, 'is of a group that no metric is in', `Groups: ${[...known].join(', ') || 'none'}.`)]),
  ]);
  const sum = [...weights.values()].reduce((all, weight) => all + weight, 0);
  const whole = [...known].every((name) => weights.has(name));
  if (each.length > 0 || weights.size === 0 || (whole && Math.abs(sum - ENOUGH) < ROUNDING)) return each;
  if (!whole && sum < ENOUGH) return each;
  const wish = whole ? 'all groups have one: let them sum to 100' : 'leave some of the 100 to groups without';
  return [{ subject: `${subject}, weights`, what: `sum to ${sum}`, remedy: `Change them; ${wish}.` }];
}

function groupsOf(metrics: readonly MetricRule[]): Set<string> {
  return new Set(metrics.flatMap(({ groups }) => groups));
}
