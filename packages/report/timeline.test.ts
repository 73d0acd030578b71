import { expect, test } from 'vitest';
import { page } from './html.ts';
import { FACTS, VERDICTS } from './sample.ts';
import { summary } from './summary.ts';
import { sparkline, timelines } from './timeline.ts';
import { spread } from './timelinechart.ts';

const past = FACTS.past ?? [];

test('each gated measure over all rows has its points in the order of time, the report itself last', () => {
  const [first, ...more] = timelines(VERDICTS.fail, FACTS);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ metric: 'roc_auc', direction: 'higher-is-better', baseline: 0.71839 });
  expect(first?.points).toHaveLength(12);
  expect(first?.points.map(({ value }) => value).slice(-3)).toEqual([0.71839, 0.7139, 0.71034]);
  expect(first?.points.at(-1)).toMatchObject({ decision: 'fail', dirty: true, time: FACTS.time });
});

test('only a bound with a number of its own is a line', () => {
  expect(timelines(VERDICTS.fail, FACTS)[0]?.bounds).toEqual([{ text: '>= 0.70', value: 0.7 }]);
});

test('a gate that cannot be read any more draws no line', () => {
  const gates = VERDICTS.pass.gates.map((gate) => ({ ...gate, gate: 'roc_auc ~ 3' }));
  expect(timelines({ ...VERDICTS.pass, gates }, FACTS)[0]?.bounds).toEqual([]);
});

test('what came out the same at one commit is one point', () => {
  const [last] = past.slice(-1);
  if (last === undefined) throw new Error('there is a past');
  const again = { ...last, time: '2026-11-23T08:30:00.000Z' };
  const points = timelines(VERDICTS.pass, { ...FACTS, past: [...past, again] })[0]?.points;
  expect(points).toHaveLength(12);
  expect(points?.at(-2)?.time).toBe(again.time);
});

test('the last thirty are shown', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    time: `2026-11-24T00:${index}:00Z`,
    commit: String(index),
    dirty: false,
    decision: 'pass',
    otherData: false,
    numbers: { roc_auc: index / 100 },
  }));
  const points = timelines(VERDICTS.pass, { ...FACTS, past: many })[0]?.points;
  expect([points?.length, points?.[0]?.commit]).toEqual([30, '21']);
});

test('one value alone is no history', () => {
  const { past: _, ...fresh } = FACTS;
  const unmeasured = past.map((one) => ({ ...one, numbers: {} }));
  for (const facts of [fresh, { ...FACTS, past: [] }, { ...FACTS, past: unmeasured }]) {
    expect(timelines(VERDICTS.pass, facts)).toEqual([]);
    expect(page(VERDICTS.pass, facts)).not.toContain('id="history"');
    expect(summary(VERDICTS.pass, facts)).not.toContain('evaluations');
  }
});

test('the drawing has a title, a description, and the same as a table', () => {
  const html = page(VERDICTS.fail, FACTS);
  expect(html).toContain('<title id="timeline-0-title">roc_auc over the last 12 evaluations</title>');
  expect(html).toContain(
    'From 0.6912 to 0.7184, the first of 2026-11-10 08:30 UTC, now 0.7103, fail. Bound of a gate: &#62;= 0.70. Baseline: 0.7184.</desc>',
  );
  const rows = html
    .split('roc_auc, the newest first')[1]
    ?.split('</table>')[0]
    ?.match(/<tr><td/g);
  expect(rows).toHaveLength(12);
});

test('every state has a shape beside its colour, and the present one a ring', () => {
  const svg = page(VERDICTS.fail, FACTS).split('id="timeline-0-text"')[1]?.split('</figure>')[0] ?? '';
  const tones = [...(svg.split('</figcaption>')[0]?.matchAll(/<svg class="mark (\w+)"/g) ?? [])].map(
    ([, tone]) => tone,
  );
  // fail, fail, pass, pass, (not measured), marginal, pass, inconclusive, pass, pass, marginal, fail
  expect(tones.join(' ')).toBe('bad bad good good warn good open good good warn bad');
  expect(svg.match(/class="ring"/g)).toHaveLength(1);
  // ten neighbours of twelve are both measured less the two beside the gap
  expect(svg.match(/class="step"/g)).toHaveLength(9);
});

test('points stand where their values are: the highest above the lowest', () => {
  const svg = page(VERDICTS.fail, FACTS).split('id="timeline-0-text"')[1] ?? '';
  const at = [...svg.matchAll(/<svg class="mark \w+" x="([\d.]+)%" y="([\d.]+)%"><title>(\w+)/g)].map(
    ([, x, y, name]) => ({ x: Number(x), y: Number(y), name }),
  );
  const of = (name: string) => at.find((mark) => mark.name === name) ?? { x: 0, y: 0 };
  // 0.71839 is the highest, 0.6912 the lowest; with the intervals 0.685 to 0.730 are drawn from 76 % up to 10 %
  expect(of('a1b2c3d').y).toBeCloseTo(76 - (66 * (0.71839 - 0.685)) / 0.045, 1);
  expect(of('1f0e2d3').y).toBeCloseTo(76 - (66 * (0.6912 - 0.685)) / 0.045, 1);
  expect(of('a1b2c3d').x).toBeGreaterThan(of('1f0e2d3').x);
});

test.each([
  [[0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█'],
  [[5, 5, 5], '▄▄▄'],
  [[0, null, 10], '▁·█'],
  [[-1, 1], '▁█'],
])('%j as bars: %s', (values, bars) => {
  expect(sparkline(values)).toBe(bars);
});

test('the summary shows bars, the last two values, and the verdicts', () => {
  const markdown = summary(VERDICTS.fail, FACTS);
  expect(markdown).toContain('### The last 12 evaluations\n');
  expect(markdown).toMatch(
    /\| <code>roc_auc<\/code> \| <code>[▁-█·]{12}<\/code> \| 0\.6912 \| 0\.7184 \| 0\.7139 \| 0\.7103 \|/,
  );
  expect(markdown).toContain('Verdicts, oldest to newest: ❌❌✅✅⛔⚠️✅❔✅✅⚠️❌');
});

test.each([
  [3, 7, [0, 1, 2]],
  [12, 7, [1, 3, 5, 7, 9, 11]],
  [30, 7, [4, 9, 14, 19, 24, 29]],
  [30, 3, [9, 19, 29]],
  [1, 3, [0]],
])('of %d commits at most %d are named: %j', (amount, most, named) => {
  expect(spread(amount, most)).toEqual(named);
});
