import { type Columns, columnsFrom, columnsWritten } from './columns.ts';
import { absentIn, dataOf, type FoundData } from './data.ts';
import { type LibraryName, librariesOf } from './library.ts';
import { metricsIn, modelIn, predictionsIn, spelledIn } from './outputs.ts';
import { packagesOf } from './packages.ts';
import { type Manager, managerOf, pythonOf } from './packaging.ts';
import { type Program, programOf } from './program.ts';
import { withImported } from './python.ts';
import type { Guess, Sight } from './sight.ts';
import { type Task, taskIn } from './task.ts';
import { type Tracking, trackingIn } from './tracking.ts';

/** A program with the files of the project that it is made of. */
interface Seen extends Program {
  readonly code: readonly string[];
}

export interface Scoring extends Seen {
  /** does it load the model from MLOPS_MODEL and write to MLOPS_PREDICTIONS? Only then may it score a baseline too */
  readonly obeys: boolean;
  readonly predictions: Guess<string> | null;
  readonly columns: Guess<Columns> | null;
}

/** What a repository tells of itself: each thing with where it was found, null where nothing tells. */
export interface Survey {
  readonly manager: Manager | null;
  readonly python: Guess<string> | null;
  readonly libraries: readonly Guess<LibraryName>[];
  readonly data: readonly FoundData[];
  /** files of data that code reads and that are not here */
  readonly absent: readonly Guess<string>[];
  readonly train: Seen | null;
  readonly model: Guess<string> | null;
  readonly metrics: Guess<string> | null;
  readonly params: Guess<string> | null;
  readonly tracking: Tracking | null;
  readonly evaluate: Scoring | null;
  readonly task: Guess<Task> | null;
}

/** Looks at a repository. `headers`: the first line of tables that are there, by path. */
export function survey(sight: Sight, headers: ReadonlyMap<string, readonly string[]>): Survey {
  const { texts } = sight;
  const manager = managerOf(sight);
  const train = seen(programOf('train', sight, manager), texts);
  const score = seen(programOf('evaluate', sight, manager), texts);
  const evaluate = score === null || score.script === train?.script ? null : scoringOf(score, texts, headers);
  const code = [...new Set([...(train?.code ?? []), ...(evaluate?.code ?? [])])];
  const trained = spelledIn(train?.code ?? [], texts);
  const [model, metrics] = [modelIn(trained), metricsIn(trained)];
  const read = spelledIn(code, texts);
  const outputs = [model, metrics, evaluate?.predictions ?? null].flatMap((one) => one?.value ?? []);
  return {
    manager,
    python: pythonOf(sight),
    libraries: librariesOf(packagesOf(sight)),
    data: dataOf(sight, read, outputs),
    absent: absentIn(sight, read, outputs),
    train,
    model,
    metrics,
    params: paramsOf(sight, train?.code ?? []),
    tracking: trackingIn(train?.code ?? [], sight),
    evaluate,
    task: taskIn(code, texts),
  };
}

function seen(program: Program | null, texts: Sight['texts']): Seen | null {
  if (program === null) return null;
  return { ...program, code: program.script === null ? [] : withImported(program.script, texts) };
}

function scoringOf(
  program: Seen,
  texts: Sight['texts'],
  headers: ReadonlyMap<string, readonly string[]>,
): Scoring {
  const predictions = predictionsIn(spelledIn(program.code, texts));
  const there = headers.get(predictions?.value ?? '');
  const written = program.code
    .map((file) => columnsWritten(texts.get(file) ?? '', file))
    .find((columns) => columns !== null);
  const names = there === undefined ? written : { value: there, from: predictions?.value ?? '' };
  return {
    ...program,
    obeys: obeys(program.code, texts),
    predictions,
    columns: names === undefined ? null : { value: columnsFrom(names.value), from: names.from },
  };
}

function obeys(code: readonly string[], texts: Sight['texts']): boolean {
  const source = code.map((file) => texts.get(file) ?? '').join('\n');
  return source.includes('MLOPS_MODEL') && source.includes('MLOPS_PREDICTIONS');
}

/** The script of a command that scores, and whether it obeys; null: no script that is here stands in it. */
export function scriptOf(
  run: string,
  { texts }: Pick<Sight, 'texts'>,
): Pick<Scoring, 'script' | 'obeys'> | null {
  const script = run.match(/[\w./-]+/g)?.find((word) => texts.has(word)) ?? null;
  return script === null ? null : { script, obeys: obeys(withImported(script, texts), texts) };
}

/** A file of parameters: called so, or a configuration that the training script names. */
function paramsOf({ paths, texts }: Sight, code: readonly string[]): Guess<string> | null {
  const called = paths.find((path) => /^params\.(ya?ml|json)$/.test(path));
  if (called !== undefined) return { value: called, from: called };
  const configurations = paths.filter((path) =>
    /^((conf|configs?)\/)?(config|train\w*|params|default)\.(ya?ml|json)$/.test(path),
  );
  for (const { value, from } of spelledIn(code, texts))
    if (configurations.includes(value)) return { value, from };
  return null;
}
