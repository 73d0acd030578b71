import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import type { Artifact, Host } from '#kit/ports';
import { artifactName, type StageName } from '#project/stages';
import { digestOf } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import { type Resource, readStatement, resource, type Statement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { basename, measure } from './digest.ts';
import { ofStage } from './ownership.ts';
import { chosenOf, wholes } from './wholes.ts';

/** An artifact that was fetched and read: its files, its record and the records of all that came before. */
export interface Fetched {
  readonly name: string;
  readonly folder: string;
  readonly record: Statement;
  readonly recordDigest: string;
  /** record bytes by their SHA-256, its own included */
  readonly chain: ReadonlyMap<string, string>;
}

/**
 * The one artifact that holds what a stage produced, chosen by kind: of evaluations the one that joined the others or
 * chose among them, of trainings the one that was chosen. None, or else several without `from`, is a mistake that lists
 * what there is.
 */
export async function chooseArtifact(
  model: string,
  stage: StageName,
  from: string | undefined,
  host: Host,
): Promise<Artifact> {
  const all = await host.artifacts.list();
  const names = all.map((artifact) => artifact.name);
  const found =
    from === undefined
      ? await ofStage(all, model, stage, host)
      : all.filter((artifact) => artifact.name === from);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const settled = from === undefined && found.length > 1 ? await settledAmong(model, stage, all, host) : null;
  if (settled !== null) return settled;
  throw from !== undefined
    ? noSuch(from, names)
    : found.length > 1
      ? several(
          stage,
          found.map(({ name }) => name),
        )
      : none(artifactName(model, stage), stage, names);
}

/** Where shards or candidates are judged together, who goes on is not asked again; null where that is not so. */
async function settledAmong(
  model: string,
  stage: StageName,
  all: readonly Artifact[],
  host: Host,
): Promise<Artifact | null> {
  const opened = async (kind: StageName) =>
    Promise.all((await ofStage(all, model, kind, host)).map((one) => openArtifact(one, host)));
  try {
    const evaluations = wholes(stage === 'evaluate' || stage === 'train' ? await opened('evaluate') : []);
    const [only, ...others] =
      stage === 'train' ? [chosenOf(await opened('train'), evaluations)] : evaluations;
    const name = others.length === 0 ? only?.name : undefined;
    if (name !== undefined) host.log.info(`${name}: what the others came to.`);
    return all.find((one) => one.name === name) ?? null;
  } catch (error) {
    // one that cannot be read settles nothing
    if (error instanceof Mistake) return null;
    throw error;
  }
}

function noSuch(from: string, names: readonly string[]): Mistake {
  const meant = nearest(from, names);
  const remedy = meant === null ? `There are: ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
  return new Mistake({ subject: 'from', what: 'names no artifact of this run', remedy, value: from });
}

function several(stage: StageName, found: readonly string[]): Mistake {
  const remedy = `Name one with from: ${found.join(', ')}.`;
  return new Mistake({
    subject: 'from',
    what: `is needed: ${found.length} artifacts hold a ${stage} result`,
    remedy,
  });
}

function none(name: string, stage: StageName, names: readonly string[]): Mistake {
  const there = names.length === 0 ? 'There are none' : `There are ${names.join(', ')}`;
  const remedy = `${there}. Run ${stage} first (in a workflow: needs: its job, and permissions: actions: read), or name one with from:.`;
  return new Mistake({ subject: name, what: 'is no artifact of this run', remedy });
}

/** Opens an artifact and reads its records. What is in it is checked when it is used: see `demandSubject`. */
export async function openArtifact(artifact: Artifact, host: Host): Promise<Fetched> {
  return fetchedIn(await host.artifacts.open(artifact), artifact, host);
}

/** The same of an artifact whose files are here. */
export async function fetchedIn(
  folder: string,
  artifact: Pick<Artifact, 'name' | 'record'>,
  host: Host,
): Promise<Fetched> {
  const bytes = await readRecord(artifact.name, `${folder}/${FILE.record}`, host);
  const found = digestOf(bytes);
  // null: what was noted cannot be read, which says nothing of the record
  const { record: noted = null } = artifact;
  if (noted !== null && noted !== found) {
    const what = `is not what was published: expected sha256 ${noted}, found ${found}`;
    throw new Mistake({ subject: `${artifact.name}/${FILE.record}`, what, remedy: CHANGED });
  }
  return {
    name: artifact.name,
    folder,
    record: parse(artifact.name, bytes),
    recordDigest: found,
    chain: await readChain(folder, host),
  };
}

/** The records in a stage's folder by the SHA-256 of their bytes: its own, and those of all that came before. */
export async function readChain(
  folder: string,
  { files }: Pick<Host, 'files'>,
): Promise<Map<string, string>> {
  const own = await files.text(`${folder}/${FILE.record}`);
  const chain = new Map([[digestOf(own), own]]);
  const ancestors = `${folder}/${FILE.ancestors}`;
  if ((await files.exists(ancestors)) !== 'folder') return chain;
  for (const { path } of await files.list(ancestors)) {
    const text = await files.text(`${ancestors}/${path}`);
    chain.set(digestOf(text), text);
  }
  return chain;
}

async function readRecord(name: string, path: string, host: Host): Promise<string> {
  if ((await host.files.exists(path)) === 'file') return host.files.text(path);
  const remedy = 'It was not made by mlops, or was changed since; make it again.';
  throw new Mistake({ subject: name, what: `holds no ${FILE.record}`, remedy });
}

function parse(name: string, bytes: string): Statement {
  try {
    return readStatement(bytes);
  } catch (cause) {
    const remedy = 'Make the artifact again.';
    throw new Mistake({ subject: `${name}/${FILE.record}`, what: 'is no record', remedy }, { cause });
  }
}

/** The digest a record gives a subject, after the bytes at `path` were found to have it. */
export async function demandSubject(
  fetched: Fetched,
  subject: string,
  path: string,
  host: Host,
): Promise<string> {
  const expected = subjectDigest(fetched.record, subject);
  if (expected === null)
    throw new Mistake({ subject: fetched.name, what: `has no ${subject} in its record`, remedy: CHANGED });
  const as = subject.startsWith('data:') ? 'dataset' : 'model';
  const found = (await host.files.exists(path)) === null ? 'nothing' : (await measure(path, as, host)).digest;
  if (found !== expected) throw mismatch(`${fetched.name}/${subject}`, expected, found);
  return expected;
}

/** A small file that a record names besides its subjects, found to be what it says; null where it names none. */
export async function demandByproduct(
  fetched: Fetched,
  name: string,
  { files }: Host,
): Promise<string | null> {
  const expected = digestNamed(tell(fetched.record)?.byproducts ?? [], name);
  if (expected === null) return null;
  const path = `${fetched.folder}/${name}`;
  const bytes = (await files.exists(path)) === 'file' ? await files.bytes(path) : null;
  const found = bytes === null ? 'nothing' : digestOf(bytes);
  if (bytes === null || found !== expected) throw mismatch(`${fetched.name}/${name}`, expected, found);
  return new TextDecoder().decode(bytes);
}

const CHANGED = 'Somebody or something changed it between the jobs; run the stage again.';

function mismatch(subject: string, expected: string, found: string): Mistake {
  const what = `does not match its record: expected sha256 ${expected}, found ${found}`;
  return new Mistake({ subject, what, remedy: CHANGED });
}

/** Files of a stage's folder that lie beside what it made, as far as they are there. */
export async function besides(
  folder: string,
  names: readonly string[],
  { digests }: Pick<Host, 'digests'>,
): Promise<Resource[]> {
  const found = await digests.ofFiles(names.map((name) => `${folder}/${name}`));
  return found.map(({ path, sha256 }) => resource(basename(path), sha256));
}

/** Writes record.json and the records of all ancestors into a stage's folder. */
export async function writeRecords(
  folder: string,
  record: string,
  ancestors: ReadonlyMap<string, string>,
  host: Host,
): Promise<void> {
  await host.files.write(`${folder}/${FILE.record}`, record);
  for (const [digest, bytes] of ancestors) {
    await host.files.write(`${folder}/${FILE.ancestors}/${digest}.json`, bytes);
  }
}
