import type { Kinds } from './kinds.ts';

/** Kinds of case of drift. */
export const DRIFT: Kinds = {};
