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
    return unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch (error) {
    const remedy = 'It may be cut short: save it again, and let the program end before it is read.';
    throw unreadable(file, `is not readable as NumPy's archive: ${said(error)}`, remedy, undefined, error);
  }
}
