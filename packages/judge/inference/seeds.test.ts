import { expect, it } from 'vitest';
import { contrastOfSeeds, type Run } from './seeds.ts';
import { signedRank } from './signedrank.ts';

const runs = (values: readonly number[]): readonly Run[] => values.map((value, seed) => ({ seed, value }));
const candidate = runs([0.912, 0.905, 0.921, 0.899, 0.915, 0.908, 0.917]);
const baseline = runs([0.901, 0.903, 0.909, 0.902, 0.906, 0.899, 0.905]);

// SciPy 1.17.1: ttest_rel(candidate, baseline).
it('pairs runs of one seed where split and order are shared', () => {
  const contrast = contrastOfSeeds(candidate, baseline.toReversed(), { shared: true, testVariance: 0 });
  expect(contrast.interval(0.95)[0]).toBeCloseTo(0.002119571686615194, 12);
  expect(contrast.interval(0.95)[1]).toBeCloseTo(0.012737571170527677, 12);
  expect(contrast.p('above', 0)).toBeCloseTo(0.014077544487540538 / 2, 12);
});

// SciPy 1.17.1: ttest_ind(candidate, baseline[:5], equal_var=False).
it("goes by Welch's t where they are not", () => {
  const contrast = contrastOfSeeds(candidate, baseline.slice(0, 5), { shared: false, testVariance: 0 });
  expect(contrast.interval(0.95)[0]).toBeCloseTo(-0.0004963589039907188, 12);
  expect(contrast.interval(0.95)[1]).toBeCloseTo(0.014096358903990996, 12);
  expect(contrast.signedRank).toBeNull();
});

it('adds the variance of the test set, which more seeds do not lessen', () => {
  const shared = { shared: true, testVariance: 0.01 ** 2 };
  const contrast = contrastOfSeeds(candidate, baseline, shared);
  expect(contrast.interval(0.95)[0]).toBeLessThan(-0.01);
  expect(contrast.needed(0, 0.95)).toBeNull();
  expect(
    contrastOfSeeds(candidate, baseline, { shared: true, testVariance: 0 }).needed(0.005, 0.95),
  ).toBeGreaterThan(7);
});

it('one pair tells no spread', () => {
  const { open } = contrastOfSeeds(candidate.slice(0, 1), baseline, { shared: true, testVariance: 0 });
  expect(open).toEqual({ because: '1 pairs of runs, and a spread takes 2', needed: 2 });
});

it('the signed ranks are judged from 6 pairs on', () => {
  const shared = { shared: true, testVariance: 0 };
  expect(contrastOfSeeds(candidate.slice(0, 5), baseline, shared).signedRank).toBeNull();
  expect(contrastOfSeeds(candidate.slice(0, 6), baseline, shared).signedRank?.n).toBe(6);
});

// SciPy 1.17.1 wilcoxon(method='exact') of six, p of both sides; the seven with ties by itertools.product over all signs.
it.each([
  { differences: [0.011, 0.002, 0.012, -0.003, 0.009, 0.0095], sum: 19, above: 0.046875, below: 0.96875 },
  { differences: [1, 1, -1, 2, 3, -2, 4], sum: 21.5, above: 0.1328125, below: 0.9140625 },
])('signed ranks of $differences', ({ differences, ...expected }) => {
  expect(signedRank([...differences, 0])).toEqual({ n: differences.length, ...expected });
});
