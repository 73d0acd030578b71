import { type Measurement, spellSlice } from '#metrics/measurement';
import { digits } from '../digits.ts';
import type { Gate } from '../gate/gate.ts';
import { everyColumn, namedSlice, speaksOf } from '../gate/selector.ts';
import { type Look, levelAt, ONCE } from '../inference/look.ts';
import type { Terms } from '../inference/terms.ts';
import type { Accepted, GateResult, GateState } from '../verdict.ts';
import { contest, contestOfNumbers } from './contest.ts';
import { holmLevel, type Test } from './family.ts';
import { type Finding, floor } from './floor.ts';
import { lackOf, strangeUnit } from './lack.ts';
import type { Noise } from './noise.ts';
import type { Sheet } from './sheet.ts';
import { undefinedReason } from './wording.ts';

/** What gates are judged by. A baseline that is a text is why there is none to compare with. */
export interface Exhibits {
  readonly candidate: Sheet;
  readonly baseline: Sheet | string;
  readonly noise: Noise;
  readonly terms: Terms;
  readonly absent: ReadonlyMap<string, string>;
  /** measures that a gate may name and none does */
  readonly others?: readonly string[];
  /** there is a baseline, and it cannot be compared with: what to do about that */
  readonly refused?: string;
  /** what passes here replaces the baseline: one whose measure is no number must not stand in the way for ever */
  readonly establishing?: boolean;
}

/** One gate, and what it came to on each set of rows it speaks of. */
export interface Ruling {
  readonly gate: Gate;
  readonly state: GateState;
  readonly results: readonly GateResult[];
  /** the metric or the slice is not there at all: the gate can never be judged as it stands */
  readonly lacking: boolean;
  /** it is red, and passes on record (acceptance.ts) */
  readonly accepted?: Accepted;
}

/** A result as it stands by itself; `test`: it is one of those by which a run says no. */
interface Weighed {
  readonly result: GateResult;
  readonly test: Test | null;
}

/** One gate by itself. */
export interface Weighing {
  readonly gate: Gate;
  readonly weighed: readonly Weighed[];
  readonly lacking: boolean;
}

/**
 * Judges one gate by itself. A measure that is not defined on its rows is an error where the gate names those rows, and
 * not judged where it speaks of every value of a column: one carrier without a late flight does not stop a model.
 */
export function weigh(gate: Gate, exhibits: Exhibits): Weighing {
  const strange = strangeUnit(gate);
  if (strange !== null) return { gate, ...unweighed(gate, 'error', strange), lacking: true };
  const found = measurementsFor(gate, exhibits.candidate);
  if (found.length > 0)
    return { gate, weighed: found.map((one) => judged(gate, one, exhibits)), lacking: false };
  const reason = lackOf(gate, exhibits.candidate, exhibits.absent, exhibits.others);
  return { gate, ...unweighed(gate, 'error', reason), lacking: true };
}

/** One gate on each set of rows it speaks of that have a value, judged in another way; empty where there are none. */
export function weighAgainst(
  gate: Gate,
  { candidate }: Exhibits,
  judge: (measurement: Measurement) => Told,
): Weighing[] {
  const weighed = measurementsFor(gate, candidate)
    .filter(({ value }) => Number.isFinite(value))
    .map((one) => {
      const { result, test } = judge(one);
      return { result: { ...known(gate, one), ...result }, test };
    });
  return weighed.length === 0 ? [] : [{ gate, weighed, lacking: false }];
}

/** What a gate came to, without what is known of the gate already. */
export interface Told {
  readonly result: Omit<GateResult, 'gate' | 'level' | 'metric' | 'operator' | 'slice' | 'rows'>;
  readonly test: Test | null;
}

/** A gate that waits for something that will be there some day. */
export function waiting(gate: Gate, reason: string): Weighing {
  return { gate, ...unweighed(gate, 'not judged', reason), lacking: false };
}

function unweighed(gate: Gate, state: GateState, reason: string): Pick<Weighing, 'weighed'> {
  return { weighed: [{ result: { ...outline(gate), state, reason }, test: null }] };
}

/**
 * What the gates of one run come to together. All that is confidently worse at level fail is one family of tests
 * (family.ts): what is so by itself alone, and not among so many, is inconclusive. So is what is beyond what `look`
 * may spend.
 */
export function settle(
  weighings: readonly Weighing[],
  { confidence, minN }: Terms,
  look: Look = ONCE,
): Ruling[] {
  const family = weighings
    .filter(({ gate }) => gate.level === 'fail')
    .flatMap(({ weighed }) => weighed.flatMap(({ test }) => test ?? []));
  const level = holmLevel(family, (1 - confidence) / 2, (share) => levelAt(look, share));
  return weighings.map(({ gate, weighed, lacking }) => {
    const results = weighed.map(({ result, test }): GateResult => {
      if (gate.level === 'warn' || test === null || result.state !== 'fail') return result;
      const state: GateState = test.unsure ?? 'inconclusive';
      if (level === 0) return { ...unspent(result, look), state };
      return test.worse(level)
        ? result
        : { ...doubted(result, family.length, look, test.advice(level)), state };
    });
    return { gate, state: stateOf(gate, results, minN), results, lacking };
  });
}

type Doubt = Omit<GateResult, 'state'>;

function doubted(result: GateResult, tests: number, look: Look, advice: string): Doubt {
  const among = `among ${tests} ${tests === 1 ? 'test' : 'tests'} of this run`;
  const [where, how] =
    look.planned === 1
      ? [among, 'Holm']
      : [`${among}, at look ${look.number} of ${look.planned}`, 'Holm, alpha spending'];
  return { ...result, reason: `${result.reason}; ${where} chance explains one so far off (${how})`, advice };
}

/** More looks than were planned: there is no error left to spend. */
function unspent(result: GateResult, { number, planned }: Look): Doubt {
  const reason = `${result.reason}; look ${number} of ${planned} planned has no error left to spend`;
  return { ...result, reason, advice: 'plan more looks for the next deployment, or write looks: any' };
}

/**
 * The whole of a gate: the worst of its results. Over every value of a column only what is confidently worse stops it;
 * else one value that passes is enough, and where none does it is marginal; but where no slice could be judged, or most
 * rows lie in slices too small to be, it watches nothing and is inconclusive. `every=proof` wants each to pass.
 */
function stateOf(gate: Gate, results: readonly GateResult[], minN: number): GateState {
  const { slice, choices } = gate;
  const has = (state: GateState) => results.some((one) => one.state === state);
  const worst = (['error', 'fail', 'inconclusive', 'marginal', 'pass'] as const).find(has) ?? 'not judged';
  if (everyColumn(slice) === null || choices.every === 'proof') return worst;
  // no bound: the baseline that there is cannot be compared with
  if (results.some(({ state, bound }) => state === 'inconclusive' && bound === undefined)) return worst;
  const waits = results.every(({ state, observed }) => state === 'not judged' && observed !== undefined);
  if ((worst === 'inconclusive' || worst === 'not judged') && !waits && !results.some(isJudged))
    return 'inconclusive';
  const few = worst === 'inconclusive' || (worst === 'pass' && choices.decide !== 'measured');
  if (few && smallShare(gate, results, minN) > MOST_ROWS) return 'inconclusive';
  if (worst === 'inconclusive' || worst === 'marginal') return has('pass') ? 'pass' : 'marginal';
  return worst;
}

/** A gate over every value of a column may leave so many rows in slices that are too small. */
export const MOST_ROWS = 0.5;

/** Were there enough examples to say something of it, if only that noise leaves it open? */
export function isJudged({ state, interval }: GateResult): boolean {
  if (state === 'inconclusive') return interval !== undefined;
  return state !== 'not judged' && state !== 'error';
}

/** Has it fewer examples than `min-n` asks for, or than the measure takes, or none at all? */
export function isSmall({ choices }: Gate, result: GateResult, minN: number): boolean {
  const { state, n, observed } = result;
  if (n === undefined) return state === 'not judged' && observed === undefined;
  return n < (choices.minN ?? minN) || !isJudged(result);
}

/** The share of rows that lie in slices too small to be decided. */
export function smallShare(gate: Gate, results: readonly GateResult[], minN: number): number {
  const rowsOf = (some: readonly GateResult[]) => some.reduce((sum, { rows = 0 }) => sum + rows, 0);
  return rowsOf(results.filter((one) => isSmall(gate, one, minN))) / Math.max(1, rowsOf(results));
}

function measurementsFor({ metric, slice }: Gate, sheet: Sheet): Measurement[] {
  if (slice !== null && everyColumn(slice) !== null)
    return sheet.of(metric).filter((one) => one.slice !== undefined && speaksOf(slice, one.slice));
  const found = sheet.at(metric, namedSlice(slice) ?? undefined);
  return found === null ? [] : [found];
}

function outline({ text, level, metric, operator, slice }: Gate) {
  const spelled = slice?.map((one) => `${one.column}=${'every' in one ? '*' : one.value}`).join(', ');
  return { gate: text, level, metric, operator, ...(spelled === undefined ? {} : { slice: spelled }) };
}

function judged(gate: Gate, measurement: Measurement, exhibits: Exhibits): Weighed {
  if (!Number.isFinite(measurement.value)) {
    const reason = undefinedReason(measurement, '');
    return { result: { ...known(gate, measurement), state: openState(gate, 'error'), reason }, test: null };
  }
  const { test = null, ...finding } = findingOf(gate, measurement, exhibits);
  return { result: { ...known(gate, measurement), ...finding }, test };
}

function known(gate: Gate, { slice, rows }: Measurement) {
  return { ...outline(gate), rows, ...(slice === undefined ? {} : { slice: spellSlice(slice) }) };
}

/** What cannot be judged on its rows: of a gate over every value it is passed over, unless each has to be proved. */
function openState({ slice, choices }: Gate, named: GateState): GateState {
  if (everyColumn(slice) === null) return named;
  return choices.every === 'proof' ? 'inconclusive' : 'not judged';
}

function findingOf(gate: Gate, measurement: Measurement, exhibits: Exhibits): Finding {
  const { baseline, noise, terms, establishing = false, refused } = exhibits;
  const { metric, slice, value: observed } = measurement;
  const { bound, choices } = gate;
  const sweeping = everyColumn(gate.slice) !== null;
  if (bound.kind === 'number') {
    const how = choices.decide ?? (sweeping ? 'confident' : 'measured');
    return floor(gate, observed, bound.value, how, terms, (at) => noise.estimate(metric, slice, at));
  }
  const other = typeof baseline === 'string' ? baseline : baselineValue(baseline, measurement);
  if (typeof other === 'string') {
    if (refused !== undefined && !establishing)
      return { observed, state: 'inconclusive', reason: other, advice: refused };
    // without any baseline there is nothing to prove; one that lacks these rows leaves them unproved
    const state = typeof baseline === 'string' ? 'not judged' : openState(gate, 'not judged');
    return { observed, state, reason: other };
  }
  if (typeof other === 'object') {
    const state = openState(gate, establishing ? 'not judged' : 'inconclusive');
    return {
      observed,
      state,
      reason: other.because,
      advice: 'evaluate the default branch anew: what passes there replaces it',
    };
  }
  if (bound.times !== 1 && other <= 0) return meaningless(gate, observed, other);
  const contrast = noise.contrast(metric, slice, bound.times);
  if (typeof contrast === 'string') return contestOfNumbers(gate, bound, observed, other, contrast);
  return contest(gate, bound, choices.decide ?? 'confident', terms, contrast);
}

/** The baseline's number; a text says that it has none, an object why the one it has is no number (NaN, one class). */
function baselineValue(
  baseline: Sheet,
  { metric, slice }: Measurement,
): number | string | { readonly because: string } {
  const other = baseline.at(metric, slice);
  if (other === null)
    return `the baseline has no ${metric}${slice === undefined ? '' : ` for ${spellSlice(slice)}`}`;
  return Number.isFinite(other.value) ? other.value : { because: undefinedReason(other, ' of the baseline') };
}

/** A share of a baseline that is zero or less says nothing: 98 % of -0.2 is more than it. */
function meaningless(gate: Gate, observed: number, baseline: number): Finding {
  const reason = `${gate.bound.spelled} says nothing of a baseline that is ${digits(baseline)}`;
  const advice = `write a margin in the measure's own unit, e.g. ${gate.metric} ${gate.operator} baseline - 0.01`;
  return { observed, baseline, state: openState(gate, 'error'), reason, advice };
}
