import { METHODS } from '#judge/drift/methods';
import { profileOf, profileOn } from '#judge/drift/profile/profile';
import { CHANCE, type Shift, shiftsOf } from '#judge/drift/shift';
import type { Column } from '#metrics/table';
import { type Cell, SLACK } from './cell.ts';
import { Draw, seedOf } from './draw.ts';

/** A column as it occurs, with its standard deviation. `by`: deviations that a number is moved. */
interface Kind {
  readonly name: string;
  readonly deviation: number;
  readonly draw: (random: Draw) => number;
}

const lognormal = (sigma: number) => Math.sqrt(Math.expm1(sigma ** 2) * Math.exp(sigma ** 2));
const MEAN = Math.exp(0.5);

export const KINDS: readonly Kind[] = [
  { name: 'normal', deviation: 1, draw: (random) => random.normal() },
  { name: 'lognormal', deviation: lognormal(1), draw: (random) => Math.exp(random.normal()) },
  { name: 'lognormal, sigma 2', deviation: lognormal(2), draw: (random) => Math.exp(2 * random.normal()) },
  {
    name: '70 % zeros, else lognormal',
    deviation: Math.sqrt(0.3 * Math.exp(2) - (0.3 * MEAN) ** 2),
    draw: (random) => (random.chance(0.7) ? 0 : Math.exp(random.normal())),
  },
  { name: 'counts, Poisson 3', deviation: Math.sqrt(3), draw: poisson },
  {
    name: '99 % zeros, else 1 to 8',
    deviation: Math.sqrt(0.01 * 25.5 - 0.045 ** 2),
    draw: (random) => (random.chance(0.01) ? 1 + Math.floor(8 * random.uniform()) : 0),
  },
];

function poisson(random: Draw): number {
  const uniform = random.uniform();
  let [count, term] = [0, Math.exp(-3)];
  for (let sum = term; uniform > sum && count < 60; sum += term) term *= 3 / ++count;
  return count;
}

/** Names of categories, the first the most frequent. */
export const CATEGORIES = [16, 300] as const;

/** What is drawn of both sides. */
export interface Sizes {
  readonly reference: number;
  readonly n: number;
}

const MOVE = 0.2;
const NOMINAL_DRIFT = 0.01;

/** A column of numbers: how often it counts as moved unchanged, and moved by a fifth of a deviation. */
export function numberCell({ name, deviation, draw }: Kind, sizes: Sizes, trials: number): Cell {
  const column = (random: Draw, rows: number, by: number): Column => ({
    kind: 'number',
    values: Float64Array.from({ length: rows }, () => draw(random) + by),
  });
  return cellOf(name, sizes, trials, (random, rows, moved) =>
    column(random, rows, moved ? MOVE * deviation : 0),
  );
}

/** A column of categories: unchanged, and with one in ten rows of another category. */
export function categoryCell(size: number, sizes: Sizes, trials: number): Cell {
  const names = Array.from({ length: size + 1 }, (_, code) => `category ${code}`);
  return cellOf(`${size} categories`, sizes, trials, (random, rows, moved) => ({
    kind: 'text',
    values: names,
    codes: Int32Array.from({ length: rows }, () =>
      moved && random.chance(0.1) ? size : Math.floor(size * random.uniform() ** 2),
    ),
  }));
}

/** The same column of numbers by Evidently's default test and threshold. */
export function evidentlyCell(
  { name, deviation, draw }: Kind,
  { reference, n }: Sizes,
  trials: number,
): Cell {
  let [still, found] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const random = new Draw(seedOf(`drift ${name} ${reference} ${n}`, trial));
    const column = (rows: number, by: number) => Array.from({ length: rows }, () => draw(random) + by);
    const before = column(reference, 0);
    const drifted = (now: readonly number[]) =>
      Number(METHODS.evidently(before, now, { kind: 'num' }).drifted);
    still += drifted(column(n, 0));
    found += drifted(column(n, MOVE * deviation));
  }
  return {
    name: `Evidently: drift of ${name}, ${n} beside ${reference}`,
    subject: `Evidently, ${name}`,
    circumstances: `beside ${reference.toLocaleString('en')} rows`,
    n,
    errors: { 'drift though unchanged': { times: still, trials } },
    powers: { 'drift when moved by 0.2 deviations': { times: found, trials } },
  };
}

function cellOf(
  subject: string,
  { reference, n }: Sizes,
  trials: number,
  column: (random: Draw, rows: number, moved: boolean) => Column,
): Cell {
  let [likely, moved, found] = [0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const random = new Draw(seedOf(`drift ${subject} ${reference} ${n}`, trial));
    const before = profileOf(new Map([['x', column(random, reference, false)]]));
    const shift = (now: Column): Shift | undefined =>
      shiftsOf(before, profileOn(before, new Map([['x', now]])), { seed: trial }).shifts[0];
    const still = shift(column(random, n, false));
    likely += Number((still?.evidence.p ?? 1) <= CHANCE);
    moved += Number(still?.moved);
    found += Number(shift(column(random, n, true))?.moved);
  }
  return {
    name: `drift of ${subject}, ${n} beside ${reference}`,
    subject,
    circumstances: `beside ${reference.toLocaleString('en')} rows`,
    n,
    bound: NOMINAL_DRIFT + SLACK,
    errors: {
      'moved though unchanged': { times: moved, trials },
      'p at most 1 %': { times: likely, trials },
    },
    powers: { 'moved by 0.2 deviations, or a new category in one of ten rows': { times: found, trials } },
  };
}
