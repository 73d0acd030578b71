import { Mistake } from '#kit/outcome';
import { type MetricConfig, readCanaryConfig, statedDirections } from '../kayenta/config.ts';
import { type CanaryRules, DEFAULTS, type MetricRule } from './rules.ts';

/** Is it a canary configuration as Kayenta stores it? Its metrics or its classifier tell. */
export function isKayenta(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('classifier' in value || 'judge' in value || 'configVersion' in value) return true;
  const metrics: readonly unknown[] = 'metrics' in value && Array.isArray(value.metrics) ? value.metrics : [];
  return metrics.some((one) => typeof one === 'object' && one !== null && 'analysisConfigurations' in one);
}

/**
 * A Kayenta canary configuration for the strict judge. A direction has to be there: Kayenta's default, either, fails
 * a canary that got better. The allowed ratio of means becomes the tolerance. What has no counterpart is noted.
 */
export function rulesOfKayenta(value: unknown, subject: string): CanaryRules {
  const { metrics, groupWeights, thresholds } = readCanaryConfig(value, subject);
  const directions = statedDirections(value);
  const without = metrics.filter((_, at) => directions[at] === null);
  if (without.length > 0) {
    throw new Mistake(
      without.map(({ name }) => ({
        subject: `${subject}, ${name}`,
        what: 'does not say which change is bad',
        remedy:
          'Add "direction": "increase", "decrease" or "either" under analysisConfigurations.canary, or judge with --method kayenta.',
      })),
    );
  }
  return {
    metrics: metrics.map(ruleOf),
    weights: groupWeights,
    confidence: DEFAULTS.confidence,
    looks: DEFAULTS.looks,
    look: DEFAULTS.look,
    notes: notesOn(metrics, thresholds !== null),
  };
}

function ruleOf({ name, groups, muted, rule }: MetricConfig): MetricRule {
  const { direction, critical, measure, allowed, nanStrategy } = rule;
  const ratio = measure === 'meanRatio';
  return {
    name,
    kind: 'gauge',
    direction,
    level: 'fail',
    muted,
    critical,
    tolerance: {
      increase: ratio && allowed.increase > 1 ? allowed.increase - 1 : null,
      decrease: ratio && allowed.decrease < 1 && allowed.decrease > 0 ? 1 - allowed.decrease : null,
    },
    margin: null,
    tail: DEFAULTS.tail,
    minN: DEFAULTS.minN,
    missing: nanStrategy === 'replace' ? 'zero' : 'out',
    exposure: null,
    groups,
  };
}

function notesOn(metrics: readonly MetricConfig[], thresholds: boolean): string[] {
  const named = (those: readonly MetricConfig[]) => those.map(({ name }) => name).join(', ');
  const cles = metrics.filter(({ rule }) => rule.measure === 'cles');
  const outliers = metrics.filter(({ outlierFactor }) => outlierFactor !== null);
  return [
    ...(thresholds ? ['score thresholds are not used: the score is shown, metrics decide'] : []),
    ...(cles.length > 0 ? [`effect sizes as cles are not taken over: ${named(cles)}`] : []),
    ...(outliers.length > 0 ? [`no values are taken out as outliers: ${named(outliers)}`] : []),
  ];
}
