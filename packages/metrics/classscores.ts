import { Mistake } from '#kit/outcome';
import type { Named } from './classes.ts';
import { CLASS_SCORES, missingColumn, type Roles, starOf } from './roles.ts';
import { asText, type Table } from './table.ts';

/**
 * Finds a column of scores for each class; null where the file has none. `score: p_*` under `columns:` says how they are called, the class in
 * place of the star; `score_*` is looked for where nothing is said. Mistake, where it is said: no column fits, or
 * one of the classes met among `answers` has none. Where it is not said such columns are no scores.
 */
export function classScores(
  table: Table,
  { score }: Roles,
  answers: readonly Named[],
): ReadonlyMap<string, Named> | null {
  const pattern = score ?? CLASS_SCORES;
  const said = score !== undefined;
  const subject = 'columns.score';
  if (!pattern.includes('*')) {
    const remedy = 'Write a star where the class stands, e.g. score: p_* for p_cat and p_dog.';
    throw new Mistake({
      subject,
      what: 'is one column; a multiclass task has one a class',
      remedy,
      value: pattern,
    });
  }
  const found = new Map<string, Named>();
  for (const [name, column] of table.columns) {
    const of = starOf(pattern, name);
    if (of !== null) found.set(of, { name, column });
  }
  if (found.size === 0 && said) throw new Mistake(missingColumn(table, subject, pattern));
  const met = new Set(answers.flatMap(({ column }) => asText(column).values));
  const lacking = [...met].filter((name) => !found.has(name));
  if (found.size === 0 || (lacking.length > 0 && !said)) return null;
  if (lacking.length === 0) return found;
  const shown = lacking.slice(0, 5).join(', ') + (lacking.length > 5 ? ', …' : '');
  const what = `fits no column of ${table.file} for ${lacking.length} of ${met.size} classes: ${shown}`;
  throw new Mistake({ subject, what, remedy: 'Write a column of scores for each class.', value: pattern });
}
