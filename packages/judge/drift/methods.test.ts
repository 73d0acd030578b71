import { expect, test } from 'vitest';
import { METHODS } from './methods.ts';

const line = (from: number) => Array.from({ length: 100 }, (_, at) => ((at * 37) % 100) + from);

test.each([
  ['evidently', 'ks'],
  ['nannyml', 'jensen_shannon'],
  ['deepchecks', 'KS'],
] as const)('%s sees a column move by its default method, %s', (name, method) => {
  expect(METHODS[name](line(0), line(80), { kind: 'num' })).toMatchObject({ method, drifted: true });
  expect(METHODS[name](line(0), line(0), { kind: 'num' })).toMatchObject({ method, drifted: false });
});
