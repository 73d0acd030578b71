import { rocAuc } from './auc.ts';
import { type Confusion, fOf, precisionOf, recallOf } from './confusion.ts';
import { type Measure, PLAIN, SHARE, type Weights } from './measure.ts';
import { averagePrecision } from './precision.ts';
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

const wrong = ({ labelled, predicted, found }: Confusion) => labelled + predicted - 2 * found;

/** A row without labels, or without predictions, has a share of 0: scikit-learn's zero_division=0. */
const orNothing =
  (of: (row: Confusion) => number): OfRow =>
  (row) =>
    of(row) || 0;

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

/** A share of the counts of one label, and how it changes with each of them; 0 where nothing stands below the line. */
interface Share {
  readonly name: string;
  value(counts: Confusion): number;
  slopes(counts: Confusion): Confusion;
}

const FLAT: Confusion = { labelled: 0, predicted: 0, found: 0 };

const SHARES: readonly Share[] = [
  {
    name: 'precision',
    value: (counts) => precisionOf(counts) || 0,
    slopes: ({ predicted, found }) =>
      predicted === 0 ? FLAT : { labelled: 0, predicted: -found / predicted ** 2, found: 1 / predicted },
  },
  {
    name: 'recall',
    value: (counts) => recallOf(counts) || 0,
    slopes: ({ labelled, found }) =>
      labelled === 0 ? FLAT : { labelled: -found / labelled ** 2, predicted: 0, found: 1 / labelled },
  },
  {
    name: 'f1',
    value: (counts) => fOf(1)(counts) || 0,
    slopes: ({ labelled, predicted, found }) => {
      const all = labelled + predicted;
      const slope = (-2 * found) / all ** 2;
      return all === 0 ? FLAT : { labelled: slope, predicted: slope, found: 2 / all };
    },
  },
];

/** How the labels are brought together. */
interface Average {
  readonly name: string;
  value(all: readonly Confusion[], share: Share): number;
  /** how the value changes with the counts of each label */
  slopes(all: readonly Confusion[], share: Share): Confusion[];
}

const macro: Average = {
  name: 'macro',
  value: (all, share) => sum(all.length, (at) => share.value(all[at] ?? FLAT)) / all.length,
  slopes: (all, share) => all.map((counts) => scaled(share.slopes(counts), 1 / all.length)),
};

const micro: Average = {
  name: 'micro',
  value: (all, share) => share.value(together(all)),
  slopes: (all, share) => all.map(() => share.slopes(together(all))),
};

/** Each label counts as much as the rows that have it. */
const weighted: Average = {
  name: 'weighted',
  value: (all, share) => {
    const { labelled } = together(all);
    const heavy = sum(all.length, (at) => (all[at]?.labelled ?? 0) * share.value(all[at] ?? FLAT));
    return labelled === 0 ? 0 : heavy / labelled;
  },
  slopes: (all, share) => {
    const { labelled } = together(all);
    if (labelled === 0) return all.map(() => FLAT);
    const middle = weighted.value(all, share);
    return all.map((counts) => {
      const slopes = scaled(share.slopes(counts), counts.labelled / labelled);
      return { ...slopes, labelled: slopes.labelled + (share.value(counts) - middle) / labelled };
    });
  },
};

function scaled({ labelled, predicted, found }: Confusion, by: number): Confusion {
  return { labelled: labelled * by, predicted: predicted * by, found: found * by };
}

function together(all: readonly Confusion[]): Confusion {
  const of = (key: keyof Confusion) => sum(all.length, (at) => all[at]?.[key] ?? 0);
  return { labelled: of('labelled'), predicted: of('predicted'), found: of('found') };
}

function ofLabels(share: Share, average: Average): Measure {
  return {
    name: `${share.name}_${average.name}`,
    ...KIND,
    needs: 'predictions',
    value: (labels, answers, weights = null, { width } = PLAIN) =>
      average.value(byLabel(labels, answers, weights, width), share),
    influence: (labels, answers, weights, { width } = PLAIN) => {
      const slopes = average.slopes(byLabel(labels, answers, weights, width), share);
      return influenceOf(labels, answers, weights, slopes);
    },
  };
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
  ...[macro, micro, weighted].flatMap((average) => SHARES.map((share) => ofLabels(share, average))),
  ofRows('precision_samples', orNothing(precisionOf)),
  ofRows('recall_samples', orNothing(recallOf)),
  ofRows('f1_samples', orNothing(fOf(1))),
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
