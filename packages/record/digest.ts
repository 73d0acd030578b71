import { createHash } from 'node:crypto';
import type { FileDigest } from '#kit/ports';
import { canonical } from './canonical.ts';

/** Lower-case hexadecimal SHA-256. */
export type Digest = string;

export function digestOf(content: Uint8Array | string): Digest {
  return createHash('sha256').update(content).digest('hex');
}

export function digestOfValue(value: unknown): Digest {
  return digestOf(canonical(value));
}

/**
 * A directory or dataset: SHA-256 of the canonical JSON of its files sorted by code point of their paths, so
 * that names count and the order of reading does not.
 */
export function digestOfTree(files: readonly FileDigest[]): Digest {
  return digestOf(treeText(files));
}

/**
 * That canonical JSON itself, RFC 8785: keys in order, strings and whole numbers as JSON.stringify writes them
 * (sections 3.2.2.2 and 3.2.2.3 are ECMAScript's own rules). Written out here since a list may have a million files.
 */
export function treeText(files: readonly FileDigest[]): string {
  const lines = sorted(files).map(
    ({ path, size, sha256 }) => `{"path":${wellFormed(path)},"sha256":"${sha256}","size":${size}}`,
  );
  return `[${lines.join(',')}]`;
}

function wellFormed(path: string): string {
  if (!path.isWellFormed()) throw new TypeError(`${JSON.stringify(path)} has no canonical form`);
  return JSON.stringify(path);
}

/** By code point, as UTF-8 bytes compare; JavaScript's own order is that as long as there is no surrogate. */
function sorted(files: readonly FileDigest[]): FileDigest[] {
  if (files.every(({ path }) => !/[\ud800-\udfff]/.test(path)))
    return files.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
  return files
    .map((file) => ({ file, bytes: Buffer.from(file.path) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ file }) => file);
}

/** A list read back from its canonical JSON; null where the text is none. */
export function readTree(text: string): FileDigest[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every(isFileDigest) ? list : null;
  } catch {
    return null;
  }
}

function isFileDigest(value: unknown): value is FileDigest {
  if (typeof value !== 'object' || value === null) return false;
  const of = (key: string): unknown => Reflect.get(value, key);
  return typeof of('path') === 'string' && typeof of('size') === 'number' && typeof of('sha256') === 'string';
}
