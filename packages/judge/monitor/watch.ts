import type { Measurement } from '#metrics/measurement';
import { URI } from '#record/vocabulary';
import { type Conclusion, going, obstacle } from '../decision/conclusion.ts';
import { figures } from '../decision/figure.ts';
import type { Noise } from '../decision/noise.ts';
import { noiseNote, unjudgedNotes, unprovenNotes } from '../decision/reason.ts';
import { type Ruling, settle, type Weighing, waiting, weigh } from '../decision/ruling.ts';
import { Sheet } from '../decision/sheet.ts';
import { type Gate, printGate } from '../gate/gate.ts';
import type { Terms } from '../inference/terms.ts';
import type { BaselineFacts } from '../verdict.ts';
import { type Contrast, canaryDecision, consequenceOf, type Subject } from './consequence.ts';
import { type Figures, figuresOf, type Observed, subjectOf } from './figures.ts';
import type { Breach, MonitorVerdict } from './verdict.ts';

/** Everything a monitor's verdict is made of. */
export interface Watched {
  readonly gates: readonly Gate[];
  readonly observed: Observed;
  /** what the model measured when it was evaluated; in a canary what the control measures now; null: not known */
  readonly baseline: readonly Measurement[] | null;
  readonly baselineFacts: BaselineFacts;
  /** how sure the measures are */
  readonly noise: Noise;
  readonly terms: Terms;
  /** sentences on data that cannot be judged; a single one makes a routine run an error */
  readonly flaws: readonly string[];
  readonly previous: boolean;
  readonly newData: string | null;
  readonly age: string | null;
  readonly canary: Contrast | null;
  readonly notes: readonly string[];
}

/**
 * The verdict over what is running, and what follows from it. As for an evaluation, except that a gate of level fail
 * that could not be judged makes the whole inconclusive: that nothing was seen must not look like health.
 */
export function watch(watched: Watched): MonitorVerdict {
  const { gates, observed, baseline, baselineFacts, canary } = watched;
  const known = figuresOf(observed);
  const rulings = settle(
    gates.map((gate) => weighed(gate, known, watched)),
    watched.terms,
  );
  const { decision, reason } = conclusion(watched, rulings);
  const failed = new Set<Subject>(
    rulings
      .filter(({ state, gate }) => state === 'fail' && gate.level === 'fail')
      .map(({ gate }) => subjectOf(gate.metric)),
  );
  const drift = 'absent' in observed.drift ? null : observed.drift;
  const moved = drift?.columns.filter((column) => column.moved).length ?? 0;
  const { previous, newData, age } = watched;
  const { consequence, occasion, because } = consequenceOf({
    decision,
    failed,
    moved,
    previous,
    newData,
    age,
    canary,
  });
  const judged = canary === null ? decision : canaryDecision(consequence, decision);
  return {
    schema: URI.verdict,
    mode: canary === null ? 'routine' : 'canary',
    decision: judged,
    reason:
      canary === null ? reason : `${consequence}: ${because}${judged === decision ? '' : ` (${reason})`}`,
    consequence,
    because,
    occasion,
    breaches: breaches(rulings, watched.flaws, canary),
    gates: rulings.flatMap(({ results }) => results),
    numbers: figures(known.measurements, baseline, watched),
    baseline: baselineFacts,
    rows: observed.rows,
    drift,
    notes: [...watched.notes, ...unprovenNotes(rulings), ...unjudgedNotes(rulings), ...noiseNote(rulings)],
  };
}

/** A figure that waits for something is not judged; one that there is not at all is a slip, and an error. */
function weighed(gate: Gate, { measurements, waiting: why }: Figures, watched: Watched): Weighing {
  const { baseline, baselineFacts, noise, terms } = watched;
  const because = why.get(gate.metric);
  if (because !== undefined && !measurements.some(({ metric }) => metric === gate.metric))
    return waiting(gate, because);
  const absent = baselineFacts.kind === 'absent' ? baselineFacts.reason : 'it has no numbers';
  return weigh(gate, {
    candidate: new Sheet(measurements),
    baseline: baseline === null ? `there is no baseline: ${absent}` : new Sheet(baseline),
    noise,
    terms,
    absent: why,
  });
}

function conclusion({ flaws, observed, canary }: Watched, rulings: readonly Ruling[]): Conclusion {
  if (flaws.length > 0 && canary === null) return { decision: 'error', reason: flaws.join('; ') };
  const stopped = obstacle(rulings);
  if (stopped !== null && stopped.decision !== 'inconclusive') return stopped;
  if (rulings.length === 0) {
    const remedy = 'declare some under monitor-gate in mlops.yml, e.g. gates: ["drift.share < 0.5"]';
    return { decision: 'inconclusive', reason: `there are no gates, so nothing was judged: ${remedy}` };
  }
  const open = rulings.filter(({ state, gate }) => state === 'not judged' && gate.level === 'fail');
  const [first] = open;
  if (first !== undefined) {
    const why = `${printGate(first.gate)}: ${first.results[0]?.reason ?? 'no value'}`;
    const rest = observed.rows === 0 ? 'there are no rows; ' : '';
    return {
      decision: 'inconclusive',
      reason: `${rest}${open.length} of ${rulings.length} gates not judged: ${why}`,
    };
  }
  if (stopped !== null) return stopped;
  const judged = rulings.filter(({ state }) => state !== 'not judged');
  if (judged.length > 0) return going(rulings);
  return {
    decision: 'inconclusive',
    reason: `nothing was judged: ${rulings[0]?.results[0]?.reason ?? ''}`,
  };
}

function breaches(rulings: readonly Ruling[], flaws: readonly string[], canary: Contrast | null): Breach[] {
  const gates = rulings
    .filter(({ state, gate }) => gate.level === 'fail' && (state === 'fail' || state === 'error'))
    .map(({ gate, results }) => {
      const wrong = results.filter(({ state }) => state === 'fail' || state === 'error');
      const [worst] = wrong.toSorted(
        (one, other) =>
          Math.abs((other.observed ?? 0) - (other.bound ?? 0)) -
          Math.abs((one.observed ?? 0) - (one.bound ?? 0)),
      );
      const where = worst?.slice === undefined ? gate.metric : `${gate.metric}[${worst.slice}]`;
      return {
        gate: gate.text,
        reason: worst?.state === 'error' ? worst.reason : `${where} ${worst?.reason ?? ''}`,
      };
    });
  const worse =
    canary?.state === 'worse' ? [{ gate: 'candidate no worse than control', reason: canary.because }] : [];
  return [
    ...gates,
    ...flaws.map((reason) => ({ gate: 'answers and log lines that can be judged', reason })),
    ...worse,
  ];
}
