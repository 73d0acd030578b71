import { Twister } from '../twister.ts';

/** Rows to learn from and rows to check with. */
export interface Fold {
  readonly learn: Uint32Array;
  readonly check: Uint32Array;
}

/**
 * Random splits that keep the shares of both classes: scikit-learn's `StratifiedShuffleSplit(folds, test_size=share,
 * random_state=seed)`. Labels are 0 or 1, each of them twice at least.
 */
export function foldsOf(labels: Float64Array, folds: number, share: number, seed: number): Fold[] {
  const random = new Twister(seed);
  const classes = [0, 1].map((label) =>
    Uint32Array.from(labels.keys().filter((row) => labels[row] === label)),
  );
  const checked = Math.ceil(labels.length * share);
  return Array.from({ length: folds }, () => {
    const counts = classes.map(({ length }) => length);
    const learning = apportioned(counts, labels.length - checked, random);
    const left = counts.map((count, at) => count - (learning[at] ?? 0));
    const checking = apportioned(left, checked, random);
    const drawn = classes.map((rows) => random.permutation(rows.length).map((at) => rows[at] ?? 0));
    const part = (from: (at: number) => number, counted: readonly number[]) =>
      random.shuffled(
        Uint32Array.from(
          drawn.flatMap((rows, at) => [...rows.subarray(from(at), from(at) + (counted[at] ?? 0))]),
        ),
      );
    return { learn: part(() => 0, learning), check: part((at) => learning[at] ?? 0, checking) };
  });
}

/** `rows` over two classes in proportion; the one left over goes to the larger remainder, of equal ones at random. */
function apportioned(counts: readonly number[], rows: number, random: Twister): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => (rows * count) / all);
  const whole = shares.map(Math.floor);
  const over = rows - whole.reduce((sum, count) => sum + count, 0);
  if (over === 0) return whole;
  const [first = 0, second = 0] = shares.map((share, at) => share - (whole[at] ?? 0));
  const taker = first === second ? (random.permutation(2)[0] ?? 0) : first > second ? 0 : 1;
  return whole.map((count, at) => (at === taker ? count + over : count));
}
