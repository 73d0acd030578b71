import { expect, test } from 'vitest';
import { rooted } from './roots.ts';

const ROOTS = { workspace: '/tmp/clean', home: '/home/meg', user: 'meg' };

test('signs of a record become paths of this machine, in values and in names', () => {
  const recorded = { run: 'python <workspace>/a.py --cache=<home>/c', '<home>': [1, null, '/data/<user>'] };
  expect(rooted(recorded, ROOTS)).toEqual({
    value: { run: 'python /tmp/clean/a.py --cache=/home/meg/c', '/home/meg': [1, null, '/data/meg'] },
    signs: ['<workspace>', '<home>', '<user>'],
  });
});

test('what is not known here, and other words in angles, stay as they are', () => {
  const value = 'cat <home>/x < <input>';
  expect(rooted(value, { ...ROOTS, home: null })).toEqual({ value, signs: [] });
});
