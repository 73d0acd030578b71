import { expect, test } from 'vitest';
import { waysOf } from './way.ts';

const kinds = (entries: readonly string[], proposed = false) =>
  waysOf(entries, proposed).map(({ said }) => said);

test.each([
  ['auto on a push', ['auto'], false, ['ancestor', 'base-branch', 'champion']],
  ['auto on a pull request', ['auto'], true, ['merge-base', 'ancestor', 'base-branch', 'champion']],
  ['a list of one line', ['merge-base, champion'], false, ['merge-base', 'champion']],
  ['auto after another', ['champion', 'auto'], false, ['champion', 'ancestor', 'base-branch']],
  ['the same twice', ['none', 'none'], true, ['none']],
])('%s stands for its ways, each once, in their order', (_, entries, proposed, expected) => {
  expect(kinds(entries, proposed)).toEqual(expected);
});

test.each([
  ['deployed', { kind: 'deployed', name: 'production' }],
  ['deployed/staging', { kind: 'deployed', name: 'staging' }],
  ['ref:deployed/staging', { kind: 'ref', name: 'deployed/staging' }],
  ['artifact:mlops-a-evaluate', { kind: 'artifact', name: 'mlops-a-evaluate' }],
  ['out/verdict.json', { kind: 'file', name: 'out/verdict.json' }],
])('%s is read as what it names', (said, expected) => {
  expect(waysOf([said], false)).toEqual([{ ...expected, said }]);
});

test.each(['ref:', 'artifact:', 'deployed/'])('%s names nothing', (said) => {
  expect(() => waysOf([said], false)).toThrow(/names nothing/);
});

test.each([
  ['merge_base', 'Did you mean merge-base?'],
  ['champoin', 'Did you mean champion?'],
  ['yesterday', 'There are: merge-base'],
])('a mistyped way is told before it is reached: %s', (said, remedy) => {
  expect(() => waysOf(['none', said], false)).toThrow(remedy);
});
