import { describe, expect, test } from 'vitest';
import { compareNumbers, conclude, type Evidence, type NumberPair } from './comparison.ts';

const one = (recorded: number | null | undefined, replayed: number | null | undefined, tolerance = 1e-6) => {
  const map = (value: number | null | undefined) =>
    new Map(value === undefined ? [] : [['loss', value] as const]);
  return compareNumbers(map(recorded), map(replayed), tolerance)[0];
};

describe('two numbers', () => {
  test.each([
    ['equal', 0.25, 0.25, true, 0],
    ['both zero, of either sign', 0, -0, true, 0],
    ['a millionth of the larger apart, just within', 1_000_000, 1_000_001, true, 1],
    ['a little more than that', 1_000_000, 1_000_002, false, 2],
    ['small ones, relative to themselves', 1e-9, 2e-9, false, 1e-9],
    ['of other signs', 0.5, -0.5, false, -1],
    ['one of them zero', 0, 1e-12, false, 1e-12],
    ['infinite both', Infinity, Infinity, true, 0],
  ])('%s', (_what, recorded, replayed, within, difference) => {
    expect(one(recorded, replayed)).toEqual({ name: 'loss', recorded, replayed, within, difference });
  });

  test('with a tolerance of 0 only equal ones are within', () => {
    expect(one(1, 1, 0)?.within).toBe(true);
    expect(one(1, 1 + Number.EPSILON, 0)?.within).toBe(false);
  });

  test.each([
    ['not defined in both', null, null, true],
    ['NaN in one, null in the other: both are not defined', Number.NaN, null, true],
    ['not defined any more', 0.5, null, false],
    ['not there any more', 0.5, undefined, false],
    ['new', undefined, 0.5, false],
  ])('%s', (_what, recorded, replayed, within) => {
    expect(one(recorded, replayed)).toMatchObject({ within, difference: null });
  });

  test('come by name, of both sides', () => {
    const pairs = compareNumbers(new Map([['b', 1]]), new Map([['a', 1]]), 0);
    expect(pairs.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

const EVIDENCE: Evidence = {
  subject: 'model',
  recorded: 'a'.repeat(64),
  replayed: 'b'.repeat(64),
  verdicts: null,
  numbers: [],
  unmeasured: 'no metrics were recorded',
  tolerance: 1e-6,
};
const pair = (name: string, difference: number, within: boolean): NumberPair => ({
  name,
  recorded: 1,
  replayed: 1 + difference,
  difference,
  within,
});

describe('the conclusion', () => {
  test.each<[string, Partial<Evidence>, string, string]>([
    ['the same bytes', { replayed: EVIDENCE.recorded }, 'same', 'The same to the byte: model aaaaaaaaaaaa.'],
    [
      'the same bytes, whatever the numbers say',
      { replayed: EVIDENCE.recorded, numbers: [pair('seconds', 3, false)] },
      'same',
      'The same to the byte: model aaaaaaaaaaaa.',
    ],
    [
      'other bytes, and no numbers',
      { numbers: null },
      'different',
      'Different: the bytes of model differ, and no metrics were recorded.',
    ],
    [
      'other bytes, equal numbers',
      { numbers: [pair('loss', 0, true)] },
      'within-tolerance',
      'The same within 1e-6 (relative): 1 number compared, all equal; the bytes of model differ.',
    ],
    [
      'other bytes, numbers close by',
      { numbers: [pair('loss', 2e-7, true), pair('auc', -3e-7, true)], tolerance: 0.01 },
      'within-tolerance',
      'The same within 0.01 (relative): 2 numbers compared, at most 3.0e-7 apart (auc); the bytes of model differ.',
    ],
    [
      'numbers too far apart',
      { numbers: [pair('loss', 0.5, false), pair('auc', 0, true)] },
      'different',
      'Different: 1 of 2 numbers differs by more than 1e-6 (relative), and the bytes of model differ.',
    ],
    [
      'nothing was made, then or now',
      { recorded: null, replayed: null, numbers: null },
      'different',
      'Different: the bytes of model differ, and no metrics were recorded.',
    ],
    [
      'another verdict over the same bytes',
      { replayed: EVIDENCE.recorded, verdicts: { recorded: 'pass', replayed: 'fail', comparable: true } },
      'different',
      'Different: the verdict was pass and is fail.',
    ],
    [
      'another verdict by other gates',
      { replayed: EVIDENCE.recorded, verdicts: { recorded: 'pass', replayed: 'fail', comparable: false } },
      'same',
      'The same to the byte: model aaaaaaaaaaaa. The verdicts cannot be compared: see what went in.',
    ],
  ])('of %s', (_what, evidence, result, sentence) => {
    expect(conclude({ ...EVIDENCE, ...evidence })).toEqual({ result, sentence });
  });
});
