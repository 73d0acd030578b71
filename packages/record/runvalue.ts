import type { Run, Scalar } from './history.ts';
import type { Measured } from './numbers.ts';

/** Before the name of a parameter, where a metric might have it too. */
export const PARAMS = 'params.';

/** What every line has besides metrics and parameters, by the names of columns. */
export const FACTS = {
  record: ({ record }) => record,
  when: ({ when }) => when,
  last: ({ last }) => last,
  commit: ({ commit }) => commit,
  dirty: ({ dirty }) => dirty,
  model: ({ model }) => model,
  name: ({ name }) => name,
  stages: ({ stages }) => stages.join(' '),
  verdict: ({ verdict }) => verdict,
  times: ({ times }) => times,
  seed: ({ seed }) => seed,
  seconds: ({ seconds }) => seconds,
  run: ({ invocation }) => invocation,
} as const satisfies Readonly<Record<string, (run: Run) => Scalar>>;

export type Fact = keyof typeof FACTS;

function isFact(name: string): name is Fact {
  return Object.hasOwn(FACTS, name);
}

/** What a name stands for among these runs: a fact, else a metric, else a parameter; null where no run has it. */
export type Meant =
  | { readonly kind: 'fact'; readonly name: Fact }
  | { readonly kind: 'metric' | 'param'; readonly name: string };

/** `roc_auc`, `roc_auc[carrier=UA]`, `train.loss`, `lr`, `params.lr`, `seconds`. */
export function meaningOf(name: string, runs: readonly Run[]): Meant | null {
  if (isFact(name)) return { kind: 'fact', name };
  const param = name.startsWith(PARAMS) ? name.slice(PARAMS.length) : name;
  if (param === name && runs.some((run) => measuredOf(run, name) !== null)) return { kind: 'metric', name };
  return runs.some(({ params }) => Object.hasOwn(params, param)) ? { kind: 'param', name: param } : null;
}

/** The value of a run; null where it has none or it is not defined. */
export function valueIn(run: Run, meant: Meant): Scalar {
  if (meant.kind === 'fact') return FACTS[meant.name](run);
  if (meant.kind === 'metric') return measuredOf(run, meant.name)?.value ?? null;
  return Object.hasOwn(run.params, meant.name) ? (run.params[meant.name] ?? null) : null;
}

/** A metric by its name, of a slice as `roc_auc[carrier=UA]`; null where it was not measured. */
export function measuredOf({ measured }: Run, name: string): Measured | null {
  return measured.find((one) => name.startsWith(one.metric) && spelled(one) === name) ?? null;
}

function spelled({ metric, slice }: Measured): string {
  return slice === undefined ? metric : `${metric}[${slice}]`;
}

/** Names of metrics over all rows: those with a gate first, as the newest run orders them. */
export function metricNames(runs: readonly Run[]): string[] {
  const whole = runs.flatMap(({ measured }) => measured.filter(({ slice }) => slice === undefined));
  const names = new Set(whole.map(({ metric }) => metric));
  const gated = runs.flatMap((run) => run.gated).filter((name) => names.has(name));
  return [...new Set([...gated, ...names])];
}

export function paramNames(runs: readonly Run[]): string[] {
  return [...new Set(runs.flatMap(({ params }) => Object.keys(params)))];
}

/** Which way is better, as the runs say of a metric; none of anything else. */
export function directionOf(meant: Meant, runs: readonly Run[]): Measured['direction'] {
  if (meant.kind !== 'metric') return 'none';
  return runs.map((run) => measuredOf(run, meant.name)?.direction).find((one) => one !== undefined) ?? 'none';
}

/** Does the order ascend or descend. */
export type Order = 'ascending' | 'descending';

/**
 * Sorted by a value. Without `order` the best comes first where a direction is known of a metric, the newest where it
 * is a time, else the smallest. What has no value comes last in either order.
 */
export function sortRuns(runs: readonly Run[], by: Meant, order?: Order): Run[] {
  const descends = order === undefined ? startsHigh(by, runs) : order === 'descending';
  return runs
    .map((run) => ({ run, value: valueIn(run, by) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return descends ? compared(b, a) : compared(a, b);
    })
    .map(({ run }) => run);
}

function startsHigh(by: Meant, runs: readonly Run[]): boolean {
  if (by.kind === 'fact') return by.name === 'when' || by.name === 'last' || by.name === 'times';
  return directionOf(by, runs) === 'higher-is-better';
}

function compared(one: Scalar, other: Scalar): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}
