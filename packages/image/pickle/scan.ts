import type { Files } from '#kit/ports';
import { untar } from '../tar.ts';
import type { Allowance } from './allowance.ts';
import { type Compression, expanded } from './compression.ts';
import { HEAD, kindOf } from './content.ts';
import type { Finding, Seen } from './finding.ts';
import { npyHeader } from './npy.ts';
import { scanPickle } from './pickle.ts';
import { ByteWindow } from './window.ts';
import { zipMembers } from './zip.ts';

/** A file to look at: where it lies, and what it is called. */
export interface Suspect {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}

/** What was found in files; without findings they may be packed. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly seen: readonly Seen[];
}

/** Archives in archives that are opened, and bytes that come out of all of them together. */
const DEPTH = 5;
const EXPANDED = 64 * 1024 ** 3;
/** Where a zip has its directory: at most so far from its end. */
const TAIL = 22 + 65_535;

type DiskFiles = Pick<Files, 'stream' | 'write' | 'remove' | 'temporary'>;

/** Bytes that can be opened more than once. */
interface Content {
  readonly place: string;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** where they lie on disk as they are; null: they come out of an archive */
  readonly file: Pick<Suspect, 'path' | 'size'> | null;
  readonly depth: number;
}

/**
 * Looks for pickles in files by their content, in zip, tar, gzip, zlib and zstd too, and walks them: what they name that
 * is not allowed, what cannot be opened, and what is broken. Nothing is executed, and no file is held in memory.
 */
export async function scanFiles(
  suspects: readonly Suspect[],
  allowance: Allowance,
  files: DiskFiles,
): Promise<Report> {
  const scan = new Scan(allowance, files);
  for (const { name, path, size } of suspects) {
    await scan.look({ place: name, open: () => files.stream(path), file: { path, size }, depth: 0 });
  }
  return scan;
}

class Scan implements Report {
  readonly findings: Finding[] = [];
  readonly seen: Seen[] = [];
  readonly #allowance: Allowance;
  readonly #files: DiskFiles;
  #expanded = 0;

  constructor(allowance: Allowance, files: DiskFiles) {
    this.#allowance = allowance;
    this.#files = files;
  }

  async look(content: Content): Promise<void> {
    const kind = kindOf(await headOf(content));
    const { place } = content;
    if (typeof kind === 'object')
      return this.#refuse(place, `is compressed by ${kind.closed}, which cannot be opened here`);
    if (kind === 'open') return this.#lookOpen(content);
    if (content.depth >= DEPTH) return this.#refuse(place, `has more than ${DEPTH} archives in each other`);
    if (kind === 'npy') return this.#lookNpy(content);
    if (kind === 'zip') return this.#attempt(place, 'a zip archive', () => this.#lookZip(content));
    if (kind === 'tar') return this.#attempt(place, 'a tar archive', () => this.#lookTar(content));
    return this.#lookCompressed(kind, content);
  }

  async #lookOpen(content: Content): Promise<void> {
    const { place, open, file } = content;
    const { findings, seen } = await scanPickle(place, open, this.#allowance);
    this.findings.push(...findings);
    if (seen !== null) this.seen.push(seen);
    // a zip is read from its end: whatever stands in front of it
    if (seen !== null || findings.length > 0 || file === null || !(await this.#endsAsZip(file))) return;
    await this.#attempt(place, 'a zip archive with something in front of it', () => this.#lookZip(content));
  }

  async #endsAsZip({ path, size }: Pick<Suspect, 'path' | 'size'>): Promise<boolean> {
    const chunks: Uint8Array[] = [];
    const part = { from: Math.max(0, size - TAIL), to: size };
    for await (const chunk of this.#files.stream(path, part)) chunks.push(chunk);
    const tail = Buffer.concat(chunks);
    const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    return at >= 0 && at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length;
  }

  async #lookNpy({ place, open }: Content): Promise<void> {
    const window = new ByteWindow(open());
    const header = await npyHeader(window).finally(() => window.close());
    if (header === null) return this.#refuse(place, 'is a NumPy file whose header cannot be read');
    if (!header.objects) return;
    const body = async function* () {
      const rest = new ByteWindow(open());
      await npyHeader(rest);
      while (await rest.need(1)) yield rest.take(rest.ready);
    };
    const { findings, seen } = await scanPickle(place, body, this.#allowance);
    this.findings.push(...findings);
    if (seen !== null) this.seen.push(seen);
  }

  /** What looks like it by its two first bytes and is none is looked at as it is. */
  async #lookCompressed(kind: Compression, content: Content): Promise<void> {
    const { place, depth } = content;
    const open = () => this.#counted(expanded(kind, content.open()));
    const first = await attempted(async () => {
      for await (const chunk of open()) if (chunk.length > 0) return true;
      return false;
    });
    if ('error' in first || !first.value) return this.#lookOpen(content);
    const inner = { place: `${place} (${kind})`, open, file: null, depth: depth + 1 };
    await this.#attempt(place, `compressed by ${kind}`, () => this.look(inner));
  }

  async #lookZip(content: Content): Promise<void> {
    const { place, depth, open } = content;
    const file = content.file ?? (await this.#spooled(open()));
    for await (const { name, open: bytes } of zipMembers(file.path, file.size, this.#files)) {
      await this.look({
        place: `${place} (${name})`,
        open: () => this.#counted(bytes()),
        file: null,
        depth: depth + 1,
      });
    }
    if (content.file === null) await this.#files.remove(file.path);
  }

  async #lookTar({ place, open, depth }: Content): Promise<void> {
    for await (const { header, content } of untar(open())) {
      if (header.type !== 'file' && header.type !== 'contiguous-file') continue;
      const file = await this.#spooled(this.#counted(content));
      const bytes = () => this.#files.stream(file.path);
      await this.look({ place: `${place} (${header.name})`, open: bytes, file, depth: depth + 1 });
      await this.#files.remove(file.path);
    }
  }

  async #spooled(bytes: AsyncIterable<Uint8Array>): Promise<Pick<Suspect, 'path' | 'size'>> {
    const path = `${await this.#files.temporary('scan')}/content`;
    let size = 0;
    const counted = async function* () {
      for await (const chunk of bytes) {
        size += chunk.length;
        yield chunk;
      }
    };
    await this.#files.write(path, counted());
    return { path, size };
  }

  async *#counted(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      this.#expanded += chunk.length;
      if (this.#expanded > EXPANDED) throw new Error(`more than ${EXPANDED / 1024 ** 3} GiB come out of it`);
      yield chunk;
    }
  }

  /** What cannot be opened may hold anything. */
  async #attempt(place: string, kind: string, work: () => Promise<void>): Promise<void> {
    const done = await attempted(work);
    if ('error' in done) this.#refuse(place, `is ${kind} that cannot be opened: ${done.error}`);
  }

  #refuse(place: string, what: string): void {
    const remedy =
      'Write the model in a form that can be looked into: not compressed, by zlib or gzip, or as a zip.';
    this.findings.push({ place, offset: null, what, remedy });
  }
}

async function headOf({ open }: Content): Promise<Buffer> {
  const window = new ByteWindow(open());
  await window.need(HEAD);
  const head = Buffer.from(window.peek(Math.min(HEAD, window.ready)));
  await window.close();
  return head;
}

async function attempted<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    // a full disk and a cancelled run are no property of the file
    if (error instanceof Error && ['Mistake', 'Cancelled', 'Fault'].includes(error.name)) throw error;
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
