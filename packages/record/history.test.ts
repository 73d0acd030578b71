import { expect, test } from 'vitest';
import { flatParams, runsOf } from './history.ts';
import { evaluation, hex, training } from './historysample.ts';

test('a training and the evaluation whose record names it are one line', () => {
  const [run, ...more] = runsOf([
    training({ digest: 'a', model: '1', parameters: { lr: 0.1 }, seed: 7 }),
    evaluation({ digest: 'b', model: '1', train: 'a', numbers: { roc_auc: 0.75, log_loss: 0.5 } }),
  ]);
  expect(more).toEqual([]);
  expect(run).toMatchObject({
    record: hex('b'),
    stages: ['train', 'evaluate'],
    verdict: 'pass',
    params: { lr: 0.1 },
    seed: 7,
    // 30 s of training, 5 s of evaluation
    seconds: 35,
    when: '2026-11-24T10:01:00.000Z',
    times: 1,
  });
  expect(run?.measured.map(({ metric, value }) => [metric, value])).toEqual([
    ['roc_auc', 0.75],
    ['log_loss', 0.5],
  ]);
});

test('where the named training is not known, one with the same model is taken', () => {
  const [run] = runsOf([
    training({ digest: 'a', model: '1', seed: 7 }),
    training({ digest: 'e', model: '2', seed: 8 }),
    evaluation({ digest: 'b', model: '1', train: 'f' }),
  ]);
  expect(run).toMatchObject({ record: hex('b'), seed: 7 });
});

test('the baseline among the ancestors is not what was trained', () => {
  const runs = runsOf([
    training({ digest: 'a', model: '1', seed: 1 }),
    training({ digest: 'd', model: '2', seed: 2 }),
    evaluation({ digest: 'b', model: '1', train: 'a' }),
    evaluation({ digest: 'e', model: '2', train: 'd', baseline: 'b', on: '2026-11-24T11:00:00.000Z' }),
  ]);
  expect(runs.map(({ record, seed }) => [record, seed])).toEqual([
    [hex('e'), 2],
    [hex('b'), 1],
  ]);
});

test('what was judged again is one line with a count: the first time, and when it was last', () => {
  const [run, ...more] = runsOf([
    evaluation({ digest: '3', model: '1', train: 'a', commit: 'f00', on: '2026-11-24T12:00:00.000Z' }),
    training({ digest: 'a', model: '1' }),
    evaluation({ digest: '1', model: '1', train: 'a', commit: 'cafe', on: '2026-11-24T10:01:00.000Z' }),
    // its baseline is another one, which is no other result
    evaluation({ digest: '2', model: '1', train: 'a', baseline: '1', on: '2026-11-24T11:00:00.000Z' }),
  ]);
  expect(more).toEqual([]);
  expect(run).toMatchObject({
    record: hex('1'),
    times: 3,
    when: '2026-11-24T10:01:00.000Z',
    last: '2026-11-24T12:00:00.000Z',
    commit: 'cafe',
    commits: ['cafe', 'f00'],
  });
  expect(run?.records.toSorted()).toEqual([hex('1'), hex('2'), hex('3'), hex('a')]);
});

test.each([
  ['another verdict', { verdict: 'fail' }],
  ['other numbers', { numbers: { roc_auc: 0.76 } }],
  ['other gates', { gates: '8' }],
  ['another model', { model: '2', train: 'd' }],
])('%s is another line', (_what, change) => {
  const first = { model: '1', train: 'a' };
  const runs = runsOf([
    training({ digest: 'a', model: '1' }),
    training({ digest: 'd', model: '2' }),
    evaluation({ digest: 'b', ...first }),
    evaluation({ digest: 'e', ...first, ...change, on: '2026-11-24T11:00:00.000Z' }),
  ]);
  expect(runs.filter(({ verdict }) => verdict !== null)).toHaveLength(2);
});

test('evaluations whose numbers are not kept are told apart by their content', () => {
  const bare = { model: '1', train: 'a', numbers: null };
  const seen = [
    evaluation({ digest: 'b', content: 'f', ...bare }),
    evaluation({ digest: 'd', content: 'f', ...bare }),
    evaluation({ digest: 'e', content: '8', ...bare }),
  ];
  expect(
    runsOf(seen)
      .map(({ times }) => times)
      .sort(),
  ).toEqual([1, 2]);
});

test('a training that was never judged is a line of its own, with what it wrote itself', () => {
  const trained = [{ metric: 'train.loss', value: 0.25, direction: 'none' }] as const;
  const [run] = runsOf([training({ digest: 'a', model: '1', trained })]);
  expect(run).toMatchObject({
    record: hex('a'),
    stages: ['train'],
    verdict: null,
    measured: trained,
    seconds: 30,
  });
});

test('a training that was repeated with the same result is no line of its own', () => {
  const runs = runsOf([
    training({ digest: 'a', content: 'f', model: '1' }),
    training({ digest: 'd', content: 'f', model: '1', on: '2026-11-25T10:00:00.000Z' }),
    evaluation({ digest: 'b', model: '1', train: 'a' }),
  ]);
  expect(runs.map(({ record }) => record)).toEqual([hex('b')]);
});

test('a period counts what happened in it; its training may be older', () => {
  const seen = [
    training({ digest: 'a', model: '1', seed: 7, on: '2026-11-01T10:00:00.000Z' }),
    ...(['2026-11-01', '2026-11-10', '2026-11-20'] as const).map((day, index) =>
      evaluation({ digest: String(index), model: '1', train: 'a', on: `${day}T10:00:00.000Z` }),
    ),
  ];
  const since = new Date('2026-11-05T00:00Z');
  const [run] = runsOf(seen, { since, until: null });
  expect(run).toMatchObject({ record: hex('1'), times: 2, seed: 7, when: '2026-11-10T10:00:00.000Z' });
  expect(runsOf(seen, { since, until: new Date('2026-11-15T00:00Z') })[0]?.times).toBe(1);
  expect(runsOf(seen, { since: new Date('2026-12-01T00:00Z'), until: null })).toEqual([]);
});

test('predictions that were judged without a model are listed too', () => {
  const lone = evaluation({ digest: 'b', model: '1' });
  const told = { ...lone.told, subjects: lone.told.subjects.filter(({ name }) => name !== 'model') };
  const noModel = training({ digest: 'a', model: '1' });
  const odd = { ...noModel, told: { ...noModel.told, subjects: [] } };
  expect(runsOf([{ ...lone, told }, odd]).map(({ stages }) => stages)).toEqual([['evaluate'], ['train']]);
});

test.each([
  [null, {}],
  [
    { lr: 0.1, deep: { units: 3, name: 'a' } },
    { lr: 0.1, 'deep.units': 3, 'deep.name': 'a' },
  ],
  [
    { layers: [64, 32], on: true, none: null },
    { layers: '[64,32]', on: true, none: null },
  ],
  [JSON.parse('{"__proto__": {"x": 1}}'), { '__proto__.x': 1 }],
])('parameters %j are flat as %j', (parameters, flat) => {
  expect(flatParams(parameters)).toEqual(flat);
});
