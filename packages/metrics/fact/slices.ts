/** A file of which parts are read: weights are passed over, not loaded. */
export interface Slices {
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** The bytes from an offset to before another. */
  read(from: number, to: number): Promise<Uint8Array>;
}
