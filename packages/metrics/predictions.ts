import { Mistake, type Problem } from '#kit/outcome';
import { type BinaryClasses, binaryClasses, manyClasses, type Named } from './classes.ts';
import { classScores } from './classscores.ts';
import { describeFlaw, type Flaw, flaws } from './flaw.ts';
import { foreignIds, idProblem } from './ids.ts';
import type { Cases } from './measure/measure.ts';
import type { Task } from './measurement.ts';
import { missingColumn, presentRoles, type Role, type Roles } from './roles.ts';
import { asText, type Column, ofCodes, type Table, textAt } from './table.ts';

/** Tasks whose predictions can be judged. */
export type JudgedTask = Extract<Task, 'binary' | 'multiclass' | 'regression'>;

/** What a model said about each row beside what is true. */
export interface Predictions {
  readonly task: JudgedTask;
  readonly rows: number;
  readonly cases: Cases;
  /** null where the file names none */
  readonly ids: Column | null;
  readonly slices: ReadonlyMap<string, Column>;
  /** sentences; a single one makes the verdict `error` */
  readonly flaws: readonly string[];
  /** decisions taken while reading, in words */
  readonly notes: readonly string[];
}

/** What a table is to be read as. */
export interface Reading {
  readonly task: JudgedTask;
  readonly columns: Roles;
  readonly slices: readonly string[];
  /** the label that counts as positive (binary) */
  readonly positive?: string;
  /** the ids that were to be scored, and the file they are from */
  readonly expected?: { readonly ids: ReadonlySet<string>; readonly of: string };
}

/**
 * Reads predictions out of a table. Values that are empty, NaN or infinite stay in and are counted in `flaws`.
 * Mistake, with every problem at once: a column that the file lacks, ids that are empty, repeated or foreign, text
 * where numbers belong, classes that leave it open which is positive, no column that says what the model predicts.
 */
export function predictionsOf(table: Table, reading: Reading): Predictions {
  const roles = rolesFor(table, reading);
  const problems = [...columnProblems(table, roles, reading), ...idProblems(table, roles, reading)];
  if (problems.length > 0) throw new Mistake(problems);
  const column = (role: Role): Named | null => {
    const name = roles[role];
    const found = name === undefined ? undefined : table.columns.get(name);
    return name === undefined || found === undefined ? null : { name, column: found };
  };
  const label = column('label');
  if (label === null) throw new Mistake(missingColumn(table, 'columns.label', 'label'));
  const [prediction, weight, group] = [column('prediction'), column('weight'), column('group')];
  const known = prediction === null ? [label] : [label, prediction];
  const byClass = reading.task === 'multiclass' ? classScores(table, reading.columns, known) : null;
  const { notes, ...cases } =
    byClass === null
      ? answers(reading, label, prediction, column('score'), table.file)
      : manyAnswers(label, prediction, byClass, table.file);
  const weights = weight === null ? null : weightsOf(weight, table.file);
  const found: Flaw[] = [
    ...flaws(label.name, cases.labels),
    ...(cases.predictions === null || cases.derived ? [] : flaws(roles.prediction ?? '', cases.predictions)),
    ...(cases.scores === null || byClass !== null ? [] : flaws(roles.score ?? '', cases.scores)),
    ...[...(byClass?.values() ?? [])].flatMap((one) => flaws(one.name, numbers(one, table.file))),
    ...(weight === null || weights === null ? [] : flaws(weight.name, weights)),
  ];
  return {
    task: reading.task,
    rows: table.rows,
    cases: {
      labels: cases.labels,
      predictions: cases.predictions,
      scores: cases.scores,
      ...(weights === null ? {} : { weights }),
      ...(group === null ? {} : { groups: groupsOf(group, table.file) }),
    },
    ids: column('id')?.column ?? null,
    slices: new Map(reading.slices.flatMap((name) => named(table, name))),
    flaws: found.map((flaw) => describeFlaw(flaw, table.rows)),
    notes: weight === null ? notes : [...notes, `each row counts as much as ${weight.name} says`],
  };
}

/** Many classes have a column of scores each (classscores.ts): there is no one column of that role. */
function rolesFor(table: Table, { task, columns, slices }: Reading): Roles {
  const all = presentRoles(table, columns, slices);
  const { score: _, ...roles } = all;
  return task === 'multiclass' ? roles : all;
}

/** How much each row counts. Mistake: less than nothing. */
function weightsOf(weight: Named, file: string): Float64Array {
  const weights = numbers(weight, file);
  const row = weights.findIndex((value) => value < 0);
  if (row === -1) return weights;
  const what = `row ${row + 1} of ${file} holds ${weights[row]} where a weight belongs`;
  throw new Mistake({
    subject: `column ${weight.name}`,
    what,
    remedy: 'Write 0 or more, or name no weight.',
  });
}

/** Which rows belong together. Mistake: a row that belongs to none. */
function groupsOf(group: Named, file: string): Int32Array {
  const { codes } = asText(group.column);
  const row = codes.indexOf(-1);
  if (row === -1) return codes;
  throw new Mistake({
    subject: `column ${group.name}`,
    what: `row ${row + 1} of ${file} belongs to no group`,
    remedy: 'Give each row its group; a row of its own is a group of its own.',
  });
}

function named(table: Table, name: string): [string, Column][] {
  const column = table.columns.get(name);
  return column === undefined ? [] : [[name, column]];
}

function columnProblems(table: Table, roles: Roles, { task, slices }: Reading): Problem[] {
  const missing = Object.entries({ label: 'label', ...roles })
    .filter(([, name]) => !table.columns.has(name))
    .map(([role, name]) => missingColumn(table, `columns.${role}`, name));
  const lackingSlices = slices
    .filter((name) => !table.columns.has(name))
    .map((name) => missingColumn(table, 'slices', name));
  const silent = roles.prediction === undefined && (task !== 'binary' || roles.score === undefined);
  if (!silent) return [...missing, ...lackingSlices];
  const needed = task === 'binary' ? 'prediction or score' : 'prediction';
  const what = `nothing says which column of ${table.file} holds what the model predicts`;
  const remedy = `Name it under columns: (${needed}). It has: ${table.names.join(', ')}.`;
  return [...missing, ...lackingSlices, { subject: 'columns', what, remedy }];
}

function idProblems(table: Table, { id }: Roles, { expected }: Reading): Problem[] {
  const ids = id === undefined ? undefined : table.columns.get(id);
  if (id === undefined || ids === undefined) return [];
  const own = idProblem(ids, id, table.file);
  if (own !== null) return [own];
  const foreign = expected === undefined ? null : foreignIds(ids, id, table.file, expected.ids, expected.of);
  return foreign === null ? [] : [foreign];
}

type Answers = Cases & { readonly derived: boolean; readonly notes: readonly string[] };

function answers(
  { task, positive }: Reading,
  label: Named,
  prediction: Named | null,
  score: Named | null,
  file: string,
): Answers {
  const columns = prediction === null ? [label] : [label, prediction];
  if (task === 'regression') {
    const [labels, predictions] = [
      numbers(label, file),
      prediction === null ? null : numbers(prediction, file),
    ];
    return { labels, predictions: predictions ?? null, scores: null, derived: false, notes: [] };
  }
  if (task === 'binary')
    return binaryAnswers(binaryClasses(columns, positive), label, prediction, score, file);
  return manyAnswers(label, prediction, new Map(), file);
}

/** Scores lie one column after the other, in the order of the classes. */
function manyAnswers(
  label: Named,
  prediction: Named | null,
  byClass: ReadonlyMap<string, Named>,
  file: string,
): Answers {
  const columns = prediction === null ? [label] : [label, prediction];
  const { classes, numbered } = manyClasses(columns, byClass.keys());
  const labels = numbered(label.column);
  const predictions = prediction === null ? null : numbered(prediction.column);
  if (byClass.size === 0) return { labels, predictions, scores: null, derived: false, notes: [] };
  const scores = new Float64Array(classes.length * labels.length);
  classes.forEach((name, at) => {
    const own = byClass.get(name);
    if (own !== undefined) scores.set(numbers(own, file), at * labels.length);
  });
  return { labels, predictions, scores, derived: false, notes: [] };
}

function binaryAnswers(
  classes: BinaryClasses,
  label: Named,
  prediction: Named | null,
  score: Named | null,
  file: string,
): Answers {
  const labels = classes.numbered(label.column);
  const scores = score === null ? null : numbers(score, file);
  const notes = [`a row is positive where ${label.name} is ${classes.positive}`];
  if (prediction !== null) {
    return { labels, scores, predictions: classes.numbered(prediction.column), derived: false, notes };
  }
  const probabilities = scores?.every((value) => !(value < 0 || value > 1)) ?? false;
  if (scores === null || !probabilities) return { labels, scores, predictions: null, derived: false, notes };
  const predictions = scores.map((value) => (Number.isNaN(value) ? value : Number(value >= 0.5)));
  const derived = `no column holds predictions: a row counts as predicted positive where ${score?.name} >= 0.5`;
  return { labels, scores, predictions, derived: true, notes: [...notes, derived] };
}

/** The numbers of a column. Mistake: a cell is no number; the first such row is named. */
function numbers({ name, column }: Named, file: string): Float64Array {
  if (column.kind === 'number') return column.values;
  const ofCode = Float64Array.from(column.values, (text) => (text.trim() === '' ? Number.NaN : Number(text)));
  const row = column.codes.findIndex((code) => Number.isNaN(ofCode[code] ?? 0));
  if (row === -1) return ofCodes(column.codes, ofCode);
  const value = JSON.stringify(textAt(column, row));
  const what = `row ${row + 1} of ${file} holds ${value} where a number belongs`;
  const remedy = 'Write numbers, or name another column under columns:.';
  throw new Mistake({ subject: `column ${name}`, what, remedy });
}
