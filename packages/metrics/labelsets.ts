import { Mistake } from '#kit/outcome';
import { type Answers, areProbabilities, atHalf, type Told } from './answers.ts';
import { binaryClasses, type Named } from './classes.ts';
import { flaws } from './flaw.ts';
import { numbers } from './numbers.ts';
import { CLASS_SCORES, LABELS, missingColumn, PREDICTIONS, starOf } from './roles.ts';
import type { Table } from './table.ts';

/** What the columns of a multilabel task are called where nothing else is said: one for each label. */
const LABEL_COLUMNS = { label: LABELS, prediction: PREDICTIONS, score: CLASS_SCORES } as const;

/**
 * A multilabel task: columns `label_<name>` of 0 and 1, and as many `prediction_<name>` or `score_<name>`; other names
 * by a star under `columns:`. Where there are no predictions, a probability of a half or more counts as one.
 * Mistake: no column of labels, a label without its prediction or score, values other than yes and no.
 */
export function labelSets({ table, reading: { columns } }: Told): Answers {
  const of = (role: keyof typeof LABEL_COLUMNS) =>
    columnsOf(table, columns[role] ?? LABEL_COLUMNS[role], columns[role] !== undefined, `columns.${role}`);
  const labelled = of('label');
  if (labelled.size === 0)
    throw new Mistake(missingColumn(table, 'columns.label', columns.label ?? LABEL_COLUMNS.label));
  const [predicted, scored] = [of('prediction'), of('score')];
  if (predicted.size + scored.size === 0) {
    const remedy = 'Write a column for each: prediction_<label> of 0 and 1, or score_<label>.';
    throw new Mistake({
      subject: 'columns',
      what: `nothing says which columns of ${table.file} hold what the model predicts`,
      remedy,
    });
  }
  // in an order of their own: two files may have them in different ones
  const names = [...labelled.keys()].sort();
  const read = (found: ReadonlyMap<string, Named>, values: (one: Named) => Float64Array) =>
    found.size === 0 ? null : joined(names, found, table, values);
  const labels = joined(names, labelled, table, flags);
  const scores = read(scored, (one) => numbers(one, table.file));
  const predictions = read(predicted, flags);
  const odd = [
    ...[...labelled.values(), ...predicted.values()].flatMap((one) => flaws(one.name, flags(one))),
    ...[...scored.values()].flatMap((one) => flaws(one.name, numbers(one, table.file))),
  ];
  const known = { labels, scores, width: names.length, classes: names, flaws: odd };
  if (predictions !== null || scores === null || !areProbabilities(scores))
    return { ...known, predictions, notes: [] };
  const derived = 'no column holds predictions: a label counts as predicted where its score is >= 0.5';
  return { ...known, predictions: atHalf(scores), notes: [derived] };
}

function flags({ name, column }: Named): Float64Array {
  return binaryClasses([{ name, column }], undefined).numbered(column);
}

/** Columns by label. */
function columnsOf(
  table: Table,
  pattern: string,
  said: boolean,
  subject: string,
): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>();
  for (const [name, column] of table.columns) {
    const label = starOf(pattern, name);
    if (label !== null) found.set(label, { name, column });
  }
  if (found.size > 0 || !said) return found;
  if (pattern.includes('*')) throw new Mistake(missingColumn(table, subject, pattern));
  const remedy = 'Write a star where the label stands, e.g. label: is_* for is_cat and is_dog.';
  throw new Mistake({
    subject,
    what: 'is one column; a multilabel task has one a label',
    remedy,
    value: pattern,
  });
}

/** One column after the other, in the order of the labels. */
function joined(
  names: readonly string[],
  found: ReadonlyMap<string, Named>,
  table: Table,
  values: (one: Named) => Float64Array,
): Float64Array {
  const lacking = names.filter((name) => !found.has(name));
  if (lacking.length > 0) {
    const what = `${table.file} has labels without a column beside ${[...found.values()][0]?.name ?? ''}: ${lacking.slice(0, 5).join(', ')}`;
    throw new Mistake({ subject: 'columns', what, remedy: 'Write a column for each label.' });
  }
  const all = new Float64Array(names.length * table.rows);
  names.forEach((name, at) => {
    const own = found.get(name);
    if (own !== undefined) all.set(values(own), at * table.rows);
  });
  return all;
}
