import { Fault, Mistake } from '#kit/outcome';
import type { Ended, Host } from '#kit/ports';
import { thisPlatform } from './platform.ts';
import { fetchTool } from './tool.ts';
import { pinnedUv, UV_MINIMUM } from './wheels.ts';

interface Asked {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** uv as a program: every way of installing goes through it. Both give how it ended, whatever the code. */
export interface Uv {
  /** `uv`, found on PATH, or a path */
  readonly program: string;
  readonly version: string;
  /** Shows nothing: for answers that are read. */
  ask(words: readonly string[], asked: Asked): Promise<Ended>;
  /** Streams what uv says into the log. */
  run(words: readonly string[], asked: Asked): Promise<Ended>;
}

type Ports = Pick<Host, 'exec' | 'files' | 'log' | 'env' | 'cancelled'>;

/** uv on PATH when it is new enough, else the pinned one in `toolFolder`, fetched and checked when it is not there. */
export async function locateUv(toolFolder: string, host: Ports): Promise<Uv> {
  const onPath = await versionOf('uv', host);
  if (onPath !== null && atLeast(onPath, UV_MINIMUM)) {
    host.log.info(`uv ${onPath}, found on PATH.`);
    return uvAt('uv', onPath, host);
  }
  if (onPath !== null) host.log.info(`uv ${onPath} on PATH is older than ${UV_MINIMUM} and is left alone.`);
  const platform = thisPlatform();
  if (platform === null) {
    const what = 'is not on PATH, and there is no pinned wheel of it for this machine';
    throw new Mistake({ subject: 'uv', what, remedy: `Install uv ${UV_MINIMUM} or later before this step.` });
  }
  const tool = pinnedUv(platform);
  const path = await fetchTool(tool, toolFolder, host);
  const version = await versionOf(path, host);
  if (version === null)
    throw new Fault(`${path} does not run. Remove it, or put uv on PATH before this step.`);
  host.log.info(`uv ${version}, pinned.`);
  return uvAt(path, version, host);
}

/** Version of a uv, null when there is no such program. */
async function versionOf(program: string, { exec, files }: Ports): Promise<string | null> {
  try {
    const ended = await exec.run([program, '--version'], { cwd: files.root, onLine: () => {} });
    return ended.code === 0 ? (/^uv (\d+\.\d+\.\d+)/.exec(ended.stdout)?.[1] ?? null) : null;
  } catch (error) {
    if (error instanceof Mistake) return null;
    throw error;
  }
}

/** Versions as three numbers: 0.13.9 is at least 0.13.0. */
export function atLeast(version: string, minimum: string): boolean {
  const wanted = minimum.split('.').map(Number);
  const difference = version.split('.').map((part, at) => Number(part) - (wanted[at] ?? 0));
  return (difference.find((part) => part !== 0) ?? 0) >= 0;
}

/** No colours, no progress bars, nothing in a new environment that the lock does not have. */
const PLAIN = { UV_NO_PROGRESS: '1', UV_VENV_SEED: '0' };

function uvAt(program: string, version: string, { exec, log }: Ports): Uv {
  const start = (words: readonly string[], { cwd, env }: Asked, onLine: (line: string) => void) =>
    exec.run([program, '--color', 'never', ...words], { cwd, env: { ...PLAIN, ...env }, onLine });
  return {
    program,
    version,
    ask: (words, asked) => start(words, asked, (line) => log.debug(line)),
    run: (words, asked) => start(words, asked, (line) => log.foreign(line)),
  };
}
