import { expect, test } from 'vitest';
import type { Decision, Verdict } from '#judge/verdict';
import { SUMMARY_LIMIT } from './markdown.ts';
import { FACTS, HOSTILE, hostile, VERDICTS } from './sample.ts';
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

test('thousands of slices and long reasons stay below the limit of a job summary', () => {
  const many = Array.from({ length: 5000 }, (_, index) => index);
  const reason = 'long '.repeat(2000);
  const gate = VERDICTS.fail.gates[2];
  const figure = VERDICTS.fail.numbers.at(-1);
  if (gate === undefined || figure === undefined) throw new Error('the sample has gates and slices');
  const verdict: Verdict = {
    ...VERDICTS.fail,
    gates: many.map((index) => ({ ...gate, state: 'fail', slice: `id=${index}`, reason })),
    numbers: many.map((index) => ({ ...figure, metric: 'roc_auc', slice: `id=${index}` })),
    notes: many.map((index) => `${index} ${reason}`),
  };
  const markdown = summary(verdict, FACTS);
  expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(markdown).toContain('more gates in the report.');
  expect(Buffer.byteLength(summary(verdict, FACTS, 20_000))).toBeLessThanOrEqual(20_000);
});

test('where no gate is set it says that nothing was decided', () => {
  expect(summary({ ...VERDICTS.pass, gates: [] }, FACTS)).toContain('No gates are set: nothing was decided.');
});
