import type { Host } from '#kit/ports';
import { artifactName } from '#project/stages';
import { tell } from '#record/reading';
import { contentDigest, type Statement } from '#record/statement';
import { type Fetched, openArtifact } from './artifact.ts';
import type { Findings } from './findings.ts';
import type { Scene } from './scene.ts';
import type { Scored } from './scoring.ts';

/** The folder of an evaluation of the same commit with the same content, whole; null where there is none. */
export async function judgedBefore(
  statement: Statement,
  { name, scored }: Findings,
  { host, model }: Scene,
): Promise<string | null> {
  const artifact = (await host.artifacts.list()).find(
    (one) => one.name === artifactName(model, 'evaluate', name),
  );
  if (artifact === undefined) return null;
  // one that cannot be read does not stand: this one takes its place
  const fetched = await openArtifact(artifact, host).catch(() => null);
  if (fetched === null || !(await isWhole(fetched, scored, host))) return null;
  const { record, folder } = fetched;
  const [then, now] = [tell(record), tell(statement)];
  const same =
    then?.commit === now?.commit &&
    then?.dirty === now?.dirty &&
    contentDigest(record) === contentDigest(statement);
  if (same) host.log.debug(`The evaluation of ${then?.startedOn} came to the same and stands.`);
  return same ? folder : null;
}

/** Is every file there that its record names, and what it says? */
async function isWhole({ record, folder }: Fetched, scored: Scored | null, host: Host): Promise<boolean> {
  const told = tell(record);
  const files = [...(told?.subjects ?? []), ...(told?.byproducts ?? [])].filter(
    ({ name }) => name !== 'model',
  );
  const pathOf = (name: string) =>
    `${folder}/${name === 'predictions' && scored !== null ? predictionsName(scored) : name}`;
  const found = await host.digests.ofFiles(files.map(({ name }) => pathOf(name)));
  const digests = new Map(found.map(({ path, sha256 }) => [path, sha256]));
  return files.every(({ name, digest }) => 'sha256' in digest && digests.get(pathOf(name)) === digest.sha256);
}

/** What the predictions are called in the artifact of an evaluation. */
export function predictionsName({ path }: Scored): string {
  return `predictions.${path.split('.').at(-1)}`;
}
