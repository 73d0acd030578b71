import { Mistake } from '#kit/outcome';
import { holmLevel } from '../decision/family.ts';
import { type Decision, passes } from '../verdict.ts';
import { conclusionOf } from './conclusion.ts';
import type { MetricFinding } from './finding.ts';
import { type Examined, examined, type SeriesPair } from './measuring.ts';
import type { CanaryRules, MetricRule } from './rules.ts';
import { type GroupScore, scoreOf } from './score.ts';
import { factsOf } from './side.ts';
import { type Levels, stateOf } from './state.ts';

const STRICT_JUDGE = 'mlops-canary-v1';

/** What the strict judge says of a canary. */
export interface CanaryJudgement {
  readonly judge: typeof STRICT_JUDGE;
  readonly decision: Decision;
  /** one sentence */
  readonly reason: string;
  /** share of metrics that pass, by weights; shown, not decided by. Null: every metric is muted */
  readonly score: number | null;
  readonly groups: readonly GroupScore[];
  readonly confidence: number;
  readonly metrics: readonly MetricFinding[];
  readonly notes: readonly string[];
}

interface Case {
  readonly rule: MetricRule;
  readonly examined: Examined;
}

/**
 * Judges a canary against its baseline, metric by metric. A metric fails where a change for the worse beyond what is
 * allowed is proven, Holm's correction over all metrics of level fail counted in (critical ones are a family of their
 * own); it passes where the contrary is proven and its tails are no worse; without a margin it is at most marginal
 * unless it is surely no worse. What is missing, too short or wrong never passes. The whole fails with one metric of
 * level fail; then it is inconclusive with one that is not decided; warnings make it marginal.
 */
export function judgedStrictly(rules: CanaryRules, pairs: readonly SeriesPair[]): CanaryJudgement {
  const known = new Set(rules.metrics.map(({ name }) => name));
  const strange = pairs.find(({ name }) => !known.has(name));
  if (strange !== undefined) {
    const remedy = `Add it to metrics, or leave its values out; configured: ${[...known].join(', ')}.`;
    throw new Mistake({ subject: strange.name, what: 'has values but no rule', remedy });
  }
  const byName = new Map(pairs.map((pair) => [pair.name, pair]));
  const cases = rules.metrics.map((rule): Case => {
    const pair = byName.get(rule.name) ?? { name: rule.name, experiment: null, control: null };
    return { rule, examined: examined(rule, pair, rules.confidence) };
  });
  const level = (1 - rules.confidence) / 2 / rules.looks;
  const levelOf = amongOthers(cases, level);
  const metrics = cases.map((one) => findingOf(one, { one: level, among: levelOf(one.rule) }));
  const scored = metrics.map(({ groups, muted, state }) => ({ groups, muted, passes: passes(state) }));
  return {
    judge: STRICT_JUDGE,
    ...conclusionOf(metrics),
    ...scoreOf(scored, rules.weights),
    confidence: rules.confidence,
    metrics,
    notes: rules.notes,
  };
}

/** The level at which each metric fails: by Holm in its family; warnings and muted ones stand alone. */
function amongOthers(cases: readonly Case[], alpha: number): (rule: MetricRule) => number {
  const family = (critical: boolean) =>
    cases
      .filter(({ rule }) => rule.level === 'fail' && !rule.muted && rule.critical === critical)
      .flatMap(({ examined: { measured } }) => ('looks' in measured ? measured.looks : []))
      .map(({ worse }) => ({ worse: (at: number) => worse <= at, advice: () => '' }));
  const [usual, critical] = [holmLevel(family(false), alpha), holmLevel(family(true), alpha)];
  return (rule) => (rule.level === 'warn' || rule.muted ? alpha : rule.critical ? critical : usual);
}

function findingOf({ rule, examined: { pairing, measured } }: Case, levels: Levels): MetricFinding {
  const { name, kind, direction, critical, muted, groups } = rule;
  const facts = {
    name,
    kind,
    direction,
    level: rule.level,
    critical,
    muted,
    groups,
    experiment: factsOf(pairing.experiment, kind),
    control: factsOf(pairing.control, kind),
    alone: pairing.alone,
  };
  if ('because' in measured) {
    const { state, because, remedy } = measured;
    return { ...facts, state, reason: because, remedy };
  }
  const { looks, ...numbers } = measured;
  const p = Math.min(...looks.map(({ worse }) => worse));
  return { ...facts, ...stateOf(rule, measured, facts.control.n, levels), ...numbers, p };
}
