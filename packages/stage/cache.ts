import { Cancelled, Mistake } from '#kit/outcome';
import type { FileDigest, Host } from '#kit/ports';
import { type Digest, digestOf, readTree, treeText } from '#record/digest';
import { secondsOf, type Told, tell } from '#record/reading';
import { type Recipe, stageKey } from '#record/stagekey';
import { readStatement, type Statement, subjectDigest } from '#record/statement';
import { FILE, URI } from '#record/vocabulary';
import { readChain } from './artifact.ts';
import { measure } from './digest.ts';
import { type Entry, entryFolder, readEntry } from './entry.ts';
import { enterLedger } from './ledger.ts';
import { type Background, keepRecipe } from './recipes.ts';
import type { Scene } from './scene.ts';
import { distrust, type Writer, writerOf } from './trust.ts';

/** What a stage made, with its record: a folder ready to be published. */
export interface Kept {
  readonly folder: string;
  readonly record: Statement;
  readonly told: Told;
  readonly recordDigest: Digest;
  /** record bytes by their SHA-256, its own included */
  readonly chain: ReadonlyMap<Digest, string>;
  /** what making it took */
  readonly seconds: number;
  /** who wrote it into the cache; null: this run, just now */
  readonly writer: Writer | null;
}

/** Where a stage assembles its artifact. */
export function stageFolder(stage: string, name: string | null): string {
  return `${FILE.state}/stage/${[stage, ...(name === null ? [] : [name])].join('-')}`;
}

/** On GitHub a key is written once and never again: entries of one stage key have numbers, and the newest is taken. */
const cacheKeys = (model: string, key: Digest) => `mlops-stage-1-${model}-${key}-`;

/**
 * What an earlier run with the same key made, every file by its digest: null on a miss. An entry that is poisoned,
 * cut, foreign or not to be trusted by this run is a miss with a notice and never a wrong result. `outputs`: subject
 * name -> path in the folder.
 */
export async function recall(
  recipe: Recipe,
  outputs: Readonly<Record<string, string>>,
  { host, model }: Pick<Scene, 'host' | 'model'>,
): Promise<Kept | null> {
  const found = await recallKey(stageKey(recipe), outputs, { host, model });
  if (found === null || typeof found !== 'string') return found;
  const { stage, name } = recipe;
  const what = name === null ? stage : `${stage} ${name}`;
  host.log.notice(`The cached result of ${what} was not used: ${found}. It is made again.`);
  return null;
}

/** The same by the key alone, as a record names it; a sentence where there is one that is not used. */
export async function recallKey(
  key: Digest,
  outputs: Readonly<Record<string, string>>,
  { host, model }: Pick<Scene, 'host' | 'model'>,
): Promise<Kept | string | null> {
  const home = entryFolder(model, key);
  const keys = cacheKeys(model, key);
  // on a runner an earlier step of the job may have left it: no need to fetch it again
  const here = host.kind === 'github' && (await host.files.exists(`${home}/${FILE.entry}`)) !== null;
  if (!here && !(await host.cache.restore(keys, [home], keys))) return null;
  try {
    const entry = readEntry(await host.files.text(`${home}/${FILE.entry}`));
    const refused = entry.key === key ? distrust(entry.writer, host.run) : 'it is of another key';
    if (refused !== null) return refused;
    if (entry.model !== model) return `it was made for the model ${entry.model}`;
    return await checked(entry, home, outputs, host);
  } catch (error) {
    if (error instanceof Cancelled || host.cancelled.aborted) throw error;
    return flaw(error);
  }
}

/** What is wrong with an entry; what to do about it is done. */
function flaw(error: unknown): string {
  if (error instanceof Mistake)
    return error.problems.map(({ subject, what }) => `${subject} ${what}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

async function checked(
  entry: Entry,
  home: string,
  outputs: Readonly<Record<string, string>>,
  host: Host,
): Promise<Kept> {
  const folder = `${home}/files`;
  if ((await measure(folder, 'dataset', host)).digest !== entry.tree) {
    const kept = readTree(await host.files.text(`${home}/${FILE.list}`)) ?? [];
    throw new Error(difference(kept, await host.digests.of(folder)));
  }
  const kept = { ...(await readKept(folder, host)), writer: entry.writer };
  if (kept.recordDigest !== entry.record) throw new Error(`${FILE.record} is not the one that was kept`);
  if (kept.told.stageKey !== entry.key) throw new Error(`${FILE.record} is of another key`);
  for (const [subject, path] of Object.entries(outputs)) {
    const as = subject.startsWith('data:') ? 'dataset' : 'model';
    const { digest } = await measure(`${folder}/${path}`, as, host);
    if (digest !== subjectDigest(kept.record, subject))
      throw new Error(`${subject} is not what its record says`);
  }
  return kept;
}

/** The first file that is not what was kept. */
function difference(expected: readonly FileDigest[], found: readonly FileDigest[]): string {
  const wanted = new Map(expected.map((file) => [file.path, file.sha256]));
  for (const { path, sha256 } of found) {
    const kept = wanted.get(path);
    if (kept !== sha256)
      return `${path} is ${kept === undefined ? 'a file that was not kept' : 'not what was kept'}`;
    wanted.delete(path);
  }
  const [lost] = wanted.keys();
  return lost === undefined ? 'its list of files is not the one that was kept' : `${lost} is missing`;
}

/** A stage's folder with its records read. */
async function readKept(folder: string, host: Host): Promise<Kept> {
  const bytes = await host.files.text(`${folder}/${FILE.record}`);
  const record = readStatement(bytes);
  const told = tell(record);
  if (told === null) throw new Error(`${FILE.record} is of no stage that is known here`);
  const chain = await readChain(folder, host);
  return {
    folder,
    record,
    told,
    recordDigest: digestOf(bytes),
    chain,
    seconds: secondsOf(told),
    writer: null,
  };
}

/** Keeps a stage's folder for the next run with the same key, and its recipe and record. Only what succeeded is kept. */
export function remember(
  recipe: Recipe,
  background: Background,
  folder: string,
  scene: Scene,
): Promise<Kept> {
  return keep(recipe, background, folder, null, scene);
}

/** The same of what another run made: it stays the one that is to be trusted or not. */
export async function keep(
  recipe: Recipe,
  background: Background,
  folder: string,
  writer: Writer | null,
  { host, model }: Scene,
): Promise<Kept> {
  const key = stageKey(recipe);
  const home = entryFolder(model, key);
  const keys = cacheKeys(model, key);
  const kept = await readKept(folder, host);
  const entry: Entry = {
    schema: URI.cacheEntry,
    key,
    stage: recipe.stage,
    name: recipe.name,
    model,
    record: kept.recordDigest,
    seconds: kept.seconds,
    writtenOn: host.clock.now().toISOString(),
    writer: writer ?? writerOf(host.run),
    tree: (await measure(folder, 'dataset', host)).digest,
  };
  // last the entry: who finds it finds the rest. It appears as a whole, under another name first
  await enterLedger(folder, host);
  await keepRecipe(recipe, background, model, host);
  const draft = `${FILE.state}/tmp/entry-${key}`;
  await host.files.link(folder, `${draft}/files`);
  await host.files.write(`${draft}/${FILE.list}`, treeText(await host.digests.of(folder)));
  await host.files.write(`${draft}/${FILE.entry}`, JSON.stringify(entry), 'durable');
  await host.files.move(draft, home);
  // there is one already, from a job beside this one or one that was refused: this one is newer
  if ((await host.cache.save(`${keys}1`, [home])) === 'present')
    await host.cache.save(`${keys}${host.run.id}-${host.run.attempt}`, [home]);
  return kept;
}
