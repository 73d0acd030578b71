import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pairsOf } from './categories.ts';
import { ANSWER, deepchecksDrift } from './drift.ts';
import { association } from './statistic.ts';

/** Values of deepchecks 0.19.1 itself; scripts/vectors/deepchecks_cases.py makes them. */
type Counted = Readonly<Record<string, number>>;
type Case = { readonly name: string; readonly methods: Readonly<Record<string, number>> } & (
  | { readonly kind: 'num'; readonly reference: (number | null)[]; readonly current: (number | null)[] }
  | { readonly kind: 'cat'; readonly reference: Counted; readonly current: Counted }
);
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8'),
);
const numbers = (side: readonly (number | null)[]) => side.map((cell) => cell ?? Number.NaN);
const words = (counts: Counted) =>
  Object.entries(counts).flatMap(([word, n]) => new Array<string>(n).fill(word));

test.each(cases.flatMap((one) => Object.keys(one.methods).map((method) => [one.name, method, one] as const)))(
  'as deepchecks has it: %s, %s',
  (_name, method, one) => {
    const expected = one.methods[method] ?? Number.NaN;
    if (one.kind === 'num') {
      const found = deepchecksDrift(numbers(one.reference), numbers(one.current), { kind: 'num', method });
      expect(found.score).toBeCloseTo(expected, 12);
    } else if (method === 'balanced') {
      const pairs = pairsOf(new Map(Object.entries(one.reference)), new Map(Object.entries(one.current)), 0);
      expect(association(pairs, true)).toBeCloseTo(expected, 12);
    } else {
      const found = deepchecksDrift(words(one.reference), words(one.current), { kind: 'cat', method });
      expect(found.score).toBeCloseTo(expected, 12);
    }
  },
);

const ones = (first: number) => Array.from({ length: 20 }, (_, at) => (at < first ? 1 : 0));
test.each([
  [10, undefined, 0.2, true],
  [9, undefined, 0.15, false],
  [9, ANSWER, 0.15, true],
])('%i of 20 against 6 with threshold %s: %d drifts %s', (now, threshold, score, drifted) => {
  const ask = { kind: 'num', ...(threshold === undefined ? {} : { threshold }) } as const;
  expect(deepchecksDrift(ones(6), ones(now), ask)).toMatchObject({ score, drifted });
});

test('fewer than ten values are not compared', () => {
  const ten = numbers([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(() => deepchecksDrift(ten, numbers([...ten.slice(1), null]), { kind: 'num' })).toThrow(
    /holds 9 values on one side: 10 are the least/,
  );
});

test('a method for another kind is a mistake', () => {
  expect(() => deepchecksDrift([1], [1], { kind: 'num', method: 'PSI' })).toThrow(/there are: KS, EMD/);
});
