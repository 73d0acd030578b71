/** Grows when the same predictions may give another number: records of evaluations hold it. */
export const SEMANTICS = 1;
