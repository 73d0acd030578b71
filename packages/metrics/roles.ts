import { nearest } from '#kit/nearness';
import { Mistake, type Problem } from '#kit/outcome';
import type { Table } from './table.ts';

/** Which column of a predictions file holds what: `columns:` in mlops.yml. */
const ROLES = ['id', 'label', 'prediction', 'score', 'weight', 'group'] as const;
export type Role = (typeof ROLES)[number];
export type Roles = { readonly [role in Role]?: string };

/** Roles whose names people give to slices too. */
const OF_ROWS: readonly Role[] = ['weight', 'group'];

/** Reads `columns:`. Mistake: a role that there is not, with the one that was meant; what is no name of a column. */
export function rolesOf(columns: Readonly<Record<string, unknown>>): Roles {
  const problems = Object.entries(columns).flatMap(([key, name]) => roleProblem(key, name));
  if (problems.length > 0) throw new Mistake(problems);
  return columns;
}

function roleProblem(key: string, name: unknown): Problem[] {
  const value = String(name);
  if (!ROLES.some((role) => role === key)) return [{ ...unknownRole(key), value }];
  if (typeof name === 'string') return [];
  const remedy = 'Write role=column, e.g. label=late.';
  return [{ subject: `columns.${key}`, what: 'is no name of a column', remedy, value }];
}

function unknownRole(key: string): Omit<Problem, 'value'> {
  const meant = nearest(key, ROLES);
  const known = `Known here: ${ROLES.join(', ')}.`;
  const remedy = meant === null ? known : `Did you mean ${meant}? ${known}`;
  return { subject: `columns.${key}`, what: 'is nothing a column can hold', remedy, ofKey: true };
}

/** Scores of a multiclass task where nothing else is said: a column for each class. */
export const CLASS_SCORES = 'score_*';

/** Labels and predictions of a multilabel task where nothing else is said: a column for each label. */
export const LABELS = 'label_*';
export const PREDICTIONS = 'prediction_*';

/** The columns to read: those named, those that bear a role's own name, those of classes and labels, and the slices. */
export function wantedColumns(roles: Roles, slices: readonly string[]): Set<string> {
  const names = [...ROLES.map((role) => roles[role] ?? role), ...slices];
  const patterns = [roles.score ?? CLASS_SCORES, roles.label ?? LABELS, roles.prediction ?? PREDICTIONS];
  return new Wanted(names, patterns);
}

/** Names, and all that a pattern fits. */
class Wanted extends Set<string> {
  readonly #patterns: readonly string[];

  constructor(names: Iterable<string>, patterns: readonly string[]) {
    super(names);
    this.#patterns = patterns;
  }

  override has(name: string): boolean {
    return super.has(name) || this.#patterns.some((pattern) => starOf(pattern, name) !== null);
  }
}

/** What stands in a name where the pattern has its one `*`: `cat` in `p_cat` for `p_*`. Null: it does not fit. */
export function starOf(pattern: string, name: string): string | null {
  const [before = '', after, ...more] = pattern.split('*');
  if (after === undefined || more.length > 0 || name.length <= before.length + after.length) return null;
  if (!name.startsWith(before) || !name.endsWith(after)) return null;
  return name.slice(before.length, name.length - after.length);
}

/**
 * Roles with their defaults: a column that bears the role's name, where the file has it. A slice called weight or
 * group is none unless `columns:` says so.
 */
export function presentRoles(table: Table, roles: Roles, slices: readonly string[] = []): Roles {
  const byName = ROLES.filter(
    (role) => table.columns.has(role) && !(OF_ROWS.includes(role) && slices.includes(role)),
  ).map((role) => [role, role]);
  return { ...Object.fromEntries(byName), ...roles };
}

/** The problem of a column that the file lacks, with what it has. */
export function missingColumn(table: Table, subject: string, name: string): Problem {
  const meant = nearest(name, table.names);
  const shown = table.names.slice(0, 30).join(', ');
  const more = table.names.length > 30 ? ` and ${table.names.length - 30} more` : '';
  const has = table.names.length === 0 ? 'It has none.' : `It has: ${shown}${more}.`;
  const apart = name.includes(',') ? 'Name each column by itself, one a line or an option. ' : '';
  const remedy = `${apart}${meant === null ? '' : `Did you mean ${meant}? `}${has}`;
  return { subject, value: name, what: `is no column of ${table.file}`, remedy };
}
