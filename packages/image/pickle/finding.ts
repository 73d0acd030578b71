/** A place in a file at which it must not be packed, and why. */
export interface Finding {
  /** the file, and within an archive its member: `model.pt`, `model.pt (archive/data.pkl)` */
  readonly place: string;
  /** of the opcode, from the start of the unpacked bytes; null: all of it */
  readonly offset: number | null;
  readonly what: string;
  readonly remedy: string;
}

/** What was seen of a pickle that is harmless: how many different names it has. */
export interface Seen {
  readonly place: string;
  readonly globals: readonly string[];
}
