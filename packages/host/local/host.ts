import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Mistake } from '#kit/outcome';
import type { EarlierArtifacts, Files, Log } from '#kit/ports';
import { Cancellation } from '../cancellation.ts';
import { systemClock } from '../clock.ts';
import { openDisk } from '../disk-access.ts';
import { systemExec } from '../exec.ts';
import { fetchedRefs } from '../fetched.ts';
import { DRAFTS } from '../files.ts';
import { versionedFiles } from '../git.ts';
import { gitHistory } from '../history.ts';
import type { Holder } from '../holder.ts';
import type { HostWish, OpenHost } from '../host.ts';
import { keepRun } from '../lastrun/memory.ts';
import { watchNetwork } from '../lastrun/network.ts';
import { Witness } from '../lastrun/witness.ts';
import { folderLocks, sweepLocks, takeLock } from '../lock.ts';
import { systemProcesses } from '../processes.ts';
import { Redaction } from '../redaction.ts';
import { endStragglers } from '../stragglers.ts';
import { web } from '../web.ts';
import { folderArtifacts } from './artifacts.ts';
import { folderCache } from './cache.ts';
import { recentCommits } from './commits.ts';
import { localContext } from './context.ts';
import { cacheLimit } from './limit.ts';
import { terminalLog } from './log.ts';
import { folderRefs } from './refs.ts';
import { localResults } from './results.ts';

const STATE = '.mlops';

/** A laptop: everything that lasts lies under `.mlops/` in the project folder, which git does not see. */
export async function openLocal(wish: HostWish): Promise<OpenHost> {
  await using opened = new AsyncDisposableStack();
  const env = { ...wish.env };
  const root = resolve(wish.root);
  const state = resolve(root, STATE);
  const clock = systemClock;
  const redaction = new Redaction();
  const { stderr: stream } = process;
  const { typed } = wish;
  const witness = typed === undefined ? null : new Witness(root, typed.file === null ? [] : [typed.file]);
  // some who ask the network do so without the port
  if (witness !== null) opened.use(watchNetwork(() => witness.did('the network')));
  const log = terminalLog({ env, clock, redaction, stream, heard: (line) => witness?.hear(line) });
  const workspace = resolve(wish.workspace);
  const cancelled = opened.use(new Cancellation()).signal;
  const { looking = false } = wish;
  // swept by the next run, should this one be killed; and on the disk of the project, where there is room for models
  const temporaryRoot = looking ? tmpdir() : resolve(root, DRAFTS);
  const disk = opened.use(openDisk({ root, workspace, temporaryRoot, log, clock, cancelled, looking }));
  const { files, digests, forget } = disk;
  const began = clock.now();
  if (!looking) {
    await ignoreState(files);
    opened.defer(await lockedFor(resolve(state, 'lock'), began, log));
    await sweepLocks(resolve(state, 'lock'));
    await disk.sweep();
  }
  const id = runId(began.toISOString(), process.pid);
  const print = wish.action === 'run' ? null : (line: string) => void process.stdout.write(`${line}\n`);
  const file = looking ? null : `${STATE}/last/${wish.action}.outputs.json`;
  const results = opened.use(localResults({ file, env, files, redaction, print }));
  // asked for by every stage: git answers both at once
  if (!looking) void files.versioned().catch(() => undefined);
  const run = await localContext(root, id);
  const limit = cacheLimit(env['MLOPS_CACHE_SIZE']);
  const at = (path: string) => resolve(root, path);
  const open = opened.move();
  const ports = {
    files,
    digests,
    exec: systemExec({ log, clock, files, forget, cancelled, env, mark: looking ? null : id }),
    processes: systemProcesses({ files, env }),
    locks: folderLocks(at, clock, (text) => log.info(text)),
    cache: folderCache({ home: resolve(state, 'cache'), at, limit, log }),
    web: web(cancelled),
    github: () => Promise.reject(noGitHub()),
  };
  return {
    ...(witness === null ? ports : witness.beside(ports)),
    kind: 'local',
    log,
    clock,
    env,
    results,
    run,
    artifacts: folderArtifacts(resolve(state, 'artifacts'), id, files, at),
    earlier: NO_EARLIER,
    refs: folderRefs(resolve(state, 'refs'), resolve(root, DRAFTS)),
    recentCommits: (limit) => recentCommits(root, run.defaultBranch, limit),
    fetched: fetchedRefs(workspace, () => witness?.did('the network')),
    history: gitHistory(workspace, 'git fetch --unshallow brings the rest'),
    cancelled,
    async close(ending) {
      const unchanged = async () => {
        const [now, listed] = await Promise.all([localContext(root, id), versionedFiles(root, workspace)]);
        return isDeepStrictEqual([now, listed], [run, await files.versioned()]);
      };
      await open.disposeAsync();
      if (ending === undefined || witness === null || typed === undefined || cancelled.aborted) return;
      const invocation = { ...typed, env: wish.env, stream, now: began };
      const place = { root, workspace, env: wish.env };
      const why = await keepRun({ witness, began, ending, unchanged }, { place, invocation }, files);
      if (why !== null) log.debug(`This run is not kept in mind: ${why}.`);
    },
  };
}

/** Of a run that began then (ISO 8601), in the process of this number. */
function runId(began: string, pid: number): string {
  return `${began.replaceAll(/[-:.]/g, '')}-${pid}`;
}

/** Takes the lock of the folder; what a run that was killed has left at work here is ended. */
async function lockedFor(path: string, began: Date, log: Pick<Log, 'info'>): Promise<() => Promise<void>> {
  let before: Holder | null = null;
  const release = await takeLock(path, began, (text, dead) => {
    before = dead;
    log.info(text);
  });
  try {
    await endLeftBy(before, log);
  } catch (error) {
    await giveBack(path, before);
    await release();
    throw error;
  }
  return release;
}

/** The lock is the dead run's again, so that the next run looks for what that left too; our release lets it be. */
async function giveBack(path: string, dead: Holder | null): Promise<void> {
  if (dead === null) return;
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(dead));
  await rename(draft, path);
}

async function endLeftBy(dead: Holder | null, log: Pick<Log, 'info'>): Promise<void> {
  if (dead === null) return;
  const ended = await endStragglers(runId(dead.since, dead.pid));
  if (ended > 0) log.info(`What it had started was at work still and is ended: ${count(ended)}.`);
}

function count(processes: number): string {
  return processes === 1 ? '1 process' : `${processes} processes`;
}

/** The port `artifacts` has those of all runs here. */
const NO_EARLIER: EarlierArtifacts = {
  async *named() {},
  eventOf: () => Promise.reject(noGitHub()),
  open: () => Promise.reject(noGitHub()),
};

/** Git does not see our state. */
async function ignoreState(files: Pick<Files, 'exists' | 'write'>): Promise<void> {
  const path = `${STATE}/.gitignore`;
  if ((await files.exists(path)) === null) await files.write(path, '*\n');
}

function noGitHub(): Mistake {
  const what = 'is asked for, and this machine has no job and no token of one';
  return new Mistake({ subject: 'GitHub', what, remedy: 'Run it in a workflow.' });
}
