import { expect, test } from 'vitest';
import { comparable, normalized } from './locked.ts';

// Expected values: packaging.utils.canonicalize_name and canonicalize_version of packaging 26.
test.each([
  ['Scikit_Learn', 'scikit-learn'],
  ['ruamel.yaml', 'ruamel-yaml'],
  ['a--b', 'a-b'],
])('the name %s is %s', (name, expected) => {
  expect(normalized(name)).toBe(expected);
});

test.each([
  ['1.0', '1'],
  ['1.0.0', '1'],
  ['2.4.6+cpu', '2.4.6+cpu'],
  ['1.0.post1', '1.post1'],
  ['1!2.0', '1!2'],
  ['1.10', '1.10'],
  ['0.0', '0'],
  ['1.0rc1', '1rc1'],
  ['2.0.0.dev3', '2.dev3'],
  ['v1.20', '1.20'],
])('the version %s compares as %s', (version, expected) => {
  expect(comparable(version)).toBe(expected);
});
