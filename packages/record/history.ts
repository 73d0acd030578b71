import { type Digest, digestOf } from './digest.ts';
import type { Measured, Numbers } from './numbers.ts';
import { digestNamed, secondsOf, type Told } from './reading.ts';

/** A record as it was found, with what lies beside it. */
export interface Seen {
  /** SHA-256 of its bytes */
  readonly digest: Digest;
  readonly content: Digest;
  readonly told: Told;
  /** of an evaluation: its verdict's numbers; null where they are not kept here */
  readonly numbers: Numbers | null;
  /** of a training: what it wrote itself */
  readonly trained: readonly Measured[];
}

export type Scalar = string | number | boolean | null;

/** One line of the history: a training with an evaluation of its model, and how often it came out so. */
export interface Run {
  /** what names it: the record of its first evaluation, or of its training where nothing was evaluated */
  readonly record: Digest;
  /** every record that is told by this line: of repeated evaluations, of repeated trainings */
  readonly records: readonly Digest[];
  readonly model: string | null;
  readonly name: string | null;
  /** when it was first finished, ISO 8601 in UTC */
  readonly when: string;
  readonly last: string;
  readonly times: number;
  /** of the first time */
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly commits: readonly string[];
  readonly stages: readonly ('train' | 'evaluate')[];
  readonly verdict: string | null;
  /** gates as they are written */
  readonly gates: readonly string[];
  /** metrics with a gate over all rows, in the order of the gates */
  readonly gated: readonly string[];
  readonly measured: readonly Measured[];
  /** `optimizer.lr` -> value; a list is its JSON */
  readonly params: Readonly<Record<string, Scalar>>;
  readonly seed: number | null;
  /** what training and evaluation took */
  readonly seconds: number;
  /** run and attempt of the first time, and of every time */
  readonly invocation: string;
  readonly invocations: readonly string[];
  readonly training: Told | null;
  readonly scoring: Told | null;
  readonly evaluation: Told | null;
}

/** From when on and until when, both included; null: without end. */
export interface Period {
  readonly since: Date | null;
  readonly until: Date | null;
}

/** A training that was judged, or was not: one thing that happened. */
interface Event {
  readonly training: Seen | null;
  readonly scoring: Seen | null;
  readonly evaluation: Seen | null;
}

/**
 * The lines of a history, newest first. An evaluation goes with the training its record names, else with one that
 * made a model of the same digest. What says the same, because `mlops run` judges again or a training was repeated,
 * is one line with a count: same training, predictions, gates, verdict and numbers, whatever the baseline was. A
 * training of which no evaluation is known is a line of its own. `period`: what happened outside of it is left out.
 */
export function runsOf(seen: readonly Seen[], period: Period = { since: null, until: null }): Run[] {
  const inTime = seen.toSorted((one, other) => byTime(timeOf(one), timeOf(other)));
  const events = eventsOf(inTime).filter((event) => within(timeOf(headOf(event)), period));
  return [...Map.groupBy(events, identity).values()]
    .map(lineOf)
    .sort((one, other) => byTime(other.when, one.when));
}

/** ISO 8601 in UTC: the order of the texts is that of the times. */
function byTime(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function eventsOf(seen: readonly Seen[]): Event[] {
  const byDigest = new Map(seen.map((one) => [one.digest, one]));
  const trainings = seen.filter(({ told }) => told.stage === 'train');
  const byModel = new Map(trainings.map((one) => [modelOf(one.told), one]));
  const judged = seen
    .filter(({ told }) => told.stage === 'evaluate')
    .map((evaluation): Event => {
      const ancestor = (name: string) => byDigest.get(digestNamed(evaluation.told.ancestors, name) ?? '');
      const training = ancestor('train') ?? byModel.get(modelOf(evaluation.told)) ?? null;
      return { evaluation, training, scoring: ancestor('score') ?? null };
    });
  const known = new Set(judged.flatMap(({ training }) => training?.content ?? []));
  const alone = trainings.filter(({ content }) => !known.has(content));
  return [...judged, ...alone.map((training): Event => ({ training, evaluation: null, scoring: null }))];
}

function modelOf({ stage, model, subjects }: Told): string {
  const digest = digestNamed(subjects, 'model');
  // no model: equal to nothing, not to itself either
  return digest === null ? `none of ${stage}` : `${model} ${digest}`;
}

function headOf({ evaluation, training }: Event): Seen {
  const head = evaluation ?? training;
  if (head === null) throw new Error('an event has a training or an evaluation');
  return head;
}

function timeOf({ told }: Seen): string {
  return told.finishedOn;
}

function within(time: string, { since, until }: Period): boolean {
  const at = Date.parse(time);
  return (since === null || at >= since.getTime()) && (until === null || at <= until.getTime());
}

/** What two events have to share to be one line. */
function identity({ training, evaluation }: Event): string {
  if (evaluation === null) return training?.content ?? '';
  const { told, numbers, content } = evaluation;
  const { model, name, verdict, subjects, dependencies } = told;
  return digestOf(
    JSON.stringify({
      model,
      name,
      verdict,
      training: training?.content ?? digestNamed(subjects, 'model'),
      predictions: digestNamed(subjects, 'predictions'),
      inputs: dependencies.filter((one) => one.name !== 'baseline'),
      // without its numbers nothing but the content says what it came to
      numbers: numbers === null ? content : numbers.measured,
    }),
  );
}

/** `events`: oldest first. */
function lineOf(events: readonly Event[]): Run {
  const heads = events.map(headOf);
  const [event] = events;
  const [head] = heads;
  if (event === undefined || head === undefined) throw new Error('a line has an event');
  const { training, evaluation, scoring } = event;
  const { told } = head;
  const numbers = evaluation?.numbers ?? null;
  return {
    record: head.digest,
    records: [...new Set(events.flatMap(digestsOf))],
    model: told.model,
    name: told.name,
    when: timeOf(head),
    last: heads.map(timeOf).at(-1) ?? '',
    times: events.length,
    commit: told.commit,
    dirty: told.dirty,
    commits: [...new Set(heads.flatMap((one) => one.told.commit ?? []))],
    stages: [
      ...(training === null ? [] : ['train' as const]),
      ...(evaluation === null ? [] : ['evaluate' as const]),
    ],
    verdict: told.verdict,
    gates: numbers?.gates ?? [],
    gated: numbers?.gated ?? [],
    measured: numbers?.measured ?? training?.trained ?? [],
    params: flatParams(training?.told.parameters ?? null),
    seed: training?.told.seed ?? null,
    seconds: [training, evaluation].reduce((sum, one) => sum + (one === null ? 0 : secondsOf(one.told)), 0),
    invocation: told.invocation,
    invocations: [...new Set(heads.map((one) => one.told.invocation))],
    training: training?.told ?? null,
    scoring: scoring?.told ?? null,
    evaluation: evaluation?.told ?? null,
  };
}

function digestsOf({ evaluation, training }: Event): Digest[] {
  return [evaluation, training].flatMap((one) => one?.digest ?? []);
}

/** Parameters as names joined by `.`; a list stays one value, as its JSON. */
export function flatParams(parameters: unknown): Record<string, Scalar> {
  const collect = (path: string, value: unknown): [string, Scalar][] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, scalarOf(value)]];
    return Object.entries(value).flatMap(([key, below]) =>
      collect(path === '' ? key : `${path}.${key}`, below),
    );
  };
  return Object.fromEntries(parameters === null ? [] : collect('', parameters));
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
