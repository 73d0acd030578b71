import { describe, expect, test } from 'vitest';
import { URI } from '#record/vocabulary';
import type { LockedPackage } from './locked.ts';
import { envDigestOf, hostDigestOf, type Manifest, readManifest } from './manifest.ts';
import { specOf, weaknessOf } from './spec.ts';

const six: LockedPackage = {
  name: 'six',
  version: '1.17.0',
  hashes: ['sha256:bb', 'sha256:aa'],
  source: null,
  marker: null,
};
const torch: LockedPackage = {
  name: 'torch',
  version: '2.11.0+cu130',
  hashes: ['sha256:cc'],
  source: null,
  marker: null,
};
const demo: LockedPackage = { name: 'demo', version: null, hashes: [], source: 'directory:.', marker: null };

const python = {
  python: { implementation: 'cpython', version: '3.11.7' },
  target: { os: 'linux', arch: 'x86_64', libc: 'glibc' as const },
};

function digest(
  packages: LockedPackage[],
  from = python,
  selection = { extras: ['b', 'a'], groups: [] as string[] },
): string {
  return envDigestOf({ schema: URI.environment, spec: specOf('uv', selection, from, packages) });
}

describe('the environment digest', () => {
  test('is the SHA-256 of the canonical JSON of {schema, spec}', () => {
    // Python: sha256(json.dumps({...}, sort_keys=True, separators=(',', ':')).encode()), the same bytes for ASCII
    expect(digest([torch, six, demo])).toBe(
      'c065f33f1e41037fd978cd8a031887fd482d51343ac0f42fa57773352dafdb58',
    );
  });

  test('does not change with the order of packages, hashes, extras, or with a marker that has been decided', () => {
    const turned = { ...six, hashes: [...six.hashes].reverse(), marker: "sys_platform == 'linux'" };
    expect(digest([turned, demo, torch], python, { extras: ['a', 'b'], groups: [] })).toBe(
      digest([torch, six, demo]),
    );
  });

  test.each([
    ['a hash', () => digest([{ ...six, hashes: ['sha256:aa'] }])],
    ['a version', () => digest([{ ...six, version: '1.16.0' }])],
    ['a package more', () => digest([six, demo])],
    ['a commit', () => digest([{ ...six, source: 'git:0123' }])],
    ['an extra', () => digest([six], python, { extras: [], groups: [] })],
    ['Python', () => digest([six], { ...python, python: { ...python.python, version: '3.11.8' } })],
    ['the machine', () => digest([six], { ...python, target: { ...python.target, arch: 'aarch64' } })],
  ])('changes with %s', (_, changed) => {
    expect(changed()).not.toBe(digest([six]));
  });
});

const manifest: Manifest = {
  schema: URI.environment,
  spec: specOf('uv', { extras: [], groups: [] }, python, [six]),
  lock: { path: 'uv.lock', sha256: 'dd' },
  strength: 'strong',
  weakness: null,
  host: {
    os: null,
    kernel: '6.1',
    libc: 'glibc 2.36',
    cpu: null,
    image: null,
    gpu: [],
    tool: { name: 'uv', version: '0.13.9' },
  },
};

test('neither the lock file nor the tool is in the environment digest; the tool is in the host digest', () => {
  const host = { ...manifest.host, tool: { name: 'uv', version: '0.14.0' } };
  const other = { ...manifest, host, lock: { path: 'b/uv.lock', sha256: 'ee' } };
  expect(envDigestOf(other)).toBe(envDigestOf(manifest));
  expect(hostDigestOf(other)).not.toBe(hostDigestOf(manifest));
});

test('a manifest reads back as it was written, and what is none is refused', () => {
  expect(readManifest(Buffer.from(JSON.stringify(manifest)))).toEqual(manifest);
  expect(() => readManifest('{')).toThrow('is not JSON');
  expect(() => readManifest(JSON.stringify({ ...manifest, schema: 'x' }))).toThrow('schema');
  expect(() => readManifest(JSON.stringify({ ...manifest, more: 1 }))).toThrow('is no environment manifest');
});

test.each([
  [[six], null],
  [[torch, six], 'cu130'],
  [[{ ...torch, version: '2.11.0+cpu' }], 'cpu'],
  [[{ ...torch, version: '2.11.0+local.build' }], null],
])('the accelerator of the packages is told by their labels (%#)', (packages, backend) => {
  expect(specOf('uv', { extras: [], groups: [] }, python, packages).accelerator.backend).toBe(backend);
});

test.each([
  [
    'all with hashes, a folder of the project, a commit',
    true,
    [six, demo, { ...demo, source: 'git:01' }, { ...demo, source: 'editable:.' }],
    null,
  ],
  ['requirements without hashes', false, [six], 'the requirements have no hashes'],
  ['a package without hash', true, [six, { ...torch, hashes: [] }], 'no strong hash for torch'],
  ['a hash of a broken kind', true, [{ ...six, hashes: ['md5:00'] }], 'no strong hash for six'],
])('what weakens a digest: %s', (_, held, packages, weakness) => {
  const found = weaknessOf(held, packages);
  if (weakness === null) expect(found).toBeNull();
  else expect(found).toContain(weakness);
});
