import { crc32 } from 'node:zlib';
import { type Unzipped, unzipSync } from 'fflate';
import { wholeOf } from './chunks.ts';
import { type Reader, said, unreadable } from './format.ts';
import { arrayColumns, tableOf } from './npy.ts';
import { CutShort } from './packing.ts';

/**
 * Arrays that NumPy saved together (`np.savez`, `np.savez_compressed`): a column each, by its name; of an array of two
 * dimensions `<name>_0` and on, a structured one by its fields.
 */
export const readNpz: Reader = async (source, file, wanted) => {
  const bytes = await wholeOf(source).catch((error: unknown) => {
    throw error instanceof CutShort ? error.of(file, null) : error;
  });
  const columns = Object.entries(unzipped(bytes, file)).flatMap(([member, array]) => {
    const name = member.replace(/\.npy$/, '');
    try {
      return arrayColumns(array, name, `${file}, ${name}`);
    } catch (error) {
      // what is saved beside the columns is nobody's business
      if (wanted === undefined || wanted.has(name)) throw error;
      return [];
    }
  });
  return tableOf(file, columns, wanted);
};

function unzipped(bytes: Uint8Array, file: string): Unzipped {
  try {
    const members = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
    const sums = checksums(bytes);
    for (const [name, member] of Object.entries(members))
      if (crc32(member) !== sums.get(name)) throw new Error(`the checksum of ${name} is another`);
    return members;
  } catch (error) {
    const remedy =
      'It may be cut short or damaged: save it again, and let the program end before it is read.';
    throw unreadable(file, `is not readable as NumPy's archive: ${said(error)}`, remedy, undefined, error);
  }
}

const [ENTRY, END] = [0x02014b50, 0x06054b50] as const;

/** CRC-32 of each member by its name, as the archive's directory says (APPNOTE, sections 4.3.12 and 4.3.16); the library looks at none. */
function checksums(bytes: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== END) end--;
  const sums = new Map<string, number>();
  const decoder = new TextDecoder();
  let at = view.getUint32(end + 16, true);
  while (at < end && view.getUint32(at, true) === ENTRY) {
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const after = at + 46 + (name ?? 0);
    sums.set(decoder.decode(bytes.subarray(at + 46, after)), view.getUint32(at + 16, true));
    at = after + (extra ?? 0) + (comment ?? 0);
  }
  return sums;
}
