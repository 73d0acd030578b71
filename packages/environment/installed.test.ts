import { expect, test } from 'vitest';
import { differences } from './installed.ts';

const six = { name: 'six', version: '1.17.0', hashes: [], source: null };
const demo = { name: 'demo', version: null, hashes: [], source: 'directory:.' };

test.each([
  [
    'nothing',
    [six, demo],
    [
      { name: 'demo', version: '0.3' },
      { name: 'six', version: '1.17' },
    ],
    [],
  ],
  ['a package that is missing', [six, demo], [], ['six 1.17.0 is missing', 'demo is missing']],
  ['another version', [six], [{ name: 'six', version: '1.16.0' }], ['six is 1.16.0, not 1.17.0']],
  ['a stranger', [], [{ name: 'pip', version: '26.0' }], ['pip 26.0 is not in the lock']],
])('%s differs from the manifest', (_, packages, installed, expected) => {
  expect(differences(packages, installed)).toEqual(expected);
});
