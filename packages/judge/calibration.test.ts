import { expect, test } from 'vitest';
import { comparisonCell, WORLDS } from '../../scripts/calibrate/comparison.ts';
import { breaches } from '../../scripts/calibrate/page.ts';

/**
 * A small part of what `npm run calibrate` simulates (docs/calibration.md): how often a decision is wrong where the truth
 * is known. A rate may lie above the bound of 4 % by 3.5 standard errors of the binomial.
 */
const TRIALS = 150;

test.each(WORLDS.map((world) => [world.measure, world.name, world] as const))(
  'gates on %s err no more than they may: %s',
  (_measure, _name, world) => {
    for (const n of [60, 1000]) expect(breaches(comparisonCell(world, n, TRIALS))).toEqual([]);
  },
);

test('the simulation has power: what is much worse fails, what is equal passes', () => {
  for (const world of WORLDS.filter(
    ({ measure, name }) => measure === 'roc_auc' && name !== '1 % positive',
  )) {
    const { powers } = comparisonCell(world, 1000, TRIALS);
    for (const [what, { times }] of Object.entries(powers)) expect(times / TRIALS, what).toBeGreaterThan(0.8);
  }
});
