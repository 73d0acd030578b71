/** What a monitor's report says besides its verdict. Null: not known. Digests: SHA-256, hexadecimal. */
export interface MonitorFacts {
  readonly model: string;
  readonly environment: string;
  /** of what is watched; in a canary of the candidate */
  readonly modelDigest: string | null;
  readonly controlDigest: string | null;
  /** ISO 8601 in UTC; `newest` of the newest row */
  readonly time: string;
  readonly newest: string | null;
  readonly url: string | null;
  readonly commit: string | null;
  readonly files: readonly string[];
  /** how it is known what is deployed */
  readonly how: string;
}
