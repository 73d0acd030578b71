import { expect, test } from 'vitest';
import type { Decision, Verdict } from '#judge/verdict';
import { SUMMARY_LIMIT } from './markdown.ts';
import { plotSample } from './plotsample.ts';
import { FACTS, HOSTILE, hostile, NOISY, VERDICTS } from './sample.ts';
import { summary } from './summary.ts';

const HEADLINES: readonly (readonly [Decision, string])[] = [
  ['pass', '## ✅ flights passed'],
  ['marginal', '## ⚠️ flights passed with warnings'],
  ['fail', '## ❌ flights failed'],
  ['inconclusive', '## ❔ flights is inconclusive'],
  ['error', '## ⛔ flights could not be judged'],
];

test.each(HEADLINES)('%s: the decision and its reason come first', (decision, headline) => {
  const [first, , second] = summary(VERDICTS[decision], FACTS).split('\n');
  expect(first).toBe(headline);
  expect(second).toMatch(/^\*\*.+\*\*$/);
});

test('gates that do not pass come first, slices that pass are folded', () => {
  const lines = summary(VERDICTS.fail, FACTS).split('\n');
  const states = lines.filter((line) => /^\| .*<code>roc_auc/.test(line)).map((line) => line.split(' | ')[0]);
  expect(states.slice(0, 3)).toEqual(['| ❌ fail', '| ❔ not judged', '| ✅ pass']);
  expect(lines).toContain('### Gates: 1 fails, 1 not judged, 14 pass');
  expect(lines).toContain('<details><summary>12 slices whose gate passes</summary>');
});

test('a falling loss is better, a falling area is worse, and a count is neither', () => {
  const markdown = summary(VERDICTS.fail, FACTS);
  expect(markdown).toContain('| <code>log_loss</code> | 28,192 | 0.5021 | 0.5077 | -0.0056 | ▼ better |');
  expect(markdown).toContain('| <code>roc_auc</code> | 28,192 | 0.7103 | 0.7184 | -0.0081 | ▼ worse |');
  expect(markdown).toContain('| <code>train.rows</code> | 28,192 | 132,004 | 131,870 | +134 | ▲ |');
});

test('slices are listed worst first, what is not defined last with its cause', () => {
  const part = summary(VERDICTS.pass, FACTS).split('by slice:')[1] ?? '';
  const names = [...part.matchAll(/carrier=(\w\w)/g)].map(([, name]) => name);
  expect(names.slice(0, 3)).toEqual(['F9', 'VX', 'EV']);
  expect(names.at(-1)).toBe('HA');
  expect(part).toContain('not defined: only one class');
});

test('without a baseline its columns are left out and the reason is given', () => {
  const markdown = summary(VERDICTS.inconclusive, FACTS);
  expect(markdown).toContain('no baseline: the ref baseline does not exist yet');
  expect(markdown).toContain('| Metric | Rows | Candidate |\n');
});

test('numbers that differ by less than four decimals are told apart', () => {
  const gates = VERDICTS.pass.gates.map((gate) => ({ ...gate, observed: 0.69998, bound: 0.7 }));
  expect(summary({ ...VERDICTS.pass, gates }, FACTS)).toContain('| 0.69998 |  | &#62;= 0.70000 |');
});

/** Lines, and cells of each row: what foreign text must not change. */
function shape(markdown: string): string[] {
  return markdown.split('\n').map((line) => {
    if (line.startsWith('|')) return `row of ${line.split('|').length}`;
    return line.startsWith('<') ? (line.match(/<\/?[a-z]+/g) ?? []).join(' ') : line.slice(0, 2);
  });
}

test.each(HOSTILE)('%j changes nothing but the text', (foreign) => {
  const plain = hostile('plain');
  const nasty = hostile(foreign);
  const shaped = shape(summary(nasty.verdict, nasty.facts));
  expect(shaped.length).toBe(shape(summary(plain.verdict, plain.facts)).length);
  expect(shaped.filter((line) => line.startsWith('row'))).toEqual(
    shape(summary(plain.verdict, plain.facts)).filter((line) => line.startsWith('row')),
  );
  expect(summary(nasty.verdict, nasty.facts)).not.toMatch(/<script|<img|<!--|@[\w]|::|javascript:.*">/);
});

const MANY = Array.from({ length: 5000 }, (_, index) => index);

/** The failing verdict with 5,000 slices, each of a name and a reason of this kind. */
function huge(name: (index: number) => string, reason: string): Verdict {
  const gate = NOISY.gates.find(({ slice }) => slice === 'carrier=EV');
  const figure = NOISY.numbers.find(({ slice }) => slice === 'carrier=EV');
  if (gate === undefined || figure === undefined) throw new Error('the sample has this slice');
  return {
    ...NOISY,
    reason,
    gates: MANY.map((index) => ({ ...gate, state: 'fail', slice: name(index), reason })),
    numbers: MANY.map((index) => ({ ...figure, slice: name(index) })),
    notes: MANY.map((index) => `${index} ${reason}`),
  };
}

const DRAWN = { ...FACTS, plots: plotSample('binary'), terms: { confidence: 0.95, minN: 30, seed: 0 } };

const HUGE: readonly (readonly [string, Verdict])[] = [
  ['short names', huge((index) => `id=${index}`, 'below')],
  ['long reasons', huge((index) => `id=${index}`, 'long '.repeat(20_000))],
  [
    'names of several bytes a letter',
    huge((index) => `路線=${'東京'.repeat(2000)}${index}`, '🛫'.repeat(5000)),
  ],
  [
    'names that are escaped sign by sign',
    huge((index) => `<${'*'.repeat(9000)}>=${index}`, '|`<'.repeat(9000)),
  ],
];

test.each(HUGE)('5,000 slices of %s stay below the limit, the verdict first', (_, verdict) => {
  for (const limit of [SUMMARY_LIMIT, 65_536, 20_000]) {
    const markdown = summary(verdict, DRAWN, limit);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
    expect(markdown.startsWith('## ❌ flights failed\n\n**')).toBe(true);
    expect(markdown).toMatch(/\n### Gates: 5000 fail\n[\s\S]* more gates in the report\./);
    // whole characters, no half of a surrogate pair
    expect(markdown).toBe(Buffer.from(markdown).toString());
    expect(markdown.split('<details>').length).toBe(markdown.split('</details>').length);
  }
});

test.each([
  [SUMMARY_LIMIT, []],
  [7_000, ['where it comes from', 'all slices']],
])('in %i bytes what matters least is left out, and named: %j', (limit, left) => {
  const markdown = summary(NOISY, DRAWN, limit);
  for (const name of left) expect(markdown).toMatch(new RegExp(`Left out here for its length: .*${name}`));
  if (left.length === 0) expect(markdown).not.toContain('Left out');
  for (const title of ['### Gates', '### Slices that moved', '### How it was decided'])
    expect(markdown).toContain(title);
});

test('the parts stand in the order in which they are read', () => {
  const titles = [...summary(NOISY, DRAWN).matchAll(/^(?:##+ |<details><summary>)([^<:\n]+)/gm)].map(
    ([, title]) => title,
  );
  expect(titles.filter((title) => !title?.startsWith('9 slices'))).toEqual([
    '❌ flights failed',
    'Gates',
    'Slices that moved',
    'Numbers',
    'The last 12 evaluations',
    'Predictions',
    'Confusion matrix of the candidate',
    'How it was decided',
    'Notes',
    'Where this comes from',
  ]);
});

test('slices that moved beyond their noise are told, with how many would by chance', () => {
  const markdown = summary(NOISY, DRAWN);
  expect(markdown).toContain('### Slices that moved: 1 of 13');
  expect(markdown).toContain(
    '| <code>carrier=EV</code> | <code>roc_auc</code> | 0.6871 | 0.7029 | -0.0158 (-0.0293 to -0.0023) | ▼ worse |',
  );
  // 13 intervals at 95 %
  expect(markdown).toContain('of 13 slices fewer than 1 would by chance');
});

test('the first gated metric is drawn over time where four values or more are known', () => {
  const [, chart = ''] = /```mermaid\n(xychart-beta[\s\S]*?)```/.exec(summary(NOISY, FACTS)) ?? [];
  // the evaluation without a value is left out
  expect(chart).toContain('x-axis ["1f0e2d3", "2a1b3c4", "3b2c1d0", "4c3d2e1", "6e5f4a3*"');
  expect(chart).toMatch(/line \[0\.6912, .*, 0\.71034\]\n {2}line \[0\.7, 0\.7,/);
  const few = { ...FACTS, past: (FACTS.past ?? []).slice(0, 2) };
  expect(summary(NOISY, few)).not.toContain('xychart');
});

test('where no gate is set it says that nothing was decided', () => {
  expect(summary({ ...VERDICTS.pass, gates: [] }, FACTS)).toContain('No gates are set: nothing was decided.');
});
