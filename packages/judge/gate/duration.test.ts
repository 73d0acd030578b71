import { expect, test } from 'vitest';
import { seconds } from './duration.ts';

test.each([
  ['24 h', 86_400],
  ['24h', 86_400],
  ['1.5 h', 5400],
  ['30 d', 2_592_000],
  ['90 min', 5400],
  ['45 s', 45],
  ['500 ms', 0.5],
  [' 7d ', 604_800],
  ['0', 0],
  ['0 h', 0],
])('%j is %d seconds', (text, expected) => {
  expect(seconds(text, 'cooldown')).toBe(expected);
});

test.each(['24', 'h', '', '-1 h', '1 hour', '1 MB', '1 h 30 min', 'tomorrow', '1e3 s', 'Infinity d'])(
  '%j is a mistake that names the input and what to write',
  (text) => {
    expect(() => seconds(text, 'cooldown')).toThrow(
      `cooldown = ${JSON.stringify(text)}: is no length of time. Write a number and one of ms, s, min, h, d`,
    );
  },
);
