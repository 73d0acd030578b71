import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, ColumnBuilder } from '#metrics/table';
import { shiftsOf } from '../shift.ts';
import { profileText, readProfile } from './json.ts';
import { merged } from './merging.ts';
import { type Columns, type Profile, profileOf, profileOn } from './profile.ts';

const DAY = 86_400_000;

/** Rows as a reader would give them: numbers, few numbers, words, truth, dates, free text, gaps; and a time. */
interface Row {
  readonly cells: readonly (number | string | boolean | null)[];
  readonly time: number;
}

const NAMES = ['amount', 'grade', 'carrier', 'paid', 'day', 'note', 'gaps'];

const row: fc.Arbitrary<Row> = fc.record({
  cells: fc.tuple<Row['cells'][number][]>(
    fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(0), fc.constant(Number.POSITIVE_INFINITY)),
    fc.constantFrom(0, 1, 2),
    fc.constantFrom('AA', 'BB', 'CC', 'DD', '__proto__', ''),
    fc.boolean(),
    fc.integer({ min: 0, max: 400 }).map((days) => new Date(days * DAY).toISOString()),
    fc.string({ maxLength: 12 }),
    fc.option(fc.integer({ min: -3, max: 3 })),
  ),
  time: fc.oneof(fc.integer({ min: 0, max: 60 * DAY }), fc.constant(Number.NaN)),
});

function columnsOf(rows: readonly Row[]): Columns {
  return new Map(NAMES.map((name, at): [string, Column] => [name, columnOf(rows, at)]));
}

function columnOf(rows: readonly Row[], at: number): Column {
  const builder = new ColumnBuilder();
  for (const { cells } of rows) builder.add(cells[at] ?? null);
  return builder.finish();
}

const timesOf = (rows: readonly Row[]) => Float64Array.from(rows, ({ time }) => time);
const whole = (rows: readonly Row[]) => profileOf(columnsOf(rows), timesOf(rows));
const on = (frame: Profile, rows: readonly Row[]) => profileOn(frame, columnsOf(rows), timesOf(rows));

test('profiles of parts add up to that of the whole, bit for bit, in any order', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 120 }),
      fc.array(row, { maxLength: 90 }),
      (some, later) => {
        const frame = whole(some);
        const cuts = [Math.floor(later.length / 3), Math.floor(later.length / 2)];
        const parts = [later.slice(0, cuts[0]), later.slice(cuts[0], cuts[1]), later.slice(cuts[1])];
        const [a, b, c] = parts.map((rows) => on(frame, rows));
        if (a === undefined || b === undefined || c === undefined) throw new Error('a part is gone');
        const all = profileText(on(frame, later));
        expect(profileText(merged(merged(a, b), c))).toBe(all);
        expect(profileText(merged(a, merged(b, c)))).toBe(all);
        expect(profileText(merged(c, merged(b, a)))).toBe(all);
        expect(profileText(merged(merged(a, on(frame, [])), merged(b, c)))).toBe(all);
      },
    ),
    { numRuns: 60 },
  );
});

test('the order of rows changes neither scales nor counts, nor what is said of them', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 40, maxLength: 120 }),
      fc.array(row, { minLength: 40 }),
      (some, later) => {
        const [one, other] = [whole(some), whole(some.toReversed())];
        expect(profileText(other)).toBe(profileText(one));
        const judged = (rows: readonly Row[]) => JSON.stringify(shiftsOf(one, on(one, rows)));
        expect(judged(later.toReversed())).toBe(judged(later));
      },
    ),
    { numRuns: 20 },
  );
});

test('a profile is read again as it was written', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
      const profile = whole(rows);
      expect(readProfile(JSON.parse(profileText(profile)), 'p.json')).toEqual(profile);
    }),
    { numRuns: 40 },
  );
});

test('a profile holds no rows: of a million numbers a few dozen cuts, each cell with five rows at least', () => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, at) =>
    Math.sinh(((at * 7919) % 1_000_003) / 1e5),
  );
  const profile = profileOf(new Map([['x', { kind: 'number', values }]]));
  expect(profileText(profile).length).toBeLessThan(4000);
  const counts = profile.columns[0]?.tally.counts.slice(3, -1) ?? [];
  expect(counts.length).toBeLessThan(80);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...counts)).toBeLessThan(1_000_000 / 30);
});

test.each<[string, Column, object]>([
  ['few numbers', numbers([1, 2, 2, Number.NaN]), { kind: 'category', names: ['2', '1'], limit: null }],
  ['truth', words(['True', 'false']), { kind: 'boolean', names: ['false', 'true'], limit: null }],
  ['numbers spelled as text', words(['1', '2', '3', '4', '5', '6']), { kind: 'number' }],
  ['codes with a leading zero', words(['01', '02', '03', '04', '05', '06']), { kind: 'category' }],
  ['days', words(Array.from({ length: 9 }, (_, at) => `2026-01-0${at + 1}`)), { kind: 'date' }],
  ['free text', words(Array.from({ length: 60 }, (_, at) => `note ${at}`)), { kind: 'text' }],
  ['nothing', numbers([Number.NaN, Number.NaN]), { kind: 'empty' }],
])('%s have a scale of their own', (_what, column, scale) => {
  expect(profileOf(new Map([['x', column]])).columns[0]?.scale).toMatchObject(scale);
});

test('a value with the share of a cell is a cell of its own', () => {
  const values = [...Array.from({ length: 700 }, () => 0), ...Array.from({ length: 300 }, (_, at) => at + 1)];
  const [column] = profileOf(new Map([['x', numbers(values)]])).columns;
  expect(column?.scale).toMatchObject({ cuts: expect.arrayContaining([0, 0]) });
  // empty, odd, below, the zeros
  expect(column?.tally.counts.slice(0, 4)).toEqual([0, 0, 0, 700]);
  expect(column?.tally.counts.at(-1)).toBe(0);
});

test.each([
  [{}, /is no profile of data/],
  [{ ...whole([]), rows: -1 }, /rows/],
  [
    {
      ...whole([]),
      columns: [
        { name: 'x', scale: { kind: 'empty' }, tally: { counts: [1], range: null, unseen: [], blocks: [] } },
      ],
    },
    /counts of x that do not fit/,
  ],
])('what is no profile is a mistake that says so', (value, said) => {
  expect(() => readProfile(value, 'p.json')).toThrow(said);
});

test('profiles of other frames do not add up', () => {
  const [one, other] = [
    [1, 2],
    [3, 4],
  ].map((values) => profileOf(new Map([['x', numbers(values)]])));
  if (one === undefined || other === undefined) throw new Error('a profile is gone');
  expect(() => merged(one, other)).toThrow(/another frame/);
});

function numbers(values: readonly number[]): Column {
  return { kind: 'number', values: Float64Array.from(values) };
}

function words(values: readonly string[]): Column {
  return {
    kind: 'text',
    values: [...new Set(values)],
    codes: Int32Array.from(values, (value) => [...new Set(values)].indexOf(value)),
  };
}
