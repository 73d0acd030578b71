import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { readStatement } from '#record/statement';
import { brief } from '#report/facts';
import type { Baseline } from './baseline.ts';
import { isOn } from './candidates.ts';
import type { Definitions } from './definitions.ts';
import type { OwnMeasure } from './ownmeasure.ts';

/** What the candidate is judged on, and by. */
interface Present {
  readonly data: Readonly<Record<string, Digest>>;
  readonly definitions: Definitions;
  readonly measures: readonly OwnMeasure[];
}

/**
 * Like with like: what the record of a baseline says of its data, its definitions, slices and environment is held
 * against what they are now. Its predictions, where they are kept, are measured anew in any case; numbers alone are not
 * compared where they are of other data, or mean something else. Every difference is noted with what came of it; what a record of
 * before does not say is not known, and held against nobody.
 */
export function likened(baseline: Baseline, present: Present): Baseline {
  const text = baseline.record === null ? undefined : baseline.chain.get(baseline.record);
  const told = text === undefined ? null : tell(readStatement(text));
  if (told === null || baseline.facts.kind === 'absent') return baseline;
  return [byData, byMeasures, bySlices, byEnvironment].reduce(
    (found, look) => look(found, told, present),
    baseline,
  );
}

/** A model that was scored again was scored on these. */
function byData(baseline: Baseline, told: Told, { data }: Present): Baseline {
  if (baseline.rescored === true || isOn(told, data)) return baseline;
  if (baseline.predictions !== null)
    return noted(
      baseline,
      'has predictions of other data: they are compared only where ids and labels are the same',
    );
  return refused(baseline, 'it was judged on other data, and its predictions are not kept');
}

function byMeasures(baseline: Baseline, told: Told, { definitions, measures }: Present): Baseline {
  const change = changeOf(told, 'measures', definitions.measures);
  if (change === null) return baseline;
  if (baseline.predictions === null)
    return refused(
      baseline,
      `its numbers were measured by other definitions (${change}), and its predictions are not kept`,
    );
  const own = new Set(measures.map(({ name }) => name));
  const kept = baseline.measurements?.filter(({ metric }) => !own.has(metric)) ?? null;
  const what = `was measured by other definitions (${change}): its predictions are measured anew by those of now`;
  return noted({ ...baseline, measurements: kept }, what);
}

function bySlices(baseline: Baseline, told: Told, { definitions }: Present): Baseline {
  const change = changeOf(told, 'slices', definitions.slices);
  if (change === null) return baseline;
  if (baseline.predictions !== null)
    return noted(
      baseline,
      `was measured by other slices (${change}): its predictions are parted anew by those of now`,
    );
  const whole = baseline.measurements?.filter(({ slice }) => slice === undefined) ?? null;
  const what = `was measured by other slices (${change}), and its predictions are not kept: only numbers over all rows are compared`;
  return noted({ ...baseline, measurements: whole }, what);
}

function byEnvironment(baseline: Baseline, told: Told, { definitions }: Present): Baseline {
  if (definitions.environment === null) return baseline;
  const change = changeOf(told, 'environment', definitions.environment);
  if (change === null) return baseline;
  return noted(
    baseline,
    `was judged in another environment (${change}); what it predicted is compared all the same`,
  );
}

/** `1a2b3c4d5e6f -> 6f5e4d3c2b1a`; null where both are the same, or the record does not say. */
function changeOf({ dependencies }: Told, name: string, now: Digest): string | null {
  const was = digestNamed(dependencies, name);
  return was === null || was === now ? null : `${brief(was)} -> ${brief(now)}`;
}

function noted(baseline: Baseline, what: string): Baseline {
  return { ...baseline, notes: [...baseline.notes, `the baseline ${what}`] };
}

/** The first reason is enough. */
function refused(baseline: Baseline, why: string): Baseline {
  return { ...baseline, incomparable: baseline.incomparable ?? why };
}
