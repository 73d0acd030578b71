import { expect, test } from 'vitest';
import type { Predictions } from '../predictions.ts';
import { plotsText, readPlots } from './file.ts';
import { plotsOf } from './plots.ts';

const binary = (scores: readonly number[], more: Partial<Predictions> = {}): Predictions => ({
  task: 'binary',
  rows: scores.length,
  cases: {
    labels: Float64Array.from(scores, (_, at) => at % 2),
    scores: Float64Array.from(scores),
    predictions: null,
  },
  ids: null,
  slices: new Map(),
  flaws: [],
  notes: [],
  ...more,
});

const SCORES = [0.1, 0.7, 0.3, 0.2, 0.6, 0.9];

test('what is written is read again, and nothing in it is a row', () => {
  const plots = plotsOf(binary(SCORES), binary(SCORES.toReversed()));
  if (plots === null) throw new Error('there is something to draw');
  expect(readPlots(plotsText(plots))).toEqual(plots);
  expect(Object.keys(plots)).toEqual(['schema', 'task', 'weighted', 'candidate', 'baseline']);
  expect(Object.keys(plots.candidate)).toEqual(['roc', 'precisionRecall', 'calibration', 'scores']);
});

test.each([
  ['no JSON', '{'],
  ['another schema', JSON.stringify({ ...plotsOf(binary(SCORES), null), schema: 'x' })],
  [
    'more points than are ever drawn',
    JSON.stringify({
      ...plotsOf(binary(SCORES), null),
      candidate: { roc: { area: 1, points: Array.from({ length: 501 }, () => [0, 0]) } },
    }),
  ],
  [
    'text for a number',
    JSON.stringify(plotsOf(binary(SCORES), null)).replace('"area":', '"area":"<b>","x":'),
  ],
])('%s is read as no plots', (_, text) => {
  expect(readPlots(text)).toBeNull();
});

test.each([
  ['values that are no numbers', binary(SCORES, { flaws: ['1 of 6 rows has NaN'] })],
  ['no rows', binary([])],
  [
    'rows that weigh nothing',
    binary(SCORES, { cases: { ...binary(SCORES).cases, weights: new Float64Array(6) } }),
  ],
  ['a task without plots', binary(SCORES, { task: 'ranking' })],
])('of %s nothing is drawn', (_, predictions) => {
  expect(plotsOf(predictions, null)).toBeNull();
});

test('a baseline that cannot be drawn leaves the candidate alone', () => {
  const plots = plotsOf(binary(SCORES), binary(SCORES, { flaws: ['1 of 6 rows has NaN'] }));
  expect(plots?.baseline).toBeNull();
  expect(plots?.candidate.roc?.points[0]).toEqual([0, 0]);
});

test('scores that are no probabilities have a ROC curve and no reliability', () => {
  const plots = plotsOf(binary(SCORES.map((one) => one * 10 - 3)), null);
  expect(Object.keys(plots?.candidate ?? {})).toEqual(['roc', 'precisionRecall', 'scores']);
});

test('rows of one class have no ROC curve, and bins all the same', () => {
  const { cases } = binary(SCORES);
  const plots = plotsOf(binary(SCORES, { cases: { ...cases, labels: new Float64Array(6) } }), null);
  expect(Object.keys(plots?.candidate ?? {})).toEqual(['calibration', 'scores']);
});
