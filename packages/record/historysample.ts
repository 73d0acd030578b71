import type { Seen } from './history.ts';
import type { Measured } from './numbers.ts';
import type { Told } from './reading.ts';
import type { Resource } from './statement.ts';

/**
 * Records of the past as tests read them: what `tell` would say of trainings and evaluations of a model `flights`.
 * Digests are a letter repeated, so that a test can be read.
 */
export const hex = (letter: string) => letter.repeat(64);

const resource = (name: string, letter: string): Resource => ({ name, digest: { sha256: hex(letter) } });

const BARE: Omit<Told, 'stage'> = {
  model: 'flights',
  name: null,
  subjects: [],
  dependencies: [],
  byproducts: [],
  ancestors: [],
  commit: null,
  dirty: false,
  repository: null,
  startedOn: '2026-11-24T10:00:00.000Z',
  finishedOn: '2026-11-24T10:00:30.000Z',
  invocation: '20261124T100000000Z-1/1',
  builder: 'https://github.com/org/mlops/local',
  host: null,
  verdict: null,
  keepRows: false,
  stageKey: null,
  section: {},
  parameters: null,
  seed: null,
  env: {},
  internal: {},
};

export interface Training {
  readonly digest: string;
  readonly content?: string;
  /** letter of the model's digest */
  readonly model: string;
  readonly parameters?: unknown;
  readonly seed?: number;
  readonly on?: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly code?: string;
  readonly trained?: readonly Measured[];
}

/** A training that took 30 seconds until `on`. */
export function training(said: Training): Seen {
  const { digest, content = digest, model, on = '2026-11-24T10:00:30.000Z' } = said;
  const told: Told = {
    ...BARE,
    stage: 'train',
    subjects: [resource('model', model)],
    dependencies: [resource('code', said.code ?? 'c'), resource('data:rows', '0')],
    parameters: said.parameters ?? null,
    seed: said.seed ?? null,
    section: { run: 'python train.py' },
    startedOn: earlier(on, 30),
    finishedOn: on,
    commit: said.commit ?? null,
    dirty: said.dirty ?? false,
  };
  return { digest: hex(digest), content: hex(content), told, numbers: null, trained: said.trained ?? [] };
}

export interface Evaluation {
  readonly digest: string;
  readonly content?: string;
  readonly model: string;
  /** letter of the training's record, where it is named */
  readonly train?: string;
  readonly baseline?: string;
  readonly gates?: string;
  readonly verdict?: string;
  readonly numbers?: Readonly<Record<string, number | null>> | null;
  readonly on?: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly invocation?: string;
}

/** Of a loss lower is better, of what training wrote nothing is known, of all else higher is better. */
export function measuredAs(numbers: Readonly<Record<string, number | null>>): Measured[] {
  return Object.entries(numbers).map(([name, value]) => {
    const [, metric = name, slice] = /^(.*?)\[(.*)\]$/.exec(name) ?? [];
    const direction = metric.startsWith('train.')
      ? 'none'
      : metric.endsWith('loss')
        ? 'lower-is-better'
        : 'higher-is-better';
    return { metric, value, direction, ...(slice === undefined ? {} : { slice }) };
  });
}

/** An evaluation that took 5 seconds until `on`, with a gate on roc_auc. */
export function evaluation(said: Evaluation): Seen {
  const { digest, content = digest, numbers = { roc_auc: 0.75 }, on = '2026-11-24T10:01:00.000Z' } = said;
  const ancestors = [
    ...(said.train === undefined ? [] : [resource('train', said.train)]),
    ...(said.baseline === undefined ? [] : [resource('baseline', said.baseline)]),
  ];
  const told: Told = {
    ...BARE,
    stage: 'evaluate',
    subjects: [resource('model', said.model), resource('predictions', said.model)],
    dependencies: [
      resource('gates', said.gates ?? '9'),
      ...(said.baseline === undefined ? [] : [resource('baseline', said.baseline)]),
    ],
    ancestors,
    verdict: said.verdict ?? 'pass',
    startedOn: earlier(on, 5),
    finishedOn: on,
    commit: said.commit ?? null,
    dirty: said.dirty ?? false,
    invocation: said.invocation ?? BARE.invocation,
  };
  const kept =
    numbers === null
      ? null
      : { gates: ['roc_auc >= 0.7'], gated: ['roc_auc'], measured: measuredAs(numbers) };
  return { digest: hex(digest), content: hex(content), told, numbers: kept, trained: [] };
}

function earlier(time: string, seconds: number): string {
  return new Date(Date.parse(time) - seconds * 1000).toISOString();
}
