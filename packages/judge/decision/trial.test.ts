import { describe, expect, test } from 'vitest';
import { type Predictions, predictionsOf } from '#metrics/predictions';
import { type Cell, type Column, ColumnBuilder } from '#metrics/table';
import { parseGates } from '../gate/gate.ts';
import { TERMS } from '../inference/terms.ts';
import { appraise } from './appraisal.ts';
import { decide } from './decide.ts';
import { alone, type On, trialOf } from './trial.ts';

type Row = readonly [id: Cell, label: Cell, prediction: Cell, carrier?: Cell, origin?: Cell];

function column(cells: readonly Cell[]): Column {
  const builder = new ColumnBuilder();
  for (const cell of cells) builder.add(cell);
  return builder.finish();
}

function predictions(rows: readonly Row[], task: Predictions['task'] = 'binary', ids = true): Predictions {
  const names = ['id', 'label', 'prediction', 'carrier', 'origin'].slice(ids ? 0 : 1);
  const cells = (name: number) => column(rows.map((row) => row[name] ?? null));
  const columns = new Map(names.map((name, at) => [name, cells(at + (ids ? 0 : 1))]));
  const table = { file: 'rows.csv', rows: rows.length, names, columns };
  return predictionsOf(table, { task, columns: {}, slices: ['carrier', 'origin'] });
}

const ROWS: readonly Row[] = [
  [1, 0, 0, 'AA', 'JFK'],
  [2, 1, 1, 'AA', 'LGA'],
  [3, 1, 0, 'UA', 'JFK'],
  [4, 0, 1, 'UA', 'LGA'],
];

function verdictOf(own: readonly Row[], other: readonly Row[], gates: readonly string[], on: On = 'all') {
  const trial = trialOf(predictions(own), predictions(other), on, 'the baseline');
  const parsed = parseGates(gates);
  return decide({
    ...appraise(trial, parsed, { ...TERMS, minN: 0 }),
    gates: parsed,
    ...(trial.other.kind === 'none' ? { incomparable: trial.other.because } : {}),
    baselineFacts: { kind: 'file', name: 'b.csv', digest: '00' },
    onDefaultBranch: false,
  });
}

describe('two models are set side by side by the ids of their rows', () => {
  test('in whatever order they stand, and the slices are the candidate’s', () => {
    const other = ROWS.toReversed().map(([id, label]): Row => [id, label, label, 'ZZ', 'ZZ']);
    const gates = [
      'accuracy >= baseline - 1',
      'accuracy[carrier=AA] >= baseline',
      'accuracy[carrier=UA] >= baseline',
    ];
    const [all, aa, ua] = verdictOf(ROWS, other, gates).gates;
    expect(all).toMatchObject({ observed: 0.5, baseline: 1, difference: -0.5, n: 4 });
    expect(aa).toMatchObject({ observed: 1, baseline: 1, difference: 0, n: 2 });
    expect(ua).toMatchObject({ observed: 0, baseline: 1, difference: -1, n: 2 });
    expect(all?.method).toContain('paired');
  });

  test('ids that one of them lacks are refused', () => {
    const trial = trialOf(predictions(ROWS), predictions(ROWS.slice(1)), 'all', 'the baseline');
    expect(trial.other).toEqual({
      kind: 'none',
      because: '1 id is not in the baseline (1); on: intersection (--on intersection) compares the 3 of both',
    });
  });

  test('on: intersection compares the ids of both, and a floor still speaks of every row', () => {
    const verdict = verdictOf(
      ROWS,
      ROWS.slice(1),
      ['accuracy >= baseline - 1', 'accuracy >= 0.1'],
      'intersection',
    );
    const [comparison, floor] = verdict.gates;
    expect(comparison).toMatchObject({ observed: 1 / 3, baseline: 1 / 3, n: 3 });
    expect(floor).toMatchObject({ observed: 0.5, n: 4 });
    expect(verdict.notes).toContain('compared on the 3 ids of both: 1 id is not in the baseline (1)');
  });

  test('no id in common is nothing to compare', () => {
    const other = ROWS.map(([id, ...rest]): Row => [Number(id) + 10, ...rest]);
    const trial = trialOf(predictions(ROWS), predictions(other), 'intersection', 'the baseline');
    expect(trial.other).toMatchObject({ kind: 'none' });
    expect(trial.other.kind === 'none' && trial.other.because).toContain('no id is in both');
  });

  test('other labels for the same ids are refused', () => {
    const other = ROWS.map(([id, label, ...rest]): Row => [id, id === 2 || id === 3 ? 0 : label, ...rest]);
    const trial = trialOf(predictions(ROWS), predictions(other), 'all', 'the baseline');
    expect(trial.other).toEqual({
      kind: 'none',
      because: '2 of 4 ids have another label (2, 3) in the baseline',
    });
  });

  test('classes that only one of them met do not make its labels others', () => {
    const own: readonly Row[] = [
      [1, 'b', 'b'],
      [2, 'c', 'c'],
    ];
    const other: readonly Row[] = [
      [1, 'b', 'a'],
      [2, 'c', 'c'],
    ];
    const trial = trialOf(
      predictions(own, 'multiclass'),
      predictions(other, 'multiclass'),
      'all',
      'the baseline',
    );
    expect(trial.other.kind).toBe('paired');
  });

  test('texts are compared by what they say, however each file numbers them', () => {
    const own: readonly Row[] = [
      [1, 'yes', 'no'],
      [2, 'no', 'no'],
    ];
    const other: readonly Row[] = [
      [1, 'yes', 'perhaps'],
      [2, 'no', 'no'],
    ];
    const trial = trialOf(predictions(own, 'text'), predictions(other, 'text'), 'all', 'the baseline');
    expect(trial.other.kind).toBe('paired');
    const { baseline, candidate } = appraise(trial, [], TERMS);
    for (const side of [candidate, baseline])
      expect(side?.find(({ metric }) => metric === 'exact_match')?.value).toBe(0.5);
  });

  test('without ids nothing says which rows are the same, and that is said', () => {
    const own = predictions(ROWS, 'binary', false);
    const trial = trialOf(own, predictions(ROWS), 'all', 'the baseline');
    expect(trial.other.kind).toBe('apart');
    expect(trial.notes.join()).toContain('both are taken as independent samples');
  });
});

describe('a slice of two columns', () => {
  const gates = ['accuracy[carrier=AA, origin=JFK] >= 0.5', 'accuracy[carrier=*, origin=LGA] >= 0.5'];

  test('is the rows that have both values, or each value of one of them', () => {
    const found = verdictOf(ROWS, ROWS, gates).gates.map(({ slice, observed, rows }) => [
      slice,
      observed,
      rows,
    ]);
    expect(found).toEqual([
      ['carrier=AA, origin=JFK', 1, 1],
      ['carrier=AA, origin=LGA', 1, 1],
      ['carrier=UA, origin=LGA', 0, 1],
    ]);
  });

  test('that no row has is an error that says so', () => {
    const { gates: results } = verdictOf(ROWS, ROWS, ['accuracy[carrier=AA, origin=EWR] >= 0.5']);
    expect(results[0]).toMatchObject({ state: 'error' });
    expect(results[0]?.reason).toContain('no row has origin=EWR');
  });
});

test('a candidate by itself is compared with numbers only as measured', () => {
  const parsed = parseGates(['accuracy >= baseline - 0.1', 'accuracy >= 0.4']);
  const own = alone(predictions(ROWS), 'the baseline keeps no predictions');
  const verdict = decide({
    ...appraise(own, parsed, { ...TERMS, minN: 0 }),
    gates: parsed,
    baseline: [{ metric: 'accuracy', value: 0.5, rows: 4, direction: 'higher-is-better' }],
    baselineFacts: { kind: 'file', name: 'verdict.json', digest: '00' },
    onDefaultBranch: false,
  });
  expect(verdict.gates.map(({ state }) => state)).toEqual(['marginal', 'marginal']);
  expect(verdict.gates[0]?.reason).toBe(
    '0.5 >= 0.4 (baseline 0.5 - 0.1), noise not judged: the baseline keeps no predictions',
  );
});

test('groups are numbered by the order of ids, so that the order of rows in the file changes no bit', () => {
  const rows = Array.from({ length: 300 }, (_, at) => ({
    id: String(at).padStart(3, '0'),
    label: (at * 7) % 3 === 0 ? 1 : 0,
    score: ((at * 37) % 101) / 101,
    group: `g${(at * 13) % 47}`,
  }));
  const read = (list: typeof rows, shift: number) => {
    const of = (cell: (row: (typeof rows)[number]) => Cell) => column(list.map(cell));
    const columns = new Map([
      ['id', of(({ id }) => id)],
      ['label', of(({ label }) => label)],
      ['score', of(({ score }) => (score + shift) / 1.5)],
      ['group', of(({ group }) => group)],
    ]);
    const table = { file: 'rows.csv', rows: list.length, names: [...columns.keys()], columns };
    return predictionsOf(table, { task: 'binary', columns: {}, slices: [] });
  };
  const gates = parseGates(['roc_auc >= baseline - 0.1', 'log_loss <= baseline + 0.1', 'brier <= 0.9']);
  const verdict = (list: typeof rows) =>
    decide({
      ...appraise(trialOf(read(list, 0.1), read(list, 0.3), 'all', 'the baseline'), gates, TERMS),
      gates,
      baselineFacts: { kind: 'file', name: 'b.csv', digest: '00' },
      onDefaultBranch: false,
    });
  const shuffled = rows.toSorted((one, other) => one.score - other.score);
  expect(verdict(shuffled)).toEqual(verdict(rows));
});

test('of more than 200 combinations of two columns the largest are judged, and the rest is said', () => {
  // 250 carriers of 3 rows from LGA and 1 from JFK; ZZ has 3, all of them from JFK, where none has as many
  const many = Array.from(
    { length: 1000 },
    (_, at): Row => [at, 1, 1, `v${at % 250}`, at < 250 ? 'JFK' : 'LGA'],
  );
  const own = Array.from({ length: 3 }, (_, at): Row => [1000 + at, 1, 0, 'ZZ', 'JFK']);
  const gates = parseGates(['accuracy[carrier=*,origin=JFK] >= 0.5']);
  const verdict = decide({
    ...appraise(alone(predictions([...many, ...own]), ''), gates, TERMS),
    gates,
    baseline: null,
    baselineFacts: { kind: 'file', name: 'b.csv', digest: '00' },
    onDefaultBranch: false,
  });
  expect(verdict.gates).toHaveLength(200);
  expect(verdict.gates[0]).toMatchObject({ slice: 'carrier=ZZ, origin=JFK', rows: 3, observed: 0 });
  expect(verdict.notes).toContain(
    'slice carrier=*, origin=JFK: 51 of 251 combinations left out, the 200 largest kept',
  );
});
