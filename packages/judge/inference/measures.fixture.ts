import type { Measure } from '#metrics/measure/measure';
import { mean } from '#metrics/measure/sum';
import type { Examples } from './examples.ts';

const right = (labels: Float64Array, answers: Float64Array, row: number) =>
  Number(labels[row] === answers[row]);

/** Accuracy by its influence function alone. */
export const smooth: Measure = {
  name: 'smooth_accuracy',
  tasks: ['binary'],
  direction: 'higher-is-better',
  range: [0, 1],
  needs: 'predictions',
  value: (labels, answers, weights = null) =>
    mean(labels.length, (row) => right(labels, answers, row), weights),
  influence: (labels, answers, weights) => {
    const middle = mean(labels.length, (row) => right(labels, answers, row), weights);
    return labels.map((_, row) => right(labels, answers, row) - middle);
  },
};

/** Accuracy as the share of rows that it is. */
export const share: Measure = {
  ...smooth,
  name: 'share_accuracy',
  share: (labels, answers) => ({
    counted: new Uint8Array(labels.length).fill(1),
    hits: Uint8Array.from(labels, (_, row) => right(labels, answers, row)),
    fixed: true,
  }),
};

/** Mean of prediction - label: a plain mean, whose inference textbooks give. */
export const bias: Measure = {
  name: 'bias',
  tasks: ['regression'],
  direction: 'lower-is-better',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  needs: 'predictions',
  value: (labels, answers, weights = null) =>
    mean(labels.length, (row) => (answers[row] ?? 0) - (labels[row] ?? 0), weights),
  influence: (labels, answers, weights) => {
    const middle = mean(labels.length, (row) => (answers[row] ?? 0) - (labels[row] ?? 0), weights);
    return labels.map((label, row) => (answers[row] ?? 0) - label - middle);
  },
};

/** Two models on the same rows of label 1: `won` only the candidate hits, `lost` only the baseline, `wrong` neither. */
export function discordant(won: number, lost: number, rows: number, wrong = 0): [Examples, Examples] {
  const labels = new Float64Array(rows).fill(1);
  const answers = (missed: (row: number) => boolean) => labels.map((_, row) => Number(!missed(row)));
  const candidate = answers((row) => row >= won && row < won + lost + wrong);
  const baseline = answers((row) => row < won || (row >= won + lost && row < won + lost + wrong));
  return [examples(labels, candidate), examples(labels, baseline)];
}

export function examples(labels: Float64Array, answers: Float64Array): Examples {
  return { labels, answers, weights: null, groups: null };
}
