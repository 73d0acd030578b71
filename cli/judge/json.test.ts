import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces } from './json.ts';

test('the pieces together are what JSON.stringify gives', () => {
  fc.assert(
    fc.property(fc.object({ withNullPrototype: false, maxDepth: 4 }), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test.each([
  {},
  { none: [], nothing: undefined, empty: {} },
  { nothing: undefined },
  { list: [undefined, 1, { text: 'line\nend' }, [2, [3]]] },
  { long: Array.from({ length: 20_000 }, (_, at) => ({ at, text: `value ${at}` })), last: Number.NaN },
])('%j', (value) => {
  const pieces = [...jsonPieces(value)];
  expect(pieces.join('')).toBe(JSON.stringify(value, null, 2));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
});
