import { describe, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { idSet, rowsDiffer } from './ids.ts';
import { measureAll } from './measure/measures.ts';
import { predictionsOf, type Reading } from './predictions.ts';
import { readTable } from './reader/reader.ts';
import { rolesOf, wantedColumns } from './roles.ts';

async function read(csv: string, reading: Partial<Reading> = {}) {
  const table = await readTable(new TextEncoder().encode(csv.replaceAll(' ', '\n')), 'out/p.csv');
  return predictionsOf(table, { task: 'binary', columns: {}, slices: [], ...reading });
}

async function mistakeOf(csv: string, reading: Partial<Reading> = {}): Promise<string> {
  const error = await read(csv, reading).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Mistake)) throw new Error('no mistake');
  return error.message;
}

describe('columns', () => {
  test('bear the names of their roles where nothing else is said', async () => {
    const { ids, cases } = await read('id,label,prediction,score,x 7,1,0,0.25,9 8,0,1,0.75,9');
    expect(ids).toEqual({ kind: 'number', values: Float64Array.of(7, 8) });
    expect(cases).toEqual({
      keys: expect.any(Function),
      labels: Float64Array.of(1, 0),
      predictions: Float64Array.of(0, 1),
      scores: Float64Array.of(0.25, 0.75),
    });
  });

  test('that the file lacks are named all at once, with the near one and those there are', async () => {
    const columns = { label: 'lat', score: 'p', id: 'key' };
    const message = await mistakeOf('late,p_late,carrier 1,0.5,UA', { columns, slices: ['carier'] });
    expect(message.split('\n')).toEqual([
      'columns.label = "lat": is no column of out/p.csv. Did you mean late? It has: late, p_late, carrier.',
      'columns.score = "p": is no column of out/p.csv. It has: late, p_late, carrier.',
      'columns.id = "key": is no column of out/p.csv. It has: late, p_late, carrier.',
      'slices = "carier": is no column of out/p.csv. Did you mean carrier? It has: late, p_late, carrier.',
    ]);
  });

  test('that no one names are asked for', async () => {
    expect(await mistakeOf('label,p_late 1,0.5')).toMatch(
      /^columns: nothing says which column of out\/p\.csv holds what the model predicts\. Name it under columns: \(prediction or score\)\. It has: label, p_late\.$/,
    );
    expect(await mistakeOf('label,score 1,0.5', { task: 'regression' })).toMatch(/\(prediction\)/);
  });

  test('of a role that there is not are a mistake', () => {
    expect(() => rolesOf({ labels: 'late' })).toThrow(
      'columns.labels = "late": is nothing a column can hold. Did you mean label? Known here: id, label, prediction, score, weight, group.',
    );
  });

  test("to read are the named ones, the roles' own names and the slices", () => {
    expect([...wantedColumns({ label: 'late' }, ['carrier'])]).toEqual([
      'id',
      'late',
      'prediction',
      'score',
      'weight',
      'group',
      'carrier',
    ]);
  });
});

describe('a multilabel task', () => {
  const task = 'multilabel';

  test('has a column for each label, in the order of their names', async () => {
    const { cases, notes } = await read('label_b,score_a,label_a,score_b 1,0.25,0,0.75 0,0.5,1,0.25', {
      task,
    });
    expect(cases).toEqual({
      labels: Float64Array.of(0, 1, 1, 0),
      predictions: Float64Array.of(0, 1, 1, 0),
      scores: Float64Array.of(0.25, 0.5, 0.75, 0.25),
      width: 2,
    });
    expect(notes).toEqual([
      'no column holds predictions: a label counts as predicted where its score is >= 0.5',
    ]);
  });

  test('names its columns by a star', async () => {
    const columns = { label: 'is_*', prediction: 'said_*' };
    const { cases, rows } = await read('is_a,said_a true,no false,yes', { task, columns });
    expect([rows, cases.labels, cases.predictions]).toEqual([
      2,
      Float64Array.of(1, 0),
      Float64Array.of(0, 1),
    ]);
  });

  test.each<[string, Partial<Reading>, string]>([
    ['a,score_a 1,0.5', {}, 'columns.label = "label_*": is no column of out/p.csv. It has: a, score_a.'],
    ['label_a 1', {}, 'columns: nothing says which columns of out/p.csv hold what the model predicts.'],
    [
      'label_a,label_b,score_a 1,0,0.5',
      {},
      'columns: out/p.csv has labels without a column beside score_a: b. Write a column for each label.',
    ],
    [
      'label_a,score_a 1,0.5',
      { columns: { label: 'label_a' } },
      'columns.label = "label_a": is one column; a multilabel task has one a label.',
    ],
  ])('%s with %j is a mistake', async (csv, reading, said) => {
    expect(await mistakeOf(csv, { task, ...reading })).toContain(said);
  });

  test('counts values that cannot be judged by their column', async () => {
    const { flaws } = await read('label_a,score_a 1, ,0.5', { task });
    expect(flaws).toEqual([
      'column label_a is empty or NaN in 1 of 2 rows (row 2)',
      'column score_a is empty or NaN in 1 of 2 rows (row 1)',
    ]);
  });
});

describe('a ranking task', () => {
  const task = 'ranking';

  test('has labels, scores and groups', async () => {
    const { cases } = await read('label,score,group 2,0.5,x 0,0.25,y 1,7,x', { task });
    expect(cases).toEqual({
      keys: expect.any(Function),
      labels: Float64Array.of(2, 0, 1),
      predictions: null,
      scores: Float64Array.of(0.5, 0.25, 7),
      groups: Int32Array.of(0, 1, 0),
    });
  });

  test.each<[string, string]>([
    [
      'label,score 1,0.5',
      'nothing says which rows of out/p.csv are ranked together. Name the column of the query',
    ],
    ['label,group 1,x', 'nothing says which column of out/p.csv holds what the model predicts.'],
    ['label,score,group 1,0.5,', 'column group: row 1 of out/p.csv belongs to no group.'],
  ])('%s is a mistake', async (csv, said) => {
    expect(await mistakeOf(csv, { task })).toContain(said);
  });
});

describe('a task of texts', () => {
  const task = 'text';

  test('compares label and prediction to the letter', async () => {
    const { cases } = await read('label,prediction Paris,Paris Rome,rome', { task });
    const { measurements } = measureAll({ ...(await read('label,prediction a,a b,B', { task })) });
    expect(cases.scores).toBeNull();
    expect(measurements.map(({ metric, value }) => [metric, value])).toEqual([['exact_match', 0.5]]);
  });

  test('needs no label where each row has a mark, in words or in numbers', async () => {
    const passes = async (csv: string) => measureAll(await read(csv, { task })).measurements;
    for (const csv of ['score true false true true', 'score 1 0.25 0.5 0.75'])
      expect((await passes(csv)).map(({ metric, value }) => [metric, value])).toEqual([['pass_rate', 0.75]]);
  });
});

describe('the positive class', () => {
  test.each<[string, string, string | undefined, number[]]>([
    ['1 against 0', 'label,score 1,1 0,0', undefined, [1, 0]],
    ['1 against -1', 'label,score 1,1 -1,0', undefined, [1, 0]],
    ['1.0 against 0.0', 'label,score 1.0,1 0.0,0', undefined, [1, 0]],
    ['True against False', 'label,score True,1 False,0', undefined, [1, 0]],
    ['yes against no', 'label,score no,1 YES,0', undefined, [0, 1]],
    ['the one that is given', 'label,score late,1 ontime,0', 'ontime', [0, 1]],
    ['the one that is given, a number', 'label,score 2,1 1,0', '2', [1, 0]],
  ])('is %s', async (_, csv, positive, labels) => {
    const { cases } = await read(csv, positive === undefined ? {} : { positive });
    expect([...cases.labels]).toEqual(labels);
  });

  test('is said in a note', async () => {
    expect((await read('label,score late,1 ontime,0', { positive: 'late' })).notes[0]).toBe(
      'a row is positive where label is late',
    );
  });

  test.each<[string, string | undefined, string]>([
    [
      'label,score late,1 ontime,0',
      undefined,
      'column label: holds "late", "ontime": which of them is the positive class is not known. Name it: `positive:` under evaluate in mlops.yml, or --positive.',
    ],
    [
      'label,score late,1 ontime,0',
      'Late',
      'column label: holds "late", "ontime"; a binary task has "Late" and one other value. Did you mean positive: late? More than two classes are task: multiclass.',
    ],
    [
      'label,score a,1 b,0 c,0',
      'a',
      'column label: holds "a", "b", "c"; a binary task has "a" and one other value. More than two classes are task: multiclass.',
    ],
    [
      'label,prediction late,1 ontime,0',
      'late',
      'column prediction: holds "1", "0"; a binary task has "late" and one other value. More than two classes are task: multiclass.',
    ],
  ])('that is open is a mistake: %s, positive %s', async (csv, positive, message) => {
    expect(await mistakeOf(csv, positive === undefined ? {} : { positive })).toBe(message);
  });
});

describe('predictions that are not there', () => {
  test('follow from probabilities at 0.5, and a note says so', async () => {
    const { cases, notes } = await read('label,score 1,0.5 0,0.49');
    expect([...(cases.predictions ?? [])]).toEqual([1, 0]);
    expect(notes[1]).toBe(
      'no column holds predictions: a row counts as predicted positive where score >= 0.5',
    );
  });

  test('do not follow from scores that are no probabilities', async () => {
    expect((await read('label,score 1,3.5 0,-2')).cases.predictions).toBeNull();
  });
});

describe('ids', () => {
  test.each<[string, string]>([
    [
      'id,label,score a,1,1 b,0,0 a,1,1 a,1,1',
      'columns.id = "id": 2 of 4 rows of out/p.csv repeat an id: a, …. Score each row once, or name the column that tells rows apart.',
    ],
    [
      'id,label,score 1,1,1 ,0,0',
      'columns.id = "id": 1 of 2 rows of out/p.csv have no id. Give each row an id, or leave columns.id out.',
    ],
  ])('that do not tell rows apart are a mistake: %s', async (csv, message) => {
    expect(await mistakeOf(csv)).toBe(message);
  });

  test('other than those that were to be scored are a mistake', async () => {
    const expected = { ids: new Set(['1', '2', '3']), of: 'data/test.parquet' };
    expect(await mistakeOf('id,label,score 1,1,1 9,0,0', { expected })).toBe(
      'columns.id = "id": out/p.csv holds other rows: 1 id is not in data/test.parquet (9) and 2 ids are only in data/test.parquet (2, 3). Score exactly the rows of data/test.parquet.',
    );
  });

  test('are compared in any order', async () => {
    const { ids } = await read('id,label,score 2,1,1 1,0,0');
    const { ids: others } = await read('id,label,score 1,1,1 2,0,0');
    if (ids === null || others === null) throw new Error('no ids');
    expect(rowsDiffer(ids, idSet(others), 'the baseline')).toBeNull();
  });
});

describe('values that cannot be judged', () => {
  test.each<[string, Partial<Reading>, string[]]>([
    ['label,score 1,0.5 ,0.25', {}, ['column label is empty or NaN in 1 of 2 rows (row 2)']],
    [
      'label,score 1,nan 0,inf',
      {},
      [
        'column score is empty or NaN in 1 of 2 rows (row 1)',
        'column score is infinite in 1 of 2 rows (row 2)',
      ],
    ],
    [
      'label,prediction a,b b, ,a',
      { task: 'multiclass' },
      [
        'column label is empty or NaN in 1 of 3 rows (row 3)',
        'column prediction is empty or NaN in 1 of 3 rows (row 2)',
      ],
    ],
    [
      'label,prediction 1.5,nan',
      { task: 'regression' },
      ['column prediction is empty or NaN in 1 of 1 rows (row 1)'],
    ],
    [
      `label,score${' 1,'.repeat(9)}`,
      {},
      ['column score is empty or NaN in 9 of 9 rows (rows 1, 2, 3, 4, 5, …)'],
    ],
  ])('stay in and are counted: %s', async (csv, reading, flaws) => {
    expect((await read(csv, reading)).flaws).toEqual(flaws);
  });

  test('spoil the measures of their own slice and of all rows, not of the others', async () => {
    const csv = 'label,score,carrier 1,0.9,UA 0,0.1,UA 1,,AA 0,0.2,AA';
    const { measurements } = measureAll(await read(csv, { slices: ['carrier'] }));
    const auc = measurements.filter(({ metric }) => metric === 'roc_auc');
    expect(auc.map(({ slice, value }) => [slice?.value, value])).toEqual([
      [undefined, Number.NaN],
      ['AA', Number.NaN],
      ['UA', 1],
    ]);
  });

  test('are a mistake where text stands for a number', async () => {
    expect(await mistakeOf('label,score 1,0.5 0,high')).toBe(
      'column score: row 2 of out/p.csv holds "high" where a number belongs. Write numbers, or name another column under columns:.',
    );
  });
});

test('classes of a multiclass task are compared by what they are called', async () => {
  const { cases } = await read('label,prediction cat,dog 10,10 9,cat', { task: 'multiclass' });
  expect([...cases.labels]).toEqual([2, 1, 0]);
  expect([...(cases.predictions ?? [])]).toEqual([3, 1, 2]);
});

describe('scores of many classes', () => {
  const many = { task: 'multiclass' } as const;

  test('are a column for each class, in the order of the classes, met among the labels or not', async () => {
    const columns = { score: 'p_*' };
    const { cases } = await read('label,prediction,p_cat,p_emu,p_dog dog,cat,0.5,0.1,0.4 cat,cat,1,0,0', {
      ...many,
      columns,
    });
    expect([...cases.labels]).toEqual([1, 0]);
    expect([...(cases.scores ?? [])]).toEqual([0.5, 1, 0.4, 0, 0.1, 0]);
  });

  test('are called score_<class> where nothing is said, and are none where a class has no such column', async () => {
    const { cases } = await read('label,prediction,score_a,score_b a,a,1,0 b,b,0,1', many);
    expect([...(cases.scores ?? [])]).toEqual([1, 0, 0, 1]);
    expect((await read('label,prediction,score_a a,a,1 b,b,0', many)).cases.scores).toBeNull();
  });

  test.each<[string, string, string]>([
    [
      'p',
      'label,prediction,p a,a,1',
      'columns.score = "p": is one column; a multiclass task has one a class. Write a star where the class stands, e.g. score: p_* for p_cat and p_dog.',
    ],
    [
      'p_*',
      'label,prediction,p_a a,b,1',
      'columns.score = "p_*": fits no column of out/p.csv for 1 of 2 classes: b. Write a column of scores for each class.',
    ],
  ])('that do not fit are a mistake: %s', async (score, csv, message) => {
    expect(await mistakeOf(csv, { ...many, columns: { score } })).toBe(message);
  });

  test('that are empty are counted by their column', async () => {
    const { flaws } = await read('label,prediction,score_a,score_b a,a,1,0 b,b,0,', many);
    expect(flaws).toEqual(['column score_b is empty or NaN in 1 of 2 rows (row 2)']);
  });

  test('are among the columns to read', () => {
    const wanted = wantedColumns({ score: 'p_*' }, []);
    expect(['p_cat', 'p_', 'cat', 'label'].map((name) => wanted.has(name))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('weights', () => {
  // scikit-learn 1.9.1: roc_auc_score([0, 1, 0, 1, 1], [.1, .4, .35, .8, .3], sample_weight=[1, 2, 3, 4, 5])
  test.each(['e-300', 'e-320', 'e300', ''])('%j times as heavy give the same measures', async (factor) => {
    const rows = ['0,0.1,1', '1,0.4,2', '0,0.35,3', '1,0.8,4', '1,0.3,5'];
    const predictions = await read(`label,score,weight ${rows.map((row) => row + factor).join(' ')}`);
    const area = measureAll(predictions).measurements.find(({ metric }) => metric === 'roc_auc');
    expect(area?.value).toBeCloseTo(0.6590909090909091, factor === 'e-320' ? 3 : 14);
  });

  test('count rows as much as they say, and a note says so', async () => {
    const { cases, notes } = await read('label,score,weight 1,1,0.5 0,0,2');
    expect([...(cases.weights ?? [])]).toEqual([0.5, 2]);
    expect(notes.at(-1)).toBe('each row counts as much as weight says');
  });

  test('are no slice that happens to be called so', async () => {
    const csv = 'label,score,weight 1,1,heavy 0,0,light';
    expect((await read(csv, { slices: ['weight'] })).cases.weights).toBeUndefined();
  });

  test('that are less than nothing are a mistake', async () => {
    expect(await mistakeOf('label,score,w 1,1,1 0,0,-2', { columns: { weight: 'w' } })).toBe(
      'column w: row 2 of out/p.csv holds -2 where a weight belongs. Write 0 or more, or name no weight.',
    );
  });

  test('that are all 0 leave every measure undefined', async () => {
    const { measurements } = measureAll(await read('label,score,weight 1,1,0 0,0,0'));
    expect(new Set(measurements.map(({ undefinedBecause }) => undefinedBecause))).toEqual(
      new Set(['every weight is 0']),
    );
  });
});

test('measures beyond those that are shown are taken where they are named; those that nobody named are listed', async () => {
  const predictions = await read('label,score 1,0.9 0,0.2 1,0.4');
  const { measurements, others } = measureAll(predictions, [], ['mcc', 'mse']);
  expect(measurements.map(({ metric }) => metric)).toEqual([
    'roc_auc',
    'log_loss',
    'brier',
    'accuracy',
    'precision',
    'recall',
    'f1',
    'mcc',
  ]);
  expect(others).toContain('balanced_accuracy');
  expect(others).not.toContain('mcc');
  expect(others).not.toContain('mse');
});
