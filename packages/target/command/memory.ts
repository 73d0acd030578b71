import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { URI } from '#record/vocabulary';
import { stateFile } from '../statefile.ts';

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

const name = z.nullable(z.string());

/** As it is written: revisions by name, like the state of target process, so that a monitor reads both alike. */
const written = z.object({
  schema: z.literal(URI.standing),
  target: z.literal('command'),
  environment: z.string(),
  counter: z.number(),
  serving: name,
  previous: name,
  canary: z.nullable(z.object({ candidate: z.string(), control: z.string() })),
  traffic: z.record(z.string(), z.number()),
  revisions: z.record(z.string(), deployed),
  pending: z.nullable(
    z.object({ action: z.string(), revision: z.string(), since: z.string(), reason: z.nullable(z.string()) }),
  ),
  changedOn: z.string(),
});

/** A revision as the script made it. */
export type Deployed = Readonly<z.infer<typeof deployed>>;

/** What is remembered of an environment that a user's script looks after. */
export interface Memory {
  readonly environment: string;
  /** number of the newest revision: none is used twice */
  readonly counter: number;
  readonly serving: Deployed | null;
  readonly previous: Deployed | null;
  /** beside what serves */
  readonly canary: Deployed | null;
  readonly traffic: Readonly<Record<string, number>>;
  /** a change that was begun and did not end well: what serves since is not known */
  readonly pending: {
    readonly action: string;
    readonly revision: Deployed;
    readonly since: string;
    readonly reason: string | null;
  } | null;
  readonly changedOn: string;
}

/** The memory of an environment to which nothing was deployed. */
export function nothingDeployed(environment: string): Memory {
  return {
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

/** What is remembered, as a value to be written. */
export function writtenMemory(memory: Memory): z.infer<typeof written> {
  const { environment, counter, serving, previous, canary, traffic, pending, changedOn } = memory;
  const known = [serving, previous, canary, pending?.revision ?? null].filter((one) => one !== null);
  return {
    schema: URI.standing,
    target: 'command',
    environment,
    counter,
    serving: serving?.name ?? null,
    previous: previous?.name ?? null,
    canary: canary === null || serving === null ? null : { candidate: canary.name, control: serving.name },
    traffic: { ...traffic },
    revisions: Object.fromEntries(known.map((one) => [one.name, one])),
    pending: pending === null ? null : { ...pending, revision: pending.revision.name },
    changedOn,
  };
}

/** Memory as a value somebody wrote; null where it is none of this target. */
export function memoryOf(value: unknown): Memory | null {
  const read = written.safeParse(value);
  if (!read.success) return null;
  const { revisions, serving, previous, canary, pending, environment, counter, traffic, changedOn } =
    read.data;
  const of = (one: string | null | undefined) => (one == null ? null : (revisions[one] ?? null));
  const begun = of(pending?.revision);
  return {
    ...{ environment, counter, traffic, changedOn },
    serving: of(serving),
    previous: of(previous),
    canary: of(canary?.candidate),
    pending: pending === null || begun === null ? null : { ...pending, revision: begun },
  };
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
  const path = stateFile(environment);
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

/** Writes it down, on the disk when it returns. */
export async function keepMemory(kept: Memory, files: Pick<Files, 'write'>): Promise<void> {
  await files.write(
    stateFile(kept.environment),
    `${JSON.stringify(writtenMemory(kept), null, 2)}\n`,
    'durable',
  );
}
