import { expect, test } from 'vitest';
import { type MetricSet, mixed } from './metricset.ts';

const MINUTE = 60_000;
const set = (values: readonly number[], tags: Record<string, string> = {}, name = 'cpu'): MetricSet => ({
  name,
  tags,
  start: 0,
  end: 5 * MINUTE,
  step: MINUTE,
  values,
});

test('sets are paired by name and tags, whatever the order of either', () => {
  const { pairs } = mixed(
    [set([1, 2, 3, 4, 5], { zone: 'a', app: 'x' }), set([6, 6, 6, 6, 6], { zone: 'b' })],
    [set([7, 7, 7, 7, 7], { zone: 'b' }), set([8, 8, 8, 8, 8], { app: 'x', zone: 'a' })],
  );
  expect(pairs).toEqual([
    { name: 'cpu', tags: { zone: 'b' }, experiment: [6, 6, 6, 6, 6], control: [7, 7, 7, 7, 7] },
    { name: 'cpu', tags: { app: 'x', zone: 'a' }, experiment: [1, 2, 3, 4, 5], control: [8, 8, 8, 8, 8] },
  ]);
});

test('a missing partner is all NaN, and short series end in NaN', () => {
  const none = new Array(5).fill(Number.NaN);
  expect(mixed([set([1, 2, 3])], []).pairs).toEqual([
    { name: 'cpu', experiment: [1, 2, 3, Number.NaN, Number.NaN], control: none },
  ]);
  expect(mixed([], [set([1, 2, 3, 4, 5, 6])]).pairs).toEqual([
    { name: 'cpu', experiment: none, control: [1, 2, 3, 4, 5, 6] },
  ]);
});

test('a control series of fewer than 50 points is warned of', () => {
  const long = { ...set(new Array(50).fill(1)), end: 50 * MINUTE };
  const gap = { ...long, values: [...long.values.slice(1), Number.NaN] };
  expect(mixed([long], [long]).warnings).toEqual([]);
  expect(mixed([long], [gap]).warnings).toEqual(['cpu: the control series has 49 points, fewer than 50']);
});
