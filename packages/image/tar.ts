import { extract, type Header, type Pack, pack } from 'tar-stream';

/** What a layer holds at a path: `models/model.joblib`, `/` between names, no `/` in front. */
export interface TarEntry {
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
  readonly content: () => AsyncIterable<Uint8Array>;
}

/** Metadata that differ between users, folders, umasks and days say nothing of the content. */
const SAME = { uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) } as const;

/**
 * A tar of files and the folders above them, sorted by code point, with fixed metadata: the same bytes for the same
 * paths and contents wherever it is made (ustar; POSIX.1-2001 records only for a path that ustar has no room for).
 */
export async function* tarOf(entries: readonly TarEntry[]): AsyncIterable<Uint8Array> {
  const packing = pack();
  const fed = feed(packing, entries).catch((error: unknown) =>
    packing.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  yield* bytesOf(packing);
  await fed;
}

async function feed(packing: Pack, entries: readonly TarEntry[]): Promise<void> {
  const files = new Map(entries.map((entry) => [entry.path, entry]));
  for (const path of inOrder([...files.keys()])) {
    const file = files.get(path);
    if (file === undefined) packing.entry({ ...SAME, name: `${path}/`, type: 'directory', mode: 0o755 });
    else await feedFile(packing, file);
  }
  packing.finalize();
}

async function feedFile(packing: Pack, { path, size, executable, content }: TarEntry): Promise<void> {
  const header = { ...SAME, name: path, type: 'file', size, mode: executable ? 0o755 : 0o644 } as const;
  const { promise, resolve, reject } = settled();
  // it fails too when whoever takes the bytes goes away, which nobody waits for then
  promise.catch(() => undefined);
  const sink = packing.entry(header, (error) => (error ? reject(error) : resolve()));
  try {
    for await (const chunk of content()) {
      if (sink.destroyed) break;
      if (!sink.write(chunk)) await drained(sink);
    }
    sink.end(null);
  } catch (error) {
    // the entry ends with the error of what was to be in it
    sink.destroy(null);
    throw error;
  }
  await promise;
}

interface Flow {
  readonly destroyed: boolean;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
}

function drained(sink: Flow): Promise<void> {
  if (sink.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      sink.off('drain', done);
      sink.off('close', done);
      resolve();
    };
    sink.once('drain', done);
    sink.once('close', done);
  });
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

function settled() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Paths and the folders above them, each once, by code point: a folder stands before what is in it. */
function inOrder(paths: readonly string[]): string[] {
  const all = new Set(paths.flatMap((path) => [path, ...above(path)]));
  return [...all]
    .map((path) => ({ path, bytes: Buffer.from(path) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ path }) => path);
}

function above(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** An entry of a tar that is read, its bytes to be taken before the next one. */
export interface Unpacked {
  readonly header: Pick<Header, 'name' | 'type' | 'mode' | 'size'>;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Entries of a tar as it comes. All of `bytes` is read, also what follows the end of the archive. */
export async function* untar(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Unpacked> {
  const extracting = extract({ allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  const poured = pour(bytes, extracting).catch((error: unknown) =>
    extracting.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  for await (const entry of extracting) yield { header: entry.header, content: bytesOf(entry) };
  await poured;
}

async function pour(bytes: AsyncIterable<Uint8Array>, into: ReturnType<typeof extract>): Promise<void> {
  for await (const chunk of bytes) {
    if (into.destroyed) return;
    if (!into.write(chunk)) await drained(into);
  }
  into.end(null);
}
