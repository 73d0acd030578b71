import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';
import { digestOf, digestOfTree } from './digest.ts';
import { tell } from './reading.ts';
import { type Recipe, stageKey } from './stagekey.ts';
import { contentDigest, provenance, readStatement, seal, subjectDigest, testResult } from './statement.ts';

/** SHA-256 of "abc": FIPS 180-4, appendix B.1 of its earlier edition. */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('canonical JSON is that of RFC 8785, section 3.2.3', () => {
  const sample = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\\u0027\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  );
  expect(canonical(sample)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined]])('%s has no canonical form', (value) => {
  expect(() => canonical(value)).toThrow();
});

test('bytes have their SHA-256', () => {
  expect(digestOf('abc')).toBe(ABC);
});

test('a folder has the SHA-256 of its sorted list, by code point and not by UTF-16 unit', () => {
  const files = ['😀', 'a', 'Ａ'].map((path) => ({ path, size: 3, sha256: ABC }));
  // printf of the canonical list | sha256sum
  expect(digestOfTree(files)).toBe('fdfe29d8757afe6b4f69e12c4f33bdf5bf3f5a058ebd1b95c1cfb7188fa161f1');
});

const RECIPE: Recipe = {
  stage: 'train',
  name: null,
  section: { run: 'python train.py' },
  code: ABC,
  environment: null,
  inputs: { 'data:flights': ABC },
  parameters: { lr: 0.01, layers: [1, 2] },
  seed: 7,
  env: {},
  semantics: 1,
};

test.each<[string, Partial<Recipe>]>([
  ['the command', { section: { run: 'python train.py --fast' } }],
  ['the data', { inputs: { 'data:flights': digestOf('other') } }],
  ['a parameter', { parameters: { lr: 0.02, layers: [1, 2] } }],
  ['the seed', { seed: 8 }],
  ['the environment', { environment: ABC }],
  ['a declared variable', { env: { MODE: ABC } }],
])('%s is part of the stage key', (_what, change) => {
  expect(stageKey({ ...RECIPE, ...change })).not.toBe(stageKey(RECIPE));
});

test('the order in which a recipe is written is not', () => {
  expect(stageKey({ ...RECIPE, parameters: { layers: [1, 2], lr: 0.01 } })).toBe(stageKey(RECIPE));
});

const when = (time: string, commit: string) => ({
  builder: 'https://example.invalid/builder',
  version: '1.0.0',
  invocation: '1/1',
  startedOn: time,
  finishedOn: time,
  source: { name: 'source', digest: { gitCommit: commit }, annotations: { dirty: false } },
  ancestors: [{ name: 'data:flights', digest: { sha256: digestOf(time) } }],
  host: digestOf(commit),
});

function made(time: string, commit: string, model = ABC) {
  return provenance(
    {
      stage: 'train',
      subject: [{ name: 'model', digest: { sha256: model } }],
      parameters: {
        model: 'flights',
        name: null,
        section: { run: 'x' },
        parameters: { lr: 1 },
        seed: 7,
        env: {},
      },
      internal: { stageKey: ABC },
      dependencies: [{ name: 'code', digest: { sha256: ABC } }],
      byproducts: [],
    },
    when(time, commit),
  );
}

test('the content digest leaves out when, where and by whom, and nothing else', () => {
  const one = made('2026-01-01T00:00:00Z', 'a');
  expect(contentDigest(made('2026-02-02T00:00:00Z', 'b'))).toBe(contentDigest(one));
  expect(contentDigest(made('2026-01-01T00:00:00Z', 'a', digestOf('other')))).not.toBe(contentDigest(one));
});

test('a sealed record is read back with its subjects', () => {
  const { bytes, digest } = seal(made('2026-01-01T00:00:00Z', 'a'));
  expect(digestOf(bytes)).toBe(digest);
  expect(subjectDigest(readStatement(bytes), 'model')).toBe(ABC);
  expect(subjectDigest(readStatement(bytes), 'data:flights')).toBeNull();
});

test.each([
  ['{}'],
  ['[]'],
  ['{"_type":"https://in-toto.io/Statement/v1"}'],
  ['{"_type":"https://in-toto.io/Statement/v1","subject":[null]}'],
  ['{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":null,"name":"model"}]}'],
])('%s is no record', (bytes) => {
  expect(() => readStatement(`${bytes}\n`)).toThrow(/^is no in-toto|^has /);
});

test.each([
  ['pass', 'PASSED'],
  ['marginal', 'WARNED'],
  ['fail', 'FAILED'],
  ['inconclusive', 'FAILED'],
  ['error', 'FAILED'],
])('the decision %s is the test result %s', (decision, result) => {
  const judged = {
    project: { model: 'm', name: null },
    subject: [],
    decision,
    configuration: [],
    passed: [],
    warned: [],
    failed: [],
  };
  expect(testResult(judged, when('2026-01-01T00:00:00Z', 'a')).predicate).toMatchObject({
    result,
    mlops_verdict: decision,
  });
});

test('a record tells what it says in the same words, whatever its predicate', () => {
  const time = '2026-01-01T00:00:00Z';
  const train = tell(made(time, 'c0ffee'));
  expect(train).toMatchObject({
    ...{
      stage: 'train',
      model: 'flights',
      name: null,
      commit: 'c0ffee',
      dirty: false,
      stageKey: ABC,
      seed: 7,
    },
    ...{ parameters: { lr: 1 }, section: { run: 'x' }, startedOn: time, invocation: '1/1', verdict: null },
    dependencies: [{ name: 'code', digest: { sha256: ABC } }],
    ancestors: [{ name: 'data:flights', digest: { sha256: digestOf(time) } }],
  });
  const evaluate = tell(
    testResult(
      {
        ...{ project: { model: 'flights', name: 'deep' }, subject: [], decision: 'marginal' },
        ...{
          configuration: [{ name: 'gates', digest: { sha256: ABC } }],
          passed: [],
          warned: [],
          failed: [],
        },
      },
      when(time, 'c0ffee'),
    ),
  );
  expect(evaluate).toMatchObject({
    ...{ stage: 'evaluate', model: 'flights', name: 'deep', commit: 'c0ffee', verdict: 'marginal' },
    dependencies: [{ name: 'gates', digest: { sha256: ABC } }],
    ancestors: [{ name: 'data:flights', digest: { sha256: digestOf(time) } }],
  });
});
