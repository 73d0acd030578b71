import { expect, test } from 'vitest';
import { comparisonCell, FURTHER, WORLDS } from '../../scripts/calibrate/comparison.ts';
import { DAYS, daysCell } from '../../scripts/calibrate/days.ts';
import { looksCell, WATCHED } from '../../scripts/calibrate/looks.ts';
import { breaches } from '../../scripts/calibrate/page.ts';

/**
 * A small part of what `npm run calibrate` simulates (docs/calibration.md): how often a decision is wrong where the truth
 * is known. A rate may lie above the bound of 4 % by 3.5 standard errors of the binomial.
 */
const TRIALS = 150;

test.each([...WORLDS, ...FURTHER].map((world) => [world.measure, world.name, world] as const))(
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

test.each(WATCHED.map(({ world, watch, n }) => [world.measure, watch.name, world, watch, n] as const))(
  'a window of %s that is read again and again errs no more than it may over all looks: %s',
  (_measure, _name, world, watch, n) => {
    expect(breaches(looksCell(world, watch, n / 2, 30))).toEqual([]);
  },
);

test.each(
  DAYS.filter(({ now, reference }) => now === 7 && reference === 30).map(
    (days) => [days.share, days.now, days] as const,
  ),
)('days that differ anyway are no drift: a share of %s by day, %i days', (_share, _now, days) => {
  expect(breaches(daysCell({ ...days, rows: 30 }, 40))).toEqual([]);
});
