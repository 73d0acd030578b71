import type { Evidence } from '#judge/decision/decide';
import type { Gate } from '#judge/gate/gate';
import type { Measurement } from '#metrics/measurement';
import type { Baseline } from './baseline.ts';
import { type Beside, twice } from './beside.ts';
import { FACTS } from './facts.ts';
import type { Scene } from './scene.ts';

/** What is measured from predictions with what stands beside it, as one. The baseline has both where it was kept. */
export function withBeside(evidence: Evidence, beside: Beside, baseline: Baseline): Evidence {
  const measured = new Set(evidence.candidate.map(({ metric }) => metric));
  const trained = new Set(Object.keys(evidence.trainMetrics ?? {}).map((name) => `train.${name}`));
  const added = beside.measurements.filter(({ metric }) => !trained.has(metric));
  for (const { metric } of added)
    if (measured.has(metric))
      throw twice(metric, 'is measured from the predictions, and said beside them too');
  const rows = (one: Measurement) => (one.rows === 0 ? { ...one, rows: evidence.rows } : one);
  return {
    ...evidence,
    candidate: [...evidence.candidate, ...added.map(rows)],
    baseline: evidence.baseline === null ? null : withKept(evidence.baseline, beside, baseline),
    absent: new Map([...(evidence.absent ?? []), ...beside.absent]),
    others: [
      ...(evidence.others ?? []),
      ...FACTS.filter((fact) => !added.some(({ metric }) => metric === fact)),
    ],
    notes: [...(evidence.notes ?? []), ...beside.notes],
  };
}

/** Numbers the baseline's verdict holds, for those that its predictions do not give. */
function withKept(measured: readonly Measurement[], beside: Beside, baseline: Baseline): Measurement[] {
  const known = new Set(measured.map(({ metric }) => metric));
  const again = beside.baseline.filter(({ metric }) => !known.has(metric));
  for (const { metric } of again) known.add(metric);
  const kept = (baseline.measurements ?? []).filter(({ metric }) => !known.has(metric));
  return [...measured, ...again, ...kept];
}

/** Where there are no predictions: only what stands beside them is judged. */
export function evidenceAlone(
  gates: readonly Gate[],
  trainMetrics: Readonly<Record<string, number>>,
  beside: Beside,
  baseline: Baseline,
  scene: Scene,
): Evidence {
  const empty: Evidence = {
    gates,
    trainMetrics,
    candidate: [],
    baseline: baseline.measurements,
    baselineFacts: baseline.facts,
    onDefaultBranch: scene.host.run.trusted.yes,
    rows: 0,
    withoutRows: true,
    notes: ['there are no predictions: numbers are judged as their files say', ...baseline.notes],
  };
  return withBeside(empty, beside, baseline);
}
