import { isTree } from '../file/tree.ts';
import { said, unreadable } from '../reader/format.ts';
import type { Slices } from './slices.ts';

/** The longest header that the format's own library reads (safetensors, MAX_HEADER_SIZE). */
const LONGEST = 100e6;

/**
 * Parameters of a safetensors file: the sum over its tensors of the product of their shapes. Only the header is read
 * (github.com/huggingface/safetensors, Format): 8 bytes with its length, little-endian, then JSON.
 */
export async function safetensorsParameters(file: Slices): Promise<number> {
  try {
    const head = await file.read(0, 8);
    const length = Number(new DataView(head.buffer, head.byteOffset, head.byteLength).getBigUint64(0, true));
    if (length > LONGEST || 8 + length > file.size) throw new Error(`its header would have ${length} bytes`);
    const header: unknown = JSON.parse(new TextDecoder().decode(await file.read(8, 8 + length)));
    if (!isTree(header)) throw new Error('its header is no object');
    return Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .reduce((sum, [name, tensor]) => sum + elements(name, isTree(tensor) ? tensor['shape'] : null), 0);
  } catch (cause) {
    const remedy = 'It may be cut short: write it again.';
    throw unreadable(file.path, `is no safetensors file: ${said(cause)}`, remedy, undefined, cause);
  }
}

function elements(name: string, shape: unknown): number {
  if (!Array.isArray(shape)) throw new Error(`the tensor ${name} has no shape`);
  return shape.reduce<number>((product, one) => product * Number(one), 1);
}

/** The files that an index of sharded safetensors names (`model.safetensors.index.json`, `weight_map`). */
export function shardsIn(text: string, path: string): string[] {
  try {
    const index: unknown = JSON.parse(text);
    const map = isTree(index) ? index['weight_map'] : null;
    if (!isTree(map)) throw new Error('there is no weight_map');
    return [...new Set(Object.values(map).map(String))].sort();
  } catch (cause) {
    throw unreadable(path, `is no index of shards: ${said(cause)}`, 'Write it again.', undefined, cause);
  }
}
