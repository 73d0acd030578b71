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
const SETTINGS = ['gates', 'champion', 'chosen', 'measures', 'slices'];

/** What an evaluation was scored in is what its scoring says. */
function isSetting({ stage }: Told, name: string): boolean {
  return SETTINGS.includes(name) || (stage === 'evaluate' && name === 'environment');
}

/** Subjects of a record that its stage did not make: what a judge judges, what a deployment starts. */
const GIVEN: Readonly<Partial<Record<Told['stage'], readonly string[]>>> = {
  evaluate: ['model', 'predictions'],
  'monitor-gate': ['model', 'predictions'],
  deploy: ['image', 'model'],
};

function isGiven({ stage }: Told, { name }: Resource): boolean {
  return GIVEN[stage]?.includes(name) ?? false;
}

/** A commit with changes that were not committed is another thing than the commit. */
const COMMIT = ['commit', 'commit with changes'] as const;

/** Is it the commit, with or without changes? */
export function isCommit(name: string): boolean {
  return COMMIT.some((one) => one === name);
}

/** What went in, the commit last. */
export function wentIn(told: Told): Claim[] {
  const given = claims(told.subjects.filter((subject) => isGiven(told, subject)));
  const inputs = claims(told.dependencies.filter(({ name }) => !isSetting(told, name)));
  const others = inputs.filter(
    (one) => !given.some(({ name, digest }) => name === one.name && digest === one.digest),
  );
  const commit =
    told.commit === null ? [] : [{ name: told.dirty ? COMMIT[1] : COMMIT[0], digest: told.commit }];
  return [...given, ...others, ...commit];
}

/** What the stage made. */
export function made(told: Told): Claim[] {
  return claims(told.subjects.filter((subject) => !isGiven(told, subject)));
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
