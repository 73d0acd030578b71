import { describe, expect, it, test } from 'vitest';
import { parseSelection } from './selection.ts';
import { splitOf } from './split.ts';

describe('a selection', () => {
  test.each<[Readonly<Record<string, unknown>>, unknown]>([
    [{}, null],
    [{ by: 'mae' }, { by: 'mae', rule: 'best', order: [], rows: { kind: 'all' } }],
    [
      { by: 'mae', rule: 'simplest', order: ['s', 'l'], share: 0.5 },
      { by: 'mae', rule: 'simplest', order: ['s', 'l'], rows: { kind: 'share', share: 0.5 } },
    ],
    [
      { by: 'mae', order: 's, l', share: '25%' },
      { by: 'mae', rule: 'best', order: ['s', 'l'], rows: { kind: 'share', share: 0.25 } },
    ],
    [
      { by: 'mae', on: 'tuning' },
      { by: 'mae', rule: 'best', order: [], rows: { kind: 'column', column: 'tuning', value: null } },
    ],
    [
      { by: 'mae', on: 'split=a=b' },
      { by: 'mae', rule: 'best', order: [], rows: { kind: 'column', column: 'split', value: 'a=b' } },
    ],
  ])('%j', (said, found) => {
    expect(parseSelection(said)).toEqual(found);
  });

  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ rule: 'best' }, 'select.by: names no measure'],
    [{ by: 'mae', rule: 'first' }, 'is neither best nor simplest'],
    [{ by: 'mae', rule: 'simplest' }, 'is needed with rule: simplest'],
    [{ by: 'mae', order: ['a', 'a'] }, 'names a candidate twice'],
    [{ by: 'mae', share: 1 }, 'is no share'],
    [{ by: 'mae', share: 0.5, on: 'x' }, 'stands beside on'],
    [{ by: 'mae', on: '' }, 'names no column'],
    [{ by: 'mae', champion: 'best' }, 'is nothing a selection can have'],
  ])('%j is a mistake', (said, text) => {
    expect(() => parseSelection(said)).toThrow(text);
  });
});

describe('rows are split', () => {
  const column = { kind: 'text' as const, codes: Int32Array.of(0, 1, 2, 0), values: ['true', 'False', '1'] };
  const table = { file: 'p.csv', rows: 4, names: ['tuning'], columns: new Map([['tuning', column]]) };

  it('by a column that says yes, or a value of it', () => {
    const yes = splitOf(table, { kind: 'column', column: 'tuning', value: null }, null);
    expect([[...yes.choosing], [...yes.held]]).toEqual([[0, 2, 3], [1]]);
    const one = splitOf(table, { kind: 'column', column: 'tuning', value: '1' }, null);
    expect([...one.choosing]).toEqual([2]);
  });

  it('by a share of the ids, whatever other rows there are', () => {
    const keys = Int32Array.from({ length: 10_000 }, (_, row) => Math.imul(row, 2_654_435_761));
    const { choosing } = splitOf({ ...table, rows: keys.length }, { kind: 'share', share: 0.3 }, keys);
    // binomial: 3000, with a deviation of 46
    expect(Math.abs(choosing.length - 3000)).toBeLessThan(200);
    const half = splitOf({ ...table, rows: 5000 }, { kind: 'share', share: 0.3 }, keys.slice(0, 5000));
    expect([...half.choosing]).toEqual([...choosing].filter((row) => row < 5000));
  });

  it('a column that is not there, and a share without ids, are mistakes', () => {
    expect(() => splitOf(table, { kind: 'column', column: 'tunning', value: null }, null)).toThrow(
      'Did you mean tuning?',
    );
    expect(() => splitOf(table, { kind: 'share', share: 0.5 }, null)).toThrow('needs ids');
  });
});
