import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Contents } from '#record/explanation';
import { runsOf } from '#record/history';
import { evaluation, hex, training } from '#record/historysample';
import { widthOf } from './cell.ts';
import { contrast } from './contrast.ts';
import { contrastCsv, contrastJson, contrastMarkdown, contrastText } from './contrasttable.ts';

const file = (path: string, letter: string) => ({ path, size: 1, sha256: hex(letter) });
const CONTENTS: Contents = {
  files: (digest) =>
    ({
      [hex('c')]: [file('train.py', '1'), file('old.py', '2')],
      [hex('d')]: [file('train.py', '3'), file('new.py', '2')],
    })[digest] ?? null,
  packages: (digest) =>
    ({
      [hex('5')]: new Map([
        ['numpy', '2.3.1'],
        ['pandas', '2.3.0'],
      ]),
      [hex('6')]: new Map([
        ['numpy', '2.4.0'],
        ['pandas', '2.3.0'],
      ]),
    })[digest] ?? null,
};

/** Three runs; the third is the first with another seed. `note`: a parameter that is the same in all. */
function runs() {
  const seen = (
    [
      ['1', { lr: 0.1, depth: 3 }, 7, 'c', '5', { roc_auc: 0.75, log_loss: 0.5, 'train.rows': 10 }, 'pass'],
      [
        '2',
        { lr: 0.2, depth: 3, extra: 'x' },
        7,
        'd',
        '6',
        { roc_auc: 0.71, log_loss: 0.4, 'train.rows': 12 },
        'fail',
      ],
      ['3', { lr: 0.1, depth: 3 }, 8, 'c', '5', { roc_auc: 0.75, log_loss: 0.6, 'train.rows': 10 }, 'pass'],
    ] as const
  ).flatMap(([letter, parameters, seed, code, environment, numbers, verdict], index) => {
    const on = `2026-11-2${index}T10:00:00.000Z`;
    const made = training({ digest: letter, model: letter, parameters, seed, code, on });
    const dependencies = [
      ...made.told.dependencies,
      { name: 'environment', digest: { sha256: hex(environment) } },
    ];
    const judged = { digest: 'abe'[index] ?? '', model: letter, train: letter, numbers, verdict, on };
    return [{ ...made, told: { ...made.told, dependencies } }, evaluation(judged)];
  });
  return runsOf(seen).reverse();
}

const row = (what: string, among = contrast(runs(), CONTENTS)) =>
  among.differing.find((difference) => difference.what === what);

test('a metric says by how much it differs from the first, and whether that is better', () => {
  expect(row('roc_auc')?.changes.map((change) => change?.change)).toEqual([undefined, 'worse', 'same']);
  expect(row('log_loss')?.changes.map((change) => change?.change)).toEqual([undefined, 'better', 'worse']);
  expect(row('train.rows')?.changes.map((change) => change?.change)).toEqual([undefined, 'changed', 'same']);
  expect(row('roc_auc')?.changes[1]?.difference).toBeCloseTo(-0.04, 12);
});

test('parameters, seed and verdict are listed where they differ, those of one run too', () => {
  expect(row('params.lr')?.values).toEqual([0.1, 0.2, 0.1]);
  expect(row('params.extra')?.values).toEqual([null, 'x', null]);
  expect(row('seed')?.values).toEqual([7, 7, 8]);
  expect(row('verdict')?.values).toEqual(['pass', 'fail', 'pass']);
  expect(row('params.depth')).toBeUndefined();
});

test('code says which files changed, an environment which packages', () => {
  expect(row('code')?.notes).toEqual(['', 'train.py changed, new.py added, old.py removed', '']);
  expect(row('package numpy')?.values).toEqual(['2.3.1', '2.4.0', '2.3.1']);
  expect(row('package pandas')).toBeUndefined();
});

test('where lists are not kept, digests alone are compared', () => {
  const none = contrast(runs(), { files: () => null, packages: () => null });
  expect(row('code', none)).toMatchObject({ values: [hex('c'), hex('d'), hex('c')], notes: ['', '', ''] });
  expect(row('package numpy', none)).toBeUndefined();
});

test('what is the same is counted, what nobody has is not', () => {
  const [first, , third] = runs();
  if (first === undefined || third === undefined) throw new Error('there are three');
  const { differing, equal } = contrast([first, third], CONTENTS);
  expect(differing.map(({ what }) => what)).toEqual(['log_loss', 'seed', 'model bytes', 'predictions']);
  // verdict, roc_auc, train.rows, lr, depth, train.run, code, data:rows, gates, environment, numpy, pandas
  expect(equal).toBe(12);
});

test('the text sets runs side by side, and says below what changed in files', () => {
  const [first, second] = runs();
  if (first === undefined || second === undefined) throw new Error('there are three');
  expect(contrastText(contrast([first, second], CONTENTS), { width: 80, colour: false })).toBe(
    `               aaaaaaaa          bbbbbbbb
When (UTC)     2026-11-20 10:00  2026-11-21 10:00
Took           35 s              35 s
verdict        ✓ pass            ✗ fail
roc_auc        0.7500            0.7100            -0.0400 worse
log_loss       0.5000            0.4000            -0.1000 better
train.rows     10                12                +2
params.lr      0.1               0.2
params.extra   (none)            x
code           cccccccc          dddddddd
environment    55555555          66666666
package numpy  2.3.1             2.4.0
model bytes    11111111          22222222
predictions    11111111          22222222

code of bbbbbbbb: train.py changed, new.py added, old.py removed
6 things are the same and left out.
`,
  );
});

test.each([60, 80, 200])('at %d columns no line is wider, and the first run heads each group', (width) => {
  const text = contrastText(contrast(runs(), CONTENTS), { width, colour: false });
  expect(text.split('\n').filter((line) => widthOf(line) > width)).toEqual([]);
  expect(text.match(/^ +aaaaaaaa +bbbbbbbb/m)).not.toBeNull();
  expect(text.match(/aaaaaaaa/g)).toHaveLength(width === 200 ? 1 : 2);
});

test('runs that differ in nothing say so', () => {
  const [first] = runs();
  if (first === undefined) throw new Error('there are three');
  expect(contrastText(contrast([first, first], CONTENTS), { width: 80, colour: false })).toContain(
    'They differ in nothing that is recorded.',
  );
});

test('Markdown, CSV and JSON hold the same', () => {
  const found = contrast(runs(), CONTENTS);
  expect(contrastMarkdown(found)).toContain(
    '| <code>roc_auc</code> | 0.7500 | 0.7100 (&#45;0.0400 worse) | 0.7500 |',
  );
  const lines: string[][] = parse(contrastCsv(found));
  expect(lines[0]?.slice(0, 4)).toEqual(['what', hex('a'), hex('b'), `${hex('b')} difference`]);
  expect(lines.find(([what]) => what === 'log_loss')?.slice(0, 5)).toEqual([
    'log_loss',
    '0.5',
    '0.4',
    String(0.4 - 0.5),
    'better',
  ]);
  const read = JSON.parse(contrastJson(found));
  expect(read.runs).toHaveLength(3);
  expect(read.differing.map(({ what }: { what: string }) => what)).toContain('params.lr');
});
