import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import type { Digest } from '#record/digest';
import { FILE } from '#record/vocabulary';

const name = z.nullable(z.string());
/** What the state files of all targets have in common; each target's own schema says the rest. */
const stated = z.object({
  serving: name,
  previous: name,
  canary: z.nullable(z.object({ candidate: z.string(), control: z.string() })),
  revisions: z.record(z.string(), z.object({ model: z.string() })),
});

/** A revision as it was written down: it may have gone since. */
export interface StatedRevision {
  readonly name: string;
  readonly model: Digest;
  /** glob of the files with its answers: the log, and what was rotated away */
  readonly logs: string;
}

/** What a target wrote down of an environment. */
export interface Stated {
  readonly serving: StatedRevision | null;
  readonly previous: StatedRevision | null;
  readonly canary: { readonly candidate: StatedRevision; readonly control: StatedRevision } | null;
}

/** The folder of an environment on this machine, relative to the project's. */
export function environmentFolder(environment: string): string {
  return `${FILE.state}/deployments/${environment}`;
}

/** The file in which a target writes down what runs in an environment. */
export function stateFile(environment: string): string {
  return `${environmentFolder(environment)}.json`;
}

/** Where a revision logs what it answers, as JSON Lines: its MLOPS_LOG. */
export function servingLog(environment: string, revision: string): string {
  return `${environmentFolder(environment)}/logs/${revision}.jsonl`;
}

/** What a target wrote down here, whichever it was; null where none did. Mistake: a file that is of none. */
export async function readStated(
  environment: string,
  files: Pick<Files, 'exists' | 'text'>,
): Promise<Stated | null> {
  const path = stateFile(environment);
  if ((await files.exists(path)) !== 'file') return null;
  const read = stated.safeParse(jsonOrNull(await files.text(path)));
  if (!read.success) {
    const remedy = 'Deploy again, or name the logs under current.';
    throw new Mistake({ subject: path, what: 'is no state of a deployment', remedy });
  }
  const { serving, previous, canary, revisions } = read.data;
  const of = (one: string | null): StatedRevision | null => {
    const model = one === null ? undefined : revisions[one]?.model;
    if (one === null || model === undefined) return null;
    return { name: one, model, logs: `${servingLog(environment, one)}*` };
  };
  const [candidate, control] = [of(canary?.candidate ?? null), of(canary?.control ?? null)];
  return {
    serving: of(serving),
    previous: of(previous),
    canary: candidate === null || control === null ? null : { candidate, control },
  };
}
