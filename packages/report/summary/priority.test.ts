import { expect, test } from 'vitest';
import { type Part, within } from './priority.ts';

const part = (name: string, rank: number, ...sizes: readonly number[]): Part => ({
  name,
  rank,
  versions: sizes.map((size) => () => name.repeat(size)),
});

/** Parts a (never left out), b and c, of 100, 50 or 10 letters each. */
const PARTS = [part('a', 0, 100, 50, 10), part('c', 2, 100, 50, 10), part('b', 1, 100, 50, 10)];

const LEFT = (names: string) => `*Left out here for its length: ${names}. The report has all of it.*`;

test.each([
  [305, ['a'.repeat(100), 'c'.repeat(100), 'b'.repeat(100)]],
  [304, ['a'.repeat(100), 'c'.repeat(50), 'b'.repeat(100)]],
  [254, ['a'.repeat(100), 'c'.repeat(10), 'b'.repeat(100)]],
  [210, ['a'.repeat(100), 'b'.repeat(10), LEFT('c')]],
  [150, ['a'.repeat(50), LEFT('c, b')]],
  [85, ['a'.repeat(10), LEFT('c, b')]],
])('in %i bytes the last in rank is shortened, then left out, before the one above it', (limit, expected) => {
  const text = within(PARTS, limit);
  expect(text).toBe(`${expected.join('\n\n')}\n`);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
});

test('bytes count, not characters', () => {
  const text = within([part('鴎', 0, 30, 10), part('é', 1, 30, 10)], 160);
  expect(text).toBe(`${'鴎'.repeat(30)}\n\n${'é'.repeat(30)}\n`.replace(/é+/, 'é'.repeat(30)));
  expect(within([part('鴎', 0, 30, 10), part('é', 1, 30, 10)], 150)).toContain(`\n\n${'é'.repeat(10)}\n`);
});

test('an empty part is neither shown nor said to be left out', () => {
  expect(within([part('a', 0, 1), part('b', 1, 0), part('c', 2, 200)], 100)).toBe(`a\n\n${LEFT('c')}\n`);
});
