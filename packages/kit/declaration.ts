import type { Field } from './field.ts';
import type { Problem } from './outcome.ts';
import type { Host } from './ports.ts';

export type Fields = Readonly<Record<string, Field>>;

/** What parsing the fields gives: `{ seed: number; code: readonly string[] … }`. */
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** A contradiction between inputs that are each fine alone; null when there is none. */
export type Rule<F extends Fields> = (values: Values<F>) => Problem | null;

/**
 * What an action is, said once. action.yml, README tables, help and the text of a 403 are made from it, and the
 * types of its inputs and outputs follow from it: reading or writing an undeclared one does not compile.
 */
export interface Declaration<F extends Fields = Fields, O extends string = string> {
  readonly name: string;
  /** one sentence; the Marketplace and `--help` show it */
  readonly description: string;
  /** of GITHUB_TOKEN, e.g. `{ contents: 'read' }` */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** the section of mlops.yml it reads; null where it has none */
  readonly section: string | null;
  /** keys of that section whose input has another name, e.g. `{ model: 'model-path' }` */
  readonly renamed: Readonly<Record<string, string>>;
  readonly inputs: F;
  readonly outputs: Readonly<Record<O, string>>;
  readonly rules: readonly Rule<F>[];
  /** grows only when the same inputs may give another result; part of the stage key */
  readonly semantics: number;
}

export function declare<const F extends Fields, const O extends string>(
  declaration: Omit<Declaration<F, O>, 'rules' | 'semantics' | 'renamed'> & {
    readonly renamed?: Readonly<Record<string, string>>;
    readonly rules?: readonly Rule<F>[];
    readonly semantics?: number;
  },
): Declaration<F, O> {
  return { rules: [], semantics: 1, renamed: {}, ...declaration };
}

/** How a story ends when nothing went wrong: outputs, what to show, and whether a verdict said no. */
export interface Outcome<O extends string> {
  readonly outputs: Readonly<Partial<Record<O, string>>>;
  /** one phrase for the chain of stages: why it ran, or why not */
  readonly why?: string;
  /** what a stage that was skipped had taken when it ran */
  readonly savedSeconds?: number;
  /** Markdown for the job summary */
  readonly summary?: string;
  /** the verdict in one sentence, and whether the job goes on */
  readonly verdict?: { readonly goesOn: boolean; readonly sentence: string };
}

/** An action: what it is, and what it does with its inputs, the host and the project. */
export interface Action<F extends Fields = Fields, O extends string = string, P = unknown> {
  readonly declaration: Declaration<F, O>;
  readonly main: (inputs: Values<F>, host: Host, project: P) => Promise<Outcome<O>>;
}

export function story<F extends Fields, O extends string, P>(
  declaration: Declaration<F, O>,
  main: (inputs: Values<F>, host: Host, project: P) => Promise<Outcome<O>>,
): Action<F, O, P> {
  return { declaration, main };
}
