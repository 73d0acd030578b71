/** Whose rules say that a column has moved: ours, or those of another tool with its default tests and thresholds. */
export const DRIFT_METHODS = ['size-aware', 'evidently', 'nannyml', 'deepchecks'] as const;

export type DriftMethod = (typeof DRIFT_METHODS)[number];

/** Those of another tool, as they are. */
export type Named = Exclude<DriftMethod, 'size-aware'>;
