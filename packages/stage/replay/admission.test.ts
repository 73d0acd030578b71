import { expect, test } from 'vitest';
import { tell } from '#record/reading';
import { provenance } from '#record/statement';
import { demandCommit } from './admission.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function admitted(commit: string | null, parameters: object = {}, data: object = {}): string {
  const made = {
    stage: 'train' as const,
    subject: [],
    parameters: { model: 'm', name: null, ...parameters },
    internal: { data },
    dependencies: [],
    byproducts: [],
  };
  const told = tell(
    provenance(made, {
      builder: 'b',
      version: '1',
      invocation: 'i',
      startedOn: '',
      finishedOn: '',
      source: commit === null ? null : { name: 'source', digest: { gitCommit: commit } },
      ancestors: [],
      host: null,
    }),
  );
  if (told === null) throw new Error('no record');
  return demandCommit(told);
}

test('a record of a commit may be replayed', () => {
  expect(admitted(COMMIT)).toBe(COMMIT);
});

test.each([
  ['no commit', () => admitted(null), 'was made outside of git'],
  ['a branch', () => admitted('main'), 'record = "main"'],
  ['an option of git', () => admitted('--upload-pack=touch x'), 'record = "--upload-pack=touch x"'],
  ['a name that leads elsewhere', () => admitted(COMMIT, { name: '../../x' }), 'record = "../../x"'],
  ['a dataset whose name does', () => admitted(COMMIT, {}, { '../x': 'data' }), 'record = "../x"'],
])('%s is refused', (_what, ask, message) => {
  expect(ask).toThrow(message);
});
