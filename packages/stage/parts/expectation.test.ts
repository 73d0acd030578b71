import { describe, expect, it, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { expected, fitting, isPattern } from './expectation.ts';

const PATTERN = 'mlops-tiny-evaluate-*';
const names = (pattern: string, ...said: readonly string[]) =>
  expected(pattern, said).map(({ name, artifact }) => `${name}: ${artifact}`);

// what the matrices come to: docs.github.com, "Running variations of jobs in a workflow"
describe('a pattern stands for the artifacts that are expected', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['names', ['a', 'b'], ['a', 'b']],
    ['whole names of artifacts', ['mlops-tiny-evaluate-a', 'b'], ['a', 'b']],
    ['a name twice', ['a', 'a'], ['a']],
    ['a list as JSON', ['["a", "b"]'], ['a', 'b']],
    ['a list of numbers', ['[1, 2]'], ['1', '2']],
    ['JSON over several lines, as toJSON prints it', ['{', '"shard": [', '1,', '2', ']', '}'], ['1', '2']],
    ['axes', ['{"size": ["s", "l"], "seed": [1, 2]}'], ['s-1', 's-2', 'l-1', 'l-2']],
    [
      'axes with exclude',
      ['{"size": ["s", "l"], "seed": [1, 2], "exclude": [{"size": "s", "seed": 2}]}'],
      ['s-1', 'l-1', 'l-2'],
    ],
    ['include that adds a combination', ['{"size": ["s"], "include": [{"size": "xl"}]}'], ['s', 'xl']],
    [
      'include that adds to one',
      ['{"size": ["s", "l"], "include": [{"size": "s", "gpu": true}]}'],
      ['s', 'l'],
    ],
    ['include alone', ['{"include": [{"shard": 1}, {"shard": 2}]}'], ['1', '2']],
    ['a list of combinations', ['[{"size": "s", "seed": 1}, {"size": "l", "seed": 2}]'], ['s-1', 'l-2']],
  ])('%s', (_what, said, found) => {
    expect(names(PATTERN, ...said)).toEqual(found.map((name) => `${name}: mlops-tiny-evaluate-${name}`));
  });

  it('with a * for each axis', () => {
    expect(names('mlops-x-train-*-seed*', '{"size": ["s"], "seed": [1, 2]}')).toEqual([
      's-1: mlops-x-train-s-seed1',
      's-2: mlops-x-train-s-seed2',
    ]);
  });
});

test.each([
  ['is no JSON', '{"a": ['],
  ['is no matrix', '{"a": [{"b": 1}]}'],
  ['is no matrix', '[[1]]'],
])('%s is a mistake', (what, said) => {
  expect(() => expected(PATTERN, [said])).toThrow(Mistake);
  expect(() => expected(PATTERN, [said])).toThrow(what);
});

it('two * and one value are a mistake', () => {
  expect(() => expected('a-*-*', ['b'])).toThrow('has 2 * where a combination has 1 values: b');
});

it('a pattern fits whole names, and points are points', () => {
  expect(fitting('m-*', ['m-a', 'm-', 'n-a', 'xm-a'])).toEqual(['m-a']);
  expect(fitting('m.*', ['mx1', 'm.1'])).toEqual(['m.1']);
  expect([isPattern('m-*'), isPattern('m'), isPattern(undefined)]).toEqual([true, false, false]);
});
