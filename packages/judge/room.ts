/** Gives memory for so many numbers, whatever they were before. */
export type Room = (length: number) => Float64Array;

export const fresh: Room = (length) => new Float64Array(length);

/**
 * Memory for what is counted on the way, used over and over: typed arrays lie outside of V8's heap, which lets tens of
 * MB of them lie before it collects. What was taken is the taker's until all is given back.
 */
export class Rooms {
  readonly #rooms: Float64Array[] = [];
  #taken = 0;

  readonly take: Room = (length) => {
    const held = this.#rooms[this.#taken];
    const room = held !== undefined && held.length >= length ? held : roomy(length);
    this.#rooms[this.#taken++] = room;
    return room.subarray(0, length);
  };

  giveBack(): void {
    this.#taken = 0;
  }
}

/** A little more than is asked for, so that it does for the next too. */
function roomy(length: number): Float64Array {
  return new Float64Array(2 ** Math.ceil(Math.log2(Math.max(1, length))));
}
