import { expect, test } from 'vitest';
import { type Known, sourceOf } from './source.ts';

const NOTHING: Known = { digest: 'd', given: null, inCommit: null, run: null, copy: null };

test.each<[string, Partial<Known>, string]>([
  ['nothing is known', {}, 'nowhere'],
  ['the commit has it as recorded', { inCommit: 'd', run: 'make', copy: '/c' }, 'commit'],
  ['the commit has another, and nothing else has it', { inCommit: 'x' }, 'nowhere'],
  ['the commit has another, and a command makes it', { inCommit: 'x', run: 'make' }, 'made'],
  ['a command makes it, also where a copy is at hand', { run: 'make', copy: '/c' }, 'made'],
  ['only a copy is at hand', { copy: '/c' }, 'copied'],
  [
    'it was handed over, whatever else there is',
    { given: '/g', inCommit: 'd', run: 'make', copy: '/c' },
    'given',
  ],
  ['no digest is recorded, and the commit has one', { digest: null, inCommit: 'x', run: 'make' }, 'commit'],
  ['no digest is recorded, and nothing has it', { digest: null }, 'nowhere'],
])('where %s it is %s', (_what, known, kind) => {
  expect(sourceOf({ ...NOTHING, ...known }).kind).toBe(kind);
});
