import { accuracy } from './accuracy.ts';
import { type Measure, SHARE } from './measure.ts';
import { mean } from './sum.ts';

/** Share of rows whose prediction is the label, to the letter. */
export const exactMatch: Measure = { ...accuracy, name: 'exact_match', tasks: ['text'] };

const passed = (scores: Float64Array, row: number) => Number((scores[row] ?? 0) >= 0.5);

/** Share of rows that pass: a test, a person or a model has scored them 0.5 or more. */
export const passRate: Measure = {
  name: 'pass_rate',
  tasks: ['text'],
  direction: 'higher-is-better',
  range: SHARE,
  needs: 'scores',
  value: (labels, scores, weights = null) => mean(labels.length, (row) => passed(scores, row), weights),
  influence: (labels, scores, weights) => {
    const middle = mean(labels.length, (row) => passed(scores, row), weights);
    return scores.map((_, row) => passed(scores, row) - middle);
  },
  share: (_, scores) => ({
    counted: new Uint8Array(scores.length).fill(1),
    hits: Uint8Array.from(scores, (_score, row) => passed(scores, row)),
    fixed: true,
  }),
};

/** Mean of the scores, whatever their scale: marks of a judge. */
export const meanScore: Measure = {
  name: 'mean_score',
  tasks: ['text'],
  direction: 'higher-is-better',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  needs: 'scores',
  value: (labels, scores, weights = null) => mean(labels.length, (row) => scores[row] ?? 0, weights),
  influence: (labels, scores, weights) => {
    const middle = mean(labels.length, (row) => scores[row] ?? 0, weights);
    return scores.map((score) => score - middle);
  },
};
