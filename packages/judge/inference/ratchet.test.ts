import { expect, it } from 'vitest';
import { discordant, share } from './measures.fixture.ts';
import { contrastOf } from './paired.ts';
import { ratchet } from './ratchet.ts';
import { TERMS } from './terms.ts';

const against = (won: number, lost: number) => contrastOf(share, ...discordant(won, lost, 2000), TERMS);

it.each([
  { won: 30, lost: 34, state: 'held' },
  { won: 10, lost: 110, state: 'slipped' },
  { won: 10, lost: 45, state: 'unsure' },
] as const)('$won won and $lost lost against the champion: $state', ({ won, lost, state }) => {
  const found = ratchet(against(won, lost), 'above', 0.02, 0.95);
  expect(found.state).toBe(state);
  expect(found.lost).toBeCloseTo((lost - won) / 2000, 12);
});

it('too few examples leave it unsure', () => {
  const few = contrastOf(share, ...discordant(0, 20, 25), TERMS);
  expect(ratchet(few, 'above', 0.02, 0.95).state).toBe('unsure');
});
