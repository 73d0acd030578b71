/** The files all threads of one pool share, the largest first, and where they have got to. */
export interface Order {
  /** absolute */
  readonly paths: readonly string[];
  /** index of the next file nobody has taken */
  readonly next: Int32Array<SharedArrayBuffer>;
  /** bytes read so far, by all threads */
  readonly bytes: BigInt64Array<SharedArrayBuffer>;
  /** not 0: the run was cancelled */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** What came of one file. `stamp`: size, times and inode it had while it was read. */
export type Digested =
  | { readonly sha256: string; readonly size: number; readonly stamp: string }
  | { readonly changed: true }
  | { readonly failed: string; readonly code: string };
