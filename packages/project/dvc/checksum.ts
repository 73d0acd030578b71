import { createHash, type Hash } from 'node:crypto';
import type { Files } from '#kit/ports';

/** Where bytes are read from, and who is told how many were. */
export interface Source {
  readonly files: Pick<Files, 'stream' | 'list'>;
  readonly read: (bytes: number) => void;
}

/** Files hashed at once: enough to hide the disk's latency. */
const BATCH = 16;

/** MD5 of a file as DVC has it; with `unixLines` as DVC 2 had it: \r\n of a text counts as \n. */
export async function md5OfFile(path: string, unixLines: boolean, source: Source): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of source.files.stream(path)) {
    add(hash, chunk, unixLines);
    source.read(chunk.byteLength);
  }
  return hash.digest('hex');
}

/** MD5 of a folder's listing, with `.dir` behind it (dvc_data/hashfile/tree.py of 3.18). */
export async function md5OfFolder(folder: string, unixLines: boolean, source: Source): Promise<string> {
  const paths = (await source.files.list(folder))
    .map(({ path }) => path)
    .filter((path) => !isNeverData(path));
  const found: Listed[] = [];
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = paths.slice(at, at + BATCH).map(async (relpath) => ({
      md5: await md5OfFile(`${folder}/${relpath}`, unixLines, source),
      relpath,
    }));
    found.push(...(await Promise.all(batch)));
  }
  return `${createHash('md5').update(listing(found)).digest('hex')}.dir`;
}

interface Listed {
  readonly md5: string;
  readonly relpath: string;
}

/** What DVC leaves out of every folder (dvc/ignore.py). */
function isNeverData(path: string): boolean {
  return path.split('/').some((name) => ['.git', '.hg', '.dvc'].includes(name));
}

/** The bytes of a `.dir` object: Python's json.dumps with sorted keys, files sorted by code point of their paths. */
function listing(files: readonly Listed[]): string {
  const sorted = files
    .map((file) => ({ ...file, bytes: Buffer.from(file.relpath) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes));
  return `[${sorted.map(({ md5, relpath }) => `{"md5": "${md5}", "relpath": ${asciiJson(relpath)}}`).join(', ')}]`;
}

/** json.dumps of a text: every UTF-16 unit that is no printable ASCII is escaped. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** dvc_data/hashfile/hash.py: each chunk of 1 MiB is text or not by its first 512 bytes. */
function add(hash: Hash, chunk: Uint8Array, unixLines: boolean): void {
  if (!unixLines || !isText(chunk.subarray(0, 512))) return void hash.update(chunk);
  const text = Buffer.from(chunk).toString('latin1').replaceAll('\r\n', '\n');
  hash.update(text, 'latin1');
}

/** dvc_data/hashfile/istextfile.py: no NUL, and at most 30% other than printable ASCII and white space. */
function isText(block: Uint8Array): boolean {
  if (block.includes(0)) return false;
  const strange = block.filter(
    (byte) => !(byte >= 32 && byte < 127) && !'\n\r\t\f\b'.includes(String.fromCharCode(byte)),
  );
  return strange.length / Math.max(block.length, 1) <= 0.3;
}
