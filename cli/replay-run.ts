import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { evaluate } from '#actions/evaluate/action';
import { openHost } from '#host/host';
import { describe, EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import type { Log } from '#kit/ports';
import { conclude } from '#kit/run';
import { FILE } from '#record/vocabulary';
import { type Account, accountText } from '#stage/replay/account';
import type { Replayed } from '#stage/replay/conclusion';
import { Unfinished } from '#stage/replay/performance';
import { replay, type World } from '#stage/replay/replay';
import { actionOf } from './actions.ts';
import type { Words } from './command.ts';
import { placeFor, sourcesOf } from './invoke.ts';
import type { ReplayOrder } from './replayorder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens the hosts, replays, prints the account and tidies up. */
export async function performReplay(
  order: ReplayOrder,
  words: Words,
  env: Environment,
  cwd: string,
): Promise<ExitStatus> {
  forgetRepository();
  const own = { ...env, MLOPS_HOST: 'local', MLOPS_ENVIRONMENT: undefined };
  const place = placeFor(words, {}, cwd);
  const at = { permissions: {}, action: 'replay', env: own, looking: true };
  const folder = await workFolder(order.into, cwd);
  const looking = await openHost({ ...at, root: place.root, workspace: place.workspace });
  let keep = order.keep || order.into !== undefined;
  try {
    const given = new Map([...order.given].map(([name, path]) => [name, resolve(cwd, path)]));
    const homes = await homesAround(place.root, place.workspace);
    const wish = { ...order, cwd, homes, given, into: folder };
    const replayed = await replay(wish, { looking, actions, open: opening(own) });
    keep ||= replayed.account.result === 'different';
    return show(replayed, { ...order, folder: keep ? folder : null }, looking.log);
  } catch (error) {
    if (!(error instanceof Unfinished)) return conclude(error, looking.log, looking.cancelled.aborted);
    keep ||= error.status !== EXIT.cancelled;
    if (keep) looking.log.info(`What there is of it lies in ${folder}.`);
    return error.status;
  } finally {
    await looking.close();
    if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Variables by which git, started from one of its own hooks, would take another repository for the clean one. */
function forgetRepository(): void {
  for (const name of [
    'DIR',
    'WORK_TREE',
    'INDEX_FILE',
    'COMMON_DIR',
    'OBJECT_DIRECTORY',
    'PREFIX',
    'NAMESPACE',
  ])
    delete process.env[`GIT_${name}`];
}

const actions: World['actions'] = {
  async perform(name, line, host, project) {
    const action = actionOf(name);
    if (action === undefined) throw new Error(`${name} is no action`);
    return action.perform(sourcesOf(action, line, project), host, project);
  },
  scoringSemantics: evaluate.semantics,
};

/** Hosts in the clean folder; their outputs are for nobody. */
function opening(env: Environment): World['open'] {
  return ({ root, workspace, looking }, unset) => {
    const cleared = Object.fromEntries(unset.map((name) => [name, undefined]));
    return openHost({
      root,
      workspace,
      looking,
      env: { ...env, ...cleared },
      permissions: {},
      action: 'run',
    });
  };
}

/** The folder that was named, which has to be empty, or a temporary one. */
async function workFolder(into: string | undefined, cwd: string): Promise<string> {
  if (into === undefined) return mkdtemp(join(tmpdir(), 'mlops-replay-'));
  const folder = resolve(cwd, into);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === 0) return folder;
  const remedy = 'Name an empty folder, or one that is not there yet.';
  throw new Mistake({ subject: '--into', what: 'is not empty', remedy, value: into });
}

/** Folders from where the user stands up to the checkout's root that have a `.mlops`. */
async function homesAround(root: string, workspace: string): Promise<string[]> {
  const found: string[] = [];
  for (let at = root; ; at = dirname(at)) {
    if (
      await access(join(at, FILE.state)).then(
        () => true,
        () => false,
      )
    )
      found.push(at);
    if (at === workspace || dirname(at) === at) return found;
  }
}

function show(
  { account, problems }: Replayed,
  { format, folder }: Pick<ReplayOrder, 'format'> & { readonly folder: string | null },
  log: Log,
): ExitStatus {
  const shown: Account = { ...account, folder };
  for (const problem of problems) log.error(describe(problem));
  process.stdout.write(format === 'json' ? `${JSON.stringify(shown, null, 2)}\n` : `${accountText(shown)}`);
  return statusOf(account.result);
}

/** 0: made again. 1: something differs. 2: it could not be restored. */
function statusOf(result: string): ExitStatus {
  if (result === 'different') return EXIT.verdict;
  return result === 'not-restored' ? EXIT.mistake : EXIT.ok;
}
