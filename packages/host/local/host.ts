import { resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import { systemClock } from '../clock.ts';
import { systemExec } from '../exec.ts';
import { diskFiles } from '../files.ts';
import { cancellation, type HostWish, type OpenHost } from '../host.ts';
import { folderArtifacts } from './artifacts.ts';
import { folderCache } from './cache.ts';
import { localContext } from './context.ts';
import { takeLock } from './lock.ts';
import { terminalLog } from './log.ts';
import { folderRefs } from './refs.ts';
import { localResults } from './results.ts';

/** A laptop: everything that lasts lies under `.mlops/` in the project folder. */
export async function openLocal(wish: HostWish): Promise<OpenHost> {
  const env = { ...wish.env };
  const state = resolve(wish.root, '.mlops');
  const clock = systemClock;
  const log = terminalLog(env, clock);
  const files = diskFiles(wish.root, wish.workspace);
  await files.write('.mlops/.gitignore', '*\n');
  const unlock = await takeLock(resolve(state, 'lock'), clock.now(), (text) => log.info(text));
  const cancel = cancellation();
  const at = (path: string) => resolve(wish.root, path);
  const id = `${clock.now().toISOString().replaceAll(/[-:.]/g, '')}-${process.pid}`;
  const results = localResults(
    resolve(state, 'last', `${wish.action}.outputs.json`),
    env,
    wish.action !== 'run',
  );
  return {
    kind: 'local',
    log,
    clock,
    files,
    env,
    results,
    exec: systemExec(env, { log, clock, files, cancelled: cancel.signal }),
    artifacts: folderArtifacts(resolve(state, 'artifacts'), id, at),
    cache: folderCache(resolve(state, 'cache'), at),
    refs: folderRefs(resolve(state, 'refs')),
    run: await localContext(wish.root, id),
    cancelled: cancel.signal,
    github: () => Promise.reject(noGitHub()),
    async close() {
      await results.close();
      await files.close();
      cancel.release();
      await unlock();
    },
  };
}

function noGitHub(): Mistake {
  const remedy = 'Run it in a workflow.';
  return new Mistake({ subject: 'GitHub', what: "is asked for, and a laptop has no job's token", remedy });
}
