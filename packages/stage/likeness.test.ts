import { describe, expect, test } from 'vitest';
import { digestOf } from '#record/digest';
import { type Resource, resource, seal, testResult } from '#record/statement';
import type { Baseline } from './baseline.ts';
import { type Definitions, definitionResources, definitionsOf } from './definitions.ts';
import { likened } from './likeness.ts';

const [ROWS, OTHER] = [digestOf('rows'), digestOf('other rows')];
const NOW: Definitions = { measures: digestOf('m'), slices: digestOf('s'), environment: digestOf('e') };
const ROW_FILE = { file: 'predictions.csv', bytes: new Uint8Array() };

/** A baseline of which only numbers are kept, whose record says so. */
function baseline(configuration: readonly Resource[], over: Partial<Baseline> = {}): Baseline {
  const when = {
    builder: 'b',
    version: '1',
    invocation: 'i',
    startedOn: '2026-01-01T00:00:00Z',
    finishedOn: '2026-01-01T00:00:01Z',
    source: null,
    ancestors: [],
    host: null,
  };
  const judged = { project: { model: 'tiny', name: null }, subject: [], decision: 'pass', configuration };
  const { bytes, digest } = seal(testResult({ ...judged, passed: [], warned: [], failed: [] }, when));
  return {
    facts: { kind: 'ref', name: 'baseline', digest },
    decidedOn: null,
    measurements: [
      { metric: 'accuracy', value: 0.8, rows: 100, direction: 'higher-is-better' },
      { metric: 'profit', value: 7, rows: 100, direction: 'higher-is-better' },
      {
        metric: 'accuracy',
        value: 0.7,
        rows: 10,
        direction: 'higher-is-better',
        slice: { column: 'c', value: 'A' },
      },
    ],
    predictions: null,
    notes: [],
    record: digest,
    chain: new Map([[digest, bytes]]),
    origins: new Map(),
    ...over,
  };
}

function look(found: Baseline, definitions: Definitions = NOW) {
  const measures = [{ name: 'profit', run: 'python profit.py', direction: 'none' }] as const;
  return likened(found, { data: { 'data:rows': ROWS }, definitions, measures });
}

function said(over: Partial<Definitions> = {}, data = ROWS): Resource[] {
  return [...definitionResources({ ...NOW, ...over }), resource('data:rows', data)];
}

const b = digestOf('before');

describe('a baseline whose record says', () => {
  test.each<[string, Resource[], Partial<Baseline>, RegExp | null, RegExp | null, number]>([
    ['the same of all', said(), {}, null, null, 3],
    ['nothing, as it is of before', [resource('data:rows', ROWS)], {}, null, null, 3],
    ['other data', said({}, OTHER), {}, /other data, and its predictions are not kept/, null, 3],
    [
      'other data, its rows kept',
      said({}, OTHER),
      { predictions: ROW_FILE },
      null,
      /only where ids and labels are the same/,
      3,
    ],
    [
      'other data, its model scored again',
      said({}, OTHER),
      { predictions: ROW_FILE, rescored: true },
      null,
      null,
      3,
    ],
    ['more data', [...said(), resource('data:more', OTHER)], {}, /other data/, null, 3],
    [
      'other measures',
      said({ measures: b }),
      {},
      /other definitions \([0-9a-f]{12} -> [0-9a-f]{12}\), and its/,
      null,
      3,
    ],
    [
      'other measures, its rows kept',
      said({ measures: b }),
      { predictions: ROW_FILE },
      null,
      /measured anew by those of now/,
      2,
    ],
    ['other slices', said({ slices: b }), {}, null, /only numbers over all rows are compared/, 2],
    [
      'other slices, its rows kept',
      said({ slices: b }),
      { predictions: ROW_FILE },
      null,
      /parted anew by those of now/,
      3,
    ],
    [
      'another environment',
      said({ environment: b }),
      {},
      null,
      /another environment .* compared all the same/,
      3,
    ],
    ['no environment', said({ environment: null }), {}, null, null, 3],
  ])('%s', (_, configuration, over, why, note, numbers) => {
    const found = look(baseline(configuration, over));
    if (why === null) expect(found.incomparable).toBeUndefined();
    else expect(found.incomparable).toMatch(why);
    expect(found.notes).toEqual(note === null ? [] : [expect.stringMatching(note)]);
    expect(found.measurements).toHaveLength(numbers);
  });

  test('several things tells each of them', () => {
    const found = look(
      baseline(said({ measures: b, slices: b, environment: b }, OTHER), { predictions: ROW_FILE }),
    );
    expect(found.notes).toHaveLength(4);
  });
});

test('one without a record is taken as it is', () => {
  const file = baseline(said({ measures: b }), { record: null });
  expect(look(file)).toBe(file);
});

describe('definitions are others', () => {
  const rubric = {
    task: 'binary',
    roles: { label: 'late', score: 'p' },
    positive: undefined,
    slices: ['c'],
  } as const;
  const profit = { name: 'profit', run: 'python profit.py', direction: 'none' } as const;
  const scene = { surroundings: null };
  const usual = definitionsOf(rubric, [profit], scene);

  test.each<[string, Partial<Definitions>]>([
    ['of another task', definitionsOf({ ...rubric, task: 'multiclass' }, [profit], scene)],
    [
      'of another column',
      definitionsOf({ ...rubric, roles: { label: 'late', score: 'q' } }, [profit], scene),
    ],
    ['of another positive label', definitionsOf({ ...rubric, positive: 'yes' }, [profit], scene)],
    [
      'where a measure of the user is another command',
      definitionsOf(rubric, [{ ...profit, run: 'false' }], scene),
    ],
    ['where it is not there', definitionsOf(rubric, [], scene)],
  ])('%s', (_, other) => {
    expect(other.measures).not.toBe(usual.measures);
    expect(other.slices).toBe(usual.slices);
  });

  test('by the columns of slices, in whatever order', () => {
    const two = definitionsOf({ ...rubric, slices: ['c', 'd'] }, [profit], scene);
    expect(two.slices).not.toBe(usual.slices);
    expect(definitionsOf({ ...rubric, slices: ['d', 'c'] }, [profit], scene)).toEqual(two);
    expect(two.measures).toBe(usual.measures);
  });
});
