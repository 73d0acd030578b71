import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '#kit/ports';
import { type Invocation, invocationDigest } from './invocation.ts';
import type { Looked } from './looked.ts';
import { type Place, type Sight, sightOf } from './sight.ts';
import { MEMORY } from './state.ts';
import type { Witness } from './witness.ts';

const FORMAT = 1;
const PATH = `.mlops/${MEMORY}`;

/** How a run ended: its exit status, and what it is to say of itself when it stands; `E` is for who performed it. */
export interface Ending<E = unknown> {
  readonly status: number;
  readonly closing: E;
}

/** A run that changed nothing, and all that it saw: as long as that is the same, it need not be performed again. */
interface Memory<E = unknown> {
  readonly format: number;
  /** ISO 8601, when it began */
  readonly time: string;
  readonly invocation: string;
  readonly looked: Looked;
  readonly sight: Sight;
  readonly said: readonly string[];
  readonly ending: Ending<E>;
}

/** A run that stands. */
export interface Standing<E> {
  /** ISO 8601, when it was performed */
  readonly time: string;
  readonly said: readonly string[];
  readonly ending: Ending<E>;
}

interface Performed {
  readonly witness: Witness;
  readonly began: Date;
  readonly ending: Ending;
  /** does git say now what it said when the run began? */
  readonly unchanged: () => Promise<boolean>;
}

type Typed = { readonly place: Place; readonly invocation: Invocation };

/** Keeps the run in mind, if it has changed nothing and can be looked at again; else in words why not, which is no fault. */
export async function keepRun(
  performed: Performed,
  typed: Typed,
  files: Pick<Files, 'write'>,
): Promise<string | null> {
  try {
    return await kept(performed, typed, files);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function kept(
  { witness, began, ending, unchanged }: Performed,
  { place, invocation }: Typed,
  files: Pick<Files, 'write'>,
): Promise<string | null> {
  const { done, looked, said } = witness;
  if (done !== null) return `it used ${done}`;
  const sight = await sightOf(place, looked, { before: null, began: began.getTime() });
  if (sight === null || !(await unchanged()))
    return 'something it looks at was changed meanwhile or just before, or cannot be told';
  const memory: Memory = {
    format: FORMAT,
    time: began.toISOString(),
    invocation: invocationDigest(invocation),
    ...{ looked, sight, said, ending },
  };
  await files.write(PATH, `${JSON.stringify(memory)}\n`);
  return null;
}

/** The run that is kept in mind, where it was the same and would see the same; null: it has to be performed. */
export async function standingRun<E>(place: Place, invocation: Invocation): Promise<Standing<E> | null> {
  const memory = readMemory<E>(join(place.root, PATH));
  if (memory === null || memory.invocation !== invocationDigest(invocation)) return null;
  const { looked, sight, time, said, ending } = memory;
  const now = await sightOf(place, looked, { before: sight, began: Number.POSITIVE_INFINITY });
  if (now === null) return null;
  touch(looked.used, invocation.now);
  return { time, said, ending };
}

/** Written by us alone, whole or not at all; one that is no JSON, or of another format, is none. */
function readMemory<E>(path: string): Memory<E> | null {
  try {
    const memory: Memory<E> = JSON.parse(readFileSync(path, 'utf8'));
    return memory.format === FORMAT ? memory : null;
  } catch {
    return null;
  }
}

/** The time of an entry's last use is that of its folder. */
function touch(paths: readonly string[], now: Date): void {
  for (const path of paths) {
    try {
      utimesSync(path, now, now);
    } catch {
      // taken away in this moment: nobody asks when it was used
    }
  }
}
