import { expect, test } from 'vitest';
import { parseRow, type ServedRow, timeOf } from './row.ts';

const row: ServedRow = {
  time: '2026-01-31T12:00:00Z',
  id: '17',
  features: { distance: 3.5, carrier: 'AA', night: false, gate: null },
  prediction: 1,
  score: 0.83,
  model: 'a'.repeat(64),
};
const text = (changes: Readonly<Record<string, unknown>>) => JSON.stringify({ ...row, ...changes });

test('a line of a log is a row', () => {
  expect(parseRow(text({}))).toEqual({
    time: 1769860800000, // date -u -d 2026-01-31T12:00:00Z +%s
    id: '17',
    features: [
      ['distance', 3.5],
      ['carrier', 'AA'],
      ['night', false],
      ['gate', null],
    ],
    prediction: 1,
    score: 0.83,
    model: 'a'.repeat(64),
    label: null,
  });
});

test.each([
  ['', 'it is no JSON'],
  ['17', 'it holds 17 where an object belongs'],
  ['[1]', 'it holds [1] where an object belongs'],
  [text({ time: undefined }), 'its time (none) is no ISO 8601 time'],
  [text({ time: 1769860800 }), 'its time 1769860800 is no ISO 8601 time'],
  [text({ time: '31.1.2026' }), 'its time "31.1.2026" is no ISO 8601 time'],
  [text({ time: '2026-13-41T00:00:00Z' }), 'its time "2026-13-41T00:00:00Z" is no ISO 8601 time'],
  [text({ id: null }), 'its id null is no text and no number'],
  [text({ features: [1, 2] }), 'it has no features: {"features": {"name": value, …}}'],
  [text({ features: undefined }), 'it has no features: {"features": {"name": value, …}}'],
  [text({ score: 'high' }), 'its score "high" is no number'],
])('%s: %s', (line, why) => {
  expect(parseRow(line)).toBe(why);
});

test('what may be missing is empty; NaN too; an id may be a number, even a long one; a digest may have its prefix', () => {
  expect(parseRow(text({ prediction: undefined, score: undefined, model: undefined }))).toMatchObject({
    prediction: null,
    score: null,
    model: '',
  });
  expect(parseRow(text({}).replace('0.83', 'NaN'))).toMatchObject({ score: null });
  expect(parseRow(text({}).replace('"17"', '12345678901234567890'))).toMatchObject({
    id: '12345678901234567890',
  });
  expect(parseRow(text({ model: `sha256:${'b'.repeat(64)}` }))).toMatchObject({ model: 'b'.repeat(64) });
  expect(parseRow(text({ features: { list: [1, 2] } }))).toMatchObject({ features: [['list', '[1,2]']] });
});

test.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31T12:00:00.123456+00:00', '2026-01-31T12:00:00.123Z'],
  ['2026-01-31 12:00:00', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
])('the time %s is %s, in whatever zone this runs', (said, utc) => {
  expect(new Date(timeOf(said) ?? Number.NaN).toISOString()).toBe(utc);
});
