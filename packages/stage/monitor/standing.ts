import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { FILE } from '#record/vocabulary';

/** One revision that answers, and where its answers are logged. */
export interface Watchee {
  readonly revision: string;
  readonly model: Digest;
  readonly log: string;
}

/** What runs in an environment, as far as a monitor has to know. */
export interface Watchees {
  readonly serving: Watchee | null;
  readonly previous: Watchee | null;
  readonly canary: { readonly candidate: Watchee; readonly control: Watchee } | null;
}

const state = z.object({
  serving: z.nullable(z.string()),
  previous: z.nullable(z.string()),
  canary: z.nullable(z.object({ candidate: z.string(), control: z.string() })),
  revisions: z.record(z.string(), z.object({ model: z.string() })),
});

/** What `deploy` wrote of an environment on this machine; null where it did not. */
export async function watcheesOf(
  environment: string,
  { files }: Pick<Host, 'files'>,
): Promise<Watchees | null> {
  const home = `${FILE.state}/deployments/${environment}`;
  if ((await files.exists(`${home}.json`)) !== 'file') return null;
  const read = state.safeParse(parsed(await files.text(`${home}.json`)));
  if (!read.success) {
    const remedy = 'Deploy again, or name the logs under current.';
    throw new Mistake({ subject: `${home}.json`, what: 'is no state of a deployment', remedy });
  }
  const { serving, previous, canary, revisions } = read.data;
  const of = (name: string | null): Watchee | null => {
    const model = name === null ? undefined : revisions[name]?.model;
    return name === null || model === undefined
      ? null
      : { revision: name, model, log: `${home}/logs/${name}.jsonl*` };
  };
  const [candidate, control] = [of(canary?.candidate ?? null), of(canary?.control ?? null)];
  return {
    serving: of(serving),
    previous: of(previous),
    canary: candidate === null || control === null ? null : { candidate, control },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
