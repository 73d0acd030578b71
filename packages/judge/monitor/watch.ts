import type { Measurement } from '#metrics/measurement';
import { URI } from '#record/vocabulary';
import { type Conclusion, going, obstacle } from '../decision/conclusion.ts';
import { figures } from '../decision/figure.ts';
import type { Noise } from '../decision/noise.ts';
import { noiseNote, unjudgedNotes, unprovenNotes } from '../decision/reason.ts';
import { type Ruling, settle, type Weighing, waiting, weigh } from '../decision/ruling.ts';
import { Sheet } from '../decision/sheet.ts';
import { type Gate, printGate } from '../gate/gate.ts';
import { isOnce, type Look, levelAt, lookSaid, ONCE } from '../inference/look.ts';
import { statedNoise } from '../inference/stated.ts';
import type { Terms } from '../inference/terms.ts';
import type { BaselineFacts } from '../verdict.ts';
import { type Contrast, canaryDecision, consequenceOf, type Subject } from './consequence.ts';
import { estimatedAlone, realisedFigures } from './estimates.ts';
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
  /** which look this is; null: what is known of noise holds at any look */
  readonly look: Look | null;
  readonly environment: string;
  readonly notes: readonly string[];
}

/**
 * The verdict over what is running, and what follows from it. As for an evaluation, except that a gate of level fail
 * that could not be judged makes the whole inconclusive: that nothing was seen must not look like health.
 */
export function watch(watched: Watched): MonitorVerdict {
  const { gates, observed, baselineFacts, canary, look, environment } = watched;
  const known = figuresOf(observed);
  const terms = termsAt(watched);
  const measured = withEstimates(watched, known);
  const rulings = settle(
    gates.map((gate) => weighed(gate, known, measured, terms)),
    watched.terms,
    look ?? ONCE,
  );
  const { decision, reason } = atMost(conclusion(watched, rulings), rulings);
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
    numbers: figures(known.measurements, measured.baseline, measured),
    baseline: baselineFacts,
    rows: observed.rows,
    drift,
    look: look === null || isOnce(look) ? null : { ...look, environment },
    notes: [
      ...watched.notes,
      ...lookNotes(watched),
      ...estimateNotes(observed),
      ...unprovenNotes(rulings),
      ...unjudgedNotes(rulings),
      ...noiseNote(rulings),
    ],
  };
}

function lookNotes({ look, terms: { confidence } }: Watched): string[] {
  if (look === null)
    return ['looks: any: what is said of noise holds at every look at once, so intervals are wider'];
  const said = lookSaid(look, (1 - confidence) / 2);
  return said === null ? [] : [said];
}

/** Baseline and noise with what is known of estimates, where there are some. */
function withEstimates(watched: Watched, { measurements }: Figures): Watched {
  const { observed, baseline, noise, terms } = watched;
  const { estimates, rows } = observed;
  if (estimates === null || typeof estimates === 'string') return watched;
  const known = [...(baseline ?? []), ...realisedFigures(estimates, rows)];
  return { ...watched, baseline: known, noise: statedNoise(measurements, known, terms, noise) };
}

function estimateNotes({ estimates }: Observed): readonly string[] {
  return estimates === null || typeof estimates === 'string' ? [] : estimates.notes;
}

/** Estimates do not see that the same inputs mean something else now: alone they are at most marginal. */
function atMost(concluded: Conclusion, rulings: readonly Ruling[]): Conclusion {
  const performance = (metric: string) => subjectOf(metric) === 'performance';
  if (concluded.decision !== 'pass' || !estimatedAlone(rulings, performance)) return concluded;
  const reason = `${concluded.reason}; performance is estimated and no label confirms it, so marginal at most`;
  return { decision: 'marginal', reason };
}

/**
 * The terms of one gate. A routine look ends nothing when it passes, so only saying no is corrected, when all gates
 * are settled; a canary ends with its promotion too, so there both sides have what this look may spend.
 */
function termsAt({ terms, look, canary }: Watched): Terms {
  if (canary === null || look === null || isOnce(look)) return terms;
  const level = levelAt(look, (1 - terms.confidence) / 2);
  return { ...terms, confidence: 1 - 2 * Math.max(level, FAINTEST) };
}

/** Of a look with nothing left to spend: an interval has to have ends. */
const FAINTEST = 1e-9;

/** A figure that waits for something is not judged; one that there is not at all is a slip, and an error. */
function weighed(
  gate: Gate,
  { measurements, waiting: why }: Figures,
  watched: Watched,
  terms: Terms,
): Weighing {
  const { baseline, baselineFacts, noise } = watched;
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
