import '#kit/english';
import * as z from 'zod/mini';
import { Mistake, type Problem } from '#kit/outcome';
import { isKayenta, rulesOfKayenta } from './migration.ts';
import { type CanaryRules, DEFAULTS, type MetricRule } from './rules.ts';
import { weightProblems } from './score.ts';

const DIRECTION = z.enum(['increase', 'decrease', 'either']);
const AMOUNT = z.number().check(z.nonnegative());
const SHARED = {
  tolerance: z.optional(AMOUNT),
  margin: z.optional(AMOUNT),
  tail: z.optional(z.number().check(z.gte(0), z.lte(1))),
  'min-n': z.optional(z.int().check(z.gte(2))),
};
const METRIC = z.strictObject({
  ...SHARED,
  name: z.string().check(z.minLength(1)),
  kind: z.optional(z.enum(['gauge', 'counter'])),
  direction: DIRECTION,
  level: z.optional(z.enum(['fail', 'warn'])),
  muted: z.optional(z.boolean()),
  critical: z.optional(z.boolean()),
  missing: z.optional(z.enum(['out', 'zero'])),
  exposure: z.optional(z.string().check(z.minLength(1))),
  groups: z.optional(z.array(z.string())),
});
const RULES = z.strictObject({
  ...SHARED,
  confidence: z.optional(z.number().check(z.gt(0.5), z.lt(1))),
  looks: z.optional(z.int().check(z.gte(1))),
  metrics: z.array(METRIC).check(z.minLength(1)),
  weights: z.optional(z.record(z.string(), z.number())),
});

const REMEDIES: Readonly<Record<string, string>> = {
  direction: 'Say which change is bad: direction: increase, decrease or either.',
  confidence: 'Write e.g. 0.95.',
  metrics: 'List the metrics: metrics: [{ name: latency, direction: increase, tolerance: 0.1 }].',
};

/**
 * Reads the rules of the strict judge, or a Kayenta canary configuration for it. Mistake: a key or word that is not
 * known, a metric without direction or named twice, weights that do not sum up, an exposure of no counter. `subject`:
 * the file, for the message.
 */
export function readRules(value: unknown, subject = 'canary rules'): CanaryRules {
  const rules = isKayenta(value) ? rulesOfKayenta(value, subject) : ownRules(value, subject);
  const problems = [...problemsOf(rules.metrics, subject), ...weightProblems(rules, subject)];
  if (problems.length > 0) throw new Mistake(problems);
  return rules;
}

function ownRules(value: unknown, subject: string): CanaryRules {
  const parsed = RULES.safeParse(value);
  if (!parsed.success) {
    throw new Mistake(
      parsed.error.issues.map(({ path, message }) => ({
        subject: [subject, ...path].join('.'),
        what: `is not understood: ${message}`,
        remedy: REMEDIES[String(path.at(-1))] ?? 'Write it as docs/judge-canary.md says.',
      })),
    );
  }
  const { metrics, weights = {}, confidence = DEFAULTS.confidence, looks = DEFAULTS.looks } = parsed.data;
  return {
    metrics: metrics.map((metric) => ruleOf(metric, parsed.data)),
    weights: new Map(Object.entries(weights)),
    confidence,
    looks,
    look: DEFAULTS.look,
    notes: [],
  };
}

function ruleOf(metric: z.infer<typeof METRIC>, all: z.infer<typeof RULES>): MetricRule {
  const tolerance = metric.tolerance ?? all.tolerance ?? null;
  return {
    name: metric.name,
    kind: metric.kind ?? 'gauge',
    direction: metric.direction,
    level: metric.level ?? 'fail',
    muted: metric.muted ?? false,
    critical: metric.critical ?? false,
    tolerance: { increase: tolerance, decrease: tolerance },
    margin: metric.margin ?? all.margin ?? null,
    tail: metric.tail ?? all.tail ?? DEFAULTS.tail,
    minN: metric['min-n'] ?? all['min-n'] ?? DEFAULTS.minN,
    missing: metric.missing ?? 'out',
    exposure: metric.exposure ?? null,
    groups: metric.groups ?? [],
  };
}

function problemsOf(metrics: readonly MetricRule[], subject: string): Problem[] {
  return metrics.flatMap(({ name, kind, exposure, tolerance }, at): Problem[] => {
    const wrong = (what: string, remedy: string) => ({ subject: `${subject}, ${name}`, what, remedy });
    return [
      ...(metrics.findIndex((other) => other.name === name) < at
        ? [wrong('is configured twice', 'Keep one of them.')]
        : []),
      ...(kind === 'gauge' && exposure !== null
        ? [wrong('has an exposure and is no counter', 'Add kind: counter, or leave exposure out.')]
        : []),
      ...((tolerance.decrease ?? 0) >= 1 && kind === 'gauge'
        ? [
            wrong(
              'tolerates a fall by all there is',
              'Write tolerance as a share under 1; margin counts in its own unit.',
            ),
          ]
        : []),
    ];
  });
}
