import { rocAuc } from './auc.ts';
import { type Average, macro, micro, weighted } from './average.ts';
import { type Confusion, NONE } from './confusion.ts';
import { type Measure, PLAIN, SHARE, type Weights } from './measure.ts';
import { averagePrecision } from './precision.ts';
import { fRatio, PRECISION, type Ratio, RECALL, ratioOf } from './ratio.ts';
import { mean, sum, Total, weightOf } from './sum.ts';

/** Measures of rows that have any number of labels: a column of 0 and 1 for each label (scikit-learn: multilabel). */
type OfRow = (row: Confusion, width: number) => number;

/** Labels of a row that are set, that are predicted, and that are both. */
function rowConfusion(labels: Float64Array, answers: Float64Array, row: number, width: number): Confusion {
  const rows = labels.length / width;
  let [labelled, predicted, found] = [0, 0, 0];
  for (let at = row; at < labels.length; at += rows) {
    const [label, answer] = [labels[at] ?? 0, answers[at] ?? 0];
    labelled += label;
    predicted += answer;
    found += label * answer;
  }
  return { labelled, predicted, found };
}

const KIND = { tasks: ['multilabel'], direction: 'higher-is-better', range: SHARE } as const;

/** The mean over the rows of what each gives. */
function ofRows(name: string, of: OfRow, direction: Measure['direction'] = KIND.direction): Measure {
  const terms = (labels: Float64Array, answers: Float64Array, width: number) =>
    Float64Array.from({ length: labels.length / width }, (_, row) =>
      of(rowConfusion(labels, answers, row, width), width),
    );
  const average = (values: Float64Array, weights: Weights) =>
    mean(values.length, (row) => values[row] ?? 0, weights);
  return {
    name,
    ...KIND,
    direction,
    needs: 'predictions',
    value: (labels, answers, weights = null, { width } = PLAIN) =>
      average(terms(labels, answers, width), weights),
    influence: (labels, answers, weights, { width } = PLAIN) => {
      const values = terms(labels, answers, width);
      const middle = average(values, weights);
      return values.map((value) => value - middle);
    },
  };
}

const F1 = fRatio(1);

const wrong = ({ labelled, predicted, found }: Confusion) => labelled + predicted - 2 * found;

/** A row without labels, or without predictions, has a share of 0: scikit-learn's zero_division=0. */
const orNothing =
  (ratio: Ratio): OfRow =>
  (row) =>
    ratioOf(ratio, row) || 0;

/** Counts by label. */
function byLabel(labels: Float64Array, answers: Float64Array, weights: Weights, width: number): Confusion[] {
  const rows = labels.length / width;
  return Array.from({ length: width }, (_, label) => {
    const [labelled, predicted, found] = [new Total(), new Total(), new Total()];
    for (let row = 0; row < rows; row++) {
      const [is, said, weight] = [
        labels[label * rows + row],
        answers[label * rows + row],
        weights?.[row] ?? 1,
      ];
      if (is === 1) labelled.add(weight);
      if (said === 1) predicted.add(weight);
      if (is === 1 && said === 1) found.add(weight);
    }
    return { labelled: labelled.value, predicted: predicted.value, found: found.value };
  });
}

function ofLabels(share: string, ratio: Ratio, name: string, average: Average): Measure {
  return {
    name: `${share}_${name}`,
    ...KIND,
    needs: 'predictions',
    // scikit-learn's zero_division=0: nothing labelled, or nothing predicted, is 0
    value: (labels, answers, weights = null, { width } = PLAIN) =>
      average.value(byLabel(labels, answers, weights, width), ratio) || 0,
    influence: (labels, answers, weights, { width } = PLAIN) => {
      const counts = byLabel(labels, answers, weights, width);
      const slopes = average.slopes(new Map(counts.entries()), ratio);
      return influenceOf(
        labels,
        answers,
        weights,
        counts.map((_, label) => finite(slopes(label))),
      );
    },
  };
}

/** Where nothing is labelled at all the value stays 0. */
function finite(slopes: Confusion): Confusion {
  return Number.isFinite(slopes.labelled + slopes.predicted + slopes.found) ? slopes : NONE;
}

/** Of a value that depends on the counts alone: its slope by each count, times what the row adds to that count. */
function influenceOf(
  labels: Float64Array,
  answers: Float64Array,
  weights: Weights,
  slopes: readonly Confusion[],
): Float64Array {
  const rows = labels.length / slopes.length;
  const total = weightOf(rows, weights);
  const influence = new Float64Array(rows);
  slopes.forEach(({ labelled, predicted, found }, label) => {
    for (let row = 0; row < rows; row++) {
      const [is, said] = [labels[label * rows + row] ?? 0, answers[label * rows + row] ?? 0];
      const moved = is * labelled + said * predicted + is * said * found;
      influence[row] = (influence[row] ?? 0) + total * moved;
    }
  });
  return influence;
}

/** scikit-learn's accuracy_score (every label right), hamming_loss, and precision, recall, F1 and jaccard by averages. */
export const labelSetFamily: readonly Measure[] = [
  ofRows('accuracy', (row) => Number(wrong(row) === 0)),
  ofRows('hamming_loss', (row, width) => wrong(row) / width, 'lower-is-better'),
  ...Object.entries({ macro, micro, weighted }).flatMap(([name, average]) => [
    ofLabels('precision', PRECISION, name, average),
    ofLabels('recall', RECALL, name, average),
    ofLabels('f1', F1, name, average),
  ]),
  ofRows('precision_samples', orNothing(PRECISION)),
  ofRows('recall_samples', orNothing(RECALL)),
  ofRows('f1_samples', orNothing(F1)),
  ofRows('jaccard_samples', (row) => row.found / (row.labelled + row.predicted - row.found) || 0),
];

/** The mean over the labels; undefined where it is for one of them. */
function overLabels({ name, value, influence }: Measure): Measure {
  const columns = (all: Float64Array, width: number) =>
    Array.from({ length: width }, (_, label) => {
      const rows = all.length / width;
      return all.subarray(label * rows, (label + 1) * rows);
    });
  return {
    name: `${name}_macro`,
    ...KIND,
    needs: 'scores',
    value: (labels, scores, weights = null, { width } = PLAIN) => {
      const [own, said] = [columns(labels, width), columns(scores, width)];
      const values = own.map((column, label) => value(column, said[label] ?? column, weights));
      const odd = values.findIndex((one) => typeof one !== 'number');
      const why = values[odd];
      if (typeof why === 'object') return { because: `of label ${odd + 1} of ${width}: ${why.because}` };
      return sum(width, (label) => Number(values[label])) / width;
    },
    ...(influence === undefined
      ? {}
      : {
          influence: (labels, scores, weights, { width } = PLAIN) => {
            const [own, said] = [columns(labels, width), columns(scores, width)];
            const each = own.map((column, label) => influence(column, said[label] ?? column, weights));
            return Float64Array.from({ length: labels.length / width }, (_, row) =>
              sum(width, (label) => (each[label]?.[row] ?? 0) / width),
            );
          },
        }),
  };
}

/** scikit-learn's roc_auc_score and average_precision_score with average='macro'. */
export const labelScores = [rocAuc, averagePrecision].map(overLabels);
