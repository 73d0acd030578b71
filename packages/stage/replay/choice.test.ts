import { expect, test } from 'vitest';
import { type Told, tell } from '#record/reading';
import { type Circumstances, provenance } from '#record/statement';
import { chooseEntry, titleOf } from './choice.ts';

const WHEN: Circumstances = {
  builder: 'b',
  version: '1',
  invocation: '',
  startedOn: '2026-01-31T09:00:00.000Z',
  finishedOn: '2026-01-31T09:00:01.000Z',
  source: null,
  ancestors: [],
  host: null,
};

function told(invocation: string, ancestors: Readonly<Record<string, string>> = {}): Told {
  const made = {
    stage: 'train' as const,
    subject: [],
    parameters: { model: 'm', name: null },
    internal: {},
    dependencies: [],
    byproducts: [],
  };
  const before = Object.entries(ancestors).map(([name, sha256]) => ({ name, digest: { sha256 } }));
  const read = tell(provenance(made, { ...WHEN, invocation, ancestors: before }));
  if (read === null) throw new Error('no record');
  return read;
}

const digest = (start: string) => start.padEnd(64, '0');
const LEDGER = [
  { digest: digest('aaaa1'), told: told('20260131T090000000Z-4711/1') },
  { digest: digest('aaaa2'), told: told('20260131T090000000Z-4711/1', { train: digest('aaaa1') }) },
  { digest: digest('bbbb1'), told: told('https://github.com/o/r/actions/runs/123456/attempts/2') },
  { digest: digest('cccc1'), told: told('twice/1') },
  { digest: digest('cccc2'), told: told('twice/1') },
];

test.each([
  ['the beginning of a digest', 'aaaa1', 'aaaa1'],
  ['a whole digest', digest('cccc2'), 'cccc2'],
  ['a run, whose last record is meant', '20260131T090000000Z-4711', 'aaaa2'],
  ['a run with its attempt', '20260131T090000000Z-4711/1', 'aaaa2'],
  ['the number of a run on GitHub, which looks like a digest', '123456', 'bbbb1'],
  ['its address', 'https://github.com/o/r/actions/runs/123456', 'bbbb1'],
])('%s is understood', (_what, said, found) => {
  expect(chooseEntry(said, LEDGER).digest).toBe(digest(found));
});

test.each([
  [
    'two digests',
    'aaaa',
    /^aaaa: means 2 records\. Name one by its digest: aaaa10000000 \(train m, 2026-01-31T09/,
  ],
  ['two records of one run', 'twice', /^twice: means 2 records\./],
  [
    'fewer than four signs',
    'aaa',
    /^aaa: is no record that is known here\..* \(4 characters or more\).* 5 records are known in this folder\.$/,
  ],
  ['what is not there', 'dddd', /^dddd: is no record that is known here\./],
])('%s are a mistake', (_what, said, message) => {
  expect(() => chooseEntry(said, LEDGER)).toThrow(message);
});

test('a title leaves out what is not there', () => {
  expect(titleOf({ stage: 'train', model: 'flights', name: 'deep' })).toBe('train flights deep');
  expect(titleOf({ stage: 'data', model: 'flights', name: 'rows' })).toBe('data rows');
  expect(titleOf({ stage: 'train', model: 'flights', name: null })).toBe('train flights');
});
