import { join } from 'node:path';
import type { Host } from '#kit/ports';
import { demandCommit, demandRepeatable } from './admission.ts';
import { type Ancestry, gatherAncestry } from './ancestry.ts';
import { checkOut, noteAbsent } from './checkout.ts';
import { titleOf } from './choice.ts';
import { compareCode } from './code.ts';
import { conclusionOf, type Replayed } from './conclusion.ts';
import { type Found, findRecord, homeAround } from './found.ts';
import { instructionOf } from './instruction.ts';
import { Losses, variableLosses } from './losses.ts';
import { Memory } from './memory.ts';
import { programOf } from './program.ts';
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

type Opened = Host & { close(): Promise<void> };

/**
 * Makes again what a record is of, in a clean folder, from the repository and the record, and says how it compares.
 *
 * @throws Mistake for what cannot be restored, Unfinished where a stage did not end well
 */
export async function replay(wish: ReplayWish, world: World): Promise<Replayed> {
  const { looking } = world;
  const losses = new Losses(looking.log);
  const { found, commit } = await looking.log.group('record', () => recordFor(wish, looking));
  const repository = await repositoryOf(wish.repository, wish.cwd, found, looking);
  const checkout = await world.open({ root: wish.into, workspace: wish.into, looking: true }, []);
  try {
    await looking.log.group('checkout', async () => {
      await checkOut(commit, repository, checkout);
      await noteAbsent(losses, checkout);
    });
    const near = [...wish.homes, ...homeAround(found.folder)];
    const around = repository.kind === 'folder' ? [repository.path] : [];
    const memory = (homes: readonly string[]) => new Memory([...new Set(homes)], looking);
    const first = await gatherAncestry(found, memory([...near, ...around]), looking.files);
    const configuration = await configurationOf(found.told, placeOf(found, first), checkout, losses);
    const homes = [...new Set([...near, ...around.map((path) => join(path, configuration.folder))])];
    const known = { found, homes, losses, memory: memory(homes) };
    const ancestry = await gatherAncestry(found, known.memory, looking.files);
    return await inFolder(configuration, { ...known, ancestry }, wish, world);
  } finally {
    await checkout.close();
  }
}

async function recordFor({ record, cwd, homes }: ReplayWish, looking: Host) {
  const { files, log } = looking;
  const found = await findRecord(record, cwd, new Memory(homes, looking), files);
  const { told, digest } = found;
  demandRepeatable(told);
  const commit = demandCommit(told);
  log.info(
    `${titleOf(told)}, record ${digest.slice(0, 12)}, made ${told.finishedOn} at commit ${commit.slice(0, 12)}.`,
  );
  return { found, commit };
}

/** Which folder and file of the checkout the project is: an evaluation says so by the records before it. */
function placeOf({ told }: Found, ancestry: Ancestry): { folder: string; config: string | null } | null {
  if (told.stage !== 'evaluate') return instructionOf(told);
  const saying = ancestry.of(told, 'score') ?? ancestry.of(told, 'train');
  return saying === null ? null : instructionOf(saying.told);
}

type Known = Pick<Setting, 'found' | 'ancestry' | 'homes' | 'losses' | 'memory'>;

async function inFolder(
  { folder, project }: Configuration,
  known: Known,
  wish: ReplayWish,
  { looking, actions, open }: World,
): Promise<Replayed> {
  const { found, ancestry, homes, losses } = known;
  const recorded = [found, ...ancestry.all()].flatMap(({ told }) => Object.entries(told.env));
  const unset = recorded.filter(([, digest]) => digest === null).map(([name]) => name);
  const place = { root: join(wish.into, folder), workspace: wish.into, looking: false };
  const clean = await open(place, unset);
  try {
    for (const loss of variableLosses(Object.fromEntries(recorded), clean.env)) losses.add(loss);
    await compareCode(found.told, homes, clean, losses);
    const around = { ...known, base: project, looking, given: wish.given, actions };
    const setting = { ...around, clean: asRecorded(clean, found) };
    const program = await clean.log.group('plan', () => programOf(setting));
    return await conclusionOf(program, setting, wish);
  } finally {
    await clean.close();
  }
}

/**
 * A replay is of the record alone: no ref of GitHub stands in for what is not at hand. An evaluation that passed though
 * no gate was judged established the baseline of the default branch.
 */
function asRecorded(there: Host, { told, statement }: Found): Host {
  const fetched: Host['fetched'] = {
    ...there.fetched,
    read: async () => null,
    fetch: async () => 'a replay asks nobody',
  };
  const clean = { ...there, fetched };
  const tests = ['passedTests', 'warnedTests', 'failedTests'];
  const judged = tests.some((key) => {
    const names: unknown = Reflect.get(Object(statement.predicate), key);
    return Array.isArray(names) && names.length > 0;
  });
  if (told.verdict !== 'pass' || judged) return clean;
  const trusted = { yes: true, because: 'the record is of the default branch' };
  return { ...clean, run: { ...clean.run, trusted } };
}
