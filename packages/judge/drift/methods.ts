import { deepchecksDrift } from './deepchecks/drift.ts';
import type { Cell } from './evidently/column.ts';
import { type Ask, type ColumnDrift, columnDrift } from './evidently/stattest.ts';
import { nannymlDrift } from './nannyml/drift.ts';
import type { Named } from './rulebook.ts';

/** Judges one column: rows in order of time, missing cells NaN. */
export type Method = (reference: readonly Cell[], current: readonly Cell[], ask: Ask) => ColumnDrift;

/** Whose rules decide, by name; `ask.method` names one of theirs, else it is their default. */
export const METHODS: Readonly<Record<Named, Method>> = {
  evidently: columnDrift,
  nannyml: nannymlDrift,
  deepchecks: deepchecksDrift,
};
