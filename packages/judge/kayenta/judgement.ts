import { Mistake } from '#kit/outcome';
import type { Random } from '#kit/random';
import { type Classification, classified } from './classification.ts';
import type { CanaryConfig, MetricConfig } from './config.ts';
import { withoutNaN } from './missing.ts';
import { type Description, described } from './moments.ts';
import { withoutOutliers } from './outlier.ts';
import { classOf, type GroupScore, scored, type Thresholds } from './score.ts';

const KAYENTA_JUDGE = 'NetflixACAJudge-v1.0';

/** A metric's values on both sides; NaN where a point is missing. */
export interface MetricPair {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly experiment: readonly number[];
  readonly control: readonly number[];
}

interface MetricResult extends Classification {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly muted: boolean;
  /** of the values that were judged */
  readonly experiment: Description;
  readonly control: Description;
}

export interface Judgement {
  readonly judge: typeof KAYENTA_JUDGE;
  readonly class: 'Pass' | 'Marginal' | 'Fail';
  readonly score: number;
  readonly reason: string | null;
  readonly groups: readonly GroupScore[];
  readonly results: readonly MetricResult[];
}

/**
 * What Kayenta's `NetflixACAJudge-v1.0` says of a canary, with its quirks (judge.md 4, traps K1 to K16). `random`:
 * for two constant sides that differ, where Kayenta adds noise. A pair without configuration is a mistake.
 */
export function judgedByKayenta(
  config: CanaryConfig,
  pairs: readonly MetricPair[],
  thresholds: Thresholds,
  random: Random,
): Judgement {
  const results = pairs.map((pair) => resultOf(configOf(pair.name, config), pair, random));
  const { score, reason, groups } = scored(results, config.groupWeights);
  return { judge: KAYENTA_JUDGE, class: classOf(score, thresholds), score, reason, groups, results };
}

function configOf(name: string, { metrics }: CanaryConfig): MetricConfig {
  const config = metrics.find((metric) => metric.name === name);
  if (config !== undefined) return config;
  const known = metrics.map((metric) => metric.name).join(', ') || 'none';
  const remedy = `Add it to metrics, or leave its values out; configured: ${known}.`;
  throw new Mistake({ subject: name, what: 'has values but no configuration', remedy });
}

function resultOf(config: MetricConfig, pair: MetricPair, random: Random): MetricResult {
  const { name, groups, muted, rule } = config;
  const [experiment, control] = [cleaned(pair.experiment, config), cleaned(pair.control, config)];
  const classification = classified(name, experiment, control, rule, random);
  const sides = { experiment: described(experiment), control: described(control) };
  const tags = pair.tags === undefined ? {} : { tags: pair.tags };
  return { name, ...tags, groups, muted, ...classification, ...sides };
}

function cleaned(values: readonly number[], { rule, outlierFactor }: MetricConfig): number[] {
  const there = withoutNaN(values, rule.nanStrategy);
  if (outlierFactor === null) return there;
  return withoutOutliers(there, { kind: 'iqr', factor: outlierFactor, reduceSensitivity: true });
}
