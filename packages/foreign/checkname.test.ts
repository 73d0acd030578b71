import { expect, test } from 'vitest';
import { forkCheckName, isForkCheckName } from './checkname.ts';

test('the name of a fork’s check says so, also where it is cut off', () => {
  expect(forkCheckName('mlops/flights', 'main')).toBe('mlops/flights (fork into main)');
  const long = forkCheckName('x'.repeat(255), 'main');
  expect(long).toHaveLength(255);
  expect(long.endsWith('… (fork into main)')).toBe(true);
});

test('it is told from the name of a trusted one, and from that of another base', () => {
  expect(isForkCheckName('mlops/flights (fork into main)', 'main')).toBe(true);
  expect(isForkCheckName('mlops/flights', 'main')).toBe(false);
  expect(isForkCheckName('mlops/flights (fork into next)', 'main')).toBe(false);
});
