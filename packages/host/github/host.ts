import { resolve } from 'node:path';
import type { GitHub } from '#kit/ports';
import { systemClock } from '../clock.ts';
import { systemExec } from '../exec.ts';
import { diskFiles } from '../files.ts';
import { cancellation, type HostWish, type OpenHost } from '../host.ts';
import { runArtifacts } from './artifacts.ts';
import { repositoryCache } from './cache.ts';
import { runnerContext } from './context.ts';
import { jobLog } from './log.ts';
import { gitRefs } from './refs.ts';
import { jobResults } from './results.ts';

/** A runner. What is heavy is loaded when it is first used. */
export async function openGitHub(wish: HostWish): Promise<OpenHost> {
  const { env, root } = wish;
  const clock = systemClock;
  const log = jobLog(clock);
  const token = env['INPUT_GITHUB-TOKEN'] || env['GITHUB_TOKEN'];
  if (token) log.mask(token);
  const cancel = cancellation();
  const files = diskFiles(root, wish.workspace, env['RUNNER_TEMP']);
  await files.write('.mlops/.gitignore', '*\n');
  const run = await runnerContext(env);
  const github = lazily(async () => {
    const { openApi } = await import('./api.ts');
    return openApi(token, env['GITHUB_API_URL'] ?? 'https://api.github.com', wish.permissions);
  });
  return {
    kind: 'github',
    log,
    clock,
    files,
    env,
    run,
    github,
    results: jobResults(),
    exec: systemExec(env, { log, clock, files, cancelled: cancel.signal }),
    artifacts: runArtifacts(resolve(root)),
    cache: repositoryCache(resolve(root), log),
    refs: gitRefs(run.repository ?? '', github),
    cancelled: cancel.signal,
    async close() {
      await files.close();
      cancel.release();
    },
  };
}

function lazily(open: () => Promise<GitHub>): () => Promise<GitHub> {
  let opened: Promise<GitHub> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
