import { expect, test } from 'vitest';
import { demandTag, originOf, parseReference, showReference } from './reference.ts';

const hex = 'f'.repeat(64);

/** What docker makes of these: distribution/reference, normalize_test.go and reference_test.go. */
test.each([
  ['fedora', 'docker.io', 'library/fedora', null, null],
  ['fedora:latest', 'docker.io', 'library/fedora', 'latest', null],
  ['redis/redis', 'docker.io', 'redis/redis', null, null],
  ['docker.io/library/foo', 'docker.io', 'library/foo', null, null],
  ['index.docker.io/foo', 'docker.io', 'library/foo', null, null],
  ['localhost/app', 'localhost', 'app', null, null],
  ['127.0.0.1:8000/private/moonbase', '127.0.0.1:8000', 'private/moonbase', null, null],
  ['[::1]:5000/repo:1', '[::1]:5000', 'repo', '1', null],
  ['ghcr.io/acme/flights:1.0.2-rc.1', 'ghcr.io', 'acme/flights', '1.0.2-rc.1', null],
  [`test.com:8000/repo@sha256:${hex}`, 'test.com:8000', 'repo', null, `sha256:${hex}`],
  [`foo/foo_bar.com:8080@sha256:${hex}`, 'docker.io', 'foo/foo_bar.com', '8080', `sha256:${hex}`],
  ['a--a/foo__bar', 'docker.io', 'a--a/foo__bar', null, null],
  ['UPPER/lower', 'UPPER', 'lower', null, null],
])('%s is %s, %s', (text, registry, repository, tag, digest) => {
  expect(parseReference(text)).toMatchObject({ registry, repository, tag, digest });
});

test.each([
  ['', 'is no name of an image. Write it like ghcr.io/acme/flights.'],
  [':justtag', 'is no name of an image'],
  ['a//b', 'is no name of an image'],
  ['-foo/bar', 'is no name of an image'],
  ['foo/_bar', 'is no name of an image'],
  [
    'ghcr.io/Acme/Flights:1',
    'has capital letters, which no registry takes in a name. Write ghcr.io/acme/flights:1.',
  ],
  ['https://ghcr.io/a/b', 'begins with a scheme. Leave out https://'],
  ['a/b@sha256:abc', 'has something other than sha256: and 64 hexadecimal digits behind @. Copy it whole.'],
  [`a/b@md5:${hex}`, 'has something other than sha256:'],
  [`a/b@sha256:${hex}@sha256:${hex}`, 'has something other than sha256:'],
  ['ghcr.io/a/b:', 'has a tag that cannot be: . A tag has letters'],
  [`ghcr.io/a/b:${'x'.repeat(129)}`, 'has a tag that cannot be: x'],
  ['registry:port/a', 'names a registry that cannot be: registry:port'],
  [`ghcr.io/${'a/'.repeat(150)}b`, 'is longer than the 255 letters a name may have'],
])('%j is a mistake that says what to write', (text, message) => {
  expect(() => parseReference(text)).toThrow(`image = ${JSON.stringify(text)}: ${message}`);
});

test('it is shown as it is read', () => {
  const text = `ghcr.io/acme/flights:1@sha256:${hex}`;
  expect(showReference(parseReference(text))).toBe(text);
  expect([parseReference('flights').registryNamed, parseReference(text).registryNamed]).toEqual([
    false,
    true,
  ]);
});

test.each([
  ['localhost', 'http://localhost'],
  ['localhost:5000', 'http://localhost:5000'],
  ['127.0.0.1:5000', 'http://127.0.0.1:5000'],
  ['127.1.2.3', 'http://127.1.2.3'],
  ['[::1]:5000', 'http://[::1]:5000'],
  ['ghcr.io', 'https://ghcr.io'],
  ['docker.io', 'https://registry-1.docker.io'],
  ['127.0.0.1.example.com', 'https://127.0.0.1.example.com'],
  ['localhost.example.com', 'https://localhost.example.com'],
  ['plain.example:5000', 'http://plain.example:5000'],
])('%s is asked at %s', (registry, origin) => {
  expect(originOf(registry, ['plain.example:5000'])).toBe(origin);
});

test('a tag is checked by itself', () => {
  expect(demandTag('v1.2_3')).toBe('v1.2_3');
  expect(() => demandTag('a b')).toThrow('tags = "a b": has a tag that cannot be');
});
