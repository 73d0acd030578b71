/**
 * How an invocation ends. Exit statuses are public: 0 goes on, 1 the verdict said no, 2 mistake (the user's to
 * mend), 3 fault (ours or the network's), 130 cancelled.
 */
export const EXIT = { ok: 0, verdict: 1, mistake: 2, fault: 3, cancelled: 130 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** One thing the user has to mend: what is wrong, with which value, where it came from, what to do. */
export interface Problem {
  /** the input, key or file at fault, as the user spells it */
  readonly subject: string;
  readonly what: string;
  readonly remedy: string;
  readonly value?: string;
  /** `with:`, `mlops.yml:12:3`, `--seed` */
  readonly where?: string;
  /** the key itself is wrong, not what it says: `at` is where the key stands */
  readonly ofKey?: true;
  /** for an annotation on the file at fault */
  readonly at?: Position;
}

export interface Position {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `mlops.yml:12:3`, as editors and terminals make clickable. */
export function place(at: Position): string {
  return [at.file, at.line, at.column].filter((part) => part !== undefined).join(':');
}

/** The user's to mend; carries every problem found, not only the first. Exit status 2. */
export class Mistake extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const list = 'what' in problems ? [problems] : problems;
    super(list.map(describe).join('\n'), options);
    this.name = 'Mistake';
    this.problems = list;
  }
}

/** Ours or the network's; the cause chain goes to the debug log. Exit status 3. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** A signal asked the run to end. Exit status 130. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** A problem in one or two lines: `train.seed = "x" (mlops.yml:9:9): is not a whole number. Write …` */
export function describe(problem: Problem): string {
  const value = problem.value === undefined ? '' : ` = ${JSON.stringify(problem.value)}`;
  const where = problem.where === undefined ? '' : ` (${problem.where})`;
  return `${problem.subject}${value}${where}: ${problem.what}. ${problem.remedy}`;
}
