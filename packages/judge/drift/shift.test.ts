import { expect, test } from 'vitest';
import { gaussian, seeded } from '#kit/random';
import type { Column } from '#metrics/table';
import { type Columns, profileOf, profileOn } from './profile/profile.ts';
import { CHANCE, type Shifts, shiftsOf } from './shift.ts';

function numbers(values: readonly number[]): Column {
  return { kind: 'number', values: Float64Array.from(values) };
}

function words(values: readonly (string | null)[]): Column {
  const codes = new Map<string, number>();
  const codeOf = (value: string) => {
    if (!codes.has(value)) codes.set(value, codes.size);
    return codes.get(value) ?? -1;
  };
  const coded = Int32Array.from(values, (value) => (value === null ? -1 : codeOf(value)));
  return { kind: 'text', values: [...codes.keys()], codes: coded };
}

/** Both sides counted on the first one's frame, and compared. */
function compared(before: Columns, now: Columns): Shifts {
  const reference = profileOf(before);
  return shiftsOf(reference, profileOn(reference, now));
}

/** Columns of every kind that occur in practice; `by` shifts the first one by so many deviations. */
function table(rows: number, seed: number, by = 0): Map<string, Column> {
  const next = seeded(seed);
  const make = (value: () => number) => Array.from({ length: rows }, value);
  const skewed = (size: number) => Math.floor(size * next() ** 3);
  return new Map<string, Column>([
    ['normal', numbers(make(() => gaussian(next) + by))],
    ['skewed', numbers(make(() => Math.exp(gaussian(next))))],
    ['rounded', numbers(make(() => Math.round(next() * 40)))],
    ['gaps', numbers(make(() => (next() < 0.2 ? Number.NaN : gaussian(next))))],
    ['flag', numbers(make(() => Number(next() < 0.1)))],
    ['carrier', words(make(() => skewed(16)).map((code) => `c${code}`))],
    ['route', words(make(() => skewed(300)).map((code) => `r${code}`))],
    ['constant', numbers(make(() => 7))],
  ]);
}

test.each([
  [60, 50],
  [200, 200],
  [900, 400],
  [3000, 400],
])(
  'of 40 splits of one distribution into %i and %i rows, no more alarm at any column than chance may do',
  (m, n) => {
    const alarms = Array.from({ length: 40 }, (_, split) =>
      compared(table(m, 2 * split + 1), table(n, 2 * split + 2)).shifts.filter(({ moved }) => moved),
    );
    // 1 % of 40 splits are 0.4; five standard deviations above that are 3.5
    expect(alarms.filter((moved) => moved.length > 0).length).toBeLessThanOrEqual(3);
    // half of the columns never move, which is what the default gate asks
    expect(Math.max(...alarms.map((moved) => moved.length))).toBeLessThan(2);
    expect(CHANCE).toBe(0.01);
  },
);

test('in large samples of one distribution nothing ever moves', () => {
  for (let split = 0; split < 5; split++) {
    const { shifts } = compared(table(20_000, 2 * split + 1), table(8000, 2 * split + 2));
    expect(shifts.filter(({ moved }) => moved)).toEqual([]);
  }
});

test.each([
  [200, 200, 0.8],
  [1000, 1000, 0.5],
  [10_000, 2000, 0.3],
])(
  'of %i and %i rows, one column shifted by %d deviations is found in every one of 10 splits, and no other',
  (m, n, by) => {
    let others = 0;
    for (let split = 0; split < 10; split++) {
      const moved = compared(table(m, 2 * split + 1), table(n, 2 * split + 2, by)).shifts.filter(
        (one) => one.moved,
      );
      expect(moved.map(({ column }) => column)).toContain('normal');
      others += moved.length - 1;
    }
    expect(others).toBeLessThanOrEqual(3);
  },
);

test('a shift too small to matter does not count, however sure it is', () => {
  const { shifts } = compared(table(50_000, 1), table(50_000, 2, 0.05));
  const shift = shifts.find(({ column }) => column === 'normal');
  expect(shift?.evidence.p).toBeLessThan(1e-6);
  expect(shift?.moved).toBe(false);
});

const many = (value: () => number | string | null, rows = 400) => Array.from({ length: rows }, value);

test.each<[string, Column, Column, boolean, string]>([
  [
    'constant that stays',
    numbers(many(() => 3) as number[]),
    numbers(many(() => 3) as number[]),
    false,
    'is below 0.1',
  ],
  [
    'constant that changes',
    words(many(() => 'a') as string[]),
    words(many(() => 'b') as string[]),
    true,
    'chance is no likely reason',
  ],
  [
    'numbers that are all gone',
    numbers(many(() => 1) as number[]),
    words(many(() => null) as null[]),
    true,
    'every cell is empty now',
  ],
  [
    'a column that was empty',
    numbers(many(() => Number.NaN) as number[]),
    numbers(many(() => 1) as number[]),
    true,
    'every cell was empty in the reference',
  ],
  [
    'truth spelled in two ways',
    words(many(() => 'True') as string[]),
    words(many(() => 'true') as string[]),
    false,
    'is below 0.1',
  ],
  [
    'truth as numbers',
    numbers(many(() => 1) as number[]),
    words(many(() => 'true') as string[]),
    false,
    'is below 0.1',
  ],
  [
    'numbers spelled as text',
    numbers(many(() => 5) as number[]),
    words(many(() => '5') as string[]),
    false,
    'is below 0.1',
  ],
  [
    'words for numbers',
    numbers(many(() => 5) as number[]),
    words(many(() => 'five') as string[]),
    true,
    'mixed up',
  ],
])('%s', (_what, before, now, moved, reason) => {
  const [shift] = compared(new Map([['x', before]]), new Map([['x', now]])).shifts;
  expect(shift?.moved).toBe(moved);
  expect(shift?.reason).toContain(reason);
});

test('empty cells that grow by half are a shift of their own', () => {
  const next = seeded(5);
  const before = numbers(many(() => gaussian(next)) as number[]);
  const now = numbers(many(() => (next() < 0.5 ? Number.NaN : gaussian(next))) as number[]);
  const [shift] = compared(new Map([['x', before]]), new Map([['x', now]])).shifts;
  expect(shift).toMatchObject({ moved: true });
  expect(shift?.reason).toMatch(/^the share of empty cells has changed by \d+\.\d points$/);
});

test.each<[string, Column, Column, string]>([
  [
    'few rows',
    numbers(many(() => 1, 400) as number[]),
    numbers(many(() => 1, 29) as number[]),
    '29 rows are too few',
  ],
  [
    'nothing on both sides',
    numbers(many(() => Number.NaN) as number[]),
    words(many(() => null) as null[]),
    'empty on both sides',
  ],
])('%s is not compared, and said', (_what, before, now, because) => {
  const { shifts, uncompared } = compared(new Map([['x', before]]), new Map([['x', now]]));
  expect(shifts).toEqual([]);
  expect(uncompared[0]?.because).toContain(because);
});

test('free text is compared by its length', () => {
  const next = seeded(11);
  const text = (length: number) => `${next()}`.padEnd(40, 'x').slice(0, length + Math.round(8 * next()));
  const before = words(many(() => text(12)) as string[]);
  const now = words(many(() => text(18)) as string[]);
  const alike = compared(new Map([['x', before]]), new Map([['x', words(many(() => text(12)) as string[])]]));
  expect(alike.shifts[0]).toMatchObject({ kind: 'text', moved: false });
  const [shift] = compared(new Map([['x', before]]), new Map([['x', now]])).shifts;
  expect(shift).toMatchObject({ kind: 'text', moved: true });
  expect(shift?.movers[0]?.what).toMatch(/^(above|below|\d+(\.\d+)? to) .*characters$/);
});

test('numbers out of range and categories never seen are counted', () => {
  const before = new Map([
    ['n', numbers(Array.from({ length: 100 }, (_, at) => at))],
    ['c', words(many(() => 'a', 100) as string[])],
  ]);
  const now = new Map([
    ['n', numbers(Array.from({ length: 100 }, (_, at) => at + 10))],
    ['c', words(Array.from({ length: 100 }, (_, at) => (at < 25 ? 'z' : 'a')))],
  ]);
  const shifts = new Map(compared(before, now).shifts.map((one) => [one.column, one]));
  expect(shifts.get('n')?.outside).toBeCloseTo(0.1, 12);
  expect(shifts.get('c')).toMatchObject({ outside: 0.25, unseen: ['z'] });
});

/** Runs in which any of five looks at data that grow, and are like the reference, takes a column for moved. */
function falseAlarms(runs: number, chance: number): number {
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const next = seeded(9000 + run);
    const draw = (rows: number) => Array.from({ length: rows }, () => gaussian(next));
    const reference = profileOf(new Map([['x', numbers(draw(200))]]));
    const grown = draw(200);
    const alarm = [40, 80, 120, 160, 200].some((rows, look) => {
      const now = profileOn(reference, new Map([['x', numbers(grown.slice(0, rows))]]));
      return shiftsOf(reference, now, { chance, seed: run * 5 + look }).shifts[0]?.moved === true;
    });
    alarms += Number(alarm);
  }
  return alarms;
}

test('five looks that share the chance err together at most as often as one may', () => {
  // of 300 runs at 1 %, more than 9 occur once in 1,500 times (binomial distribution)
  expect(falseAlarms(300, CHANCE / 5)).toBeLessThanOrEqual(9);
});
