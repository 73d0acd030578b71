import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { contrastOf, type Side } from './contrast.ts';

const random = seeded(3);
/** Losses around a level; `memory`: how much of each stays in the next. */
function losses(count: number, level: number, memory = 0): Float64Array {
  let state = 0;
  return Float64Array.from({ length: count }, () => {
    state = memory * state + Math.sqrt(1 - memory ** 2) * (random() - 0.5);
    return level + state;
  });
}
const side = (more: Partial<Side>): Side => ({ rows: 500, unusable: 0, losses: new Float64Array(), ...more });

test.each<[string, Side, Side, string, RegExp]>([
  ['too few rows', side({ rows: 99 }), side({}), 'open', /99 rows and the control 500: 100 each/],
  // Fisher's and the conditional test agree: p = 0.03 for 5 to 0, 0.016 for 6 to 0
  ['five unusable answers', side({ unusable: 5 }), side({}), 'open', /could not be compared/],
  ['six unusable answers', side({ unusable: 6 }), side({}), 'worse', /1\.2 % of the candidate's answers/],
  [
    'greater losses',
    side({ losses: losses(400, 1.1) }),
    side({ losses: losses(400, 1) }),
    'worse',
    /farther/,
  ],
  [
    'the same losses',
    side({ losses: losses(400, 1) }),
    side({ losses: losses(400, 1) }),
    'as good',
    /no farther/,
  ],
])('%s', (_what, candidate, control, state, because) => {
  const found = contrastOf(candidate, control, []);
  expect(found.state).toBe(state);
  expect(found.because).toMatch(because);
});

test('losses that wander slowly are no evidence', () => {
  let worse = 0;
  for (let run = 0; run < 300; run++) {
    const sides = [side({ losses: losses(200, 1, 0.8) }), side({ losses: losses(200, 1, 0.8) })] as const;
    if (contrastOf(...sides, []).state === 'worse') worse++;
  }
  // nominal 2 %; without autocorrelation it were about 25 %
  expect(worse).toBeLessThanOrEqual(13);
});

test.each([
  ['the first look leaves open what one look alone calls worse', 1, 8, 'open'],
  ['no look says worse of what chance explains', 1, 4, 'open'],
  ['the last look says worse by nearly the whole error', 4, 8, 'worse'],
  ['a look that was not planned says nothing', 5, 30, 'open'],
])('%s', (_what, number, unusable, state) => {
  // one-sided p of 4, 8 and 30 to 0 events: 1/16, 1/256, 1e-9
  const found = contrastOf(side({ unusable }), side({}), [], { look: { number, planned: 4, counts: [] } });
  expect(found.state).toBe(state);
  expect(found.because.includes('chance yet')).toBe(unusable !== 4 && state === 'open');
});

// losses are uniform of deviation 0.289: of 400 each the difference of means errs by 0.0204, one-sided at 2 % by 0.042
test.each([
  ['the same losses are within a margin of 10 %', 1, 0.1, 'as good', /at most 10\.0 % more/],
  ['of one of 2 % that is not shown', 1, 0.02, 'open', /at most 2\.0 % more .* is not shown yet/],
  ['greater ones are worse whatever the margin', 1.1, 0.5, 'worse', /farther/],
  ['without a margin it is said that there is none', 1, null, 'as good', /no margin is set/],
] as const)('%s', (_what, level, margin, state, because) => {
  const sides = [side({ losses: losses(400, level) }), side({ losses: losses(400, 1) })] as const;
  const found = contrastOf(...sides, [], { margin });
  expect(found.state).toBe(state);
  expect(found.because).toMatch(because);
});
