import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bins, edgesOf } from './bins.ts';

test.each([
  ['few values: from the least to the greatest', [0, 3, 10], [0, 10]],
  ['one value', [7, 7, 7], [7, 7.5]],
  ['nothing but 0', [0, 0], [0, 0.05]],
  ['negative ones', [-0.31, 0.29], [-0.32, 0.3]],
])('%s', (_, values, [low, high]) => {
  const edges = edgesOf([Float64Array.from(values)]) ?? [];
  expect([edges[0], edges.at(-1)]).toEqual([low, high]);
});

test('one stray value among thousands does not squeeze the others into one bin', () => {
  const values = Float64Array.from({ length: 10_000 }, (_, at) => (at === 5 ? 1e9 : at / 10_000));
  const edges = edgesOf([values]) ?? [];
  expect(edges.at(-1)).toBeLessThan(1.1);
  expect(new Bins(edges).at(1e9)).toBe(edges.length - 2);
});

test('two models share edges that hold both', () => {
  const edges = edgesOf([Float64Array.of(0, 1), Float64Array.of(5, 9)]) ?? [];
  expect([edges[0], edges.at(-1)]).toEqual([0, 9]);
});

test.each([[[]], [[Number.MAX_VALUE, -Number.MAX_VALUE]]])('%j has no edges', (values) => {
  expect(edgesOf([Float64Array.from(values)])).toBeNull();
});

test('a value lies between the edges of its bin', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, (all) => {
      const edges = edgesOf([Float64Array.from(all)]);
      if (edges === null) return;
      const bins = new Bins(edges);
      for (const value of all) {
        const [low = 0, high = 0] = edges.slice(bins.at(value));
        // what rounding an edge to 15 figures can do
        const slack = 1e-9 * (high - low) + 1e-14 * Math.abs(value);
        expect(value).toBeGreaterThanOrEqual(low - slack);
        expect(value).toBeLessThanOrEqual(high + slack);
      }
    }),
  );
});
