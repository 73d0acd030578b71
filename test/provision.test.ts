import { execFileSync } from 'node:child_process';
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineEnvironment, runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { killedAt, ONE_THREAD } from '#harness/killing';
import { INICONFIG, SIX } from '#harness/lockfile';
import { Workspace } from '#harness/workspace';
import { toolPath } from '../scripts/install.ts';

const CONFIG = 'schema: 1\nmodel: tiny\nenvironment: { lock: requirements.txt }\n';
const FILES = { 'mlops.yml': CONFIG, 'requirements.txt': INICONFIG };

const MEMORY = '.mlops/last/environment.json';
const POINTER = '.mlops/environment.json';
const STANDS =
  /Environment [0-9a-f]{12} stands: the lock, the settings, Python [\d.]+ and its (\d+ packages?) are as they were\.\n/;

let project: Workspace;
beforeAll(async () => {
  project = Workspace.of(FILES);
  expect((await setup()).log).not.toMatch(STANDS);
});
afterAll(() => project[Symbol.dispose]());

async function setup(env: Readonly<Record<string, string>> = {}, within = project) {
  const ran = await runCli(['setup'], within, { env });
  expect(ran.status, ran.log).toBe(0);
  return ran;
}

const place = (path: string) => join(project.path, path);
const environment = () => join(JSON.parse(project.read(POINTER)).bin, '..');
const packages = () =>
  join(environment(), 'lib', pythonFolder(), 'site-packages').slice(project.path.length + 1);

function python(code: string): string {
  return execFileSync(JSON.parse(project.read(POINTER)).python, ['-I', '-c', code], {
    encoding: 'utf8',
  }).trim();
}

function pythonFolder(): string {
  const { python: wanted } = JSON.parse(JSON.parse(project.read(POINTER)).manifest).spec;
  return `python${wanted.version.split('.').slice(0, 2).join('.')}`;
}

/** By hand, as a user would. */
function uv(...words: string[]): void {
  execFileSync(JSON.parse(project.read(MEMORY)).tools.uv, words, {
    env: machineEnvironment(),
    stdio: 'pipe',
  });
}

const installed = () =>
  python(
    "from importlib.metadata import distributions; print(*sorted(d.name + ' ' + d.version for d in distributions()))",
  );

test('an environment that was found whole stands: nothing but git is started, nothing written again', async () => {
  const stamps = () =>
    [MEMORY, POINTER].map((path) => [statSync(place(path)).ino, statSync(place(path)).mtimeMs]);
  const before = stamps();
  using scratch = new Workspace();
  const trace = join(scratch.path, 'trace');
  const under = [toolPath('strace'), '-f', '-qq', '-e', 'trace=execve', '-o', trace];
  const ran = await runCli(['setup'], project, { under });
  expect(ran.log).toMatch(STANDS);
  expect(ran.log).toContain('its 1 package are');
  const started = [...scratch.read('trace').matchAll(/execve\("([^"]+)".* = 0$/gm)].map(([, path]) => path);
  expect(started.filter((path) => !/\/git$/.test(path ?? ''))).toEqual([process.execPath]);
  expect(stamps()).toEqual(before);
});

test('its outputs are those of the check', async () => {
  project.remove(MEMORY);
  const outputs = (log: string) => log.split('\n').filter((line) => /^[a-z-]+=/.test(line));
  const checked = await setup();
  const stands = await setup();
  expect([checked, stands].map(({ log }) => STANDS.test(log))).toEqual([false, true]);
  expect(outputs(stands.log)).toEqual(outputs(checked.log));
  expect(outputs(stands.log).map((line) => line.split('=')[0])).toEqual([
    ...['env-digest', 'host-digest', 'python-path', 'cache-hit', 'uv-version'],
  ]);
});

test.each<readonly [string, () => void]>([
  ['metadata of a package that is gone', () => project.remove(`${packages()}/iniconfig-2.0.0.dist-info`)],
  [
    'a package of another version',
    () =>
      renameSync(
        place(`${packages()}/iniconfig-2.0.0.dist-info`),
        place(`${packages()}/iniconfig-2.0.1.dist-info`),
      ),
  ],
  [
    'metadata of a package that is changed',
    () => {
      const path = `${packages()}/iniconfig-2.0.0.dist-info/METADATA`;
      project.replace(path, project.read(path).replace('Summary: ', 'Summary: not '));
    },
  ],
  [
    'a package that was installed by hand',
    () => uv('pip', 'install', '--python', environment(), 'six==1.17.0'),
  ],
  [
    'a package that was removed by hand',
    () => uv('pip', 'uninstall', '--python', environment(), 'iniconfig'),
  ],
  ['an environment that is gone', () => project.remove('.mlops/env')],
  [
    'an interpreter that is gone',
    () => project.remove(`${environment().slice(project.path.length + 1)}/bin/python`),
  ],
  ['a folder of modules more', () => project.write({ [`${packages()}/more.pth`]: '/elsewhere\n' })],
  [
    'another Python that is wished for',
    () => project.write({ 'mlops.yml': CONFIG.replace(' }', ', python: ">=3" }') }),
  ],
  ['a setting of uv', () => project.write({ 'uv.toml': 'no-cache = false\n' })],
  ['a memory that is half', () => project.write({ [MEMORY]: project.read(MEMORY).slice(0, 99) })],
  ['a memory of something else', () => project.write({ [MEMORY]: '{"circumstances":{},"contents":{}}' })],
  [
    'a memory of another version of this program',
    () =>
      project.write({
        [MEMORY]: project.read(MEMORY).replace(/"program":"[0-9a-f]{64}"/, `"program":"${'0'.repeat(64)}"`),
      }),
  ],
])('%s is noticed, and what is not as the lock says is mended', async (_, change) => {
  change();
  expect((await setup()).log).not.toMatch(STANDS);
  expect(installed()).toBe('iniconfig 2.0.0');
  expect((await setup()).log).toMatch(STANDS);
});

test('another lock has another environment, and the first one is as it was', async () => {
  project.write({ 'requirements.txt': `${INICONFIG}${SIX}` });
  expect((await setup()).log).not.toMatch(STANDS);
  expect(installed()).toBe('iniconfig 2.0.0 six 1.17.0');
  expect(STANDS.exec((await setup()).log)?.[1]).toBe('2 packages');
  project.write({ 'requirements.txt': INICONFIG });
  expect((await setup()).log).toContain('Checked 1 packages of the environment that is there');
  expect((await setup()).log).toMatch(STANDS);
});

test('with other variables it is looked at anew', async () => {
  const other = { UV_HTTP_TIMEOUT: '77' };
  expect((await setup(other)).log).not.toMatch(STANDS);
  expect((await setup({ ...other, SHLVL: '7', OLDPWD: '/' })).log).toMatch(STANDS);
  expect((await setup()).log).not.toMatch(STANDS);
});

test.each([
  ['gone', () => project.remove(POINTER)],
  ['damaged', () => project.write({ [POINTER]: Uint8Array.of(0xff, 0xfe) })],
])('what later steps are told is there again where it was %s', async (_, change) => {
  await setup();
  const before = project.read(POINTER);
  change();
  expect((await setup()).log).toMatch(STANDS);
  expect(project.read(POINTER)).toBe(before);
});

test.each([
  ['of what was whole before', () => {}],
  ['of nothing', () => project.remove(MEMORY)],
])('killed at any rename, with a memory %s, a setup leaves what the next one mends', async (_, forget) => {
  for (let at = 1; ; at++) {
    project.remove(`${packages()}/iniconfig-2.0.0.dist-info`);
    forget();
    const under = killedAt({ calls: ['rename', 'renameat', 'renameat2'], at, alone: true });
    const killed = await runCli(['setup'], project, { under, env: ONE_THREAD });
    expect((await setup()).status).toBe(0);
    expect(installed()).toBe('iniconfig 2.0.0');
    expect((await setup()).log).toMatch(STANDS);
    if (killed.status === 0) return expect(at).toBeGreaterThan(3);
  }
});

test('versions that are chosen anew each time do not stand', async () => {
  using other = Workspace.of({ ...FILES, 'requirements.txt': 'iniconfig==2.0.0\n' });
  for (const _ of [1, 2]) expect((await setup({}, other)).log).not.toMatch(STANDS);
  expect(other.has(MEMORY)).toBe(false);
});

test('a dry run and a runner look each time', async () => {
  expect((await setup()).log).toMatch(STANDS);
  const dry = await runCli(['setup', '--dry-run'], project);
  expect(dry.log).toContain('Nothing is installed: dry run.');
  await using github = await FakeGitHub.start('org/tiny');
  using checkout = Workspace.of(FILES);
  for (const _ of [1, 2]) expect((await runAction('setup', checkout, github)).log).not.toMatch(STANDS);
  expect(checkout.has(MEMORY)).toBe(false);
});
