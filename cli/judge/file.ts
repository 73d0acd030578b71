import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import { parseWithNaN } from '#metrics/reader/jsonl';

/** A file's bytes, of a path below `cwd`. Mistake: it cannot be read, as of all functions here. */
export async function bytesOf(path: string, cwd: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, path));
  } catch (cause) {
    throw unread(path, cause);
  }
}

const PIECE = 1 << 18;

/** The same, piece by piece. */
export async function* piecesOf(path: string, cwd: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(resolve(cwd, path), { highWaterMark: PIECE })) yield chunk;
  } catch (cause) {
    throw unread(path, cause);
  }
}

/** How many bytes it has. */
export async function sizeOf(path: string, cwd: string): Promise<number> {
  try {
    return (await stat(resolve(cwd, path))).size;
  } catch (cause) {
    throw unread(path, cause);
  }
}

export async function textIn(path: string, cwd: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(path, cwd));
}

/**
 * What a JSON file holds; Python's NaN and Infinity count as missing unless `pythons` reads them otherwise. Mistake: it is
 * not JSON; `remedy` says what to give.
 */
export async function jsonIn(
  path: string,
  cwd: string,
  remedy = 'Give a JSON file.',
  pythons: (text: string) => unknown = parseWithNaN,
): Promise<unknown> {
  const text = await textIn(path, cwd);
  try {
    return JSON.parse(text);
  } catch {
    // it may be Python's
  }
  try {
    return pythons(text);
  } catch (cause) {
    throw new Mistake({ subject: path, what: 'is not JSON', remedy }, { cause });
  }
}

function unread(path: string, cause: unknown): Mistake {
  const problem = { subject: path, what: 'cannot be read', remedy: 'Name a file that is there.' };
  return new Mistake(problem, { cause });
}
