import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { checkoutAround } from '#host/checkout';
import { type HostWish, type OpenHost, openHost } from '#host/host';
import { type ExitStatus, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { type Said, type Sources, unknown } from '#kit/read';
import { conclude, type Finished } from '#kit/run';
import { bareProject, modelNameFrom, type Project, parseProject } from '#project/project';
import { SECTIONS } from '#project/schema';
import type { Entry } from './actions.ts';
import type { Words } from './command.ts';

/** What was said on the line (`with:` or `--input`), by input name. */
export type Line = ReadonlyMap<string, Said>;

/** One invocation of one action from start to exit status; `cwd` is where the user stands. */
export async function invoke(
  action: Entry,
  line: Line,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<ExitStatus> {
  const place = findPlace(line, env, cwd);
  const { root, workspace } = place;
  const wish = { env, root, workspace, permissions: action.permissions, action: action.name };
  const host = await openPrepared(wish, place, () => [action]);
  try {
    if (action.name === 'evaluate' && host.kind === 'local') {
      const { remarkLastModel } = await import('./lastmodel.ts');
      await remarkLastModel(line, place, host);
    }
    return (await perform(action, line, place, host)).status;
  } catch (error) {
    return conclude(error, host.log, host.cancelled.aborted);
  } finally {
    await host.close();
  }
}

/**
 * Opens the host; while it waits for git, the configuration is parsed and the actions are loaded that it will take.
 * `wanted`: those among them that this project asks for; null: it is not known what it says.
 */
export async function openPrepared(
  wish: HostWish,
  place: Place,
  wanted: (project: Project | null) => readonly Entry[],
): Promise<OpenHost> {
  const opening = openHost(wish);
  const ready = Promise.resolve(place)
    .then(foresee)
    .then((project) => Promise.all(wanted(project).map((action) => action.prepare())));
  // what is wrong with the configuration is told where it is read
  await Promise.allSettled([opening, ready]);
  return opening;
}

/** The same on a host that is open already: `mlops run` performs several actions on one. */
export async function perform(action: Entry, line: Line, place: Place, host: Host): Promise<Finished> {
  const project = await openProject(place, host);
  for (const name of unknown(action, line)) {
    host.log.warning(`${name} is no input of ${action.name} and was not used.`);
  }
  return action.perform(sourcesOf(action, line, project), host, project);
}

/** Where the project lies: its folder, its configuration file if any, and the checkout around it. */
export interface Place {
  readonly root: string;
  readonly workspace: string;
  readonly file: string | null;
  readonly demanded: boolean;
}

/** `config:` names the file; else mlops.yml in `working-directory:` or where the user stands. */
export function findPlace(line: Line, env: Readonly<Record<string, string | undefined>>, cwd: string): Place {
  const start = env['GITHUB_WORKSPACE'] ?? cwd;
  const folder = resolve(start, textOf(line, 'working-directory') ?? '.');
  const named = textOf(line, 'config');
  const file = resolve(folder, named ?? 'mlops.yml');
  const root = named === undefined ? folder : dirname(file);
  const there = existsSync(file);
  const workspace = env['GITHUB_WORKSPACE'] ?? checkoutAround(root);
  return { root, workspace, file: there || named !== undefined ? file : null, demanded: named !== undefined };
}

/** The place of a command that is no action: where `--config` says, else where the user stands. */
export function placeFor(
  { options }: Words,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Place {
  const config = options.value('config');
  const said: [string, Said][] =
    config === undefined ? [] : [['config', { where: '--config', said: { text: config } }]];
  return findPlace(new Map(said), env, cwd);
}

/** What every such command says of it. */
export const CONFIG = { 'config <file>': 'The configuration file. Default: mlops.yml where you stand.' };

/** For commands that take everything from mlops.yml: a place without one is a mistake. */
export function demandFile({ file, root }: Place): void {
  if (file !== null) return;
  const remedy = 'Write one (see docs/configuration.md), or go to the folder that has it.';
  throw new Mistake({ subject: 'mlops.yml', what: 'is not here', remedy, value: root });
}

/** mlops.yml as it stands in the place; where there is none, a project of which `with:` says everything. */
export async function openProject(place: Place, host: Host): Promise<Project> {
  const fallback = modelNameFrom(host.run.repository?.split('/').at(-1) ?? basename(place.workspace));
  if (place.file === null) return bareProject(fallback);
  const shown = relative(place.workspace, place.file) || place.file;
  if (!existsSync(place.file)) {
    const remedy = 'Name the configuration file as it lies in the checkout.';
    throw new Mistake({ subject: 'config', what: 'is no file that is there', remedy, value: shown });
  }
  return parsedOnce(place, readFileSync(place.file, 'utf8'), shown, fallback);
}

interface Parsed {
  readonly source: string;
  readonly fallback: string;
  readonly project: Project;
}

const parsed = new WeakMap<Place, Parsed>();

/** `mlops run` asks before each stage: what has not changed since is not parsed again. */
function parsedOnce(place: Place, source: string, shown: string, fallback: string): Project {
  const before = parsed.get(place);
  const named =
    before !== undefined && (before.fallback === fallback || before.project.model !== before.fallback);
  if (before?.source === source && named) return before.project;
  const project = parseProject(source, shown, fallback);
  parsed.set(place, { source, fallback, project });
  return project;
}

/** Parses the configuration ahead, when the repository's name is not known yet. */
function foresee(place: Place): Project | null {
  if (place.file === null) return null;
  const shown = relative(place.workspace, place.file) || place.file;
  return parsedOnce(place, readFileSync(place.file, 'utf8'), shown, modelNameFrom(basename(place.workspace)));
}

/** What is said for an action: on the line, and in its section of mlops.yml. */
export function sourcesOf(action: Pick<Entry, 'section' | 'renamed'>, line: Line, project: Project): Sources {
  const name = SECTIONS.find((section) => section === action.section);
  const section = name === undefined ? new Map<string, Said>() : project.section(name);
  const renamed = [...section].map(([key, said]): [string, Said] => [action.renamed[key] ?? key, said]);
  return { line, section: new Map(renamed) };
}

function textOf(line: Line, name: string): string | undefined {
  const said = line.get(name)?.said;
  return said !== undefined && 'text' in said && said.text !== '' ? said.text : undefined;
}
