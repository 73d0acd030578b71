import * as z from 'zod/mini';
import type { Digest } from '#record/digest';
import { FILE, URI } from '#record/vocabulary';

const text = z.nullable(z.string());

const writer = z.object({
  repository: text,
  ref: text,
  event: z.string(),
  commit: text,
  run: z.string(),
  defaultBranch: z.boolean(),
  because: z.string(),
});

const entry = z.object({
  schema: z.literal(URI.cacheEntry),
  key: z.string(),
  stage: z.string(),
  name: text,
  model: z.string(),
  /** SHA-256 of record.json */
  record: z.string(),
  /** what making it took */
  seconds: z.number(),
  /** ISO 8601, UTC */
  writtenOn: z.string(),
  writer,
  /** digest of everything in `files/`: SHA-256 of `list.json` */
  tree: z.string(),
});

/** `entry.json`: what a stage made under a key, who made it, and the digest of all its files. */
export type Entry = z.infer<typeof entry>;

/**
 * `.mlops/cache/<model>-<key>`: `entry.json`, `list.json`, and `files/` with the artifact as it was published. Two models
 * of one recipe have one key, and a record each.
 */
export function entryFolder(model: string, key: Digest): string {
  return `${FILE.state}/cache/${model}-${key}`;
}

/** Throws a sentence when the text is no entry. */
export function readEntry(source: string): Entry {
  const read = entry.safeParse(json(source));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`${FILE.entry} is not whole: ${issue?.path.join('.')} ${issue?.message}`);
}

function json(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new Error(`${FILE.entry} is not whole: it is no JSON`, { cause });
  }
}
