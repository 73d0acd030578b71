import { expect, test } from 'vitest';
import { type Copy, holdings } from '#record/lineage/copies';
import { provenance, type Resource, type Statement, seal, testResult } from '#record/statement';
import { choose } from './choice.ts';

const of = (name: string, sha256: string): Resource => ({ name, digest: { sha256 } });
const when = (invocation: string, finishedOn: string) => ({
  builder: 'https://example.invalid/builder',
  version: '1.0.0',
  invocation,
  startedOn: finishedOn,
  finishedOn,
  source: { name: 'source', digest: { gitCommit: 'c'.repeat(40) } },
  ancestors: [],
  host: null,
});

const train = (run: string, time: string, model: string, name: string | null = null): Statement =>
  provenance(
    {
      stage: 'train',
      subject: [of('model', model)],
      parameters: { model: 'tiny', name, section: {} },
      internal: {},
      dependencies: [of('data:rows', 'da7a'.repeat(16))],
      byproducts: [],
    },
    when(run, time),
  );

const evaluate = (run: string, time: string, model: string, name: string | null = null): Statement =>
  testResult(
    {
      project: { model: 'tiny', name },
      subject: [of('model', model), of('verdict.json', 'fe'.repeat(32))],
      decision: 'pass',
      configuration: [],
      passed: [],
      warned: [],
      failed: [],
    },
    when(run, time),
  );

const [ONE, TWO] = ['11112222', '11113333'].map((begin) => begin.padEnd(64, '0'));
const GITHUB = 'https://github.com/acme/tiny/actions/runs/4711/attempts/2';

const RECORDS = {
  first: train('20260101T000000000Z-7/1', '2026-01-01T00:00:01Z', ONE ?? ''),
  judged: evaluate('20260101T000000000Z-7/1', '2026-01-01T00:00:02Z', ONE ?? ''),
  again: train('20260102T000000000Z-8/1', '2026-01-02T00:00:00Z', ONE ?? ''),
  other: train(GITHUB, '2026-01-03T00:00:00Z', TWO ?? ''),
  deep: evaluate(GITHUB, '2026-01-03T00:00:01Z', TWO ?? '', 'deep'),
  shallow: evaluate(GITHUB, '2026-01-03T00:00:02Z', TWO ?? '', 'shallow'),
  newest: train('20260104T000000000Z-9/1', '2026-01-04T00:00:00Z', 'abcd'.repeat(16)),
};
type Name = keyof typeof RECORDS;

const digest = (name: Name) => seal(RECORDS[name]).digest;
const copies = Object.values(RECORDS).map((record): Copy => {
  const { bytes, digest: named } = seal(record);
  return { place: 'records', bytes: new TextEncoder().encode(bytes), named };
});
const held = holdings(copies);

test.each<[string, string | undefined, Name]>([
  ['nothing: the newest evaluation, though a training is newer', undefined, 'shallow'],
  ['a run: its evaluation', '20260101T000000000Z-7', 'judged'],
  ['a run and its attempt', '20260101T000000000Z-7/1', 'judged'],
  ['a run without an evaluation: its last record', '20260104T000000000Z-9', 'newest'],
  ['a model: the newest training that made it', (ONE ?? '').slice(0, 8), 'again'],
  ['a model as containers write it', `sha256:${ONE}`, 'again'],
  ['data that no record here made: the newest that used them', 'da7ada7a', 'newest'],
  ['a record', digest('first').slice(0, 16), 'first'],
])('%s', (_, said, name) => {
  expect(choose(said, held)).toBe(digest(name));
});

test.each([
  ['4711', ['deep', 'shallow'] as const],
  [GITHUB, ['deep', 'shallow'] as const],
  ['1111', ['again', 'other'] as const],
])('%s may mean several, which are listed', (said, names) => {
  const list = () => choose(said, held);
  expect(list).toThrow(`lineage = "${said}": may mean 2 records. Write more of it, or name one:\n`);
  for (const name of names) expect(list).toThrow(`\n  ${digest(name).slice(0, 12)}  `);
});

test('what is not known is told with what there is, the newest first', () => {
  expect(() => choose('0000', held)).toThrow(
    `is no run, digest or path that is known here. The newest here:\n  ${digest('newest').slice(0, 12)}  train tiny, 2026-01-04T00:00:00Z, run 20260104T000000000Z-9/1\n`,
  );
  expect(() => choose('', held)).toThrow('is no run, digest or path');
});
