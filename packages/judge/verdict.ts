import type { GateChange } from './gate/change.ts';
import type { SweepFacts } from './sweep/standing.ts';

/** The five answers of every judgement: evaluate, canary, drift, monitor (docs/design.md). */
export type Decision = 'pass' | 'marginal' | 'fail' | 'inconclusive' | 'error';

/** A gate of level `warn` that does not pass makes the whole marginal, never worse. */
export type Level = 'fail' | 'warn';

/**
 * What one gate came to. `marginal`: it holds, and noise could be why, or was not judged. `inconclusive`: there are too
 * few examples to say. `not judged`: there is nothing to judge it by, e.g. no baseline.
 */
export type GateState = 'pass' | 'marginal' | 'fail' | 'inconclusive' | 'not judged' | 'error';

/**
 * One gate on one set of rows: `roc_auc[carrier=*] >= baseline - 0.05 warn` gives one result a carrier.
 * `bound` is the number the observed one was compared with after the baseline was put in.
 */
export interface GateResult {
  /** the gate as the user wrote it */
  readonly gate: string;
  readonly level: Level;
  readonly state: GateState;
  readonly metric: string;
  /** e.g. `carrier=UA`; absent for all rows */
  readonly slice?: string;
  readonly rows?: number;
  readonly observed?: number;
  readonly operator: '>=' | '<=' | '>' | '<' | '==';
  readonly bound?: number;
  readonly baseline?: number;
  /** of a comparison: observed - baseline, or where the bound multiplies the baseline, less that product */
  readonly difference?: number;
  /** two-sided, at the confidence of the run: of the difference in a comparison, else of what was observed */
  readonly interval?: readonly [number, number];
  /** examples that the measure rests on; `counted` is what they are: positives */
  readonly n?: number;
  readonly counted?: string;
  /** where the interval comes from: `Clopper-Pearson`; absent where noise was not judged */
  readonly method?: string;
  /** one sentence: why it came out so */
  readonly reason: string;
  /** one sentence: what would decide it, or what to do */
  readonly advice?: string;
  /** it is red, and a person lets it pass on record */
  readonly accepted?: Accepted;
  /** the gate as it was before the change that is judged; absent: as it is now */
  readonly from?: 'before';
}

/** Why a red gate may pass, and until which day, that day among them: `2026-12-31`. */
export interface Accepted {
  readonly why: string;
  readonly until: string;
  readonly by?: string;
  /** it came with the very change that is judged */
  readonly added?: boolean;
}

/** A way to a baseline that led to none, or past an evaluation that was not taken. */
export interface PassedOver {
  /** as it is written: `merge-base` */
  readonly way: string;
  readonly reason: string;
}

/**
 * What the candidate was compared with, and how it was found; `absent` says why there is none. `evaluation`: one that was
 * found by its commit, wherever that was kept.
 */
export type BaselineFacts =
  | {
      readonly kind: 'file' | 'artifact' | 'ref' | 'evaluation';
      readonly name: string;
      readonly digest: string;
      readonly commit?: string;
      /** the way that led to it */
      readonly way?: string;
      readonly passedOver?: readonly PassedOver[];
    }
  | {
      readonly kind: 'absent';
      readonly reason: string;
      readonly passedOver?: readonly PassedOver[];
      /** the clone is too shallow to tell whether there is one: none is established */
      readonly shallow?: true;
    };

/**
 * The best evaluation so far, and where the candidate stands: `better` than it beyond noise, `level` where nothing shows
 * that, `not comparable` where it was judged on other rows.
 */
export interface ChampionFacts {
  /** of its record's content */
  readonly digest: string;
  readonly standing: 'better' | 'level' | 'not comparable';
}

/** One row of the table of numbers: a measure of the candidate beside the baseline's. NaN is written as null. */
export interface Figure {
  readonly metric: string;
  readonly slice?: string;
  readonly rows: number;
  readonly candidate: number | null;
  readonly baseline?: number | null;
  /** two-sided, of the candidate; absent where noise was not judged */
  readonly interval?: readonly [number, number];
  /** candidate - baseline on the rows of both, and its interval; absent where noise was not judged */
  readonly difference?: { readonly value: number; readonly interval: readonly [number, number] };
  /** present when `candidate` is null: why the measure is not defined on these rows */
  readonly because?: string;
  readonly direction: 'higher-is-better' | 'lower-is-better' | 'none';
  /** of the candidate, as the tool that measured it states it */
  readonly standardError?: number;
  /** the base unit of both numbers; absent: plain numbers */
  readonly unit?: 'bytes' | 'seconds' | 'per second';
}

export interface Verdict {
  readonly schema: string;
  readonly decision: Decision;
  /** one sentence a person can act on */
  readonly reason: string;
  readonly gates: readonly GateResult[];
  readonly numbers: readonly Figure[];
  readonly baseline: BaselineFacts;
  /** absent where there is none, or where it made the very same predictions */
  readonly champion?: ChampionFacts;
  /** absent where one model was judged that nobody chose among others */
  readonly sweep?: SweepFacts;
  /** the commit whose verdict this is: nothing that is judged has changed since; absent: it was judged here */
  readonly unchangedSince?: string;
  /** rows judged; rows left out and why */
  readonly rows: number;
  /** what the change that is judged made of the gates; absent: nothing, or it is not known */
  readonly changes?: readonly GateChange[];
  /** decisions about odd cases, in words: what was left out, what was not judged, what is not known */
  readonly notes: readonly string[];
}

/** *Passes* always means pass or marginal. */
export function passes(decision: string | null): boolean {
  return decision === 'pass' || decision === 'marginal';
}

/** Gates as a test result has them (in-toto test-result v0.1): as they are written, each with its slice. */
export function gatesAsTests({ gates }: Pick<Verdict, 'gates'>): {
  readonly passed: string[];
  readonly warned: string[];
  readonly failed: string[];
} {
  const those = (outcome: readonly Outcome[]) =>
    gates.filter((gate) => outcome.includes(outcomeOf(gate))).map(spelled);
  return {
    passed: those(['passed']),
    warned: those(['warned']),
    failed: gates
      .filter((gate) => ['failed', 'inconclusive'].includes(outcomeOf(gate)) && gate.state !== 'not judged')
      .map(spelled),
  };
}

function spelled({ gate, slice, from }: GateResult): string {
  const then = from === undefined ? '' : ' (before this change)';
  return `${gate}${slice === undefined ? '' : ` (${slice})`}${then}`;
}

type Outcome = 'passed' | 'warned' | 'failed' | 'inconclusive';

/** What is accepted, marginal, or of level `warn` and does not pass, warns. */
function outcomeOf({ state, level, accepted }: GateResult): Outcome {
  if (state === 'pass') return 'passed';
  if (state === 'error') return 'failed';
  const open = state === 'fail' || state === 'inconclusive';
  if (accepted !== undefined || state === 'marginal' || (open && level === 'warn')) return 'warned';
  return state === 'fail' ? 'failed' : 'inconclusive';
}

/** How many gates came out so, each slice by itself; what was not judged is inconclusive. */
export function countsOf({ gates }: Pick<Verdict, 'gates'>): Readonly<Record<Outcome, number>> {
  const of = (outcome: Outcome) => gates.filter((gate) => outcomeOf(gate) === outcome).length;
  return {
    passed: of('passed'),
    warned: of('warned'),
    failed: of('failed'),
    inconclusive: of('inconclusive'),
  };
}
