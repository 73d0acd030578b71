import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openHost } from '#host/host';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import type { Files, Host } from '#kit/ports';
import { conclude } from '#kit/run';
import { type Compared, compare } from '#project/dvc/comparison';
import { draft } from '#project/dvc/draft';
import type { Workspace } from '#project/dvc/inputs';
import { within } from '#project/dvc/place';
import { type Repository, readRepository } from '#project/dvc/repository';
import type { Wish } from '#project/dvc/roles';
import { type Translation, translate } from '#project/dvc/translation';
import { modelNameFrom, parseProject } from '#project/project';
import { visibleFiles } from '#stage/code';
import type { Words } from './command.ts';
import { importReport } from './import-report.ts';
import type { Place } from './invoke.ts';

const FILE = 'mlops.yml';

type Env = Readonly<Record<string, string | undefined>>;

/** `mlops import dvc`: reads, decides, writes mlops.yml unless it is a dry run, and reports. */
export async function importDvc(words: Words, place: Place, env: Env): Promise<ExitStatus> {
  const { root, workspace } = place;
  // before the host, which makes its folder where there is none
  const home = await homeOf(place);
  const host = await openHost({ env, root, workspace, permissions: {}, action: 'import' });
  try {
    await perform(words, place, home, host);
    return EXIT.ok;
  } catch (error) {
    return conclude(error, host.log, host.cancelled.aborted);
  } finally {
    await host.close();
  }
}

async function perform({ options }: Words, place: Place, home: string, host: Host): Promise<void> {
  const dry = options.has('dry-run');
  if (!dry && !options.has('force') && (await host.files.exists(FILE)) !== null) {
    const remedy = 'See with --dry-run what would be written, or replace it with --force.';
    throw new Mistake({ subject: FILE, what: 'is there already', remedy });
  }
  const fallback = modelNameFrom((host.run.repository ?? place.root).split('/').at(-1) ?? '');
  const wish = { train: options.value('train'), evaluate: options.value('evaluate') };
  const { repository, translation } = await translated(home, wish, fallback, host);
  const text = draft(translation, await columnsOf(translation, host.files));
  parseProject(text, FILE, fallback);
  const compared = await measured(repository, host);
  if (!dry) await host.files.write(FILE, text);
  const { ignoring } = repository;
  const shown = dry ? text : null;
  process.stdout.write(importReport(translation, { compared, ignoring, dry: shown }));
}

/** What DVC's own files say, and mlops.yml as it follows from them. */
export async function translated(
  home: string,
  wish: Wish,
  fallback: string,
  host: Host,
): Promise<{ readonly repository: Repository; readonly translation: Translation }> {
  const visible = (await host.digests.ofFiles(await visibleFiles(host))).map(({ path }) => path);
  const repository = await readRepository(home, visible, host.files);
  const workspace = await workspaceOf(repository, visible, host.files);
  return { repository, translation: translate(repository, workspace, wish, fallback) };
}

/** The folder `.dvc` of the project or of a folder above it in the checkout, as seen from the project; null: none. */
export async function dvcHome({ root, workspace }: Place): Promise<string | null> {
  for (let [at, way] = [root, '']; ; [at, way] = [dirname(at), `../${way}`]) {
    if ((await stat(join(at, '.dvc')).catch(() => null))?.isDirectory()) return within(way, '.dvc');
    if (at === workspace || dirname(at) === at) return null;
  }
}

async function homeOf(place: Place): Promise<string> {
  const home = await dvcHome(place);
  if (home !== null) return home;
  const what = 'has no folder .dvc: it is no DVC project';
  const remedy = 'Name the folder that has dvc.yaml: mlops import dvc <folder>.';
  throw new Mistake({ subject: 'import dvc', what, remedy, value: place.root });
}

async function workspaceOf(
  { stages }: Repository,
  visible: readonly string[],
  files: Files,
): Promise<Workspace> {
  const paths = new Set(stages.flatMap(({ deps, params }) => [...deps, ...params.keys()]));
  const present = new Set<string>();
  for (const path of paths) if ((await files.exists(path)) !== null) present.add(path);
  return { visible, present };
}

/** The header of the predictions, where they are a table of texts that is here. */
export async function columnsOf({ evaluate }: Translation, files: Files): Promise<string[] | null> {
  return headerOf(evaluate?.predictions ?? null, files);
}

/** The first line of a CSV or TSV that is here. */
export async function headerOf(path: string | null, files: Files): Promise<string[] | null> {
  if (path === null || !/\.[ct]sv$/.test(path) || (await files.exists(path)) !== 'file') return null;
  for await (const chunk of files.stream(path)) {
    const [header = ''] = new TextDecoder().decode(chunk).split(/\r?\n/);
    return header.split(path.endsWith('.tsv') ? '\t' : ',').map((name) => name.replaceAll('"', '').trim());
  }
  return null;
}

async function measured({ kept, settings }: Repository, host: Host): Promise<Compared[]> {
  const progress = host.log.progress('MD5 of what DVC tracks');
  let done = 0;
  const read = (bytes: number) => {
    done += bytes;
    progress.update(done, undefined, 'bytes');
  };
  try {
    return await compare(kept, settings, host.files, read);
  } finally {
    progress.end();
  }
}
