import type { AsyncBuffer } from 'hyparquet';
import { chunksOf, type Source } from '../chunks.ts';

/** A file in memory as it came, piece by piece, of which parts are copied out: it is never held twice. */
export class Pieces implements AsyncBuffer {
  readonly #pieces: Uint8Array[] = [];
  readonly #starts: number[] = [];
  byteLength = 0;

  static async of(source: Source): Promise<Pieces> {
    const pieces = new Pieces();
    for await (const piece of chunksOf(source)) {
      pieces.#starts.push(pieces.byteLength);
      pieces.#pieces.push(piece);
      pieces.byteLength += piece.length;
    }
    return pieces;
  }

  slice(start: number, end = this.byteLength): ArrayBuffer {
    if (start < 0 || start > end || end > this.byteLength)
      throw new Error(`bytes ${start} to ${end} are not among its ${this.byteLength}`);
    const whole = new Uint8Array(end - start);
    this.#pieces.forEach((piece, index) => {
      const at = this.#starts[index] ?? 0;
      const [from, to] = [Math.max(start, at), Math.min(end, at + piece.length)];
      if (from < to) whole.set(piece.subarray(from - at, to - at), from - start);
    });
    return whole.buffer;
  }
}
