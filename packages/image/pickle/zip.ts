import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { Files } from '#kit/ports';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  /** its bytes, unpacked; may be asked for more than once */
  readonly open: () => AsyncIterable<Uint8Array>;
}

const ENCRYPTED = 1;

class FileReader extends RandomAccessReader {
  readonly #open: (start: number, end: number) => AsyncIterable<Uint8Array>;
  constructor(open: (start: number, end: number) => AsyncIterable<Uint8Array>) {
    super();
    this.#open = open;
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#open(start, end), { objectMode: false });
  }
}

/**
 * The files in a zip archive. Readers of zips do not agree on what is damaged: whatever one of them might read in
 * another way than this one makes it throw a sentence.
 */
export async function* zipMembers(
  path: string,
  size: number,
  files: Pick<Files, 'stream'>,
): AsyncIterable<Member> {
  const reader = new FileReader((start, end) => files.stream(path, { from: start, to: end }));
  const zip = await fromRandomAccessReaderPromise(reader, size, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      await demandPlain(entry, zip);
      yield { name: entry.fileName, open: () => memberBytes(entry, zip) };
    }
  } finally {
    zip.close();
  }
}

async function demandPlain(entry: Entry, zip: ZipFile): Promise<void> {
  const { fileName, generalPurposeBitFlag, compressionMethod } = entry;
  const local = await zip.readLocalFileHeaderPromise(entry);
  if (!local.fileName.equals(entry.fileNameRaw))
    throw new Error(
      `${JSON.stringify(fileName)} is ${JSON.stringify(local.fileName.toString('utf8'))} in its own header`,
    );
  if ((generalPurposeBitFlag | local.generalPurposeBitFlag) & ENCRYPTED)
    throw new Error(`${JSON.stringify(fileName)} is encrypted, or its flags were changed`);
  if (local.compressionMethod !== compressionMethod || ![0, 8].includes(compressionMethod))
    throw new Error(`${JSON.stringify(fileName)} is compressed in a way that is not known`);
}

async function* memberBytes(entry: Entry, zip: ZipFile): AsyncIterable<Uint8Array> {
  yield* await zip.openReadStreamPromise(entry);
}
