import { expect, test } from 'vitest';
import { addressOf, packageIndex } from './packageindex.ts';

test.each([
  [{}, 'https://pypi.org/simple/'],
  [{ PIP_INDEX_URL: 'https://c.invalid/simple' }, 'https://c.invalid/simple/'],
  [{ PIP_INDEX_URL: 'https://c.invalid', UV_INDEX_URL: 'https://b.invalid/x/' }, 'https://b.invalid/x/'],
  [
    { UV_INDEX_URL: 'https://b.invalid', UV_DEFAULT_INDEX: 'ours=https://a.invalid/simple/' },
    'https://a.invalid/simple/',
  ],
  [{ UV_DEFAULT_INDEX: '', PIP_INDEX_URL: 'https://c.invalid/' }, 'https://c.invalid/'],
])('the index of %j is %s', (env, url) => {
  expect(packageIndex(env)).toEqual({ url, authorization: null, secret: null });
});

test('the login of an address becomes a header, and its password a secret', () => {
  // base64 of `me:p@ss`
  expect(packageIndex({ UV_DEFAULT_INDEX: 'https://me:p%40ss@a.invalid/simple' })).toEqual({
    url: 'https://a.invalid/simple/',
    authorization: 'Basic bWU6cEBzcw==',
    secret: 'p@ss',
  });
});

const PAGE = 'https://a.invalid/simple/uv/';
const html =
  '<a href="../../f/uv-2.whl#sha256=00">uv-2.whl</a>\n<a data-x="1" href="/f/uv-1+a.whl?k=1&amp;l=2">uv-1+a.whl</a>';
const json = JSON.stringify({ files: [{ filename: 'uv-2.whl', url: '../../f/uv-2.whl', hashes: {} }] });

test.each([
  ['uv-2.whl', json, 'application/vnd.pypi.simple.v1+json', 'https://a.invalid/f/uv-2.whl'],
  ['uv-2.whl', html, 'text/html', 'https://a.invalid/f/uv-2.whl#sha256=00'],
  ['uv-1+a.whl', html, 'text/html; charset=utf-8', 'https://a.invalid/f/uv-1+a.whl?k=1&l=2'],
  ['uv-3.whl', json, 'application/json', null],
  ['uv-3.whl', html, 'text/html', null],
])('%s on a page of %#', (file, body, type, address) => {
  expect(addressOf(file, body, type, PAGE)).toBe(address);
});
