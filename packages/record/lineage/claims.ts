import type { Digest } from '../digest.ts';
import type { Told } from '../reading.ts';
import type { Resource } from '../statement.ts';
import { FILE } from '../vocabulary.ts';

/** Something a record says went in or came out. */
export interface Claim {
  /** `model`, `data:flights`, `code`, `environment`, `commit`, `metrics.json` */
  readonly name: string;
  readonly digest: Digest;
}

/** Settings, like parameters and seed: they stand in the record itself, and are no thing that comes from somewhere. */
const SETTINGS = ['gates'];

/** What evaluation and monitor judge: subjects of their records that they did not make. */
const JUDGED = ['model', 'predictions'];
const JUDGES = ['evaluate', 'monitor-gate'];

/** A commit with changes that were not committed is another thing than the commit. */
const COMMIT = ['commit', 'commit with changes'] as const;

export function isCommit(name: string): boolean {
  return COMMIT.some((one) => one === name);
}

/** What went in, the commit last. */
export function wentIn(told: Told): Claim[] {
  const judged = JUDGES.includes(told.stage) ? told.subjects.filter(({ name }) => JUDGED.includes(name)) : [];
  const inputs = told.dependencies.filter(({ name }) => !SETTINGS.includes(name));
  const commit =
    told.commit === null ? [] : [{ name: told.dirty ? COMMIT[1] : COMMIT[0], digest: told.commit }];
  return [...claims(judged), ...claims(inputs), ...commit];
}

/** What the stage made. */
export function made(told: Told): Claim[] {
  const own = told.subjects.filter(({ name }) => !JUDGES.includes(told.stage) || !JUDGED.includes(name));
  return claims(own);
}

/** Files beside it: metrics, the environment's manifest, the report. */
export function beside(told: Told): Claim[] {
  return claims(told.byproducts);
}

/** The manifest, of which the environment is a part; null where the stage kept none. */
export function manifestOf(told: Told): Claim | null {
  return beside(told).find(({ name }) => name === FILE.environment) ?? null;
}

function claims(resources: readonly Resource[]): Claim[] {
  return resources.flatMap(({ name, digest }) =>
    'sha256' in digest ? [{ name, digest: digest.sha256 }] : [],
  );
}
