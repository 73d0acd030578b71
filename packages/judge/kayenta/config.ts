import '#kit/english';
import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Direction, Rule } from './classification.ts';
import type { Thresholds } from './score.ts';

/** What Kayenta's judge is told about a metric. */
export interface MetricConfig {
  readonly name: string;
  readonly groups: readonly string[];
  /** classified and shown, but not in the score */
  readonly muted: boolean;
  /** quartile distances beyond which values are taken out; null: they stay */
  readonly outlierFactor: number | null;
  readonly rule: Rule;
}

/** A Kayenta canary configuration, as far as the judge reads it. */
export interface CanaryConfig {
  readonly metrics: readonly MetricConfig[];
  readonly groupWeights: ReadonlyMap<string, number>;
  /** where the configuration names them itself */
  readonly thresholds: Thresholds | null;
}

/** Fixed in the judge's code (judge.md 4.1). */
const TOLERANCE = 0.25;
const CONFIDENCE = 0.98;
const FACTOR = 3;

const amount = z.nullish(z.number());
const CANARY = z.looseObject({
  direction: z.optional(z.unknown()),
  nanStrategy: z.optional(z.unknown()),
  critical: z.nullish(z.boolean()),
  mustHaveData: z.nullish(z.boolean()),
  muted: z.nullish(z.boolean()),
  effectSize: z.nullish(
    z.looseObject({
      measure: z.optional(z.unknown()),
      allowedIncrease: amount,
      allowedDecrease: amount,
      criticalIncrease: amount,
      criticalDecrease: amount,
    }),
  ),
  outliers: z.nullish(z.looseObject({ strategy: z.optional(z.unknown()), outlierFactor: amount })),
});
const METRIC = z.looseObject({
  name: z.string(),
  groups: z.nullish(z.array(z.string())),
  analysisConfigurations: z.nullish(z.looseObject({ canary: z.nullish(CANARY) })),
});
const CONFIG = z.looseObject({
  metrics: z.array(METRIC),
  classifier: z.nullish(
    z.looseObject({
      groupWeights: z.nullish(z.record(z.string(), z.number())),
      scoreThresholds: z.nullish(z.looseObject({ pass: amount, marginal: amount })),
    }),
  ),
});

/**
 * Reads a canary configuration as Kayenta stores it. Words it does not know act as the default, as there (judge.md
 * 4.1); a value of another type is a mistake that names its place. `subject`: the file, for the message.
 */
export function readCanaryConfig(json: unknown, subject = 'canary configuration'): CanaryConfig {
  const parsed = CONFIG.safeParse(json);
  if (!parsed.success) {
    const remedy = 'Give the JSON of a Kayenta canary configuration.';
    throw new Mistake(
      parsed.error.issues.map(({ path, message }) => ({
        subject: [subject, ...path].join('.'),
        what: `is not as Kayenta has it: ${message}`,
        remedy,
      })),
    );
  }
  const { metrics, classifier } = parsed.data;
  const thresholds = classifier?.scoreThresholds;
  return {
    metrics: metrics.map(metricOf),
    groupWeights: new Map(Object.entries(classifier?.groupWeights ?? {})),
    thresholds: thresholds ? { pass: thresholds.pass ?? null, marginal: thresholds.marginal ?? null } : null,
  };
}

/** The direction that each metric states itself; null where it states none, or a word that is none. */
export function statedDirections(json: unknown): (Direction | null)[] {
  return CONFIG.parse(json).metrics.map((metric) =>
    statedDirection(metric.analysisConfigurations?.canary?.direction),
  );
}

function metricOf({ name, groups, analysisConfigurations }: z.infer<typeof METRIC>): MetricConfig {
  const canary: z.infer<typeof CANARY> = analysisConfigurations?.canary ?? {};
  const { outliers } = canary;
  return {
    name,
    groups: groups ?? [],
    muted: canary.muted ?? false,
    outlierFactor: outliers?.strategy === 'remove' ? (outliers.outlierFactor ?? FACTOR) : null,
    rule: ruleOf(canary),
  };
}

function ruleOf(canary: z.infer<typeof CANARY>): Rule {
  const { effectSize } = canary;
  const measure = effectSize?.measure === 'cles' ? 'cles' : 'meanRatio';
  const none = measure === 'cles' ? 0.5 : 1;
  return {
    direction: statedDirection(canary.direction) ?? 'either',
    nanStrategy: canary.nanStrategy === 'replace' ? 'replace' : 'remove',
    critical: canary.critical ?? false,
    mustHaveData: canary.mustHaveData ?? false,
    measure,
    allowed: {
      increase: effectSize?.allowedIncrease ?? none,
      decrease: effectSize?.allowedDecrease ?? none,
    },
    criticalAt: {
      increase: effectSize?.criticalIncrease ?? none,
      decrease: effectSize?.criticalDecrease ?? none,
    },
    tolerance: TOLERANCE,
    confidence: CONFIDENCE,
  };
}

function statedDirection(said: unknown): Direction | null {
  return said === 'increase' || said === 'decrease' || said === 'either' ? said : null;
}
