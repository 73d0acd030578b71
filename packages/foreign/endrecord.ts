import { LIMIT } from './limit.ts';
import { Refused } from './refusal.ts';

/** End of central directory record: APPNOTE.TXT 6.3.10, 4.3.16. */
const SIZE = 22;
const SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_SIZE = 20;

/** Where the list of an archive's files lies, and how many it names. */
export interface EndRecord {
  readonly entries: number;
  readonly directory: number;
  /** bytes of the list */
  readonly size: number;
}

/**
 * The end of an untrusted archive. Its record has to be the very last bytes, with no comment, and the list of files
 * right before it: then no two programs find two different lists.
 */
export function endRecord(zip: Buffer): EndRecord {
  const at = zip.length - SIZE;
  if (at < 0) throw new Refused('no zip');
  if (zip.readUInt32LE(at) !== SIGNATURE)
    throw new Refused(zip.lastIndexOf('PK\x05\x06', undefined, 'latin1') === -1 ? 'no zip' : 'odd zip');
  if (at >= ZIP64_LOCATOR_SIZE && zip.readUInt32LE(at - ZIP64_LOCATOR_SIZE) === ZIP64_LOCATOR)
    throw new Refused('zip64');
  const [disk, first, here, entries] = [4, 6, 8, 10].map((offset) => zip.readUInt16LE(at + offset));
  const [size, directory] = [zip.readUInt32LE(at + 12), zip.readUInt32LE(at + 16)];
  if (entries === undefined || entries === 0xffff || size === 0xffffffff || directory === 0xffffffff)
    throw new Refused('zip64');
  if (disk !== 0 || first !== 0 || here !== entries || zip.readUInt16LE(at + 20) !== 0)
    throw new Refused('odd zip');
  if (directory + size !== at) throw new Refused('odd zip');
  if (entries > LIMIT.entries) throw new Refused('many entries');
  return { entries, directory, size };
}
