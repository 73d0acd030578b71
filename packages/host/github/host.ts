import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { GitHub } from '#kit/ports';
import { Cancellation } from '../cancellation.ts';
import { systemClock } from '../clock.ts';
import { openDisk } from '../disk-access.ts';
import { systemExec } from '../exec.ts';
import { fetchedRefs } from '../fetched.ts';
import { gitHistory } from '../history.ts';
import type { HostWish, OpenHost } from '../host.ts';
import { folderLocks } from '../lock.ts';
import { systemProcesses } from '../processes.ts';
import { Redaction } from '../redaction.ts';
import { web } from '../web.ts';
import { runArtifacts } from './artifacts.ts';
import { repositoryCache } from './cache.ts';
import { recentCommits } from './commits.ts';
import { runnerContext } from './context.ts';
import { earlierArtifacts } from './earlier.ts';
import { askedHistory } from './history.ts';
import { JobStream } from './jobstream.ts';
import { jobLog } from './log.ts';
import { gitRefs } from './refs.ts';
import { jobResults } from './results.ts';

/** A runner. What is heavy is loaded when it is first used. */
export async function openGitHub(wish: HostWish): Promise<OpenHost> {
  await using opened = new AsyncDisposableStack();
  const { env, permissions } = wish;
  const root = resolve(wish.root);
  const workspace = resolve(wish.workspace);
  const clock = systemClock;
  const redaction = new Redaction();
  const stream = new JobStream();
  const log = jobLog({ line: (text) => stream.line(text), clock, redaction, root, workspace });
  const token = env['INPUT_GITHUB-TOKEN'] || env['GITHUB_TOKEN'];
  if (token) log.mask(token);
  // the runner masks this one itself
  redaction.add(env['ACTIONS_RUNTIME_TOKEN'] ?? '');
  const cancelled = opened.use(new Cancellation()).signal;
  const temporaryRoot = env['RUNNER_TEMP'] ?? tmpdir();
  const { looking = false } = wish;
  const disk = openDisk({ root, workspace, temporaryRoot, log, clock, cancelled, looking });
  const { files, digests, forget } = opened.use(disk);
  if (!looking) await files.write('.mlops/.gitignore', '*\n');
  const run = await runnerContext(env, root);
  const baseUrl = env['GITHUB_API_URL'] || 'https://api.github.com';
  const github = lazily(async () => {
    const { openApi } = await import('./api.ts');
    return openApi({ token, baseUrl, repository: run.repository, permissions, log, cancelled });
  });
  const open = opened.move();
  return {
    kind: 'github',
    log,
    clock,
    files,
    digests,
    env,
    run,
    github,
    cancelled,
    results: jobResults(redaction, log),
    // the runner ends what a job has left
    exec: systemExec({ log, clock, files, forget, cancelled, env, mark: null }),
    processes: systemProcesses({ files, env }),
    locks: folderLocks(
      (path) => resolve(root, path),
      clock,
      (text) => log.info(text),
    ),
    artifacts: runArtifacts({ env, files, clock, stream, log }),
    earlier: earlierArtifacts({ github, token, run, files, stream, log }),
    cache: repositoryCache({ root, stream, log }),
    refs: gitRefs(github),
    recentCommits: async (limit) => recentCommits(await github(), run.defaultBranch, limit),
    history: askedHistory(
      gitHistory(workspace, 'fetch-depth: 0 under actions/checkout brings the rest'),
      github,
    ),
    fetched: fetchedRefs(workspace),
    web: web(cancelled),
    close: () => open.disposeAsync(),
  };
}

function lazily(open: () => Promise<GitHub>): () => Promise<GitHub> {
  let opened: Promise<GitHub> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
