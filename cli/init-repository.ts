import { basename, join, relative } from 'node:path';
import { openHost } from '#host/host';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { conclude } from '#kit/run';
import { modelNameFrom, type Project, parseProject } from '#project/project';
import { NAME } from '#project/sections';
import { isInGit, type Sight } from '#survey/sight';
import { type Situation, stepsAfter } from '#survey/step';
import { type Survey, scriptOf, survey } from '#survey/survey';
import { fillIn, toChange } from '#survey/workflow';
import type { Words } from './command.ts';
import { draftOf } from './init-draft.ts';
import { type Beginning, initJson, initReport } from './init-report.ts';
import { lookAt } from './init-sight.ts';
import { chosenTemplates, type Template } from './init-templates.ts';
import type { Place } from './invoke.ts';
import { pinOf, RELEASE } from './release.ts';

const FILE = 'mlops.yml';

type Env = Readonly<Record<string, string | undefined>>;

/** `mlops init`: looks, writes what is not there yet, and says what to do next. */
export async function initRepository(words: Words, place: Place, env: Env): Promise<ExitStatus> {
  const { options } = words;
  const templates = await chosenTemplates(options.values('workflow'));
  const { root, workspace } = place;
  const wish = { env, root, workspace, permissions: {}, action: 'init', looking: options.has('dry-run') };
  const host = await openHost(wish);
  try {
    const beginning = await begin(words, templates, place, host);
    process.stdout.write(options.has('json') ? initJson(beginning) : initReport(beginning));
    return EXIT.ok;
  } catch (error) {
    return conclude(error, host.log, host.cancelled.aborted);
  } finally {
    await host.close();
  }
}

/** A file to write, by its path in the checkout. */
interface Wanted {
  readonly path: string;
  readonly text: string;
}

const NO_GIT = 'left out' as const;

function isWorkflow({ path }: Pick<Wanted, 'path'>): boolean {
  return path.startsWith('.github/');
}

/** Outside of a repository nobody knows where its top is, to which workflows go. */
function noRepository(): Mistake {
  const what = 'has no place here: this is no git repository';
  const remedy = 'Run git init at its top first; without --workflow mlops.yml alone is written.';
  return new Mistake({ subject: '--workflow', what, remedy });
}

async function begin(
  { options }: Words,
  templates: readonly Template[],
  place: Place,
  host: Host,
): Promise<Beginning> {
  const folder = relative(place.workspace, place.root);
  const { sight, headers } = await lookAt(host);
  const found = survey(sight, headers);
  const there = (await host.files.exists(FILE)) === null ? null : await host.files.text(FILE);
  const name = modelNameFrom(
    folder === '' ? (host.run.repository?.split('/').at(-1) ?? basename(place.workspace)) : basename(folder),
  );
  const wished = wishedModel(options.value('model')) ?? name;
  const draft = there === null ? await draftOf(wished, found, place, host) : null;
  const text = draft?.text ?? there ?? '';
  const project = parseProject(text, join(folder, FILE), name);
  const { model } = project;
  const filling = {
    model,
    branch: host.run.defaultBranch,
    folder: folder.replaceAll('\\', '/'),
    pin: await pinOf(RELEASE),
    foreign: foreignTo(found),
    pulls: found.data.some(({ tracked }) => tracked),
  };
  const git = (await host.files.exists(join(place.workspace, '.git'))) !== null;
  if (!git && options.has('workflow') && templates.length > 0) throw noRepository();
  const workflows = templates.map(
    (one): Wanted => ({ path: `.github/workflows/${one.file}`, text: fillIn(one.text, filling) }),
  );
  const dry = options.has('dry-run');
  const files = [];
  for (const one of [
    { path: [...folder.split(/[\\/]/), FILE].filter(Boolean).join('/'), text },
    ...workflows,
  ])
    files.push({ ...one, state: git || !isWorkflow(one) ? await put(one, dry, place, host) : NO_GIT });
  const situation: Situation = {
    program: `npx github:${filling.pin?.repository ?? 'org/mlops'}#v1`,
    model,
    trains: project.declares('train'),
    judges: project.declares('evaluate'),
    manager: there === null ? found.manager : null,
    scoring: draft === null ? scoringSaid(project, found, sight) : draft.scoring,
    todos: count(text, /\bTODO\b/),
    guesses: count(text, /# guessed from/),
    shown: await shownOutputs(found, sight.paths, host),
    git,
    workflows: files
      .filter((one) => isWorkflow(one) && one.state !== NO_GIT)
      .map(({ path, text, state }) => ({ path, changes: state === 'kept' ? 0 : toChange(text) })),
    away: found.data.filter(({ inGit, tracked }) => !inGit && !tracked).map(({ value }) => value),
  };
  return {
    model,
    found,
    dvc: draft?.dvc ?? false,
    notes: draft?.notes ?? [],
    files,
    dry,
    next: stepsAfter(situation),
  };
}

/** Of an mlops.yml that is there: what it says, else what was found as when it was written. */
function scoringSaid(project: Project, found: Survey, sight: Sight): Situation['scoring'] {
  if (!project.declares('evaluate')) return found.evaluate;
  const run = project.section('evaluate').get('run')?.said;
  const command = run !== undefined && 'value' in run ? String(run.value) : '';
  return scriptOf(command, sight) ?? { script: null, obeys: true };
}

/** Writes a file where there is none. What is there stays, whatever it says. */
async function put(
  { path, text }: Wanted,
  dry: boolean,
  { workspace }: Place,
  host: Host,
): Promise<'written' | 'kept' | 'would be written'> {
  const absolute = join(workspace, path);
  if ((await host.files.exists(absolute)) !== null) return 'kept';
  if (dry) return 'would be written';
  await host.files.write(absolute, text);
  return 'written';
}

function wishedModel(said: string | undefined): string | null {
  if (said === undefined || NAME.test(said)) return said ?? null;
  const what = 'does not match [a-z0-9][a-z0-9-]{0,62}';
  throw new Mistake({ subject: '--model', what, remedy: `Write ${modelNameFrom(said)}.`, value: said });
}

/** What stands in a workflow's place of setup where there is nothing it could install. */
function foreignTo({ manager }: Survey): string | null {
  if (manager === null) return null;
  if (manager.prefix !== null) return `the environment of ${manager.name} (${manager.from})`;
  return null;
}

function count(text: string, sign: RegExp): number {
  return text.split('\n').filter((line) => sign.test(line)).length;
}

/** Outputs of the commands that git would show: a checkout that has them is dirty. */
async function shownOutputs(
  { model, metrics, evaluate }: Survey,
  paths: readonly string[],
  host: Host,
): Promise<string[]> {
  const outputs = [model?.value, metrics?.value, evaluate?.predictions?.value].filter(
    (path) => path !== undefined,
  );
  const shown = [];
  for (const path of outputs.filter((one) => !isInGit(one, { paths }))) {
    const asked = await host.exec.run(['git', 'check-ignore', '-q', path], {
      cwd: host.files.root,
      onLine: () => {},
    });
    // 1: it is not ignored; 128: there is no git here
    if (asked.code === 1) shown.push(path);
  }
  return shown;
}
