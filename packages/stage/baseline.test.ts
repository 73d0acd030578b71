import { expect, test } from 'vitest';
import type { Ref } from '#kit/ports';
import { digestOf } from '#record/digest';
import { seal, testResult } from '#record/statement';
import { damageOf } from './baseline.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const [VERDICT, PREDICTIONS] = ['{"decision":"pass","numbers":[],"rows":0}\n', 'id,score\n1,0.5\n'];
const resource = (name: string, content: string) => ({ name, digest: { sha256: digestOf(content) } });
const { bytes: RECORD, digest } = seal(
  testResult(
    {
      project: { model: 'tiny', name: null },
      subject: [resource('predictions', PREDICTIONS), resource('verdict.json', VERDICT)],
      decision: 'pass',
      configuration: [],
      passed: [],
      warned: [],
      failed: [],
    },
    {
      builder: 'b',
      version: '1',
      invocation: '1/1',
      startedOn: '2026-01-01T00:00:00.000Z',
      finishedOn: '2026-01-01T00:00:01.000Z',
      source: null,
      ancestors: [],
      host: null,
    },
  ),
);
const FILES = { 'record.json': RECORD, 'verdict.json': VERDICT, 'predictions.csv': PREDICTIONS };

function ref(changes: Readonly<Record<string, string | null>>): Ref {
  const files = Object.entries({ ...FILES, ...changes }).flatMap(([path, text]): [string, Uint8Array][] =>
    text === null ? [] : [[path, bytes(text)]],
  );
  return { name: 'baseline', digest, files: new Map(files), version: '1' };
}

test.each<[string, Record<string, string | null>]>([
  ['all its files', {}],
  ['no predictions, which may be too large for it', { 'predictions.csv': null }],
  ['a file of which its record knows nothing', { 'records/a.json': 'x' }],
])('a ref with %s is whole', (_, changes) => {
  expect(damageOf(ref(changes))).toBeNull();
});

test.each<[string, Record<string, string | null>, string]>([
  ['no record', { 'record.json': null }, 'it has no record.json'],
  ['another record', { 'record.json': `${RECORD} ` }, 'its record.json is not the one it names'],
  ['no verdict', { 'verdict.json': null }, 'it has no verdict.json'],
  ['counts of other rows', { 'profile.json': '{}' }, 'its profile.json is not what its record says'],
  ['a changed verdict', { 'verdict.json': '{}' }, 'its verdict.json is not what its record says'],
  ['changed predictions', { 'predictions.csv': '' }, 'its predictions.csv is not what its record says'],
])('a ref with %s is damaged', (_, changes, damage) => {
  expect(damageOf(ref(changes))).toBe(damage);
});

test('a ref whose record is none is damaged', () => {
  const odd = ref({ 'record.json': '{}\n' });
  expect(damageOf({ ...odd, digest: digestOf('{}\n') })).toBe('its record.json is no record');
});

test('a ref whose verdict is none is damaged, though its record says so', () => {
  const odd = ref({
    'record.json': RECORD.replaceAll(digestOf(VERDICT), digestOf('[]')),
    'verdict.json': '[]',
  });
  const digest = digestOf(new TextDecoder().decode(odd.files.get('record.json')));
  expect(damageOf({ ...odd, digest })).toBe('its verdict.json is no verdict');
});
