import { expect, it } from 'vitest';
import { boundaries, looks, spentBy } from './spending.ts';

// Reboussin, DeMets, Kim and Lan, Controlled Clinical Trials 21 (2000): five equal looks, two-sided 0.05.
it.each([
  { spending: 'obrien-fleming', table: [4.877, 3.357, 2.68, 2.29, 2.031] },
  { spending: 'pocock', table: [2.438, 2.427, 2.41, 2.397, 2.386] },
] as const)('five looks of $spending have the published bounds', ({ spending, table }) => {
  boundaries(looks(5), 0.025, spending).forEach((bound, look) => {
    expect(bound).toBeCloseTo(table[look] ?? 0, 3);
  });
});

it('one look is the plain test', () => {
  expect(boundaries([1], 0.025)[0]).toBeCloseTo(1.959963984540054, 10);
});

it('all is spent at the last look, whatever their number', () => {
  expect(spentBy(1, 0.025, 'obrien-fleming')).toBeCloseTo(0.025, 14);
  expect(spentBy(1, 0.025, 'pocock')).toBeCloseTo(0.025, 14);
});

it('very early looks spend nothing and never fail', () => {
  const bounds = boundaries([0.0001, 0.5, 1], 0.025);
  expect(bounds[0]).toBeGreaterThan(30);
  expect(bounds[2]).toBeCloseTo(boundaries([0.5, 1], 0.025)[1] ?? 0, 6);
});
