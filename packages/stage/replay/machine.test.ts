import { expect, test } from 'vitest';
import { machineDifference } from './machine.ts';

const manifest = (cpu: string, kernel: string) =>
  JSON.stringify({ spec: {}, host: { cpu, kernel, gpu: [] } });

test.each([
  ['the same', 'a', 'a', null],
  ['unknown then', null, 'a', null],
  ['unknown now', 'a', null, null],
])('a machine that is %s does not differ', (_what, recorded, now, sentence) => {
  expect(machineDifference(recorded, now, { recorded: null, now: null })).toBe(sentence);
});

test('what differs is named where both manifests are at hand, else the digests are', () => {
  const manifests = { recorded: manifest('EPYC', '6.1'), now: manifest('Xeon', '6.1') };
  expect(machineDifference('a'.repeat(64), 'b'.repeat(64), manifests)).toBe(
    'This is another machine than that of the record: cpu "EPYC" -> "Xeon".',
  );
  expect(machineDifference('a'.repeat(64), 'b'.repeat(64), { ...manifests, recorded: null })).toBe(
    'This is another machine than that of the record: aaaaaaaaaaaa -> bbbbbbbbbbbb.',
  );
});
