/** A field of a protocol buffer message (protobuf.dev, Encoding). Wire types 0, 1, 2 and 5; groups are not known. */
export interface ProtoField {
  readonly field: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** of wire type 0 */
  readonly varint: bigint;
  /** of the others: 8 bytes, as many as its length says, or 4 */
  readonly bytes: Uint8Array;
}

const NONE = new Uint8Array();

/** Reads field by field. Throws RangeError where the message ends too early or holds what is no protocol buffer. */
function* protoFields(bytes: Uint8Array): Generator<ProtoField> {
  for (let at = 0; at < bytes.length; ) {
    const tag = varintAt(bytes, at);
    at = tag.next;
    const [field, wire] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    if (wire === 0) {
      const { value, next } = varintAt(bytes, at);
      yield { field, wire, varint: value, bytes: NONE };
      at = next;
    } else if (wire === 1 || wire === 2 || wire === 5) {
      const length = wire === 2 ? varintAt(bytes, at) : { value: wire === 1 ? 8n : 4n, next: at };
      const end = length.next + Number(length.value);
      if (end > bytes.length) throw new RangeError(`field ${field} ends behind its message`);
      yield { field, wire, varint: 0n, bytes: bytes.subarray(length.next, end) };
      at = end;
    } else throw new RangeError(`field ${field} has the wire type ${wire}`);
  }
}

/** A base 128 varint of at most ten bytes, and where it ends. */
export function varintAt(bytes: Uint8Array, from: number): { readonly value: bigint; readonly next: number } {
  let value = 0n;
  for (let at = from; at < from + 10; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('a number ends behind its message');
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - from));
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: at + 1 };
  }
  throw new RangeError('a number has more than ten bytes');
}

/** Fields by number, each with all that it holds. */
export function protoMessage(bytes: Uint8Array): ReadonlyMap<number, readonly ProtoField[]> {
  const found = new Map<number, ProtoField[]>();
  for (const one of protoFields(bytes)) {
    const own = found.get(one.field);
    if (own === undefined) found.set(one.field, [one]);
    else own.push(one);
  }
  return found;
}

/** Whole numbers of a repeated field, packed or not. */
export function varintsOf(fields: readonly ProtoField[] | undefined): bigint[] {
  return (fields ?? []).flatMap(({ wire, varint, bytes }) => {
    if (wire === 0) return [varint];
    const values: bigint[] = [];
    for (let at = 0; at < bytes.length; ) {
      const { value, next } = varintAt(bytes, at);
      values.push(value);
      at = next;
    }
    return values;
  });
}

export function textOf(field: ProtoField | undefined): string {
  return field === undefined ? '' : new TextDecoder().decode(field.bytes);
}
