import { expect, test } from 'vitest';
import { type Told, tell } from '#record/reading';
import { provenance } from '#record/statement';
import { demandCommit } from './admission.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const admitted = (...said: Parameters<typeof told>) => demandCommit(told(...said));

function told(commit: string | null, parameters: object = {}, data: object = {}): Told {
  const made = {
    stage: 'train' as const,
    subject: [],
    parameters: { model: 'm', name: null, ...parameters },
    internal: { data },
    dependencies: [],
    byproducts: [],
  };
  const read = tell(
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
  if (read === null) throw new Error('no record');
  return read;
}

test.each(['containerize', 'deploy', 'monitor-gate'] as const)('a record of %s is not replayed', (stage) => {
  expect(() => demandCommit({ ...told(COMMIT), stage })).toThrow(
    `record: is of ${stage}, which is not replayed. Replay what it follows: a record of data, train, score, evaluate.`,
  );
});

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
