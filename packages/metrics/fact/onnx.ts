import { protoMessage, varintAt, varintsOf } from '../protobuf.ts';
import { said, unreadable } from '../reader/format.ts';
import type { Slices } from './slices.ts';

/** Fields of onnx/onnx.proto that lead to the weights of a model. */
const MODEL = { graph: 7 } as const;
const GRAPH = { initializer: 5, sparseInitializer: 15 } as const;
const TENSOR = { dims: 1 } as const;
const SPARSE = { values: 1 } as const;

/**
 * Parameters of an ONNX model: the sum over the initialisers of its graph of the product of their dimensions, of sparse
 * ones the values that are stored. Weights are passed over: of each initialiser only what stands before its data is
 * read, whether the data is inside the file or beside it.
 */
export async function onnxParameters(file: Slices): Promise<number> {
  try {
    let parameters = 0;
    let graphs = 0;
    for await (const part of parts(file, 0, file.size)) {
      if (part.field !== MODEL.graph || part.wire !== 2) continue;
      graphs++;
      for await (const { field, from, to } of parts(file, part.from, part.to)) {
        if (field === GRAPH.initializer) parameters += await elements(file, from, to);
        if (field !== GRAPH.sparseInitializer) continue;
        for await (const inner of parts(file, from, to))
          if (inner.field === SPARSE.values) parameters += await elements(file, inner.from, inner.to);
      }
    }
    if (graphs === 0) throw new Error('there is no graph in it');
    return parameters;
  } catch (cause) {
    const remedy = 'It may be cut short: write it again.';
    throw unreadable(file.path, `is no ONNX model: ${said(cause)}`, remedy, undefined, cause);
  }
}

/** The product of a tensor's dimensions; a tensor without any is one number. */
async function elements(file: Slices, from: number, to: number): Promise<number> {
  let dims: bigint[] = [];
  for await (const part of parts(file, from, to)) {
    if (part.field !== TENSOR.dims) continue;
    const bytes = await file.read(part.start, part.to);
    dims = [...dims, ...varintsOf(protoMessage(bytes).get(TENSOR.dims))];
  }
  return dims.reduce((product, dim) => product * Number(dim), 1);
}

interface Part {
  readonly field: number;
  readonly wire: number;
  /** where its tag stands */
  readonly start: number;
  /** its value: from an offset to before another */
  readonly from: number;
  readonly to: number;
}

/** Enough for a tag and a length, each a varint of at most ten bytes. */
const PEEK = 20;

/** The fields of a message that lies in a part of a file; what they hold is not read. */
async function* parts(file: Slices, from: number, end: number): AsyncGenerator<Part> {
  for (let at = from; at < end; ) {
    const head = await file.read(at, Math.min(at + PEEK, end));
    const tag = varintAt(head, 0);
    const [field, wire] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    const next = varintAt(wire === 0 || wire === 2 ? head : ZERO, wire === 0 || wire === 2 ? tag.next : 0);
    const start = at;
    if (wire === 0) at += next.next;
    else if (wire === 1) at += tag.next + 8;
    else if (wire === 5) at += tag.next + 4;
    else if (wire === 2) at += next.next + Number(next.value);
    else throw new RangeError(`field ${field} at byte ${at} has the wire type ${wire}`);
    if (at > end) throw new RangeError(`field ${field} at byte ${start} ends behind its message`);
    yield { field, wire, start, from: wire === 2 ? start + next.next : start + tag.next, to: at };
  }
}

const ZERO = Uint8Array.of(0);
