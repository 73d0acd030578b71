import { join } from 'node:path';
import { Mistake, type Problem } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { NAME } from '#project/sections';
import { FILE } from '#record/vocabulary';
import { type Account, blankAccount } from './account.ts';
import { type Ancestry, gatherAncestry } from './ancestry.ts';
import { checkOut, noteAbsent } from './checkout.ts';
import { titleOf } from './choice.ts';
import { compareCode } from './code.ts';
import { conclude } from './comparison.ts';
import { evidenceOf, inputDifferences, outputsOf } from './evidence.ts';
import { execute } from './execution.ts';
import { type Found, findRecord } from './found.ts';
import { instructionOf } from './instruction.ts';
import { Losses, variableLosses } from './losses.ts';
import { describeStep, type Program, programOf, runsBare } from './program.ts';
import { type Configuration, configurationOf } from './project.ts';
import { repositoryOf } from './repository.ts';
import type { Actions, Setting } from './setting.ts';

/** What a user asks of a replay. Paths are absolute. */
export interface ReplayWish {
  /** names the record: a path, a digest's beginning, a run */
  readonly record: string;
  readonly cwd: string;
  /** project folders with a `.mlops` around the user */
  readonly homes: readonly string[];
  readonly repository: string | undefined;
  /** an empty folder */
  readonly into: string;
  /** relative */
  readonly tolerance: number;
  readonly given: ReadonlyMap<string, string>;
  readonly dryRun: boolean;
}

/** Where a replay happens. */
export interface World {
  /** looks at the user's folder and writes nothing there */
  readonly looking: Host;
  readonly actions: Actions;
  /** `looking`: takes no lock */
  open(
    at: { readonly root: string; readonly workspace: string; readonly looking: boolean },
    unset: readonly string[],
  ): Promise<Opened>;
}

export type Opened = Host & { close(): Promise<void> };

export interface Replayed {
  readonly account: Account;
  /** what stands in its way, where it could not run */
  readonly problems: readonly Problem[];
}

/**
 * Makes again what a record is of, in a clean folder, from the repository and the record, and says how it compares.
 *
 * @throws Mistake for what cannot be restored, Unfinished where a stage did not end well
 */
export async function replay(wish: ReplayWish, world: World): Promise<Replayed> {
  const { looking } = world;
  const { log } = looking;
  const found = await log.group('record', () => recordFor(wish, looking));
  const repository = await repositoryOf(wish.repository, wish.cwd, found, looking);
  const near = [...wish.homes, ...homeAround(found.folder)];
  const checkout = await world.open({ root: wish.into, workspace: wish.into, looking: true }, []);
  try {
    const losses = new Losses(log);
    await log.group('checkout', async () => {
      await checkOut(found.told.commit ?? '', repository, checkout);
      await noteAbsent(losses, checkout);
    });
    const around = repository.kind === 'folder' ? [repository.path] : [];
    const ancestry = await gatherAncestry(found, [...near, ...around], looking.files);
    const configuration = await configurationOf(found.told, placeOf(found, ancestry), checkout, losses);
    const homes = [...near, ...around.map((path) => join(path, configuration.folder))];
    const complete = {
      found,
      ancestry: await gatherAncestry(found, homes, looking.files),
      homes: [...new Set(homes)],
    };
    return await inFolder(configuration, { ...complete, losses }, wish, world);
  } finally {
    await checkout.close();
  }
}

async function recordFor({ record, cwd, homes }: ReplayWish, { files, log }: Host): Promise<Found> {
  const found = await findRecord(record, cwd, homes, files);
  const { told, digest } = found;
  demandReplayable(found);
  log.info(
    `${titleOf(told)}, record ${digest.slice(0, 12)}, made ${told.finishedOn} at commit ${told.commit?.slice(0, 12)}.`,
  );
  return found;
}

/** A record comes from anywhere: what of it becomes a path or a word of git has to look like one. */
function demandReplayable({ told }: Found): void {
  const wrong = (what: string, remedy: string) => new Mistake({ subject: 'record', what, remedy });
  if (told.commit === null)
    throw wrong('was made outside of git: there is no commit to check out', 'Name a record of a commit.');
  const names = [told.model, told.name, ...Object.keys(instructionOf(told).data)];
  if (
    !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(told.commit) ||
    names.some((name) => name !== null && !NAME.test(name))
  )
    throw wrong('holds a commit or a name that is none', 'Name a record.json that mlops wrote.');
}

/** The project folder whose `.mlops` the record lies in. */
function homeAround(folder: string): string[] {
  const state = `/${FILE.state}/`;
  const at = folder.split('\\').join('/').indexOf(state);
  return at < 0 ? [] : [folder.slice(0, at)];
}

/** Which folder and file of the checkout the project is: an evaluation says so by the records before it. */
function placeOf({ told }: Found, ancestry: Ancestry): { folder: string; config: string | null } | null {
  const saying =
    told.stage === 'evaluate' ? (ancestry.of(told, 'score') ?? ancestry.of(told, 'train'))?.told : told;
  return saying === undefined ? null : instructionOf(saying);
}

type Known = Pick<Setting, 'found' | 'ancestry' | 'homes' | 'losses'>;

async function inFolder(
  { folder, project }: Configuration,
  known: Known,
  wish: ReplayWish,
  world: World,
): Promise<Replayed> {
  const { found, ancestry, homes, losses } = known;
  const { looking, actions } = world;
  const recorded = [found.told, ...ancestry.all().map(({ told }) => told)].map(({ env }) => env);
  const variables = Object.assign({}, ...recorded);
  const unset = Object.keys(variables).filter((name) => variables[name] === null);
  const clean = await world.open(
    { root: join(wish.into, folder), workspace: wish.into, looking: false },
    unset,
  );
  try {
    for (const loss of variableLosses(variables, clean.env)) losses.add(loss);
    await compareCode(found.told, homes, clean, losses);
    const setting = {
      ...known,
      clean: asRecorded(clean, found),
      base: project,
      looking,
      given: wish.given,
      actions,
    };
    const program = await clean.log.group('plan', () => programOf(setting));
    return await carriedOut(program, setting, wish);
  } finally {
    await clean.close();
  }
}

/** An evaluation that passed though no gate was judged established the baseline of the default branch. */
function asRecorded(clean: Host, { told, statement }: Found): Host {
  const { passedTests, warnedTests, failedTests } = Object(statement.predicate);
  const judged = [passedTests, warnedTests, failedTests].some(
    (names) => Array.isArray(names) && names.length > 0,
  );
  if (told.verdict !== 'pass' || judged) return clean;
  return {
    ...clean,
    run: { ...clean.run, trusted: { yes: true, because: 'the record is of the default branch' } },
  };
}

async function carriedOut(program: Program, setting: Setting, wish: ReplayWish): Promise<Replayed> {
  const { found, clean, losses } = setting;
  const { tolerance, into } = wish;
  const steps = program.steps.flatMap(describeStep);
  if (runsBare(program))
    losses.add('No environment is recorded: commands run with the programs of this machine.');
  const blank = { ...blankAccount(found, tolerance), steps, folder: into };
  const { problems } = program;
  if (problems.length > 0) {
    const lost = [...losses.all, ...problems.map(({ subject, what }) => `${subject} ${what}.`)];
    const sentence = `Could not be replayed: ${problems.map(({ subject }) => subject).join(', ')} could not be restored.`;
    return { account: { ...blank, lost, result: 'not-restored', sentence }, problems };
  }
  if (wish.dryRun) {
    const sentence = 'It can be replayed; nothing was run.';
    return { account: { ...blank, lost: losses.all, result: 'planned', sentence }, problems };
  }
  const executed = await execute(program, setting);
  return clean.log.group('comparison', async () => {
    const outputs = outputsOf(executed, setting);
    const evidence = await evidenceOf(executed, outputs, tolerance, setting);
    const inputs = await inputDifferences(executed, setting);
    const ending = conclude(evidence);
    for (const input of inputs) clean.log.info(input);
    if (inputs.length === 0) clean.log.info('All that went in is as recorded.');
    clean.log.info(ending.sentence);
    const account = {
      ...blank,
      ...ending,
      outputs,
      numbers: evidence.numbers ?? [],
      inputs,
      lost: losses.all,
    };
    return { account, problems };
  });
}
