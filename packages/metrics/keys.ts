import { hashOf } from '#kit/hash';
import { asText, type Column } from './table.ts';

/**
 * A number of each cell, from its text alone: neither other rows, nor their order, nor how rows are parted over files
 * changes it. Numbers are spelled as JavaScript does, so that 7 and "7" are one.
 */
export function hashesOf(column: Column): Int32Array {
  const { codes, values } = asText(column);
  const hashes = Int32Array.from(values, hashOf);
  return codes.map((code) => hashes[code] ?? 0);
}
