import type { FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import type { Cell } from '../../table.ts';

/** Of decimals: whole numbers stand for them, times ten to this. Null: the column holds none. */
export function scaleOf({
  converted_type: converted,
  logical_type: logical,
  scale,
}: SchemaElement): number | null {
  if (logical?.type === 'DECIMAL') return logical.scale;
  return converted === 'DECIMAL' ? (scale ?? 0) : null;
}

/** The same file, of which a column's decimals are read as what they are in the bytes. */
export function withoutDecimals(metadata: FileMetaData, name: string): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.name !== name || scaleOf(element) === null) return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

/** A decimal as the nearest double; without places as it is, since an id must not be rounded. */
export function decimalOf(stored: unknown, scale: number): Cell {
  const digits = wholeOf(stored);
  if (digits === null) return null;
  return scale === 0 ? digits : Number(`${digits}e-${scale}`);
}

/** A whole number, or its bytes in two's complement, the highest first. */
function wholeOf(stored: unknown): bigint | null {
  if (typeof stored === 'bigint') return stored;
  if (typeof stored === 'number') return BigInt(stored);
  if (!(stored instanceof Uint8Array)) return null;
  const digits = stored.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return BigInt.asIntN(8 * stored.length, digits);
}

/** Points in time that are finer than milliseconds keep all their digits: two of them are not one. */
export const parsers: Partial<ParquetParsers> = {
  timestampFromMicroseconds: (micros) => pointIn(micros, 1000n, 3),
  timestampFromNanoseconds: (nanos) => pointIn(nanos, 1_000_000n, 6),
};

function pointIn(units: bigint, perMillisecond: bigint, places: number): Date | string {
  const rest = ((units % perMillisecond) + perMillisecond) % perMillisecond;
  const date = new Date(Number((units - rest) / perMillisecond));
  if (rest === 0n) return date;
  return date.toISOString().replace('Z', `${String(rest).padStart(places, '0')}Z`);
}
