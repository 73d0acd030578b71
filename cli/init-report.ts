import { URI } from '#record/vocabulary';
import { loggable } from '#report/visible';
import type { Survey } from '#survey/survey';
import { aligned } from './aligned.ts';

/** What `mlops init` found and did. */
export interface Beginning {
  readonly model: string;
  readonly found: Survey;
  /** the sections come from DVC's stages */
  readonly dvc: boolean;
  readonly notes: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly state: 'written' | 'kept' | 'would be written' | 'left out';
    readonly text: string;
  }[];
  readonly dry: boolean;
  readonly next: readonly string[];
}

const WHY: Readonly<Record<string, string>> = {
  kept: ': it is there already',
  'left out': ': this is no git repository, to whose top it belongs',
};

/** For a terminal. */
export function initReport({ found, dvc, notes, files, dry, next }: Beginning): string {
  const shown = dry ? files.filter(({ state }) => state === 'would be written') : [];
  const blocks = [
    ['Found', ...aligned(foundRows(found, dvc))],
    ['Files', ...aligned(files.map(({ path, state }) => [path, `${state}${WHY[state] ?? ''}`]))],
    ...(notes.length === 0
      ? []
      : [['Not the same, or not taken over', ...notes.map((text) => item('-', text))]]),
    ['Next', ...next.map((text, at) => item(`${at + 1}.`, text))],
    ...shown.map(({ path, text }) => [`${path}:`, '', ...text.trimEnd().split('\n').map(loggable)]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same for programs. */
export function initJson({ model, found, dvc, notes, files, dry, next }: Beginning): string {
  const said = {
    schema: URI.beginning,
    model,
    dvc,
    found: Object.fromEntries(foundRows(found, dvc).map(([name, value, from]) => [name, { value, from }])),
    notes,
    files: files.map(({ path, state, text }) => ({
      path,
      state,
      ...(dry && state === 'would be written' ? { text } : {}),
    })),
    next,
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}

/** What was found, and where. */
function foundRows(found: Survey, dvc: boolean): string[][] {
  const { manager, python, libraries, data, train, model, metrics, params, tracking, evaluate, task } = found;
  const row = (name: string, guess: { readonly value: string; readonly from: string } | null) =>
    guess === null ? [] : [[name, guess.value, guess.from]];
  const none = (name: string) => [[name, 'not found', '']];
  return [
    ...(manager === null ? none('packages') : [['packages', manager.name, manager.from]]),
    ...row('python', python),
    ...(libraries.length === 0
      ? []
      : [['library', libraries.map(({ value }) => value).join(', '), libraries[0]?.from ?? '']]),
    ...(dvc ? [['stages', 'DVC', 'dvc.yaml']] : []),
    ...(data.length === 0
      ? none('data')
      : [['data', data.map(({ value }) => value).join(', '), data[0]?.from ?? '']]),
    ...(train === null ? none('train') : [['train', train.run, train.from]]),
    ...row('params', params),
    ...row('model', model),
    ...row('metrics', metrics),
    ...(tracking === null
      ? []
      : [['mlflow', tracking.kind === 'store' ? tracking.path : tracking.kind, tracking.from]]),
    ...(evaluate === null ? none('evaluate') : [['evaluate', evaluate.run, evaluate.from]]),
    ...row('predictions', evaluate?.predictions ?? null),
    ...row('task', task),
  ];
}

/** Not broken into lines: commands stand in it that people copy. */
function item(mark: string, text: string): string {
  return `  ${mark} ${loggable(text)}`;
}
