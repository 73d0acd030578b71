import { crc32, deflateRawSync } from 'node:zlib';

/** A file in an archive that may lie: what is not said is honest. */
export interface Lie {
  readonly name: string | Buffer;
  readonly data: string | Buffer;
  /** 8: deflated, 0: as it is */
  readonly method?: number;
  readonly flags?: number;
  /** of the list; of the file's own header where that says something else */
  readonly size?: number;
  readonly crc?: number;
  readonly localName?: string;
  readonly localMethod?: number;
  readonly localSize?: number;
  /** kind and mode of Unix */
  readonly mode?: number;
  /** where the list says that it begins */
  readonly offset?: number;
  readonly extra?: Buffer;
}

interface End {
  readonly comment?: string;
  readonly before?: Buffer;
  readonly after?: Buffer;
  readonly entries?: number;
  readonly directory?: number;
}

/** An archive written by hand (APPNOTE.TXT 6.3.10, 4.3), so that each field can say something else. */
export function zipOf(files: readonly Lie[], end: End = {}): Buffer {
  const parts: Buffer[] = [end.before ?? Buffer.alloc(0)];
  const list: Buffer[] = [];
  let at = parts[0]?.length ?? 0;
  for (const file of files) {
    const { local, listed } = written(file, at);
    parts.push(...local);
    at += local.reduce((sum, { length }) => sum + length, 0);
    list.push(listed);
  }
  const directory = Buffer.concat(list);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(end.entries ?? files.length, 8);
  record.writeUInt16LE(end.entries ?? files.length, 10);
  record.writeUInt32LE(directory.length, 12);
  record.writeUInt32LE(end.directory ?? at, 16);
  const comment = Buffer.from(end.comment ?? '');
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, directory, record, comment, end.after ?? Buffer.alloc(0)]);
}

function written(file: Lie, at: number): { readonly local: Buffer[]; readonly listed: Buffer } {
  const { method = 8, flags = 0, mode = 0o100644, extra = Buffer.alloc(0) } = file;
  const data = Buffer.from(file.data);
  const packed = method === 8 ? deflateRawSync(data) : data;
  const size = file.size ?? data.length;
  const crc = file.crc ?? crc32(data);
  const name = Buffer.from(file.name);
  const own = file.localName === undefined ? name : Buffer.from(file.localName);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  shared(head, 6, { flags, method: file.localMethod ?? method, crc, packed, size: file.localSize ?? size });
  head.writeUInt16LE(own.length, 26);
  const listed = Buffer.alloc(46);
  listed.writeUInt32LE(0x02014b50, 0);
  listed.writeUInt16LE((3 << 8) | 20, 4);
  listed.writeUInt16LE(20, 6);
  shared(listed, 8, { flags, method, crc, packed, size });
  listed.writeUInt16LE(name.length, 28);
  listed.writeUInt16LE(extra.length, 30);
  listed.writeUInt32LE((mode << 16) >>> 0, 38);
  listed.writeUInt32LE(file.offset ?? at, 42);
  return { local: [head, own, packed], listed: Buffer.concat([listed, name, extra]) };
}

interface Shared {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: Buffer;
  readonly size: number;
}

function shared(header: Buffer, at: number, { flags, method, crc, packed, size }: Shared): void {
  header.writeUInt16LE(flags, at);
  header.writeUInt16LE(method, at + 2);
  header.writeUInt32LE(0x00210000, at + 4);
  header.writeUInt32LE(crc, at + 8);
  header.writeUInt32LE(packed.length, at + 12);
  header.writeUInt32LE(size, at + 16);
}
