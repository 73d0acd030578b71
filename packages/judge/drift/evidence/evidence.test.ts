import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { distanceOn } from '../cells.ts';
import { drawOf } from './draw.ts';
import { evidenceOf } from './evidence.ts';
import { exchanged } from './exchange.ts';
import { hypergeometric } from './hypergeometric.ts';
import { Squares } from './squares.ts';

const names = distanceOn({ kind: 'category', names: ['a', 'b', 'c'], limit: null }, new Float64Array());
const counts = (...all: number[]) => Float64Array.of(...all);

test('hypergeometric numbers occur as often as scipy 1.17.1 says: hypergeom.pmf([0..5], 40, 12, 5)', () => {
  const random = seeded(1);
  const seen = new Array<number>(6).fill(0);
  for (let draw = 0; draw < 40_000; draw++) {
    const count = hypergeometric(12, 40, 5, random);
    seen[count] = (seen[count] ?? 0) + 1 / 40_000;
  }
  const expected = [
    0.149359886202, 0.373399715505, 0.328591749644, 0.126381442171, 0.021063573695, 0.001203632783,
  ];
  // four standard deviations of a share
  seen.forEach((share, count) => {
    const chance = expected[count] ?? 0;
    expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 40_000));
  });
});

test.each([
  ['row by row', 60],
  ['cell by cell', 60_000],
])('draws %s are of the right size, within the pool and right in the mean', (_how, size) => {
  const pool = counts(size, 3 * size, 0, 6 * size);
  const draw = drawOf(pool, size, seeded(2));
  const into = new Float64Array(4);
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < 400; at++) {
    draw(into);
    expect(into.reduce((all, count) => all + count)).toBe(size);
    into.forEach((count, cell) => {
      expect(count).toBeLessThanOrEqual(pool[cell] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + count / 400 / size;
    });
  }
  [0.1, 0.3, 0, 0.6].forEach((share, cell) => {
    expect(Math.abs((sums[cell] ?? 0) - share)).toBeLessThan(4 * Math.sqrt(share / size / 400) + 1e-12);
  });
});

test('p of exchanged rows is that of scipy 1.17.1: permutation_test of the Jensen-Shannon distance, 99,999 resamples', () => {
  const ps = Array.from({ length: 40 }, (_, seed) =>
    exchanged(counts(120, 60, 20), counts(18, 17, 5), names, seeded(seed)),
  );
  const mean = ps.reduce((sum, { p }) => sum + p / ps.length, 0);
  // 30 exceeding draws a run: p errs by 18 % a run, by 3 % over 40
  expect(mean).toBeGreaterThan(0.22945 * 0.9);
  expect(mean).toBeLessThan(0.22945 * 1.1);
});

test.each([
  [3, 0.17198982385785277],
  [6, 0.009964640828034185],
  [12, 2.1111812618290514e-5],
])(
  'the tail at %d of Pearson type III as scipy 1.17.1: pearson3.sf(x, 1.5, loc=2, scale=1.2)',
  (value, expected) => {
    const squares = new Squares(value);
    // three values with mean 2, deviation 1.2 and skewness 1.5, found by their equations
    const [rare, low, high] = [0.2, 2 - 1.2 * 0.5, 2 + 1.2 * 2];
    for (let at = 0; at < 1000; at++) squares.add(at < 1000 * rare ? high : low);
    expect(squares.moments()).toMatchObject({
      mean: expect.closeTo(2, 10),
      variance: expect.closeTo(1.44, 10),
      skewness: expect.closeTo(1.5, 10),
    });
    expect(squares.tail()).toBeCloseTo(expected, 10);
  },
);

test('where days differ, what one more day does is no evidence; that is told apart by blocks of time alone', () => {
  const random = seeded(5);
  const day = () => {
    const share = 0.3 + 0.4 * random();
    const drawn = Array.from({ length: 200 }, () => Number(random() < share)).filter(
      (one) => one === 1,
    ).length;
    return counts(drawn, 200 - drawn, 0);
  };
  let [byRows, byBlocks] = [0, 0];
  for (let run = 0; run < 40; run++) {
    const blocks = Array.from({ length: 30 }, day);
    const reference = counts(0, 0, 0).map((_, cell) =>
      blocks.reduce((sum, block) => sum + (block[cell] ?? 0), 0),
    );
    const sides = { reference, current: day() };
    byRows += Number(evidenceOf({ ...sides, blocks: [] }, names, random).p <= 0.05);
    byBlocks += Number(evidenceOf({ ...sides, blocks }, names, random).p <= 0.05);
  }
  expect(byRows).toBeGreaterThan(20);
  // nominal 2 of 40, and five standard deviations
  expect(byBlocks).toBeLessThanOrEqual(9);
});

test('a day beyond all days before is evidence', () => {
  const random = seeded(6);
  const blocks = Array.from({ length: 30 }, () => counts(100 + Math.round(20 * random()), 100, 0));
  const reference = counts(0, 0, 0).map((_, cell) =>
    blocks.reduce((sum, block) => sum + (block[cell] ?? 0), 0),
  );
  const found = evidenceOf({ reference, current: counts(30, 180, 0), blocks }, names, random);
  expect(found).toMatchObject({ from: 'blocks of time', blocks: 30 });
  expect(found.p).toBeLessThan(0.001);
});
