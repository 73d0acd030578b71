import { Mistake } from '#kit/outcome';
import { holmLevel } from '../decision/family.ts';
import { levelAt } from '../inference/look.ts';
import { Rooms } from '../room.ts';
import { type Decision, passes } from '../verdict.ts';
import { conclusionOf } from './conclusion.ts';
import type { MetricFinding } from './finding.ts';
import { type Examined, examined, type SeriesPair } from './measuring.ts';
import type { CanaryRules, MetricRule } from './rules.ts';
import { type GroupScore, scoreOf } from './score.ts';
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
  const rooms = new Rooms();
  const cases = rules.metrics.map((rule): Case => {
    const pair = byName.get(rule.name) ?? { name: rule.name, experiment: null, control: null };
    rooms.giveBack();
    return { rule, examined: examined(rule, pair, rules.confidence, rooms.take) };
  });
  const level = levelOf(rules, (1 - rules.confidence) / 2);
  const among = amongOthers(cases, rules);
  const metrics = cases.map((one) => findingOf(one, { one: level, among: among(one.rule) }));
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

/** What this look may spend of one-sided `alpha`: an equal share where it is not known which look it is. */
function levelOf({ look, looks }: CanaryRules, alpha: number): number {
  return levelAt({ number: look, planned: looks, counts: [] }, alpha);
}

/** The level at which each metric fails: by Holm in its family; warnings and muted ones stand alone. */
function amongOthers(cases: readonly Case[], rules: CanaryRules): (rule: MetricRule) => number {
  const alpha = (1 - rules.confidence) / 2;
  const share = (part: number) => levelOf(rules, part);
  const family = (critical: boolean) =>
    cases
      .filter(({ rule }) => rule.level === 'fail' && !rule.muted && rule.critical === critical)
      .flatMap(({ examined: { measured } }) => ('looks' in measured ? measured.looks : []))
      .map(({ worse }) => ({ worse: (at: number) => worse <= at, advice: () => '' }));
  const alone = share(alpha);
  const [usual, critical] = [false, true].map((one) => {
    const tests = family(one);
    return tests.length === 0 ? alone : holmLevel(tests, alpha, share);
  });
  return (rule) => (rule.level === 'warn' || rule.muted ? alone : rule.critical ? critical : usual) ?? alone;
}

function findingOf({ rule, examined }: Case, levels: Levels): MetricFinding {
  const { measured, experiment, control, alone } = examined;
  const { name, kind, direction, critical, muted, groups } = rule;
  const facts = {
    name,
    kind,
    direction,
    level: rule.level,
    critical,
    muted,
    groups,
    ...{ experiment, control, alone },
  };
  if ('because' in measured) {
    const { state, because, remedy } = measured;
    return { ...facts, state, reason: because, remedy };
  }
  const { looks, ...numbers } = measured;
  const p = Math.min(...looks.map(({ worse }) => worse));
  return { ...facts, ...stateOf(rule, measured, facts.control.n, levels), ...numbers, p };
}
