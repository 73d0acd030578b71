import { crc32, inflateRawSync } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { endRecord } from './endrecord.ts';
import { fileName } from './filename.ts';
import { LIMIT } from './limit.ts';
import { Refused } from './refusal.ts';

/** A file in an untrusted archive that was found to be plain. */
interface Member {
  readonly name: string;
  readonly entry: Entry;
  /** where its own header begins, its bytes begin, and they end */
  readonly start: number;
  readonly data: number;
  readonly end: number;
}

/** An untrusted archive of which every file was looked at; one is unpacked when it is asked for, and no other. */
export interface Archive {
  readonly names: readonly string[];
  bytes(name: string): Uint8Array;
}

/**
 * Opens an untrusted zip archive that lies in memory. Refused is everything that is no plain archive of plain files:
 * links, encryption, zip64, two files of a name, names that lead elsewhere, headers that contradict the list, files
 * that lie over each other, more or larger files than `LIMIT` has. Nothing is written anywhere.
 */
export async function openArchive(zip: Buffer): Promise<Archive> {
  if (zip.length > LIMIT.archive) throw new Refused('too large');
  const { entries, directory, size } = endRecord(zip);
  const members = await membersOf(zip);
  // every byte of the list is of a file that it names
  const listed = members.reduce((sum, { entry }) => sum + lengthOf(entry), 0);
  if (members.length !== entries || listed !== size) throw new Refused('odd zip');
  demandApart(members, directory);
  const claimed = members.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (claimed > LIMIT.inflated) throw new Refused('inflates');
  const byName = new Map(members.map((member) => [member.name, member]));
  return {
    names: [...byName.keys()],
    bytes: (name) => {
      const member = byName.get(name);
      if (member === undefined) throw new Refused('no predictions');
      return unpacked(zip, member);
    },
  };
}

async function membersOf(zip: Buffer): Promise<Member[]> {
  const { fromBufferPromise } = await import('yauzl');
  const members: Member[] = [];
  const known = new Set<string>();
  try {
    // names are read by ourselves: the library would mend some
    const opened = await fromBufferPromise(zip, { lazyEntries: true, decodeStrings: false });
    for await (const entry of opened.eachEntry()) {
      const member = await memberOf(entry, opened);
      const folded = member.name.normalize('NFKC').toLowerCase();
      if (known.has(folded)) throw new Refused('twice');
      known.add(folded);
      members.push(member);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    // what a library says may quote the archive
    throw new Refused('odd zip');
  }
  return members;
}

/** Bits of the flags: encrypted, a patch, strongly encrypted, headers masked. */
const CLOSED = 0x1 | 0x20 | 0x40 | 0x2000;
/** Bit 3: sizes and checksum follow the bytes, and the header has none. */
const DESCRIBED_AFTER = 0x8;
/** Extra fields that put other sizes, or another name, in place of those of the header: zip64, Info-ZIP. */
const [ZIP64, UNICODE_PATH] = [0x0001, 0x7075];

async function memberOf(entry: Entry, zip: ZipFile): Promise<Member> {
  const flags = entry.generalPurposeBitFlag;
  if (entry.extraFields.some(({ id }) => id === ZIP64)) throw new Refused('zip64');
  if (entry.extraFields.some(({ id }) => id === UNICODE_PATH)) throw new Refused('name');
  if ((flags & CLOSED) !== 0) throw new Refused('encrypted');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw new Refused('method');
  const name = fileName(entry.fileNameRaw, flags);
  demandFile(entry, name);
  const local = await zip.readLocalFileHeaderPromise(entry);
  const after = (flags & DESCRIBED_AFTER) !== 0;
  const told = [local.crc32, local.compressedSize, local.uncompressedSize];
  const listed = [entry.crc32, entry.compressedSize, entry.uncompressedSize];
  const same =
    local.fileName.equals(entry.fileNameRaw) &&
    local.generalPurposeBitFlag === flags &&
    local.compressionMethod === entry.compressionMethod &&
    told.every((one, at) => one === listed[at] || (after && one === 0));
  if (!same) throw new Refused('headers');
  const { relativeOffsetOfLocalHeader: start } = entry;
  const end = local.fileDataStart + entry.compressedSize;
  return { name, entry, start, data: local.fileDataStart, end };
}

/** Kinds of file in the mode of Unix: a plain one, a folder, or what says none. */
const [KIND, PLAIN, FOLDER] = [0o170000, 0o100000, 0o040000];

function demandFile({ externalFileAttributes, uncompressedSize, compressionMethod }: Entry, name: string) {
  const kind = (externalFileAttributes >>> 16) & KIND;
  const folder = name.endsWith('/');
  if (kind !== 0 && kind !== (folder ? FOLDER : PLAIN)) throw new Refused('link');
  if (folder && (uncompressedSize !== 0 || compressionMethod !== 0)) throw new Refused('link');
}

/** Bytes of a file in the list. */
function lengthOf({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number {
  return 46 + fileNameLength + extraFieldLength + fileCommentLength;
}

/** Each file has bytes of its own, before the list; before the first there is nothing. */
function demandApart(members: readonly Member[], directory: number): void {
  const ordered = members.toSorted((one, other) => one.start - other.start);
  if ((ordered[0]?.start ?? 0) !== 0) throw new Refused('odd zip');
  ordered.forEach(({ end }, at) => {
    if (end > (ordered[at + 1]?.start ?? directory)) throw new Refused('overlap');
  });
}

function unpacked(zip: Buffer, { entry, data, end }: Member): Uint8Array {
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if (size > LIMIT.predictions) throw new Refused('inflates');
  if (size > LIMIT.small && size > packed * LIMIT.ratio) throw new Refused('inflates');
  const bytes = entry.compressionMethod === 0 ? zip.subarray(data, end) : inflated(zip, data, end, size);
  if (bytes.length !== size || crc32(bytes) !== entry.crc32) throw new Refused('damaged');
  return bytes;
}

/** Stops after as many bytes as the archive says there are: one that lies is found out and not followed. */
function inflated(zip: Buffer, from: number, to: number, size: number): Buffer {
  try {
    return inflateRawSync(zip.subarray(from, to), { maxOutputLength: size + 1 });
  } catch {
    throw new Refused('damaged');
  }
}
