import { expect, it } from 'vitest';
import { medianAbsoluteError } from '#metrics/measure/error';
import { contrastApart } from './apart.ts';
import { standingOf } from './decision.ts';
import { bias, discordant, examples, share } from './measures.fixture.ts';
import { TERMS } from './terms.ts';

const hits = ([count, rows]: readonly [number, number]) => discordant(count, rows - count, rows)[0];

// Newcombe, Statistics in Medicine 17 (1998), table II, method 10: to four digits.
it.each([
  { one: [56, 70], other: [48, 80], low: 0.0524, high: 0.3339 },
  { one: [9, 10], other: [3, 10], low: 0.1705, high: 0.809 },
  { one: [10, 10], other: [0, 20], low: 0.6791, high: 1 },
] as const)(
  'two proportions of $one and $other have the interval of Newcombe',
  ({ one, other, low, high }) => {
    const contrast = contrastApart(share, hits(one), hits(other), { ...TERMS, minN: 5 });
    expect(contrast.interval(0.95)[0]).toBeCloseTo(low, 4);
    expect(contrast.interval(0.95)[1]).toBeCloseTo(high, 4);
    expect(contrast.p('above', contrast.interval(0.95)[0])).toBeCloseTo(0.025, 8);
  },
);

it('the baseline may be scaled', () => {
  const contrast = contrastApart(share, hits([60, 80]), hits([45, 70]), TERMS, 0.9);
  const [low, high] = contrast.interval(0.95);
  expect(contrast.p('above', low)).toBeCloseTo(0.025, 8);
  expect(contrast.p('below', high)).toBeCloseTo(0.025, 8);
});

// SciPy 1.17.1 ttest_ind(equal_var=False).confidence_interval(0.95): -1.5199015, -0.1312788.
it('two means come near to the interval of Welch, which their skewness moves a little', () => {
  const one = Float64Array.from({ length: 40 }, (_, row) => Math.sin(row ** 2) * 3);
  const other = Float64Array.from({ length: 50 }, (_, row) => Math.cos(row * 7.7) + 0.5);
  const contrast = contrastApart(
    bias,
    examples(new Float64Array(40), one),
    examples(new Float64Array(50), other),
    TERMS,
  );
  expect(contrast.interval(0.95)[0]).toBeCloseTo(-1.5199, 1);
  expect(contrast.interval(0.95)[1]).toBeCloseTo(-0.1313, 1);
  expect(contrast.n).toBe(40);
});

it('resamples each side by itself where there is no influence function', () => {
  const one = Float64Array.from({ length: 60 }, (_, row) => 1 + ((row * 37) % 60));
  const contrast = contrastApart(
    medianAbsoluteError,
    examples(
      new Float64Array(60),
      one.map((value) => value + 0.5),
    ),
    examples(new Float64Array(60), one),
    TERMS,
  );
  expect(standingOf(contrast, 0, 0.95)).toBe('open');
  expect(contrast.method).toBe('unpaired, bootstrap');
});
