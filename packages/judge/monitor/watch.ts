import type { Measurement } from '#metrics/measurement';
import { URI } from '#record/vocabulary';
import { figures } from '../figure.ts';
import { type Gate, printGate } from '../gate.ts';
import { erring, failing, passing, unjudgedNotes, warning } from '../reason.ts';
import { type Ruling, rule } from '../ruling.ts';
import { Sheet } from '../sheet.ts';
import type { BaselineFacts, Decision } from '../verdict.ts';
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
  const rulings = gates.map((gate) => ruled(gate, known, watched));
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
    numbers: figures(known.measurements, baseline),
    baseline: baselineFacts,
    rows: observed.rows,
    drift,
    notes: [...watched.notes, ...unjudgedNotes(rulings)],
  };
}

/** A figure that waits for something is not judged; one that there is not at all is a slip, and an error. */
function ruled(gate: Gate, { measurements, waiting }: Figures, { baseline, baselineFacts }: Watched): Ruling {
  const why = waiting.get(gate.metric);
  if (why !== undefined && !measurements.some(({ metric }) => metric === gate.metric)) {
    const { text, level, metric, operator } = gate;
    const result = { gate: text, level, metric, operator, state: 'not judged', reason: why } as const;
    return { gate, state: 'not judged', results: [result], lacking: false };
  }
  const absent = baselineFacts.kind === 'absent' ? baselineFacts.reason : 'it has no numbers';
  const exhibits = {
    candidate: new Sheet(measurements),
    baseline: baseline === null ? `there is no baseline: ${absent}` : new Sheet(baseline),
    absent: waiting,
  };
  return rule(gate, exhibits);
}

function conclusion(
  { flaws, observed, canary }: Watched,
  rulings: readonly Ruling[],
): { readonly decision: Decision; readonly reason: string } {
  if (flaws.length > 0 && canary === null) return { decision: 'error', reason: flaws.join('; ') };
  const erred = rulings.filter(
    ({ state, lacking, gate }) => state === 'error' && (lacking || gate.level === 'fail'),
  );
  if (erred.length > 0) return { decision: 'error', reason: erring(erred, rulings.length) };
  const failed = rulings.filter(({ state, gate }) => state === 'fail' && gate.level === 'fail');
  if (failed.length > 0) return { decision: 'fail', reason: failing(failed, rulings.length) };
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
  const warned = rulings.filter(({ state }) => state === 'fail' || state === 'error');
  const passed = rulings.filter(({ state }) => state === 'pass').length;
  const parts = [
    ...(warned.length > 0 ? [warning(warned)] : []),
    ...(passed > 0 ? [passing(passed, rulings.length)] : []),
  ];
  if (passed === 0 && warned.length === 0)
    return {
      decision: 'inconclusive',
      reason: `nothing was judged: ${rulings[0]?.results[0]?.reason ?? ''}`,
    };
  return { decision: warned.length > 0 ? 'marginal' : 'pass', reason: parts.join(', ') };
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
