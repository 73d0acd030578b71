import { type ProtoField, protoMessage, textOf, varintsOf } from '../protobuf.ts';
import { said, unreadable } from '../reader/format.ts';
import { Collection } from './collection.ts';
import { recordsOf } from './tfrecord.ts';
import type { MetricsFile, Point } from './written.ts';

/**
 * Scalars of TensorBoard event files (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto), all of
 * one run: `simple_value`, as TensorFlow 1, tensorboardX and PyTorch write them, and tensors of one number, as
 * TensorFlow 2 does. Files are taken in the order given. A tag `loss/train` is `loss.train`.
 *
 * @throws Mistake where a record is damaged, with the offset
 */
export function readEvents(
  files: readonly { readonly bytes: Uint8Array; readonly path: string }[],
): MetricsFile {
  const found = new Collection();
  const series = new Map<string, Point[]>();
  for (const { bytes, path } of files) {
    const { records, cut } = recordsOf(bytes, path);
    if (cut !== null) found.note(`${path} ends within a record (byte ${cut}): what comes before it is read`);
    for (const [at, record] of records.entries()) {
      for (const { tag, step, value } of scalarsOf(record, at, path)) {
        const points = series.get(tag);
        if (points === undefined) series.set(tag, [{ step, value }]);
        else points.push({ step, value });
      }
    }
  }
  for (const [tag, points] of series) found.addSeries(tag, points);
  return found.finish('TensorBoard');
}

interface Scalar extends Point {
  readonly tag: string;
}

/** Event: step = 2, summary = 5. Summary: value = 1. Value: tag = 1, simple_value = 2, tensor = 8. */
function scalarsOf(record: Uint8Array, at: number, path: string): Scalar[] {
  try {
    const event = protoMessage(record);
    const step = Number(BigInt.asIntN(64, event.get(2)?.at(-1)?.varint ?? 0n));
    return (event.get(5) ?? []).flatMap((summary) =>
      (protoMessage(summary.bytes).get(1) ?? []).flatMap((field): Scalar[] => {
        const entry = protoMessage(field.bytes);
        const value = simpleValue(entry.get(2)?.at(-1)) ?? tensorValue(entry.get(8)?.at(-1));
        return value === null ? [] : [{ tag: textOf(entry.get(1)?.at(-1)), step, value }];
      }),
    );
  } catch (cause) {
    const what = `holds no event in its record ${at + 1}: ${said(cause)}`;
    throw unreadable(path, what, 'It is a TFRecord file of something else.', undefined, cause);
  }
}

function simpleValue(field: ProtoField | undefined): number | null {
  return field === undefined ? null : numberIn(field.bytes, 'float', 0);
}

/** DataType of tensorflow/core/framework/types.proto, as far as scalars are written in it. */
const KINDS: ReadonlyMap<number, NumberKind> = new Map([
  [1, 'float'],
  [2, 'double'],
  [3, 'int32'],
  [9, 'int64'],
  [14, 'bfloat16'],
  [19, 'half'],
]);

type NumberKind = 'float' | 'double' | 'int32' | 'int64' | 'bfloat16' | 'half';

const WIDTH = { float: 4, double: 8, int32: 4, int64: 8, bfloat16: 2, half: 2 } as const;

/**
 * TensorProto: dtype = 1, tensor_shape = 2, tensor_content = 4, half_val = 13 (of bfloat16 too), float_val = 5,
 * double_val = 6, int_val = 7, int64_val = 10. Null for a tensor of another type, or of several numbers: a histogram,
 * an image, a text.
 */
function tensorValue(field: ProtoField | undefined): number | null {
  if (field === undefined) return null;
  const tensor = protoMessage(field.bytes);
  const kind = KINDS.get(Number(tensor.get(1)?.at(-1)?.varint ?? 0n));
  if (kind === undefined) return null;
  const content = tensor.get(4)?.at(-1)?.bytes;
  if (content !== undefined && content.length > 0)
    return content.length === WIDTH[kind] ? numberIn(content, kind, 0) : null;
  if (kind === 'float' || kind === 'double') {
    const values = tensor.get(kind === 'float' ? 5 : 6) ?? [];
    const bytes = values[0]?.bytes;
    return values.length === 1 && bytes?.length === WIDTH[kind] ? numberIn(bytes, kind, 0) : null;
  }
  const [only, ...more] = varintsOf(tensor.get({ int32: 7, int64: 10, half: 13, bfloat16: 13 }[kind]));
  if (only === undefined || more.length > 0) return null;
  if (kind === 'int32' || kind === 'int64') return Number(BigInt.asIntN(64, only));
  // the 16 bits of the number stand in a whole one
  return numberIn(Uint8Array.of(Number(only & 0xffn), Number((only >> 8n) & 0xffn)), kind, 0);
}

function numberIn(bytes: Uint8Array, kind: NumberKind, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (kind) {
    case 'float':
      return view.getFloat32(at, true);
    case 'double':
      return view.getFloat64(at, true);
    case 'int32':
      return view.getInt32(at, true);
    case 'int64':
      return Number(view.getBigInt64(at, true));
    case 'half':
      return view.getFloat16(at, true);
    case 'bfloat16':
      return new Float32Array(Uint32Array.of(view.getUint16(at, true) << 16).buffer)[0] ?? Number.NaN;
  }
}
