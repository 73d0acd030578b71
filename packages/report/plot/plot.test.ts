import { expect, test } from 'vitest';
import { plotSample } from '../plotsample.ts';
import { NOISY, VERDICTS } from '../sample.ts';
import { heightAt } from './curve.ts';
import { forestsOf, forestTable } from './forest.ts';
import { edged, frameOf, shares } from './frame.ts';
import { plotsSection } from './section.ts';

const drawn = (...of: Parameters<typeof plotSample>) => {
  const section = plotsSection({ plots: plotSample(...of) });
  if (section === null || typeof section !== 'object' || !('source' in section))
    throw new Error('nothing is drawn');
  return section.source;
};

test('both ends of an axis lie at the ends of the frame, the middle between', () => {
  const { x, y } = frameOf(shares('x'), shares('y'));
  expect([x(0), x(0.5), x(1)]).toEqual(['52', '191', '330']);
  expect([y(0), y(0.5), y(1)]).toEqual(['244', '127', '10']);
});

test('an axis of edges names round ones, 0 among them', () => {
  const edges = Array.from({ length: 21 }, (_, at) => at * 2 - 18);
  expect(edged('residual', edges).ticks).toEqual([-10, 0, 10, 20]);
});

test.each([
  [0, 0.2],
  [0.25, 0.45],
  [0.5, 0.9],
  [0.75, 0.95],
  [1, 1],
])('a curve with a jump at 0.5 is read at %f', (at, height) => {
  expect(
    heightAt(
      [
        [0, 0.2],
        [0.5, 0.7],
        [0.5, 0.9],
        [1, 1],
      ],
      at,
    ),
  ).toBeCloseTo(height, 12);
});

test('each drawing has a title, a description and a table of the same', () => {
  const html = drawn('binary');
  const ids = [...html.matchAll(/<svg role="img"[^>]* aria-labelledby="([\w-]+) ([\w-]+)"/g)];
  expect(ids).toHaveLength(4);
  for (const [, title, text] of ids) {
    expect(html).toMatch(new RegExp(`<title id="${title}">\\w`));
    expect(html).toMatch(new RegExp(`<desc id="${text}">\\w`));
  }
  expect(html.match(/as a table<\/summary>/g)).toHaveLength(4);
});

test('without a baseline nothing speaks of one', () => {
  for (const task of ['binary', 'multiclass', 'regression'] as const)
    expect(drawn(task, false)).not.toMatch(/baseline/i);
});

test('a label names the class of many rows and says what it was taken for', () => {
  const html = drawn('multiclass');
  expect(html).toContain('<bdi>very late</bdi>');
  expect(html).toMatch(/<td class="number shade\d right">[\d,]+<br><span class="share">\d+\.\d %<\/span>/);
});

test('a forest has a row for each slice with an interval, no change and the bound as lines', () => {
  const [forest] = forestsOf(NOISY);
  if (forest === undefined) throw new Error('there is a forest');
  expect(forest.rows).toHaveLength(13);
  expect(forest.rows.slice(0, 4).map(({ result }) => result.slice)).toEqual(
    ['F9', 'VX', 'AS', 'FL'].map((one) => `carrier=${one}`),
  );
  const html = forestTable(forest, new Map()).source;
  // from -0.25 to 0.15: 0 lies at 62.5 %, the bound -0.05 at 50 %, the difference of F9, -0.1084, at 35.4 %
  expect(html.match(/class="whole" x1="62.50%"/g)).toHaveLength(13);
  expect(html.match(/class="margin" x1="50.00%"/g)).toHaveLength(13);
  expect(html).toContain('<circle class="candidate bad" cx="35.40%"');
});

test('where noise was not judged there is no forest', () => {
  expect(forestsOf(VERDICTS.fail)).toEqual([]);
});

test('a gate that multiplies the baseline is drawn by its distance from the product, without a line of no change', () => {
  const gates = NOISY.gates.map((gate) =>
    gate.difference === undefined
      ? gate
      : {
          ...gate,
          difference: (gate.observed ?? 0) - 0.9 * (gate.baseline ?? 0),
          bound: 0.9 * (gate.baseline ?? 0),
        },
  );
  const [forest] = forestsOf({ gates });
  expect(forest?.of).toBe('distance');
  // the bound is the product itself
  expect(new Set(forest?.rows.map(({ bound }) => Math.abs(bound ?? 1) < 1e-12))).toEqual(new Set([true]));
  expect(forest === undefined ? '' : forestTable(forest, new Map()).source).not.toContain('class="whole"');
});
