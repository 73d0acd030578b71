import type { Measurement } from '#metrics/measurement';
import { URI } from '#record/vocabulary';
import type { Rules } from '../gate/change.ts';
import type { Gate } from '../gate/gate.ts';
import { statedNoise } from '../inference/stated.ts';
import { TERMS, type Terms } from '../inference/terms.ts';
import type { SweepFacts } from '../sweep/standing.ts';
import type { BaselineFacts, Verdict } from '../verdict.ts';
import { type Accepting, accept } from './acceptance.ts';
import { judgeAsBefore } from './before.ts';
import { type Conclusion, going, obstacle } from './conclusion.ts';
import { type Champion, cumulative, standingAgainst } from './cumulative.ts';
import { type Doubt, underDoubt } from './doubt.ts';
import { figures, trainMeasurements } from './figure.ts';
import { type Noise, unknownNoise } from './noise.ts';
import { noiseNote, smallNotes, unjudgedNotes, unprovenNotes } from './reason.ts';
import { type Exhibits, type Ruling, settle, weigh } from './ruling.ts';
import { Sheet } from './sheet.ts';

/** Everything a verdict is made of. */
export interface Evidence {
  readonly gates: readonly Gate[];
  readonly candidate: readonly Measurement[];
  /** null where there is none; `baselineFacts` then says why */
  readonly baseline: readonly Measurement[] | null;
  readonly baselineFacts: BaselineFacts;
  /** why the baseline that there is cannot be compared with, e.g. it was measured on other rows */
  readonly incomparable?: string;
  /** how there comes to be a baseline, where there is none; of an evaluation: by one of the default branch */
  readonly toBaseline?: string;
  /** what training wrote itself; gates call it `train.<name>` */
  readonly trainMetrics?: Readonly<Record<string, number>>;
  /** how sure the numbers are; absent where there are no examples, only numbers */
  readonly noise?: Noise;
  /** the same on the terms of before, where those resample by another seed */
  readonly noiseBefore?: Noise;
  readonly terms?: Terms;
  /** the best evaluation so far: what may be lost against it in all is bounded */
  readonly champion?: Champion;
  /** how many times its margin a gate may lose in all against the champion */
  readonly allowance?: number;
  /** gates as they were before the change that is judged, and what they were judged by */
  readonly before?: Rules;
  /** red gates that a person lets pass */
  readonly accepting?: Accepting;
  readonly onDefaultBranch: boolean;
  readonly rows: number;
  /** there are no predictions: numbers that other tools wrote are judged */
  readonly withoutRows?: boolean;
  /** sentences on rows that cannot be judged; a single one makes the whole an error */
  readonly flaws?: readonly string[];
  /** measures of the task that were not taken, with the reason */
  readonly absent?: ReadonlyMap<string, string>;
  /** measures of the task that no gate names */
  readonly others?: readonly string[];
  readonly notes?: readonly string[];
  /** why what was measured from rows decides nothing */
  readonly doubt?: Doubt;
  /** names of what was measured from rows, where there is a doubt; else all */
  readonly measured?: ReadonlySet<string>;
  /** how the candidate was chosen among several */
  readonly sweep?: SweepFacts;
}

/**
 * The verdict over a candidate (docs/design.md, Verdict and First run). In this order: rows that cannot be judged
 * or a gate that cannot is `error`; a failed gate is `fail`; a gate that is not decided, or nothing judged, is
 * `inconclusive`, except that the default branch establishes the baseline it waits for; a marginal gate, or a warning
 * that does not pass, is `marginal`; else `pass`.
 * A gate without its metric or slice is an error at either level, as it could never be judged.
 */
export function decide(evidence: Evidence): Verdict {
  const { gates, rows, baselineFacts, incomparable, trainMetrics = {}, terms = TERMS } = evidence;
  const candidate = [...evidence.candidate, ...trainMeasurements(trainMetrics, rows)];
  const comparable = incomparable === undefined ? evidence.baseline : null;
  const examples = evidence.noise ?? unknownNoise('there are no examples');
  const { noiseBefore = examples } = evidence;
  const noiseOn = (on: Terms) =>
    statedNoise(candidate, comparable, on, on.seed === terms.seed ? examples : noiseBefore);
  const noise = noiseOn(terms);
  const exhibits = {
    candidate: new Sheet(candidate),
    baseline: comparable === null ? whyNone(evidence) : new Sheet(comparable),
    absent: evidence.absent ?? new Map(),
    others: evidence.others ?? [],
    noise,
    terms,
    establishing: mayEstablish(evidence),
    ...(incomparable === undefined ? {} : { refused: wayOut(evidence) }),
  };
  const { champion } = evidence;
  const { rulings, changes, notes } = rulingsOn(evidence, exhibits, noiseOn);
  return {
    schema: URI.verdict,
    ...conclusion(evidence, rulings),
    gates: rulings.flatMap(({ results }) => results),
    numbers: figures(candidate, comparable, { noise, terms }),
    baseline: baselineFacts,
    ...(champion === undefined
      ? {}
      : { champion: standingAgainst(gates, champion, exhibits.candidate, terms) }),
    ...(evidence.sweep === undefined ? {} : { sweep: evidence.sweep }),
    rows,
    ...(changes.length === 0 ? {} : { changes }),
    notes: [
      ...(evidence.notes ?? []),
      ...notes,
      ...incomparableNotes(evidence, rulings),
      ...championNotes(champion),
      ...smallNotes(rulings, terms.minN),
      ...unprovenNotes(rulings),
      ...unjudgedNotes(rulings),
      ...noiseNote(rulings),
    ],
  };
}

/** What the gates of now come to, and those of before the change; then what is doubted, and what is accepted. */
function rulingsOn(evidence: Evidence, exhibits: Exhibits, noiseOn: (terms: Terms) => Noise) {
  const { gates, champion, before, allowance = before?.allowance ?? 0, doubt } = evidence;
  const { terms } = exhibits;
  const own = settle(
    [...gates.map((gate) => weigh(gate, exhibits)), ...cumulative(gates, champion, exhibits)],
    terms,
  );
  const now = { gates, terms, allowance };
  const earlier =
    before === undefined
      ? { rulings: [], changes: [] }
      : judgeAsBefore(before, now, champion, exhibits, noiseOn);
  const all = [...own, ...earlier.rulings];
  const { measured = new Set(evidence.candidate.map(({ metric }) => metric)) } = evidence;
  const doubted = doubt === undefined ? all : underDoubt(all, doubt, measured, evidence.rows);
  return { changes: earlier.changes, ...accepted(doubted, evidence) };
}

/** A gate that is accepted was red on all rows: where some are missing, nothing is known of that. */
function accepted(
  rulings: readonly Ruling[],
  { accepting, doubt }: Evidence,
): { readonly rulings: readonly Ruling[]; readonly notes: readonly string[] } {
  if (accepting === undefined || accepting.acceptances.length === 0) return { rulings, notes: [] };
  if (doubt?.kind === 'missing')
    return { rulings, notes: ['accept: nothing is accepted where a part of the rows is missing'] };
  return accept(rulings, accepting);
}

/** Why the baseline is not compared with, where no gate says so. */
function incomparableNotes(evidence: Evidence, rulings: readonly Ruling[]): string[] {
  if (evidence.incomparable === undefined) return [];
  const why = whyNone(evidence);
  return rulings.some(({ results }) => results.some(({ reason }) => reason.startsWith(why))) ? [] : [why];
}

function championNotes(champion: Champion | undefined): string[] {
  if (champion === undefined || typeof champion.noise !== 'string') return [];
  return [`the champion ${champion.name} is not compared with: ${champion.noise}`];
}

function whyNone({ baselineFacts, incomparable }: Evidence): string {
  if (incomparable !== undefined) return `the baseline cannot be compared with: ${incomparable}`;
  return baselineFacts.kind === 'absent'
    ? `there is no baseline: ${baselineFacts.reason}`
    : 'the baseline has no numbers';
}

function conclusion(evidence: Evidence, rulings: readonly Ruling[]): Conclusion {
  const { flaws = [], rows, withoutRows = false, doubt } = evidence;
  const missing = doubt?.kind === 'missing' ? doubt.because : null;
  if (rows === 0 && missing !== null) return { decision: 'inconclusive', reason: missing };
  if (rows === 0 && !withoutRows) return { decision: 'error', reason: 'the predictions hold no rows' };
  if (flaws.length > 0) return { decision: 'error', reason: `${flaws.join('; ')}: ${SCORED}` };
  const stopped = obstacle(rulings);
  if (missing !== null && stopped?.decision !== 'error') return { decision: 'inconclusive', reason: missing };
  if (stopped !== null) return stopped;
  const open = rulings.filter(({ accepted }) => accepted === undefined);
  if (open.length === rulings.length && open.every(({ state }) => state === 'not judged'))
    return nothingJudged(evidence, rulings);
  const { decision, reason } = going(rulings);
  return { decision, reason: `${establishment(evidence)}${reason}` };
}

/** Whether the default branch has a baseline by this, or not for want of its history. */
function establishment(evidence: Evidence): string {
  if (establishes(evidence)) return 'baseline established: ';
  const { onDefaultBranch, baselineFacts } = evidence;
  if (!onDefaultBranch || !isUnseen(baselineFacts)) return '';
  return `no baseline established, as ${baselineFacts.reason}; `;
}

/** Is there none because nobody could look? What lies behind must not be replaced. */
function isUnseen(facts: BaselineFacts): facts is Extract<BaselineFacts, { kind: 'absent' }> {
  return facts.kind === 'absent' && facts.shallow === true;
}

function mayEstablish({ onDefaultBranch, baselineFacts }: Evidence): boolean {
  return onDefaultBranch && !isUnseen(baselineFacts);
}

/** On the default branch, where there is nothing to compare with, a candidate that passes becomes the baseline. */
function establishes(evidence: Evidence): boolean {
  return mayEstablish(evidence) && (evidence.baseline === null || evidence.incomparable !== undefined);
}

function nothingJudged(evidence: Evidence, rulings: readonly Ruling[]): Conclusion {
  const decision = 'inconclusive';
  if (rulings.length === 0) {
    const remedy = 'declare some, e.g. gates: ["roc_auc >= 0.7"] under evaluate in mlops.yml, or --gates';
    return { decision, reason: `there are no gates, so nothing was judged: ${remedy}` };
  }
  // a result that was measured waits for the baseline; one that was not is undefined on its rows
  const results = rulings.flatMap((ruling) => ruling.results);
  const waiting = results.find(({ observed }) => observed !== undefined);
  if (waiting === undefined) {
    return { decision, reason: `nothing was judged: ${results[0]?.reason ?? 'no slice has a value'}` };
  }
  const compares = rulings.length === 1 ? 'the one gate compares' : `all ${rulings.length} gates compare`;
  const because = `${compares} with a baseline, and ${waiting.reason}`;
  if (mayEstablish(evidence)) return { decision: 'pass', reason: `baseline established: ${because}` };
  return { decision, reason: `nothing was judged: ${because}; ${wayOut(evidence)}` };
}

/** What to do where every gate waits for a baseline. */
function wayOut({ incomparable, toBaseline, baselineFacts }: Evidence): string {
  if (incomparable !== undefined) {
    const alike = 'score both models on the same rows, with the same labels';
    // who says how to come to a baseline has no mlops.yml
    return toBaseline === undefined ? `${alike}, or ${ACCEPT}` : alike;
  }
  const first = isUnseen(baselineFacts)
    ? 'fetch what came before'
    : (toBaseline ?? 'evaluate the default branch first');
  return `add a gate with a number, e.g. roc_auc >= 0.7, or ${first}`;
}

const ACCEPT =
  'let it pass on record, under evaluate in mlops.yml: accept: [{ gate: baseline, why: …, until: <date> }]';

const SCORED = 'a row without a number cannot be judged: mend the scoring, or leave such rows out';
