import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BaselineFacts, Verdict } from '#judge/verdict';
import { type CommentFacts, comment, titleOf } from './comment.ts';
import { HOSTILE, hostile, NOISY, VERDICTS } from './sample.ts';
import { clipped } from './summary/room.ts';

const LIMIT = 60_000;
const FACTS: CommentFacts = {
  ...{ model: 'flights', name: null, head: 'a'.repeat(40), merge: 'b'.repeat(40), base: 'c'.repeat(40) },
  runUrl: 'https://github.com/acme/flights/actions/runs/4711',
  reportUrl: 'https://github.com/acme/flights/actions/runs/4711/artifacts/12',
};

test('the sentence comes first, then the gates that need a person, then slices that moved, folded', () => {
  const lines = comment(VERDICTS.fail, FACTS, LIMIT).split('\n');
  expect(lines[0]).toBe('### ❌ flights failed');
  expect(lines[2]).toMatch(/^\*\*.+\*\*$/);
  const states = lines.filter((line) => /^\| .*<code>roc_auc/.test(line)).map((line) => line.split(' | ')[0]);
  expect(states.slice(0, 2)).toEqual(['| ❌ fail', '| ❔ not judged']);
  expect(lines).toContain('<details><summary>12 slices moved</summary>');
  // slices whose gate passes are in the report
  expect(lines).toContain('*12 more results of gates in the report.*');
});

test('where noise was judged, only slices beyond it have moved, as in the summary', () => {
  expect(comment(NOISY, FACTS, LIMIT)).toContain('<details><summary>1 slice moved</summary>');
});

test('head, merge and base are told apart, with links to the run and the report', () => {
  expect(comment(VERDICTS.pass, FACTS, LIMIT).trimEnd().split('\n').at(-1)).toBe(
    `<sub>head <code>${'a'.repeat(12)}</code> · judged as the merge <code>${'b'.repeat(12)}</code> · base <code>${'c'.repeat(12)}</code> · ` +
      '<a href="https://github.com/acme/flights/actions/runs/4711">run</a> · ' +
      '<a href="https://github.com/acme/flights/actions/runs/4711/artifacts/12">report</a></sub>',
  );
  const alone = { ...FACTS, merge: null, base: null, runUrl: null, reportUrl: 'javascript:alert(1)' };
  expect(comment(VERDICTS.pass, alone, LIMIT)).toContain(`<sub>head <code>${'a'.repeat(12)}</code></sub>`);
  expect(comment(VERDICTS.pass, { ...FACTS, name: 'night' }, LIMIT)).toContain('### ✅ flights/night passed');
});

test('it says what it was compared with', () => {
  expect(comment(VERDICTS.inconclusive, FACTS, LIMIT)).toContain(
    'no baseline: the ref baseline does not exist yet',
  );
  expect(comment(VERDICTS.fail, FACTS, LIMIT)).toMatch(/Decided on 28,\d+ rows · compared with the ref/);
});

test('how the baseline was found is told, with its age when it was decided, and what was passed over', () => {
  const baseline: BaselineFacts = {
    ...{ kind: 'evaluation' as const, name: 'merge-base', digest: 'd'.repeat(64), commit: 'e'.repeat(40) },
    way: 'ancestor',
    passedOver: [{ way: 'merge-base', reason: 'no evaluation of it is known' }],
  };
  const times = { time: '2026-11-23T08:00:00Z', baselineDecidedOn: '2026-11-20T06:00:00.000Z' };
  const markdown = comment({ ...VERDICTS.pass, baseline }, { ...FACTS, ...times }, LIMIT);
  expect(markdown).toContain('found by ancestor: eeeeeeeeeeee, decided 2026-11-20 06:00 UTC, 3 d 2 h before');
  expect(markdown).toContain('- merge-base: no evaluation of it is known');
});

test('gates that the change changed are told, and a red one that is accepted with why and until when', () => {
  const [gate, ...gates] = VERDICTS.pass.gates;
  if (gate === undefined) throw new Error('the sample has gates');
  const accepted = { why: 'the new sensor', until: '2026-12-31', added: true };
  const verdict: Verdict = {
    ...VERDICTS.pass,
    gates: [{ ...gate, state: 'fail', accepted }, ...gates],
    changes: [{ before: 'roc_auc >= 0.8', now: 'roc_auc >= 0.7' }],
  };
  const markdown = comment(verdict, FACTS, LIMIT);
  expect(markdown).toContain('accepted until 2026-12-31 (added in this change): the new sensor');
  expect(markdown).toContain('**Gates changed here**');
  expect(markdown).toContain('| <code>roc_auc &#62;= 0.8</code> | <code>roc_auc &#62;= 0.7</code> |');
});

const shape = (markdown: string) =>
  markdown.split('\n').map((line) => (line.startsWith('|') ? `row of ${line.split('|').length}` : ''));

test.each([...HOSTILE, 'fixes #1', 'closes GH-2', 'a/b#3', '@octo/team', '![x](https://x.example/y.png)'])(
  '%j changes nothing but the text',
  (foreign) => {
    const [plain, nasty] = [hostile('plain').verdict, hostile(foreign).verdict];
    const markdown = comment(nasty, FACTS, LIMIT);
    expect(shape(markdown)).toEqual(shape(comment(plain, FACTS, LIMIT)));
    expect(markdown).not.toMatch(/<script|<img|<!--|!\[|@\w|[\w/]#\d|GH-\d|::|[\u202a-\u202e\u2066-\u2069]/);
  },
);

function long(letters: string, count: number): Verdict {
  const gate = VERDICTS.fail.gates[2];
  const figure = VERDICTS.fail.numbers.at(-1);
  if (gate === undefined || figure === undefined) throw new Error('the sample has gates and slices');
  const many = Array.from({ length: count }, (_, index) => index);
  return {
    ...VERDICTS.fail,
    reason: letters,
    gates: many.map((index) => ({ ...gate, state: 'fail', slice: `${index}${letters}`, reason: letters })),
    numbers: many.map((index) => ({ ...figure, metric: 'roc_auc', slice: `${index}${letters}` })),
    notes: many.map((index) => `${index} ${letters}`),
  };
}

test.each([
  ['@', 1_500, 60_000],
  ['😀', 1_500, 60_000],
  ['é', 1_500, 20_000],
  ['`|', 300, 8_000],
  ['<!-- ', 50, 4_000],
])('with %j over and over it fits and no part of it is cut in two', (letters, count, limit) => {
  const markdown = comment(long(letters.repeat(3_000), count), FACTS, limit);
  expect(markdown.length).toBeLessThanOrEqual(limit);
  expect(markdown.isWellFormed()).toBe(true);
  expect(markdown.split('<details>').length).toBe(markdown.split('</details>').length);
  // each reference that is begun is ended, and each row of the table has all its cells
  expect(markdown).not.toMatch(/&#\d*(?![\d;])/);
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(rows.map((row) => row.endsWith(' |'))).size).toBe(1);
  expect(markdown).toContain('❌ flights failed');
});

test('whatever the text and the limit, it is never longer', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.integer({ min: 3_000, max: 60_000 }),
      fc.integer({ min: 0, max: 60 }),
      (letters, limit, count) => comment(long(letters, count), FACTS, limit).length <= limit,
    ),
    { numRuns: 20 },
  );
});

test('a text is cut between characters', () => {
  expect(clipped('abc', 3)).toBe('abc');
  expect(clipped('abcd', 3)).toBe('ab…');
  expect(clipped('a😀b', 3)).toBe('a…');
});

test('the title of a check is one line of plain text', () => {
  expect(titleOf(VERDICTS.inconclusive, 255)).toMatch(/^inconclusive: /);
  expect(titleOf({ decision: 'fail', reason: 'a\nb\u202ec' }, 255)).toBe('failed: a\\nb\\u202ec');
  expect(titleOf({ decision: 'fail', reason: 'x'.repeat(999) }, 255)).toHaveLength(255);
});
