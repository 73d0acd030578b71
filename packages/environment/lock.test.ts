import { describe, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { kindOf, openLock } from './lock.ts';
import { parsePylock } from './pylock.ts';
import { parseUvLock } from './uvlock.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

/** As uv 0.13 writes it, with addresses that lead nowhere. */
const UV_LOCK = `
version = 1
revision = 5
requires-python = ">=3.10"

[[package]]
name = "demo"
source = { editable = "." }
dependencies = [{ name = "six" }, { name = "tool", marker = "sys_platform == 'win32'" }]

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://example.invalid/simple" }
sdist = { url = "https://example.invalid/six.tar.gz", hash = "sha256:${B}", size = 1, upload-time = "2024-12-04T17:35:28Z" }
wheels = [{ url = "https://example.invalid/six.whl", hash = "sha256:${A}", size = 1 }]

[[package]]
name = "tool"
version = "0.1.0"
source = { git = "https://example.invalid/tool?rev=main#0123456789abcdef0123456789abcdef01234567" }
`;

const PYLOCK = `
lock-version = "1.0"
created-by = "uv"
extras = ["gpu"]
dependency-groups = ["train"]

[[packages]]
name = "six"
version = "1.17.0"
marker = "'gpu' in extras"
index = "https://example.invalid/simple"
sdist = { url = "https://example.invalid/six.tar.gz", upload-time = 2024-12-04T17:35:28Z, hashes = { sha256 = "${B}" } }
wheels = [{ url = "https://example.invalid/six.whl", hashes = { sha256 = "${A}" } }]

[[packages]]
name = "local"
directory = { path = "lib/local", editable = true }
`;

describe('what a lock file lists', () => {
  test('uv.lock: hashes of every file, the commit of a repository, no addresses', () => {
    const packages = parseUvLock(UV_LOCK, 'uv.lock');
    expect(packages).toEqual([
      { name: 'demo', version: null, hashes: [], source: 'editable:.', marker: null },
      { name: 'six', version: '1.17.0', hashes: [`sha256:${A}`, `sha256:${B}`], source: null, marker: null },
      {
        name: 'tool',
        version: '0.1.0',
        hashes: [],
        source: 'git:0123456789abcdef0123456789abcdef01234567',
        marker: null,
      },
    ]);
    expect(JSON.stringify(packages)).not.toContain('example.invalid');
  });

  test('pylock.toml: markers, and the extras and groups there are', () => {
    expect(parsePylock(PYLOCK, 'pylock.toml')).toEqual({
      packages: [
        {
          name: 'six',
          version: '1.17.0',
          hashes: [`sha256:${A}`, `sha256:${B}`],
          source: null,
          marker: "'gpu' in extras",
        },
        { name: 'local', version: null, hashes: [], source: 'editable:lib/local', marker: null },
      ],
      choices: { extras: ['gpu'], groups: ['train'] },
    });
  });

  test('broken TOML is a mistake that points at the place', () => {
    const broken = () => parseUvLock('version = 1\n[[package]\n', 'uv.lock');
    expect(broken).toThrow(Mistake);
    expect(broken).toThrow(/uv\.lock \(uv\.lock:2:\d+\): is not TOML/);
  });

  test('a package without a name is a mistake', () => {
    expect(() => parsePylock('lock-version = "1.0"\n[[packages]]\nversion = "1"', 'pylock.toml')).toThrow(
      /packages\.0\.name/,
    );
  });
});

test.each([
  ['uv.lock', 'uv'],
  ['sub/uv.lock', 'uv'],
  ['pylock.toml', 'pylock'],
  ['pylock.gpu.toml', 'pylock'],
  ['requirements.txt', 'requirements'],
  ['requirements/train.txt', 'requirements'],
  ['poetry.lock', null],
  ['pyproject.toml', null],
])('%s is of the kind %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

/** Files that are there, all empty. */
function holding(...names: string[]): Pick<Files, 'resolve' | 'exists' | 'bytes'> {
  return {
    resolve: async (path) => path,
    exists: async (path) => (names.includes(path) ? 'file' : null),
    bytes: async () => new Uint8Array(),
  };
}

describe('which lock file is taken', () => {
  test.each([
    [['uv.lock', 'pylock.toml', 'requirements.txt'], 'uv.lock'],
    [['pylock.toml', 'requirements.txt'], 'pylock.toml'],
    [['requirements.txt'], 'requirements.txt'],
  ])('of %j it is %s', async (names, path) => {
    const opened = await openLock(undefined, holding(...names)).catch((error: unknown) => error);
    // an empty pylock.toml is refused, by its name
    if (path === 'pylock.toml') expect(String(opened)).toContain('pylock.toml: is not a lock file');
    else expect(opened).toMatchObject({ path });
  });

  test.each([
    [undefined, ['pyproject.toml'], 'There is pyproject.toml (make uv.lock from pyproject.toml: uv lock).'],
    [undefined, [], 'Make one, e.g. uv pip compile --generate-hashes'],
    ['requirement.txt', ['requirements.txt'], 'Did you mean requirements.txt?'],
    ['uv.lock', ['requirements.txt'], 'There is requirements.txt.'],
    ['poetry.lock', ['poetry.lock'], 'Name a uv.lock, a pylock.toml'],
  ])('lock %s among %j: %s', async (said, names, remedy) => {
    await expect(openLock(said, holding(...names))).rejects.toThrow(remedy);
  });
});
