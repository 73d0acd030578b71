import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { FILE, URI } from '#record/vocabulary';

const deployed = z.object({
  name: z.string(),
  image: z.string(),
  model: z.string(),
  environment: z.nullable(z.string()),
  startedOn: z.string(),
  url: z.string(),
  /** what the script printed about it */
  said: z.record(z.string(), z.unknown()),
});

const memory = z.object({
  schema: z.literal(URI.standing),
  target: z.literal('command'),
  environment: z.string(),
  /** number of the newest revision: none is used twice */
  counter: z.number(),
  serving: z.nullable(deployed),
  previous: z.nullable(deployed),
  canary: z.nullable(deployed),
  traffic: z.record(z.string(), z.number()),
  /** a change that was begun and did not end well: what serves since is not known */
  pending: z.nullable(
    z.object({ action: z.string(), revision: deployed, since: z.string(), reason: z.nullable(z.string()) }),
  ),
  changedOn: z.string(),
});

/** A revision as the script made it. */
export type Deployed = Readonly<z.infer<typeof deployed>>;

/** What is remembered of an environment that a user's script looks after. */
export type Memory = Readonly<z.infer<typeof memory>>;

/** Where what runs in an environment is written down on this machine. */
export function standingPath(environment: string): string {
  return `${FILE.state}/deployments/${environment}.json`;
}

export function nothingDeployed(environment: string): Memory {
  return {
    schema: URI.standing,
    target: 'command',
    environment,
    counter: 0,
    serving: null,
    previous: null,
    canary: null,
    traffic: {},
    pending: null,
    changedOn: '',
  };
}

/** Memory as a value somebody wrote; null where it is none of this target. */
export function memoryOf(value: unknown): Memory | null {
  const read = memory.safeParse(value);
  return read.success ? read.data : null;
}

/**
 * What is remembered here or, where that is newer, `elsewhere`: another machine may have deployed since. A file that
 * another target wrote is a mistake, as is one that cannot be read: guessing would stop what serves.
 */
export async function recallMemory(
  environment: string,
  elsewhere: Memory | null,
  files: Pick<Files, 'exists' | 'text'>,
): Promise<Memory> {
  const path = standingPath(environment);
  const here = (await files.exists(path)) === 'file' ? readMemory(path, await files.text(path)) : null;
  if (here === null) return elsewhere ?? nothingDeployed(environment);
  return elsewhere !== null && elsewhere.changedOn > here.changedOn ? elsewhere : here;
}

function readMemory(path: string, text: string): Memory {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const remedy = 'Restore it, or remove it when nothing runs there.';
    throw new Mistake({ subject: path, what: 'is no JSON', remedy }, { cause });
  }
  const found = memoryOf(value);
  if (found !== null) return found;
  const process = typeof value === 'object' && value !== null && 'front' in value;
  const remedy = process
    ? 'Retire it with target: process first, or deploy to another environment.'
    : 'Restore it, or remove it when nothing runs there.';
  const what = process ? 'is of target process' : 'is not what target command writes';
  throw new Mistake({ subject: path, what, remedy });
}

export async function keepMemory(kept: Memory, files: Pick<Files, 'write'>): Promise<void> {
  await files.write(standingPath(kept.environment), `${JSON.stringify(kept, null, 2)}\n`, 'durable');
}
