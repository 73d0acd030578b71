import { measureAll } from '#metrics/measure/measures';
import type { Measurement } from '#metrics/measurement';
import type { Predictions } from '#metrics/predictions';
import type { Gate } from '../gate/gate.ts';
import { namedSlice } from '../gate/selector.ts';
import type { Terms } from '../inference/terms.ts';
import { noiseOf } from './certainty.ts';
import { crossed } from './crossing.ts';
import type { Evidence } from './decide.ts';
import type { Trial } from './trial.ts';
import { vacuities } from './vacuity.ts';

/** What predictions give as evidence. */
type Appraisal = Pick<Evidence, 'candidate' | 'baseline' | 'rows' | 'absent' | 'others'> &
  Required<Pick<Evidence, 'flaws' | 'notes' | 'noise' | 'terms'>>;

/** Measures both sides of a trial as gates and reports want it, and says how sure the numbers are. */
export function appraise(trial: Trial, gates: readonly Gate[], terms: Terms): Appraisal {
  const { own, other } = trial;
  const measured = measuredFor(own, gates);
  return {
    candidate: measured.measurements,
    baseline: other.kind === 'none' ? null : measuredFor(other.other, gates).measurements,
    rows: own.rows,
    flaws: own.flaws,
    absent: measured.absent,
    others: measured.others,
    notes: [...own.notes, ...measured.notes, ...trial.notes, ...vacuities(gates, own.task)],
    noise: noiseOf(trial, terms),
    terms,
  };
}

function measuredFor(predictions: Predictions, gates: readonly Gate[]) {
  const named = gates.flatMap(({ slice }) => namedSlice(slice) ?? []);
  const names = gates.map(({ metric }) => metric);
  const measured = measureAll(
    predictions,
    named.filter(({ and }) => and === undefined),
    names,
  );
  const both = crossed(predictions, gates);
  const measurements: Measurement[] = [...measured.measurements, ...both.measurements];
  return { ...measured, measurements, notes: [...measured.notes, ...both.notes] };
}
