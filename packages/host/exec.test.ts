import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import type { Exec, Log } from '#kit/ports';
import { systemClock } from './clock.ts';
import { systemExec } from './exec.ts';
import { diskFiles } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'exec-'));
const files = diskFiles({ root: folder, workspace: folder });
afterAll(async () => {
  await files[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const quiet = () => {};
const log: Log = {
  group: (_, body) => body(),
  progress: () => ({ update: quiet, end: quiet }),
  masked: () => [],
  ...{ debug: quiet, info: quiet, notice: quiet, warning: quiet, error: quiet, foreign: quiet, mask: quiet },
};

function exec(
  env: Readonly<Record<string, string | undefined>> = process.env,
  cancelled = new AbortController().signal,
): Exec {
  return systemExec({ env, log, files, forget: quiet, cancelled, clock: systemClock, mark: null });
}

const options = { cwd: folder };

test('gives code, output and time; arguments reach the program as they are', async () => {
  const ended = await exec().run(['printf', '%s\\n', 'a b', '$HOME', '"; exit 3'], options);
  expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'a b\n$HOME\n"; exit 3\n', stderr: '' });
  expect(ended.seconds).toBeGreaterThan(0);
});

test('lines come with the stream they were written to', async () => {
  const seen: string[] = [];
  const onLine = (line: string, stream: string) => seen.push(`${stream} ${line}`);
  await exec().script('echo out; echo err >&2', { ...options, onLine });
  expect(seen.sort()).toEqual(['stderr err', 'stdout out']);
});

test.each([
  ['exit 7', { code: 7, signal: null }],
  ['kill -9 $$', { code: null, signal: 'SIGKILL' }],
  ['false | true', { code: 1 }],
  ['false\necho never', { code: 1, stdout: '' }],
])('a script that runs %j ends so', async (source, ending) => {
  expect(await exec().script(source, options)).toMatchObject(ending);
});

test.each([
  [['no-such-program-anywhere'], 'no-such-program-anywhere: is not on PATH'],
  [['./absent.sh'], './absent.sh: is not there'],
] as const)('the missing program %j is a mistake that names it', async (argv, text) => {
  const refused = exec().run([...argv], options);
  await expect(refused).rejects.toThrow(Mistake);
  await expect(refused).rejects.toThrow(text);
});

test('a file that is no program is a mistake', async () => {
  await files.write('data.csv', 'a,b\n');
  await expect(exec().run(['./data.csv'], options)).rejects.toThrow('./data.csv: may not be executed');
});

test('a missing bash is a mistake that names bash', async () => {
  await expect(exec({ PATH: folder }).script('true', options)).rejects.toThrow('bash: is not on PATH');
});

test('a missing folder is not reported as a missing program', async () => {
  const gone = join(folder, 'gone');
  await expect(exec().run(['true'], { cwd: gone })).rejects.toThrow(
    `${gone}: is no folder to run a command in`,
  );
});

test('a child inherits nothing with which it could speak for us', async () => {
  const withheld = [
    ...[
      'INPUT_GITHUB-TOKEN',
      'INPUT_SEED',
      'GITHUB_TOKEN',
      'ACTIONS_RUNTIME_TOKEN',
      'ACTIONS_ID_TOKEN_REQUEST_URL',
    ],
    ...['STATE_phase', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'],
  ];
  const kept = { HOME: '/home/a', GITHUB_SHA: 'abc', GITHUB_PATHS: 'x', MY_INPUT_A: 'y', MY_TOKEN: 'z' };
  const env = {
    ...Object.fromEntries(withheld.map((name) => [name, 'secret'])),
    ...kept,
    PATH: process.env['PATH'],
  };
  const { stdout } = await exec(env).run(['env'], { ...options, env: { MLOPS_SEED: '7' } });
  expect(stdout).not.toContain('secret');
  for (const [name, value] of Object.entries({ ...kept, MLOPS_SEED: '7' }))
    expect(stdout).toContain(`${name}=${value}\n`);
});

test('folders of `path` come first on PATH', async () => {
  const { stdout } = await exec().run(['sh', '-c', 'echo "$PATH"'], {
    ...options,
    path: ['/first', '/second'],
  });
  expect(stdout).toMatch(/^\/first:\/second:/);
});

test('a child reads nothing from us', async () => {
  expect((await exec().run(['cat'], options)).stdout).toBe('');
});

test('what a command leaves in the background does not hold the run up', async () => {
  const ended = await exec().script('sleep 30 & echo $!', options);
  process.kill(Number(ended.stdout.trim()), 'SIGKILL');
  expect(ended.code).toBe(0);
  expect(ended.seconds).toBeLessThan(5);
});

test('a callback that throws ends the child and is not swallowed', async () => {
  const onLine = () => {
    throw new Error('no more');
  };
  await expect(exec().script('echo a; sleep 30', { ...options, onLine })).rejects.toThrow('no more');
}, 10_000);

test('a run that is cancelled starts nothing', async () => {
  await expect(exec(process.env, AbortSignal.abort()).run(['true'], options)).rejects.toThrow('is cancelled');
});

/** A process of its own that runs `source` through the local host, as the shipped bundle would. */
function processRunning(source: string, root: string): ChildProcess {
  const host = join(import.meta.dirname, 'host.ts');
  const story = `
    const { openHost } = await import(${JSON.stringify(host)});
    const root = ${JSON.stringify(root)};
    const host = await openHost({ env: { PATH: process.env.PATH }, root, workspace: root, permissions: {}, action: 'train' });
    try {
      await host.exec.script(${JSON.stringify(source)}, { cwd: root });
      process.exitCode = 9;
    } catch (error) {
      process.exitCode = error.name === 'Cancelled' ? 130 : 3;
    } finally {
      await host.close();
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', story], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function until(condition: () => boolean): Promise<void> {
  for (let wait = 0; wait < 400 && !condition(); wait++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect(condition()).toBe(true);
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s reaches a grandchild, which may still save its work',
  async (signal) => {
    const root = mkdtempSync(join(folder, 'signal-'));
    const grandchild = `bash -c 'trap "echo saved > saved; exit 0" INT TERM; echo $$ > pid; for i in $(seq 600); do sleep 0.1; done'`;
    const child = processRunning(grandchild, root);
    const end = ended(child);
    await until(() => existsSync(join(root, 'pid')));
    child.kill(signal);
    expect(await end).toBe(130);
    expect(readFileSync(join(root, 'saved'), 'utf8')).toBe('saved\n');
    expect(existsSync(join(root, '.mlops/lock'))).toBe(false);
  },
  20_000,
);

test('a SIGKILL, of which we are not told, ends the grandchild too', async () => {
  const root = mkdtempSync(join(folder, 'killed-'));
  const child = processRunning(`bash -c 'trap "" INT TERM HUP; echo $$ > pid; sleep 60'`, root);
  const end = ended(child);
  await until(() => existsSync(join(root, 'pid')) && readFileSync(join(root, 'pid'), 'utf8') !== '');
  child.kill('SIGKILL');
  await end;
  await until(() => !isAlive(Number(readFileSync(join(root, 'pid'), 'utf8'))));
}, 20_000);

test('what a command leaves in the background when it has ended well goes on', async () => {
  const { stdout } = await exec().script('sleep 30 > left 2>&1 & echo $!', options);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isAlive(Number(stdout))).toBe(true);
  process.kill(Number(stdout), 'SIGKILL');
});

test('a script has no file open but its three, and BASH_ENV is read once', async () => {
  await files.write('environment.sh', 'echo read\n');
  const env = { ...process.env, BASH_ENV: join(folder, 'environment.sh') };
  const { stdout } = await exec(env).script('ls /proc/$$/fd', options);
  expect(stdout.match(/^read$/gm)).toHaveLength(1);
  expect(stdout.match(/^\d\d?$/gm)).toEqual(['0', '1', '2']);
});

test('a grandchild that ignores every signal is dead before the runner would kill us', async () => {
  const root = mkdtempSync(join(folder, 'deaf-'));
  const deaf = `bash -c 'trap "" INT TERM; echo $$ > pid; for i in $(seq 600); do sleep 0.1; done'`;
  const child = processRunning(deaf, root);
  const end = ended(child);
  await until(() => existsSync(join(root, 'pid')) && readFileSync(join(root, 'pid'), 'utf8') !== '');
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const start = performance.now();
  child.kill('SIGTERM');
  expect(await end).toBe(130);
  expect(performance.now() - start).toBeLessThan(2_500);
  expect(isAlive(Number(readFileSync(join(root, 'pid'), 'utf8')))).toBe(false);
}, 20_000);
