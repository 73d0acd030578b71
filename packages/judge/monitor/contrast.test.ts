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
