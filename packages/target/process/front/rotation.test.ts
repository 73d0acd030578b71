import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rotation, type Route } from './rotation.ts';

const routes = (...weights: number[]): Route[] =>
  weights.map((weight, index) => ({ revision: 'abcdef'[index] ?? '?', port: 1, weight }));
const turns = (rotation: Rotation, count: number) =>
  Array.from({ length: count }, () => rotation.next()[0]?.revision ?? '-').join('');

test.each([
  // the example of nginx's commit 52327e0627f4: {5, 1, 1} gives a a b a c a a
  ['smoothly', [5, 1, 1], 'aabacaa'],
  ['one alone', [100], 'aaaa'],
  ['two equals in turn', [50, 50], 'ababab'],
  ['none without weight', [100, 0], 'aaaa'],
  ['nothing where nothing serves', [], '----'],
])('hands out turns %s', (_, weights, expected) => {
  expect(turns(new Rotation(routes(...weights)), expected.length)).toBe(expected);
});

test('over a whole round each gets exactly its weight, and never one turn more than that at any time', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(weights, (given) => {
      const rotation = new Rotation(routes(...given));
      const sum = given.reduce((total, weight) => total + weight, 0);
      const counts = given.map(() => 0);
      for (let turn = 1; turn <= sum; turn++) {
        const index = 'abcdef'.indexOf(rotation.next()[0]?.revision ?? '');
        counts[index] = (counts[index] ?? 0) + 1;
        for (const [one, weight] of given.entries())
          expect(counts[one] ?? 0).toBeLessThanOrEqual(Math.ceil((turn * weight) / sum) + given.length);
      }
      expect(counts).toEqual(given);
    }),
  );
});

test('whoever refuses is followed by the others, the one with most weight first', () => {
  const order = new Rotation(routes(80, 10, 5)).next().map(({ revision }) => revision);
  expect(order).toEqual(['a', 'b', 'c']);
});
