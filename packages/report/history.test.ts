import { expect, test } from 'vitest';
import { runsOf } from '#record/history';
import { evaluation, training } from '#record/historysample';
import { widthOf } from './cell.ts';
import { columnOf } from './columns.ts';
import { type Excerpt, historyMarkdown, historyText } from './history.ts';
import { historyCsv, historyJson } from './historyfile.ts';
import { HOSTILE } from './sample.ts';

const COMMITS = ['2a96eec34856a132f6229283a1d1187779a3d603', '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432'];

function runs(note = 'plain') {
  return runsOf([
    training({ digest: 'a', model: '1', parameters: { lr: 0.1, depth: 3, note }, seed: 7 }),
    evaluation({
      digest: 'b',
      model: '1',
      train: 'a',
      commit: COMMITS[0] ?? '',
      numbers: { accuracy: 0.9, roc_auc: 0.75, log_loss: 0.5, 'train.loss': 0.25 },
    }),
    training({ digest: 'd', model: '2', parameters: { lr: 0.00002, depth: 3, note }, seed: 7 }),
    evaluation({
      digest: 'e',
      model: '2',
      train: 'd',
      verdict: 'fail',
      commit: COMMITS[1] ?? '',
      dirty: true,
      on: '2026-11-25T09:30:00.000Z',
      numbers: { accuracy: 0.9, roc_auc: 0.71, log_loss: null, 'train.loss': 0.25 },
    }),
  ]);
}

const all = (note?: string): Excerpt => ({ runs: runs(note), matching: 2, by: null, columns: null });
const plain = { width: 80, colour: false };

test('the newest comes first; what was tried and what came of it stand side by side', () => {
  expect(historyText(all(), plain).split('\n\n')[0]?.split('\n')).toEqual([
    'Record    When (UTC)        Commit    Verdict  roc_auc       lr  Took',
    'eeeeeeee  2026-11-25 09:30  9f8e7d6*  ✗ fail    0.7100  0.00002  35 s',
    'bbbbbbbb  2026-11-24 10:01  2a96eec   ✓ pass    0.7500      0.1  35 s',
  ]);
});

test('what was tried comes before how often', () => {
  const twice = { ...all(), runs: runs().map((run) => ({ ...run, times: 2 })) };
  const [header] = historyText(twice, { ...plain, width: 69 }).split('\n');
  expect(header).toBe('Record    When (UTC)        Commit    Verdict  roc_auc       lr  Took');
  expect(historyText(twice, plain)).toContain('       lr  Times  Took\n');
});

test('what is the same in all, and what has no room, is said below', () => {
  const notes = historyText(all(), plain).split('\n\n')[1]?.replaceAll('\n', ' ') ?? '';
  expect(notes).toContain(
    'The same in all: depth 3, note plain, seed 7, accuracy 0.9000, train.loss 0.2500.',
  );
  expect(notes).toContain('Not shown for want of room: log_loss; --columns names what to show.');
});

test('what there is besides is counted', () => {
  const one = { ...all(), runs: runs().slice(0, 1) };
  expect(historyText(one, plain)).toContain('1 more run older: --limit 2 or --limit all shows them.');
  expect(historyText({ ...one, by: 'lr' }, plain)).toContain('1 more run further down by lr:');
});

test('columns that are asked for are shown whatever the width is', () => {
  const columns = [
    columnOf({ kind: 'metric', name: 'log_loss' }),
    columnOf({ kind: 'param', name: 'lr' }),
    columnOf({ kind: 'fact', name: 'run' }),
  ];
  expect(historyText({ ...all(), columns }, { width: 20, colour: false })).toBe(
    [
      '   log_loss       lr  Run',
      'not defined  0.00002  20261124T100000000Z-1/1',
      '     0.5000      0.1  20261124T100000000Z-1/1',
      '',
    ].join('\n'),
  );
});

test.each([60, 80, 120, 200])('at %d columns no line is wider', (width) => {
  const lines = historyText(all(), { width, colour: false }).split('\n');
  expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
});

test.each(HOSTILE)('%j neither widens a line nor steers the terminal', (note) => {
  const mixed = { ...all(), runs: [...runs(note), ...runs('plain')] };
  const text = historyText(mixed, plain);
  expect(text.split('\n').filter((line) => widthOf(line) > 80)).toEqual([]);
  expect(text).not.toMatch(/\p{Cc}(?<!\n)|::|##\[|\u202e/u);
});

test.each(HOSTILE)('%j changes no row of the Markdown', (note) => {
  const rows = (text: string) =>
    historyMarkdown({ ...all(), runs: [...runs(text), ...runs('other')] })
      .split('\n')
      .map((line) => (line.startsWith('|') ? line.split('|').length : 'text'));
  expect(rows(note)).toEqual(rows('plain'));
});

test('Markdown has the same columns, digests in the font of code', () => {
  expect(historyMarkdown(all())).toContain(
    '| <code>eeeeeeee</code> | 2026-11-25 09:30 | <code>9f8e7d6&#42;</code> | ✗ fail | 0.7100 |',
  );
});

test('JSON holds everything as it was recorded', () => {
  const [first] = JSON.parse(historyJson(all())).runs;
  expect(first).toEqual({
    record: 'e'.repeat(64),
    records: ['e'.repeat(64), 'd'.repeat(64)],
    model: 'flights',
    name: null,
    when: '2026-11-25T09:30:00.000Z',
    last: '2026-11-25T09:30:00.000Z',
    times: 1,
    commit: COMMITS[1],
    dirty: true,
    commits: [COMMITS[1]],
    stages: ['train', 'evaluate'],
    verdict: 'fail',
    metrics: { roc_auc: 0.71, accuracy: 0.9, log_loss: null, 'train.loss': 0.25 },
    params: { lr: 0.00002, depth: 3, note: 'plain' },
    seed: 7,
    seconds: 35,
    run: '20261124T100000000Z-1/1',
    runs: ['20261124T100000000Z-1/1'],
  });
});

test('CSV has a column for everything that any run has', () => {
  const [header] = historyCsv(all()).split('\r\n');
  expect(header).toBe(
    'record,when,last,commit,dirty,model,name,stages,verdict,times,seed,seconds,run,roc_auc,accuracy,log_loss,train.loss,params.lr,params.depth,params.note',
  );
  expect(historyCsv({ ...all(), runs: [] })).toBe(
    'record,when,last,commit,dirty,model,name,stages,verdict,times,seed,seconds,run\r\n',
  );
});
