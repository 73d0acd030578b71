import { expect, test } from 'vitest';
import { digestOf } from '#record/digest';
import { circumstancesOf, type LookingHost } from './circumstances.ts';
import { contentsOf } from './contents.ts';
import { isDecided } from './decided.ts';
import { entailed, type Wish } from './environment.ts';
import type { Lock } from './lock.ts';
import type { Manifest } from './manifest.ts';

type Disk = Readonly<Record<string, string>>;

/** A disk that is a table of absolute paths, with the project in /home/me/work/flights. */
function hostOf(disk: Disk, env: LookingHost['env']): LookingHost {
  const at = (path: string) => (path.startsWith('/') ? path : `/home/me/work/flights/${path}`);
  const below = (folder: string) => Object.keys(disk).filter((path) => path.startsWith(`${at(folder)}/`));
  return {
    env,
    files: {
      root: '/home/me/work/flights',
      exists: async (path) =>
        disk[at(path)] !== undefined ? 'file' : below(path).length > 0 ? 'folder' : null,
      text: async (path) => disk[at(path)] ?? '',
      names: async (folder) => [
        ...new Set(below(folder).map((path) => path.slice(at(folder).length + 1).split('/')[0] ?? '')),
      ],
      list: async (folder) =>
        below(folder).map((path) => ({
          path: path.slice(at(folder).length + 1),
          size: disk[path]?.length ?? 0,
        })),
    },
    digests: {
      ofFiles: async (paths) =>
        paths.flatMap((path) => {
          const content = disk[at(path)];
          return content === undefined ? [] : [{ path, size: content.length, sha256: digestOf(content) }];
        }),
    },
  };
}

const BARE: Wish = { extras: [], groups: [], toolFolder: '/tools', useCache: false };
const WISH: Wish = { ...BARE, lock: 'requirements.txt', python: '3.11' };
const ENV = {
  PATH: '/home/me/.local/bin:/usr/bin',
  HOME: '/home/me',
  SHLVL: '1',
  UV_INDEX: 'https://example.invalid',
};
const ENVIRONMENT = '/home/me/work/flights/.mlops/env/';
const DISK: Disk = {
  '/home/me/work/flights/requirements.txt': 'six==1.17.0',
  '/home/me/work/flights/pyproject.toml': '[project]',
  '/home/me/work/flights/train.py': '',
  '/home/me/.pyenv/version': '3.11.7',
  '/etc/os-release': 'PRETTY_NAME="Debian"',
  '/lib64/libc.so.6': 'glibc 2.41',
  '/usr/bin/uv': 'uv 0.13.9',
};

interface Change {
  readonly wish?: Wish;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly disk?: Disk;
}

function seen({ wish = WISH, env, disk }: Change = {}) {
  return circumstancesOf(wish, hostOf({ ...DISK, ...disk }, { ...ENV, ...env }));
}

function differing(one: object, other: object): string[] {
  const before = new Map<string, unknown>(Object.entries(one));
  return Object.entries(other).flatMap(([part, digest]) => (before.get(part) === digest ? [] : [part]));
}

const home = '/home/me/work/flights';

test.each<readonly [string, Change, readonly string[]]>([
  ['nothing', {}, []],
  [
    'what tells one shell from another',
    { env: { SHLVL: '2', PWD: '/', OLDPWD: '/', _: '/usr/bin/mlops' } },
    [],
  ],
  ['a file of the project', { disk: { [`${home}/train.py`]: 'print()' } }, []],
  [
    'a newer Python and uv on PATH',
    { disk: { '/home/me/.local/bin/uv': 'uv', '/usr/bin/python3.14': '' } },
    [],
  ],
  ['another Python that is wished for', { wish: { ...WISH, python: '3.12' } }, ['wish']],
  ['no Python that is wished for', { wish: { ...BARE, lock: 'requirements.txt' } }, ['wish']],
  ['an extra', { wish: { ...WISH, extras: ['gpu'] } }, ['wish']],
  ['a group', { wish: { ...WISH, groups: ['dev'] } }, ['wish']],
  ['the folder of tools', { wish: { ...WISH, toolFolder: '/other' } }, ['wish']],
  ['the lock', { disk: { [`${home}/requirements.txt`]: 'six==1.16.0' } }, ['lock']],
  ['pyproject.toml', { disk: { [`${home}/pyproject.toml`]: '[project]\n' } }, ['settings']],
  ['uv.toml above the project', { disk: { '/home/me/uv.toml': '' } }, ['settings']],
  ['.python-version', { disk: { [`${home}/.python-version`]: '3.12' } }, ['settings']],
  ['.python-versions above the project', { disk: { '/home/.python-versions': '3.12' } }, ['settings']],
  ['.tool-versions', { disk: { [`${home}/.tool-versions`]: 'python 3.12' } }, ['settings']],
  ['the version of pyenv', { disk: { '/home/me/.pyenv/version': '3.12.1' } }, ['settings']],
  ["the user's settings of uv", { disk: { '/home/me/.config/uv/uv.toml': '' } }, ['settings']],
  ["the machine's settings of uv", { disk: { '/etc/uv/uv.toml': '' } }, ['settings']],
  ['a variable', { env: { UV_INDEX: 'https://elsewhere.invalid' } }, ['variables']],
  ['a variable more', { env: { UV_PYTHON: '3.12' } }, ['variables']],
  ['a variable less', { env: { UV_INDEX: undefined } }, ['variables']],
  ['PATH', { env: { PATH: '/usr/bin' } }, ['variables']],
  ['the operating system', { disk: { '/etc/os-release': 'PRETTY_NAME="Fedora"' } }, ['machine']],
  ['the C library', { disk: { '/lib64/libc.so.6': 'glibc 2.42' } }, ['machine']],
])('circumstances: %s', async (_, change, parts) => {
  expect(differing({ ...(await seen()) }, { ...(await seen(change)) })).toEqual(parts);
});

test('without a lock that is named, one that would be found first counts', async () => {
  const before = { ...(await seen({ wish: BARE })) };
  const after = await seen({ wish: BARE, disk: { [`${home}/uv.lock`]: 'version = 1' } });
  expect(differing(before, { ...after })).toEqual(['lock']);
});

test('settings of the folder of the lock count where it lies elsewhere', async () => {
  const wish = { ...BARE, lock: '../shared/uv.lock' };
  const before = { ...(await seen({ wish })) };
  const after = await seen({ wish, disk: { '/home/me/work/shared/uv.toml': '' } });
  expect(differing(before, { ...after })).toEqual(['settings']);
});

/** As the driver 570 writes them (its README, The /proc interface). */
const DRIVER = {
  '/usr/bin/nvidia-smi': 'nvidia-smi',
  '/proc/driver/nvidia/version': 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15\n',
  '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA L4\nIRQ:   \t\t 127\n',
  '/proc/driver/nvidia/gpus/0000:01:00.0/power': 'Runtime D3 status: Disabled\n',
};
const INFORMATION = '/proc/driver/nvidia/gpus/0000:01:00.0/information';

test.each<readonly [string, Disk, readonly string[]]>([
  ['an interrupt', { [INFORMATION]: 'Model: \t\t NVIDIA L4\nIRQ:   \t\t 99\n' }, []],
  ['another model', { [INFORMATION]: 'Model: \t\t NVIDIA T4\nIRQ:   \t\t 127\n' }, ['machine']],
  ['another driver', { '/proc/driver/nvidia/version': 'NVRM version: 580.1\n' }, ['machine']],
])('of a GPU: %s', async (_, disk, parts) => {
  const before = { ...(await seen({ disk: DRIVER })) };
  expect(differing(before, { ...(await seen({ disk: { ...DRIVER, ...disk } })) })).toEqual(parts);
});

test('where only nvidia-smi can tell of GPUs, the circumstances are not known', async () => {
  expect(await seen({ disk: { '/usr/bin/nvidia-smi': 'nvidia-smi' } })).toBeNull();
});

const MANIFEST: Manifest = {
  schema: 'https://github.com/org/mlops/environment/v1',
  spec: {
    kind: 'requirements',
    selection: { extras: [], groups: [] },
    target: { os: 'linux', arch: 'x86_64', libc: 'glibc' },
    python: { implementation: 'cpython', version: '3.11.7' },
    accelerator: { backend: null },
    packages: [{ name: 'six', version: '1.17.0', hashes: [], source: null }],
  },
  lock: { path: 'requirements.txt', sha256: 'a' },
  strength: 'strong',
  weakness: null,
  host: {
    os: null,
    kernel: null,
    libc: null,
    cpu: null,
    image: null,
    gpu: [],
    tool: { name: 'uv', version: '0.13.9' },
  },
};
const MADE = entailed(MANIFEST, home);
const PLACE = `${ENVIRONMENT}${MADE.envDigest.slice(0, 16)}`;
const PACKAGES = `${PLACE}/lib/python3.11/site-packages`;
const TOOLS = { uv: 'uv', python: '/opt/python3.11/bin/python3.11' };
const WHOLE: Disk = {
  ...DISK,
  [TOOLS.python]: 'ELF',
  [`${PLACE}/bin/python`]: 'ELF',
  [`${PLACE}/pyvenv.cfg`]: 'home = /opt/python3.11/bin',
  [`${PACKAGES}/six.py`]: '',
  [`${PACKAGES}/six-1.17.0.dist-info/METADATA`]: 'Name: six',
  [`${PACKAGES}/six-1.17.0.dist-info/RECORD`]: 'six.py,,',
};

test.each<readonly [string, Disk, readonly string[]]>([
  ['nothing', {}, []],
  ['bytecode', { [`${PACKAGES}/__pycache__/six.cpython-311.pyc`]: '' }, []],
  ['metadata that a package carries with it', { [`${PACKAGES}/pkg/_vendor/x-1.dist-info/METADATA`]: '' }, []],
  ['another uv', { '/usr/bin/uv': 'uv 0.14.0' }, ['uv']],
  ['a uv that comes before', { '/home/me/.local/bin/uv': 'uv 0.14.0' }, ['uv']],
  ['another interpreter in its place', { [TOOLS.python]: 'Mach-O' }, ['python']],
  ['its library', { '/opt/python3.11/lib/libpython3.11.so.1.0': '3.11.9' }, ['python']],
  ["the environment's own interpreter", { [`${PLACE}/bin/python`]: 'other' }, ['python']],
  ['pyvenv.cfg', { [`${PLACE}/pyvenv.cfg`]: 'home = /usr/bin' }, ['python']],
  ['a package more', { [`${PACKAGES}/click-8.1.8.dist-info/METADATA`]: 'Name: click' }, ['packages']],
  ['an egg more', { [`${PACKAGES}/click-8.1.8-py3.11.egg-info`]: 'Name: click' }, ['packages']],
  ['metadata of a package', { [`${PACKAGES}/six-1.17.0.dist-info/METADATA`]: 'Name: seven' }, ['packages']],
  [
    'an address it was installed from',
    { [`${PACKAGES}/six-1.17.0.dist-info/direct_url.json`]: '{}' },
    ['packages'],
  ],
  ['a folder of modules more', { [`${PACKAGES}/more.pth`]: '/elsewhere' }, ['packages']],
])('contents: %s', async (_, disk, parts) => {
  const before = await contentsOf(MADE, TOOLS, hostOf(WHOLE, ENV));
  const after = await contentsOf(MADE, TOOLS, hostOf({ ...WHOLE, ...disk }, ENV));
  expect(differing(before, after)).toEqual(parts);
});

test.each<readonly [string, readonly string[]]>([
  ['/usr/bin/uv', ['uv']],
  [TOOLS.python, ['python']],
  [`${PLACE}/bin/python`, ['python']],
  [`${PACKAGES}/six-1.17.0.dist-info/RECORD`, ['packages']],
])('contents: %s is gone', async (gone, parts) => {
  const { [gone]: _, ...rest } = WHOLE;
  const before = await contentsOf(MADE, TOOLS, hostOf(WHOLE, ENV));
  expect(differing(before, await contentsOf(MADE, TOOLS, hostOf(rest, ENV)))).toEqual(parts);
});

test('a uv that is not on PATH counts by its path', async () => {
  const tools = { ...TOOLS, uv: '/tools/uv/0.13.9/uv' };
  const before = await contentsOf(MADE, tools, hostOf(WHOLE, ENV));
  const after = await contentsOf(MADE, tools, hostOf({ ...WHOLE, [tools.uv]: 'ELF' }, ENV));
  expect(differing(before, after)).toEqual(['uv']);
});

const LOCK: Lock = {
  kind: 'uv',
  path: 'uv.lock',
  absolute: `${home}/uv.lock`,
  sha256: 'a',
  packages: [],
  choices: null,
  held: true,
};
const from = (source: string | null): Partial<Lock> => ({
  packages: [{ name: 'six', version: '1', hashes: [], source, marker: null }],
});

test.each<readonly [string, Partial<Lock>, string, boolean]>([
  ['packages of an index', from(null), '[project]', true],
  ['a commit', from('git:0123'), '[project]', true],
  ['an address', from('url'), '[project]', true],
  ['the project, which is not installed', from('virtual:.'), '[project]', true],
  ['the project, installed', from('editable:.'), '[project]', false],
  ['a folder', from('directory:lib'), '[project]', false],
  ['a file', from('path:six.whl'), '[project]', false],
  ['a member', from('virtual:lib'), '[project]', false],
  ['requirements without hashes', { held: false, kind: 'requirements' }, '', false],
  ['metadata that a build computes', {}, '[project]\ndynamic = ["dependencies"]', false],
  ['members found by a pattern', {}, '[tool.uv.workspace]\nmembers = ["lib/*"]', false],
  ['a pyproject.toml beside another lock', { kind: 'requirements' }, 'dynamic = ["version"]', true],
])('is all decided by the lock? %s', async (_, lock, project, decided) => {
  const { files } = hostOf({ [`${home}/pyproject.toml`]: project }, ENV);
  expect(await isDecided({ ...LOCK, ...lock }, files)).toBe(decided);
});
