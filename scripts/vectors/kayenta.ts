import { z } from 'zod';
import { normalQuantile } from '#judge/distribution/normal';
import { endingOf } from '#judge/kayenta/analysis';
import { classified, classifiedByMean, type Rule } from '#judge/kayenta/classification';
import { readCanaryConfig } from '#judge/kayenta/config';
import { cohensD, effectOf } from '#judge/kayenta/effect';
import { exactTest, rankSumChance } from '#judge/kayenta/exact';
import { judgedByKayenta } from '#judge/kayenta/judgement';
import { mannWhitney, mannWhitneyP, standardOf } from '#judge/kayenta/mannwhitney';
import { replacedNaN, withoutNaN } from '#judge/kayenta/missing';
import { described } from '#judge/kayenta/moments';
import { type Detector, outliersOf, withoutOutliers } from '#judge/kayenta/outlier';
import { percentileOf } from '#judge/kayenta/percentile';
import { scored } from '#judge/kayenta/score';
import { numbers, numeric } from './case.ts';
import type { Kinds } from './kinds.ts';

const SIDES = z.object({ experiment: numbers, control: numbers });
const CONFIDENCE = z.looseObject({ confidenceLevel: z.number().default(0.95) });
const WEIGHTS = z.record(z.string(), z.number()).default({});
const LABEL = z.enum(['Pass', 'High', 'Low', 'Nodata', 'NodataFailMetric', 'Error']);
const VALUES = z.object({ values: numbers });
const DETECTOR = z.looseObject({
  detector: z.enum(['iqr', 'ksigma']),
  factor: z.number().default(1.5),
  reduceSensitivity: z.boolean().default(false),
  k: z.number().default(3),
});

/** A pair of limits as the vectors write it: decrease, increase. */
const LIMITS = z
  .tuple([z.number(), z.number()])
  .default([1, 1])
  .transform(([decrease, increase]) => ({ decrease, increase }));
const RULE = z.object({
  classifier: z.string().default('MannWhitney'),
  tolerance: z.number().default(0.25),
  confLevel: z.number().default(0.95),
  effectSizeThresholds: LIMITS,
  criticalThresholds: LIMITS,
  effectSizeMeasure: z.enum(['meanRatio', 'cles']).default('meanRatio'),
  direction: z.enum(['increase', 'decrease', 'either']).default('either'),
  nanStrategy: z.enum(['remove', 'replace']).default('remove'),
  critical: z.boolean().default(false),
  mustHaveData: z.boolean().default(false),
});
const THRESHOLDS = z
  .object({ pass: z.number().nullish(), marginal: z.number().nullish() })
  .transform(({ pass, marginal }) => ({ pass: pass ?? null, marginal: marginal ?? null }));
const METRIC = z.object({
  name: z.string(),
  classification: LABEL,
  groups: z.array(z.string()),
  critical: z.boolean().default(false),
  muted: z.boolean().default(false),
});
const WHOLE = z.object({
  canaryConfig: z.unknown(),
  scoreThresholds: THRESHOLDS,
  metricSetPairs: z.array(z.object({ name: z.string(), experiment: numbers, control: numbers })),
});

/** Constant sides would be random; cases of those are left out. */
const random = () => 0.5;

function detectorOf(config: unknown): Detector {
  const { detector: kind, factor, reduceSensitivity, k } = DETECTOR.parse(config);
  return kind === 'iqr' ? { kind, factor, reduceSensitivity } : { kind, k };
}

function classify(input: unknown, config: unknown) {
  const { experiment, control } = SIDES.parse(input);
  const name = z.looseObject({ metricName: z.string().default('metric') }).parse(input).metricName;
  const said = RULE.parse(config);
  if (said.classifier !== 'MannWhitney') return { classification: classifiedByMean(experiment, control) };
  const rule: Rule = {
    ...said,
    confidence: said.confLevel,
    measure: said.effectSizeMeasure,
    allowed: said.effectSizeThresholds,
    criticalAt: said.criticalThresholds,
  };
  const { label, test, ...rest } = classified(name, experiment, control, rule, random);
  const { low: ciLower, high: ciUpper, bound, effect: effectSize, estimate } = test ?? {};
  const [lowerBound, upperBound] = bound === undefined ? [] : [-bound, bound];
  const numbered = { ciLower, ciUpper, estimate, bound, lowerBound, upperBound, effectSize };
  return { ...rest, classification: label, meanRatio: rest.deviation, ...numbered };
}

function shift(input: unknown, config: unknown) {
  const { experiment, control } = SIDES.parse(input);
  const found = mannWhitney(experiment, control, CONFIDENCE.parse(config).confidenceLevel);
  const pValue = mannWhitneyP(experiment, control);
  return { ciLower: found?.low, ciUpper: found?.high, estimate: found?.estimate, pValue };
}

function exact(input: unknown, config: unknown) {
  const { experiment, control } = SIDES.parse(input);
  const found = exactTest(experiment, control, CONFIDENCE.parse(config).confidenceLevel);
  return { ciLower: found.low, ciUpper: found.high, estimate: found.estimate, pValue: found.p };
}

/** A step on the way: an end of the search, a quantile, or the standardised rank sum there. */
function intermediate(input: unknown, config: unknown) {
  const { x, y } = z.object({ x: numbers, y: numbers }).parse(input);
  const NAMED = { quantity: z.string(), mu: z.string().default(''), quantile: z.string().default('') };
  const { quantity, mu, quantile } = z.looseObject(NAMED).parse(config);
  const standard = standardOf(Float64Array.from(x).sort(), Float64Array.from(y).sort());
  const tail = normalQuantile((1 - CONFIDENCE.parse(config).confidenceLevel) / 2);
  const named = new Map([
    ['muMin', standard.from],
    ['muMax', standard.to],
    ['zqLower', -tail],
    ['zqUpper', tail],
  ]);
  const value = (name: string) => named.get(name) ?? Number(name || Number.NaN);
  return {
    value:
      quantity === 'wilcoxonDiff'
        ? standard.at(value(mu)) - (quantile === '' ? 0 : value(quantile))
        : value(quantity),
  };
}

function transform(input: unknown, config: unknown) {
  const { values } = VALUES.parse(input);
  const { op, value } = z.looseObject({ op: z.string(), value: z.number().default(0) }).parse(config);
  if (op === 'removeNaNs') return { values: withoutNaN(values, 'remove') };
  if (op === 'replaceNaNs') return { values: replacedNaN(values, value) };
  return { values: withoutOutliers(values, detectorOf(config)) };
}

function effect(input: unknown, config: unknown) {
  const { experiment, control } = SIDES.parse(input);
  const { measure } = z.looseObject({ measure: z.string() }).parse(config);
  if (/cohen/i.test(measure)) return { value: cohensD(experiment, control) };
  return { value: effectOf(measure === 'cles' ? 'cles' : 'meanRatio', experiment, control) };
}

function score(input: unknown, config: unknown) {
  const { metrics } = z.object({ metrics: z.array(METRIC) }).parse(input);
  const { groupWeights } = z.looseObject({ groupWeights: WEIGHTS }).parse(config);
  const results = metrics.map((one) => ({ ...one, label: one.classification, reason: null }));
  const summary = scored(results, new Map(Object.entries(groupWeights)));
  const scores = summary.groups.map((group) => group.score);
  const groupScores = Object.fromEntries(summary.groups.map((group) => [group.name, group.score]));
  return { summaryScore: summary.score, sortedGroupScores: scores.toSorted((a, b) => a - b), groupScores };
}

function judge(input: unknown) {
  const { canaryConfig, scoreThresholds, metricSetPairs } = WHOLE.parse(input);
  const judged = judgedByKayenta(readCanaryConfig(canaryConfig), metricSetPairs, scoreThresholds, random);
  return {
    results: judged.results.map(({ label, deviation, experiment, control, ...rest }) => ({
      ...rest,
      classification: label,
      ratio: deviation,
      counts: { experiment: experiment.count, control: control.count },
    })),
    groupScores: Object.fromEntries(judged.groups.map((group) => [group.name, group.score])),
    score: judged.score,
    classification: judged.class,
    reason: judged.reason,
  };
}

/** Kinds of case of Kayenta's judge. */
export const KAYENTA: Kinds = {
  normal_quantile: (input) => ({ value: normalQuantile(z.object({ p: z.number() }).parse(input).p) }),
  percentile: (input) => {
    const { values, p } = z.object({ values: numbers, p: z.number() }).parse(input);
    return { value: percentileOf(Float64Array.from(values).sort(), p) };
  },
  summary_statistics: (input) => ({ ...described(VALUES.parse(input).values) }),
  effect_size: effect,
  outlier_detector: (input, config) => ({
    outliers: outliersOf(VALUES.parse(input).values, detectorOf(config)),
  }),
  transform,
  mann_whitney: shift,
  mann_whitney_r_reference: (input, config) =>
    z.looseObject({ path: z.string().default('asymptotic') }).parse(config).path === 'exact'
      ? exact(input, config)
      : shift(input, config),
  wilcoxon_exact_pvalue: exact,
  wilcoxon_exact_cdf: (input, config) => {
    const { q, m, n } = z.object({ q: numeric, m: z.number(), n: z.number() }).parse(input);
    const { lowerTail } = z.looseObject({ lowerTail: z.boolean().default(true) }).parse(config);
    const below = rankSumChance(q, m, n);
    return { value: lowerTail ? below : 1 - below };
  },
  mw_intermediate: intermediate,
  classifier: classify,
  classifier_issue: classify,
  weighted_sum_score: score,
  final_score_decision: (input, config) => {
    const { finalScore } = z.object({ finalScore: z.number() }).parse(input);
    const { passed, message } = endingOf(finalScore, THRESHOLDS.parse(config));
    return { didPassThresholds: passed, message };
  },
  judge,
};
