import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkedDrift, nannymlDrift } from './drift.ts';

/** Values of NannyML 0.13.1 itself; scripts/vectors/nannyml_cases.py makes them. */
interface Case {
  readonly name: string;
  readonly kind: 'num' | 'cat';
  readonly reference?: readonly (number | string | null)[];
  readonly current?: readonly (number | string | null)[];
  readonly methods: Readonly<
    Record<string, { readonly upper: number | null; readonly values: number[]; readonly alerts: boolean[] }>
  >;
}
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8'),
);
const cells = (side: readonly (number | string | null)[]) => side.map((cell) => cell ?? Number.NaN);
const sequence = (rows: number, of: (at: number) => number) =>
  Array.from({ length: rows }, (_, at) => of(at + 1));

/** Sides of the case of many rows are not stored but made again. */
function sidesOf({ reference, current }: Case) {
  if (reference !== undefined && current !== undefined) return [cells(reference), cells(current)] as const;
  return [
    sequence(12_000, (at) => (at * 0.6180339887498949) % 1),
    sequence(3000, (at) => Math.sqrt((at * 0.7548776662466927) % 1) * 1.2 - 0.1),
  ] as const;
}

test.each(cases.flatMap((one) => Object.keys(one.methods).map((method) => [one.name, method, one] as const)))(
  'as NannyML has it: %s, %s',
  (_name, method, one) => {
    const expected = one.methods[method];
    const [reference, current] = sidesOf(one);
    const found = chunkedDrift(reference, current, { kind: one.kind, method });
    expect(found.chunks.map(({ alert }) => alert)).toEqual(expected?.alerts);
    for (const [at, value] of (expected?.values ?? []).entries())
      expect(found.chunks[at]?.value).toBeCloseTo(value, 7);
    // NannyML states no threshold for chi2
    if (expected?.upper != null) expect(found.threshold).toBeCloseTo(expected.upper, 7);
  },
);

test('the current rows as one chunk', () => {
  const words = [...'abc'.repeat(10)];
  const found = nannymlDrift(words, [...'bbbbb'], { kind: 'cat', method: 'l_infinity' });
  expect(found).toMatchObject({ method: 'l_infinity', drifted: true });
  expect(found.score).toBeCloseTo(2 / 3, 12);
  expect(found.reason).toContain('above mean + 3 standard deviations');
});

test.each([
  [
    'magic',
    'num',
    /a method that NannyML has not\. For numbers there are: jensen_shannon, kolmogorov_smirnov/,
  ],
  ['chi2', 'num', /not for its kind/],
  ['wasserstein', 'cat', /For categories there are: jensen_shannon, hellinger, chi2, l_infinity/],
] as const)('%s for %s is a mistake that lists what there is', (method, kind, said) => {
  expect(() => nannymlDrift([1, 2], [3], { kind, method })).toThrow(said);
});

test.each([
  [[Number.NaN, Number.NaN], [1], /no value in the reference/],
  [[1, 2, 3], [Number.NaN], /no value in the current data/],
  [[1, 2, 3], [1], /chunks = "10": cannot be made of 3 rows/],
  [[1e308, -1e308, 1.7e308], [1], /from -1e\+308 to 1\.7e\+308 lie too far apart for bins/],
])('%j against %j is a mistake', (reference, current, said) => {
  expect(() => nannymlDrift(reference, current, { kind: 'num' })).toThrow(said);
});

// numpy 2.4.6: histogram_bin_edges([0, 1e-170, 2e-170, 0, 1e-170, 5e-170], 'doane') is [0, 5e-170]: one bin
test('values so small that their squares vanish lie in one bin', () => {
  const reference = Array.from(
    { length: 60 },
    (_, at) => [0, 1e-170, 2e-170, 0, 1e-170, 5e-170][at % 6] ?? 0,
  );
  expect(nannymlDrift(reference, [1e-170, 3e-170], { kind: 'num' })).toMatchObject({
    score: 0,
    drifted: false,
  });
  expect(nannymlDrift(reference, [1e-169], { kind: 'num' })).toMatchObject({ score: 1, drifted: true });
});

const column = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 20, maxLength: 60 });
test.each(['jensen_shannon', 'kolmogorov_smirnov', 'wasserstein', 'hellinger'])(
  '%s is nothing between a column and itself, and never negative',
  (method) => {
    fc.assert(
      fc.property(column, column, (one, other) => {
        expect(nannymlDrift(one, one, { kind: 'num', method }).score).toBeCloseTo(0, 9);
        expect(nannymlDrift(one, other, { kind: 'num', method }).score).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  },
);
