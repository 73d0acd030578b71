import { expect, test } from 'vitest';
import { type Told, tell } from '#record/reading';
import { provenance } from '#record/statement';
import { demandCommit, demandRepeatable } from './admission.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function toldOf(commit: string | null, parameters: object = {}, data: object = {}): Told {
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
  return told;
}

const admitted = (...said: Parameters<typeof toldOf>) => demandCommit(toldOf(...said));

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

const TRAINING = { name: 'train', digest: { sha256: 'a'.repeat(64) } };

test.each([
  [
    'containerize',
    [TRAINING],
    'record: is of an image, which replay does not pack again. Run mlops replay aaaaaaaaaaaa (train); the same model,',
  ],
  [
    'deploy',
    [],
    'record: is of a deployment, which changes what serves and is not done again. Replay the training or the evaluation before it;',
  ],
  ['monitor-gate', [], 'record: is of a monitoring, whose live data are not kept with it.'],
] as const)('a record of %s is refused, with what to do instead', (stage, ancestors, message) => {
  expect(() => demandRepeatable({ ...toldOf(COMMIT), stage, ancestors })).toThrow(message);
});

test.each(['data', 'train', 'score', 'evaluate'] as const)('a record of %s may be repeated', (stage) => {
  expect(() => demandRepeatable({ ...toldOf(COMMIT), stage })).not.toThrow();
});
