import { describe, expect, test } from 'vitest';
import { canonical } from '#record/canonical';
import { PROPERTY, URI } from '#record/vocabulary';
import { bomOf } from './bom.ts';
import type { LockedPackage } from './locked.ts';
import type { Manifest } from './manifest.ts';
import { specOf } from './spec.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

function locked(changes: Partial<LockedPackage> = {}): LockedPackage {
  return { name: 'six', version: '1.17.0', hashes: [`sha256:${A}`], source: null, marker: null, ...changes };
}

function manifest(packages: readonly LockedPackage[], implementation = 'cpython'): Manifest {
  const python = {
    python: { implementation, version: '3.11.7' },
    target: { os: 'linux', arch: 'x86_64', libc: 'glibc' as const },
  };
  return {
    schema: URI.environment,
    spec: specOf('uv', { extras: ['fast'], groups: ['dev', 'docs'] }, python, packages),
    lock: { path: 'uv.lock', sha256: 'dd' },
    strength: 'strong',
    weakness: null,
    host: {
      os: null,
      kernel: '6.1',
      libc: null,
      cpu: null,
      image: null,
      gpu: [],
      tool: { name: 'uv', version: '1' },
    },
  };
}

function read(packages: readonly LockedPackage[], implementation?: string) {
  return JSON.parse(bomOf(manifest(packages, implementation)));
}

function only(changes: Partial<LockedPackage>) {
  return read([locked(changes)]).components[1];
}

test('it is canonical JSON and a line end, and says what format it has', () => {
  const text = bomOf(manifest([locked()]));
  expect(text).toBe(`${canonical(JSON.parse(text))}\n`);
  expect(JSON.parse(text)).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
});

test('it is made of schema and spec alone: another machine, tool and lock file of equal content change no byte', () => {
  const one = manifest([locked()]);
  const host = { ...one.host, kernel: '6.8', tool: { name: 'uv', version: '2' } };
  const other: Manifest = { ...one, host, lock: { path: 'b/uv.lock', sha256: 'ee' }, strength: 'weak' };
  expect(bomOf(other)).toBe(bomOf(one));
});

test('its subject is the environment, by the digest that records name', () => {
  const bom = read([]);
  // Python: sha256(json.dumps({'schema': …, 'spec': …}, sort_keys=True, separators=(',', ':')).encode())
  const digest = '4abb25d109dc127a3371162b44e5d69789cb84cd6bb2baeb53848b5f6ab3a6b1';
  expect(bom.metadata.component).toEqual({
    type: 'platform',
    'bom-ref': 'environment',
    name: 'environment',
    version: digest.slice(0, 12),
    properties: [
      { name: PROPERTY.digest, value: digest },
      { name: PROPERTY.lock, value: 'uv' },
      { name: PROPERTY.os, value: 'linux' },
      { name: PROPERTY.arch, value: 'x86_64' },
      { name: PROPERTY.libc, value: 'glibc' },
      { name: PROPERTY.extra, value: 'fast' },
      { name: PROPERTY.group, value: 'dev' },
      { name: PROPERTY.group, value: 'docs' },
    ],
  });
  // Python: uuid.uuid5(uuid.NAMESPACE_URL, f'{schema}#{digest}')
  expect(bom.serialNumber).toBe('urn:uuid:2d5008da-9797-5474-bae9-014f075e86f3');
});

test.each([
  ['cpython', { purl: 'pkg:generic/python@3.11.7' }],
  ['cpython-freethreaded', { purl: 'pkg:generic/python@3.11.7' }],
  ['pypy', {}],
])('Python is a component: %s', (implementation, purl) => {
  expect(read([], implementation).components).toEqual([
    {
      type: 'platform',
      'bom-ref': 'python',
      name: 'python',
      version: '3.11.7',
      properties: [{ name: PROPERTY.implementation, value: implementation }],
      ...purl,
    },
  ]);
});

test('the environment depends on each of its components, and what these depend on is left open', () => {
  expect(read([locked(), locked({ name: 'demo', source: 'editable:.', hashes: [] })]).dependencies).toEqual([
    { ref: 'environment', dependsOn: ['python', 'package:demo', 'pkg:pypi/six@1.17.0'] },
  ]);
});

describe('a package', () => {
  // packageurl-python 0.17.6: PackageURL('pypi', None, name, version).to_string()
  test.each([
    ['six', '1.17.0', 'pkg:pypi/six@1.17.0'],
    ['torch', '2.11.0+cu130', 'pkg:pypi/torch@2.11.0%2Bcu130'],
    ['epoch', '1!2.0', 'pkg:pypi/epoch@1%212.0'],
    ['open', null, 'pkg:pypi/open'],
  ])('of an index is known by its purl: %s %s', (name, version, purl) => {
    expect(only({ name, version })).toMatchObject({ type: 'library', name, purl, 'bom-ref': purl });
  });

  test('whose version the lock leaves open has none', () => {
    expect(only({ version: null })).not.toHaveProperty('version');
  });

  test('with one hash has it as its own', () => {
    const six = only({});
    expect(six.hashes).toEqual([{ alg: 'SHA-256', content: A }]);
    expect(six).not.toHaveProperty('externalReferences');
    expect(six).not.toHaveProperty('properties');
  });

  test('with several has a distribution for each, for they are of several files', () => {
    const six = only({ hashes: [`sha256:${B}`, `sha256:${A}`] });
    expect(six).not.toHaveProperty('hashes');
    expect(six.externalReferences).toEqual([
      {
        type: 'distribution',
        url: `pkg:pypi/six@1.17.0?checksum=sha256:${A}`,
        hashes: [{ alg: 'SHA-256', content: A }],
      },
      {
        type: 'distribution',
        url: `pkg:pypi/six@1.17.0?checksum=sha256:${B}`,
        hashes: [{ alg: 'SHA-256', content: B }],
      },
    ]);
  });

  test.each([['git:0123'], ['directory:lib'], ['editable:.'], ['path:six.whl'], ['url']])(
    'from %s has no purl, which would be that of a stranger on the index',
    (source) => {
      const six = only({ source, hashes: [] });
      expect(six).not.toHaveProperty('purl');
      expect(six).toMatchObject({
        'bom-ref': 'package:six',
        properties: [{ name: PROPERTY.source, value: source }],
      });
    },
  );

  test('from elsewhere keeps one hash as its own, and several as properties, having no address for each', () => {
    expect(only({ source: 'url' }).hashes).toEqual([{ alg: 'SHA-256', content: A }]);
    const six = only({ source: 'url', hashes: [`sha256:${B}`, `sha256:${A}`] });
    expect(six.properties).toEqual([
      { name: PROPERTY.source, value: 'url' },
      { name: PROPERTY.hash, value: `sha256:${A}` },
      { name: PROPERTY.hash, value: `sha256:${B}` },
    ]);
  });

  // the enumeration hash-alg of bom-1.6.schema.json, and the digits its hash-content allows
  test.each([
    ['md5', 32, 'MD5'],
    ['sha1', 40, 'SHA-1'],
    ['sha384', 96, 'SHA-384'],
    ['sha512', 128, 'SHA-512'],
    ['sha3_256', 64, 'SHA3-256'],
    ['blake2b', 128, 'BLAKE2b-512'],
  ])('with a hash of the kind %s has it under the name CycloneDX gives it', (kind, digits, alg) => {
    const content = '0f'.repeat(digits / 2);
    expect(only({ hashes: [`${kind}:${content}`] }).hashes).toEqual([{ alg, content }]);
  });

  test.each([
    ['a kind CycloneDX does not know', `blake2s:${A}`],
    ['too few digits', 'sha256:00'],
    ['no digits', `sha256:${'z'.repeat(64)}`],
  ])('keeps a hash of %s as a property', (_what, hash) => {
    const six = only({ hashes: [hash] });
    expect(six).not.toHaveProperty('hashes');
    expect(six.properties).toEqual([{ name: PROPERTY.hash, value: hash }]);
    const both = only({ hashes: [hash, `sha256:${B}`] });
    expect(both.externalReferences).toHaveLength(1);
    expect(both.properties).toEqual([{ name: PROPERTY.hash, value: hash }]);
  });
});
