import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { type Digest, digestOf } from '#record/digest';
import { evidenceAmong, judgedBy, mayServe } from './evidence.ts';

const IMAGE = '1'.repeat(64);
const MODEL = '2'.repeat(64);
const HOME = 'https://github.com/org/mlops';

const resource = (name: string, sha256: string) => ({ name, digest: { sha256 } });

const written = (statement: object) => `${canonicalize(statement)}\n`;

/** Records as docs/records.md describes them, by hand. */
function packing(finishedOn: string, ancestors: readonly string[], image = IMAGE): string {
  return written({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [resource('image', image)],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${HOME}/containerize/v1`,
        externalParameters: { model: 'tiny', name: null },
        internalParameters: {},
        resolvedDependencies: [resource('model', MODEL)],
      },
      runDetails: {
        builder: { id: 'b' },
        metadata: { invocationId: 'i', startedOn: finishedOn, finishedOn },
        mlops_ancestors: ancestors.map((digest) => resource('evaluate', digest)),
      },
    },
  });
}

function evaluation(verdict: string, model = MODEL): string {
  return written({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [resource('model', model), resource('predictions', '3'.repeat(64))],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: { result: 'PASSED', configuration: [], mlops_verdict: verdict, mlops_circumstances: {} },
  });
}

function recordsOf(...texts: readonly string[]): Map<Digest, string> {
  return new Map(texts.map((text) => [digestOf(text), text]));
}

test('the packings of an image are found among records, newest first, each with what it follows from alone', () => {
  const [pass, stray] = [evaluation('pass'), evaluation('fail')];
  const old = packing('2026-01-01T00:00:00Z', [digestOf(pass)]);
  const young = packing('2026-02-01T00:00:00Z', []);
  const other = packing('2026-03-01T00:00:00Z', [], '9'.repeat(64));
  const found = evidenceAmong('here', recordsOf(old, pass, other, stray, young, 'no record'), IMAGE);
  expect(found.map(({ record }) => record)).toEqual([digestOf(young), digestOf(old)]);
  expect(found.map(({ chain }) => [...chain.keys()])).toEqual([
    [digestOf(young)],
    [digestOf(old), digestOf(pass)],
  ]);
});

const TABLE: readonly (readonly [string, readonly string[], boolean])[] = [
  ['one that passed', [evaluation('pass')], true],
  ['one that passed marginally', [evaluation('marginal')], true],
  ['none', [], false],
  ['one that failed', [evaluation('fail')], false],
  ['one that was not conclusive', [evaluation('inconclusive')], false],
  ['one that passed and one that did not', [evaluation('pass'), evaluation('error')], false],
  ['one of another model', [evaluation('pass', '8'.repeat(64))], false],
];

test.each(TABLE)('a model with %s among its records', (_, evaluations, serves) => {
  const text = packing('2026-01-01T00:00:00Z', evaluations.map(digestOf));
  const [evidence] = evidenceAmong('here', recordsOf(text, ...evaluations), IMAGE);
  if (evidence === undefined) throw new Error('not found');
  expect(mayServe(judgedBy(evidence, MODEL))).toBe(serves);
});

test('an evaluation whose bytes are not there, or not what the record names, is none', () => {
  const pass = evaluation('pass');
  const text = packing('2026-01-01T00:00:00Z', [digestOf(pass)]);
  for (const records of [recordsOf(text), recordsOf(text, pass.replace('pass"', 'marginal"'))]) {
    const [evidence] = evidenceAmong('here', records, IMAGE);
    if (evidence === undefined) throw new Error('not found');
    expect(mayServe(judgedBy(evidence, MODEL))).toBe(false);
  }
});
