import { Mistake } from '#kit/outcome';
import { holmLevel } from '../family.ts';
import type { Decision } from '../verdict.ts';
import type { Look, Measured, MetricFinding } from './finding.ts';
import { type Examined, examined, type SeriesPair } from './measuring.ts';
import { needed } from './needed.ts';
import type { CanaryRules, MetricRule } from './rules.ts';
import { type GroupScore, scoreOf } from './score.ts';
import { factsOf } from './side.ts';

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
  const strange = pairs.find(({ name }) => rules.metrics.every((rule) => rule.name !== name));
  if (strange !== undefined) {
    const remedy = `Add it to metrics, or leave its values out; configured: ${rules.metrics.map(({ name }) => name).join(', ')}.`;
    throw new Mistake({ subject: strange.name, what: 'has values but no rule', remedy });
  }
  const byName = new Map(pairs.map((pair) => [pair.name, pair]));
  const cases = rules.metrics.map((rule): Case => {
    const pair = byName.get(rule.name) ?? { name: rule.name, experiment: null, control: null };
    return { rule, examined: examined(rule, pair, rules.confidence) };
  });
  const level = (1 - rules.confidence) / 2 / rules.looks;
  const levelOf = levels(cases, level);
  const metrics = cases.map((one) => findingOf(one, level, levelOf(one.rule)));
  const scored = metrics.map(({ groups, muted, state }) => ({ groups, muted, passes: passing(state) }));
  return {
    judge: STRICT_JUDGE,
    ...conclusionOf(metrics),
    ...scoreOf(scored, rules.weights),
    confidence: rules.confidence,
    metrics,
    notes: rules.notes,
  };
}

function passing(state: Decision): boolean {
  return state === 'pass' || state === 'marginal';
}

/** The level at which each metric fails: by Holm in its family; warnings and muted ones stand alone. */
function levels(cases: readonly Case[], alpha: number): (rule: MetricRule) => number {
  const family = (critical: boolean) =>
    cases
      .filter(({ rule }) => rule.level === 'fail' && !rule.muted && rule.critical === critical)
      .flatMap(({ examined: { measured } }) => ('looks' in measured ? measured.looks : []))
      .map(({ worse }) => ({ worse: (at: number) => worse <= at, advice: () => '' }));
  const [usual, critical] = [holmLevel(family(false), alpha), holmLevel(family(true), alpha)];
  return (rule) => (rule.level === 'warn' || rule.muted ? alpha : rule.critical ? critical : usual);
}

function findingOf(
  { rule, examined: { pairing, measured } }: Case,
  alpha: number,
  level: number,
): MetricFinding {
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
  };
  if ('because' in measured) {
    const { state, because, remedy } = measured;
    return { ...facts, state, reason: because, remedy };
  }
  const { looks, ...numbers } = measured;
  const p = Math.min(...looks.map(({ worse }) => worse));
  return { ...facts, ...stateOf(rule, measured, facts.control.n, alpha, level), ...numbers, p };
}

type Stated = Pick<MetricFinding, 'state' | 'reason' | 'remedy'>;

function stateOf(rule: MetricRule, measured: Measured, n: number, alpha: number, level: number): Stated {
  const { looks } = measured;
  const worst = looks.toSorted((one, other) => one.worse - other.worse)[0];
  if (worst === undefined) return { state: 'error', reason: 'nothing was tested', remedy: null };
  const failed = looks.find(({ worse, open }) => worse <= level && !open);
  if (failed !== undefined)
    return { state: 'fail', reason: sentence(failed), remedy: remedyOf(failed, rule) };
  if (worst.worse <= alpha) {
    const reason = worst.open
      ? sentence(worst)
      : `${sentence(worst)}, but among so many metrics one may by chance`;
    const remedy = worst.open
      ? 'Give a margin in its own unit: margin: 0.5.'
      : needed(worst.worse, measured, n, level);
    return { state: 'inconclusive', reason, remedy };
  }
  const shifts = looks.filter(({ fine }) => fine !== null);
  const open = shifts.find(({ fine }) => fine === null || fine > alpha);
  const [first = worst] = shifts;
  if (open === undefined) return { state: 'pass', reason: sentence(first), remedy: null };
  if (measured.bound[open.side] === null && !open.open) {
    return {
      state: 'marginal',
      reason: sentence(open),
      remedy: 'Say how much worse it may be: tolerance: 0.1, or margin.',
    };
  }
  const p = Math.min(open.fine ?? 1, open.worse);
  const remedy = open.open ? 'Give a margin in its own unit: margin: 0.5.' : needed(p, measured, n, alpha);
  return { state: 'inconclusive', reason: `${sentence(open)}: not decided`, remedy };
}

function sentence({ words, limit }: Look): string {
  return limit === '' ? words : `${words}; ${limit}`;
}

function remedyOf({ of }: Look, { name }: MetricRule): string {
  return of === 'tail'
    ? `Look at the points of ${name} far out.`
    : `Roll back, or look at what moved ${name}.`;
}

function conclusionOf(metrics: readonly MetricFinding[]): Pick<CanaryJudgement, 'decision' | 'reason'> {
  const heard = metrics.filter(({ muted }) => !muted);
  const of = (state: Decision, among = heard) => among.filter((one) => one.state === state);
  const deciding = heard.filter(({ level }) => level === 'fail');
  const failed = of('fail', deciding);
  if (failed.length > 0) return { decision: 'fail', reason: listed(failed, heard.length, 'worse') };
  const erred = of('error', deciding);
  if (heard.length > 0 && of('error').length === heard.length)
    return { decision: 'error', reason: listed(erred, heard.length, 'not to be judged') };
  const open = [...of('inconclusive', deciding), ...erred];
  if (open.length > 0) return { decision: 'inconclusive', reason: listed(open, heard.length, 'not decided') };
  if (heard.length === 0) return { decision: 'inconclusive', reason: 'every metric is muted' };
  const short = heard.filter(({ state }) => state !== 'pass');
  if (short.length > 0)
    return { decision: 'marginal', reason: listed(short, heard.length, 'not surely as good') };
  return {
    decision: 'pass',
    reason: heard.length === 1 ? 'the one metric passes' : `all ${heard.length} metrics pass`,
  };
}

const SHOWN = 3;

function listed(some: readonly MetricFinding[], all: number, what: string): string {
  const parts = some.slice(0, SHOWN).map(({ name, reason }) => `${name}: ${reason}`);
  const more = some.length > SHOWN ? `; and ${some.length - SHOWN} more` : '';
  return `${some.length} of ${all} ${all === 1 ? 'metric' : 'metrics'} ${what}: ${parts.join('; ')}${more}`;
}
