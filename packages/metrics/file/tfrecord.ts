import { unreadable } from '../reader/format.ts';
import { maskedCrc32c } from './crc32c.ts';

/** Length and its check sum before the data, a check sum behind them. */
const [HEAD, TAIL] = [12, 4];

/** Does it begin with a TFRecord? The check sum of its length says so. */
export function isTfRecord(bytes: Uint8Array): boolean {
  return bytes.length >= HEAD + TAIL && lengthAt(bytes, 0) !== null;
}

/**
 * The records of a TFRecord file (tensorflow/core/lib/io/record_writer.h): `uint64 length, uint32 masked_crc32c(length),
 * data, uint32 masked_crc32c(data)`, little-endian. A last record that is cut short, as of a run that was killed, ends
 * the file: `cut` is where it begins.
 *
 * @throws Mistake where a check sum does not fit, with the offset
 */
export function recordsOf(
  bytes: Uint8Array,
  file: string,
): { readonly records: readonly Uint8Array[]; readonly cut: number | null } {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < HEAD) return { records, cut: at };
    const length = lengthAt(bytes, at);
    if (length === null) throw corrupt(file, at, 'the length of the record');
    const [from, to] = [at + HEAD, at + HEAD + length];
    if (to + TAIL > bytes.length) return { records, cut: at };
    const data = bytes.subarray(from, to);
    if (view(bytes).getUint32(to, true) !== maskedCrc32c(data)) throw corrupt(file, at, 'the record');
    records.push(data);
    at = to + TAIL;
  }
  return { records, cut: null };
}

/** The length of the record at an offset; null where its check sum does not fit. */
function lengthAt(bytes: Uint8Array, at: number): number | null {
  const fits = view(bytes).getUint32(at + 8, true) === maskedCrc32c(bytes.subarray(at, at + 8));
  return fits ? Number(view(bytes).getBigUint64(at, true)) : null;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function corrupt(file: string, at: number, what: string) {
  return unreadable(
    file,
    `is damaged at byte ${at}: the CRC-32C of ${what} does not fit`,
    'Write it again; a file that two programs write to at once is damaged too.',
  );
}
