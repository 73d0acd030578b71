/** A line of a serving log: one request that was answered. */
export interface ServedRow {
  /** ISO 8601, UTC */
  readonly time: string;
  readonly id: string;
  readonly features: Readonly<Record<string, string | number | boolean | null>>;
  readonly prediction: string | number | boolean | null;
  /** probability of the positive class, or the value itself */
  readonly score?: number | null;
  /** SHA-256 of the model that answered */
  readonly model: string;
  readonly label?: string | number | boolean | null;
}
