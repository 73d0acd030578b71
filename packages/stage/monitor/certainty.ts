import { noiseOf } from '#judge/decision/certainty';
import { type Noise, unknownNoise } from '#judge/decision/noise';
import { alone } from '#judge/decision/trial';
import { TERMS } from '#judge/inference/terms';
import { Mistake } from '#kit/outcome';
import { type Predictions, predictionsOf } from '#metrics/predictions';
import { readTable } from '#metrics/reader/reader';
import { wantedColumns } from '#metrics/roles';
import type { Evaluated } from './evaluated.ts';
import type { Performance } from './performance.ts';
import type { MonitorPlan } from './wish.ts';

/** How sure the measures of labelled rows are, beside those of other rows: nothing is paired. A text: there are none. */
export function noiseBeside({ predictions }: Performance, other: Predictions | string): Noise {
  if (predictions === null) return unknownNoise('no row has a label yet');
  if (typeof other === 'string') return noiseOf(alone(predictions, other), TERMS);
  return noiseOf({ own: predictions, other: { kind: 'apart', other }, notes: [] }, TERMS);
}

/** What the model predicted when it was evaluated; a text says why that is not known. */
export async function evaluatedPredictions(
  evaluated: Evaluated | null,
  { predictions: own }: Performance,
  plan: MonitorPlan,
): Promise<Predictions | string> {
  const kept = evaluated?.predictions ?? null;
  if (kept === null || own === null) return 'the evaluation keeps no predictions';
  const slices = [...own.slices.keys()];
  try {
    const table = await readTable(kept.bytes, kept.file, wantedColumns(plan.roles, slices));
    const there = slices.filter((name) => table.columns.has(name));
    const positive = plan.positive === undefined ? {} : { positive: plan.positive };
    return predictionsOf(table, { task: own.task, columns: plan.roles, slices: there, ...positive });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return `the predictions of the evaluation do not fit: ${error.problems[0]?.what ?? 'they cannot be read'}`;
  }
}
