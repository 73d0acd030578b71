import { expect, test } from 'vitest';
import { judgeByName } from './named.ts';

const numbers = {
  kind: 'number',
  values: Float64Array.from({ length: 100 }, (_, at) => (at * 37) % 100),
} as const;

test.each(['evidently', 'nannyml', 'deepchecks'] as const)(
  '%s fails where a column that must not drift is no longer there',
  (method) => {
    const reference = new Map([
      ['x', numbers],
      ['c', numbers],
    ]);
    const judge = (current: readonly string[], guarded: readonly string[]) => {
      const now = new Map(current.map((name) => [name, numbers]));
      return judgeByName(method, reference, now, { mustNotDrift: new Set(guarded), share: 0.5 });
    };
    expect(judge(['x'], ['c'])).toMatchObject({
      decision: 'fail',
      reason: 'c must not drift, and moved or is no longer there',
      missing: ['c'],
    });
    expect(judge([], ['c']).decision).toBe('fail');
    expect(judge(['x', 'c'], ['c']).decision).toBe('pass');
  },
);
