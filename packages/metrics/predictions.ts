import { Mistake, type Problem } from '#kit/outcome';
import { answersOf } from './answers.ts';
import type { Named } from './classes.ts';
import { extentOf } from './extent.ts';
import { describeFlaw, flaws } from './flaw.ts';
import { foreignIds, idProblem } from './ids.ts';
import { hashesOf } from './keys.ts';
import type { Cases } from './measure/measure.ts';
import type { Task } from './measurement.ts';
import { numbers } from './numbers.ts';
import { missingColumn, presentRoles, type Role, type Roles } from './roles.ts';
import { asText, type Column, type Table } from './table.ts';

/** What a model said about each row beside what is true. */
export interface Predictions {
  readonly task: Task;
  readonly rows: number;
  readonly cases: Cases;
  /** what the labels of a multiclass task, and texts, number; the labels of a multilabel task in their order */
  readonly classes?: readonly string[];
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
  readonly task: Task;
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
  const [label, prediction, score] = [column('label'), column('prediction'), column('score')];
  const answered = answersOf({ table, reading, label, prediction, score });
  const { flaws: odd, notes, classes, ...answers } = answered;
  const [weight, group] = [column('weight'), column('group')];
  const weights = weight === null ? null : weightsOf(weight, table.file);
  const unweighed = weight === null || weights === null ? [] : flaws(weight.name, weights);
  return {
    task: reading.task,
    rows: table.rows,
    cases: {
      ...answers,
      ...(weights === null ? {} : { weights }),
      ...(group === null ? {} : { groups: groupsOf(group, table.file) }),
      ...keysOf(group?.column ?? column('id')?.column),
    },
    ...(classes === undefined ? {} : { classes }),
    ids: column('id')?.column ?? null,
    slices: new Map(reading.slices.flatMap((name) => named(table, name))),
    flaws: [...odd, ...unweighed].map((flaw) => describeFlaw(flaw, table.rows)),
    notes: weight === null ? notes : [...notes, `each row counts as much as ${weight.name} says`],
  };
}

/** Many classes, and many labels, have columns of their own each (classscores.ts, labelsets.ts): none bears the role. */
const OWN_COLUMNS: Readonly<Partial<Record<Task, readonly string[]>>> = {
  multiclass: ['score'],
  multilabel: ['label', 'prediction', 'score'],
};

function rolesFor(table: Table, { task, columns, slices }: Reading): Roles {
  const own = OWN_COLUMNS[task] ?? [];
  const roles = Object.entries(presentRoles(table, columns, slices));
  return Object.fromEntries(roles.filter(([role]) => !own.includes(role)));
}

/** Products of larger weights, or of the inverse of these, might be no doubles. */
const LARGEST = 2 ** 300;

/** How much each row counts; very large and very small weights by a power of two of theirs. Mistake: less than nothing. */
function weightsOf(weight: Named, file: string): Float64Array {
  const weights = numbers(weight, file);
  const row = weights.findIndex((value) => value < 0);
  if (row === -1) {
    const { most } = extentOf(weights);
    if (!(most > 0 && Number.isFinite(most)) || (most < LARGEST && most > 1 / LARGEST)) return weights;
    const unit = 2 ** Math.floor(Math.log2(most));
    return weights.map((value) => value / unit);
  }
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

/** Numbers by which rows are resampled: those of one group alike. */
function keysOf(column: Column | undefined): Pick<Cases, 'keys'> {
  if (column === undefined) return {};
  let known: Int32Array | null = null;
  return {
    keys: () => {
      known ??= hashesOf(column);
      return known;
    },
  };
}

function named(table: Table, name: string): [string, Column][] {
  const column = table.columns.get(name);
  return column === undefined ? [] : [[name, column]];
}

function columnProblems(table: Table, roles: Roles, { task, slices }: Reading): Problem[] {
  const untold = task === 'multilabel' || (task === 'text' && roles.score !== undefined);
  const missing = Object.entries({ ...(untold ? {} : { label: 'label' }), ...roles })
    .filter(([, name]) => !table.columns.has(name))
    .map(([role, name]) => missingColumn(table, `columns.${role}`, name));
  const lackingSlices = slices
    .filter((name) => !table.columns.has(name))
    .map((name) => missingColumn(table, 'slices', name));
  return [...missing, ...lackingSlices, ...silence(table, roles, task)];
}

/** The columns of which a task needs one, to know what the model says. */
const SPEAKING: Readonly<Record<Task, readonly Role[]>> = {
  binary: ['prediction', 'score'],
  multiclass: ['prediction'],
  multilabel: [],
  regression: ['prediction'],
  ranking: ['score'],
  text: ['prediction', 'score'],
};

function silence({ file, names }: Table, roles: Roles, task: Task): Problem[] {
  const needed = SPEAKING[task];
  const has = `It has: ${names.join(', ')}.`;
  if (needed.length > 0 && needed.every((role) => roles[role] === undefined)) {
    const what = `nothing says which column of ${file} holds what the model predicts`;
    return [{ subject: 'columns', what, remedy: `Name it under columns: (${needed.join(' or ')}). ${has}` }];
  }
  if (task !== 'ranking' || roles.group !== undefined) return [];
  const what = `nothing says which rows of ${file} are ranked together`;
  return [
    { subject: 'columns', what, remedy: `Name the column of the query under columns: (group). ${has}` },
  ];
}

function idProblems(table: Table, { id }: Roles, { expected }: Reading): Problem[] {
  const ids = id === undefined ? undefined : table.columns.get(id);
  if (id === undefined || ids === undefined) return [];
  const own = idProblem(ids, id, table.file);
  if (own !== null) return [own];
  const foreign = expected === undefined ? null : foreignIds(ids, id, table.file, expected.ids, expected.of);
  return foreign === null ? [] : [foreign];
}
