import type { On } from '#judge/decision/trial';
import { type Gate, parseGates } from '#judge/gate/gate';
import type { Terms } from '#judge/inference/terms';
import { parseAllowance, parseTerms } from '#judge/terms';
import type { Task } from '#metrics/measurement';
import type { Reading } from '#metrics/predictions';
import { type Roles, rolesOf } from '#metrics/roles';

/** How predictions are to be read and what has to hold; inputs of the action `evaluate`. */
export interface Rubric {
  /** null: there are no predictions to read */
  readonly task: Task | null;
  readonly roles: Roles;
  readonly slices: readonly string[];
  readonly positive: string | undefined;
  readonly gates: readonly Gate[];
  readonly terms: Terms;
  readonly on: On;
  /** how many times its margin a gate may lose in all against the champion */
  readonly allowance: number;
}

/** Parses what the user wrote before anything runs: a typo in a gate must not cost a scoring. */
export function rubricOf(wish: {
  readonly task: Task | undefined;
  readonly predictions: string | undefined;
  readonly columns: Readonly<Record<string, unknown>>;
  readonly slices: readonly string[];
  readonly positive: string | undefined;
  readonly gates: readonly string[];
  readonly confidence: string;
  readonly 'min-n': number;
  readonly 'resampling-seed': number;
  readonly on: On;
  readonly allowance?: string;
}): Rubric {
  const { slices, positive, on } = wish;
  return {
    task: wish.predictions === undefined ? null : (wish.task ?? null),
    slices,
    positive,
    roles: rolesOf(wish.columns),
    gates: parseGates(wish.gates),
    terms: parseTerms(wish),
    on,
    allowance: parseAllowance(wish.allowance),
  };
}

/** What a table of predictions is to be read as. */
export function readingOf({ task, roles, slices, positive }: Rubric): Reading {
  return {
    task: task ?? 'binary',
    columns: roles,
    slices,
    ...(positive === undefined ? {} : { positive }),
  };
}
