const MiB = 1024 * 1024;

/** What is read of an untrusted artifact at most. Numbers of 2026: a million rows of predictions are some 40 MB. */
export const LIMIT = {
  /** bytes of the archive */
  archive: 64 * MiB,
  /** files in it; an evaluation has some thirty */
  entries: 500,
  /** bytes of a name */
  name: 255,
  /** what all its files say they unpack to, in bytes */
  inflated: 256 * MiB,
  /** bytes of predictions */
  predictions: 128 * MiB,
  /** how many times its size a file may unpack to; small ones may do as they like */
  ratio: 200,
  small: MiB,
  /** bytes of a line */
  line: 256 * 1024,
  columns: 2000,
  rows: 5_000_000,
  /** different slices, or classes, of a column */
  values: 1000,
} as const;
