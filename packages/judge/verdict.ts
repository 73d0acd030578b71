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
      /** when it was decided, ISO 8601 in UTC: how old it is depends on when that is asked */
      readonly decidedOn?: string;
      readonly passedOver?: readonly PassedOver[];
    }
  | { readonly kind: 'absent'; readonly reason: string; readonly passedOver?: readonly PassedOver[] };

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
  /** rows judged; rows left out and why */
  readonly rows: number;
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
  const those = (of: (gate: GateResult) => boolean) =>
    gates.filter(of).map(({ gate, slice }) => (slice === undefined ? gate : `${gate} (${slice})`));
  const open = ({ state }: GateResult) => state === 'fail' || state === 'inconclusive';
  return {
    passed: those(({ state }) => state === 'pass'),
    warned: those((gate) => gate.state === 'marginal' || (open(gate) && gate.level === 'warn')),
    failed: those((gate) => gate.state === 'error' || (open(gate) && gate.level === 'fail')),
  };
}
