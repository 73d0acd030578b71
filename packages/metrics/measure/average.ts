import { hitShare } from './accuracy.ts';
import { type Confusion, confusionInfluence, confusions } from './confusion.ts';
import { smallestClass } from './denominator.ts';
import { type Measure, SHARE } from './measure.ts';
import { fRatio, NO_SLOPES, PRECISION, type Ratio, RECALL, ratioOf, slopesOf } from './ratio.ts';
import { sum } from './sum.ts';

type Classes = ReadonlyMap<number, Confusion>;

/** How the ratios of all classes are brought together. */
export interface Average extends Pick<Measure, 'denominator' | 'share'> {
  value(classes: readonly Confusion[], ratio: Ratio): number;
  /** how the value grows with each count of a class */
  slopes(classes: Classes, ratio: Ratio): (name: number) => Confusion;
}

/** Each class counts the same. */
export const macro: Average = {
  value: (classes, ratio) => sum(classes.length, (at) => shareOf(classes[at], ratio)) / classes.length,
  slopes: (classes, ratio) => (name) =>
    scaled(slopesOf(ratio, classes.get(name) ?? NO_SLOPES), 1 / classes.size),
  denominator: smallestClass,
};

/** Each class counts as much as its rows. */
export const weighted: Average = {
  value: (classes, ratio) => {
    const rows = sum(classes.length, (at) => classes[at]?.labelled ?? 0);
    return sum(classes.length, (at) => (classes[at]?.labelled ?? 0) * shareOf(classes[at], ratio)) / rows;
  },
  slopes: (classes, ratio) => {
    const all = [...classes.values()];
    const rows = together(all).labelled;
    const value = weighted.value(all, ratio);
    return (name) => {
      const one = classes.get(name) ?? NO_SLOPES;
      const { labelled, ...own } = scaled(slopesOf(ratio, one), one.labelled / rows);
      return { ...own, labelled: labelled + (shareOf(one, ratio) - value) / rows };
    };
  },
};

/** Of the counts of all classes together: with one label a row, whichever the ratio, the accuracy. */
export const micro: Average = {
  value: (classes, ratio) => ratioOf(ratio, together(classes)),
  slopes: (classes, ratio) => {
    const slopes = slopesOf(ratio, together([...classes.values()]));
    return () => slopes;
  },
  share: hitShare,
};

function together(classes: readonly Confusion[]): Confusion {
  return {
    labelled: sum(classes.length, (at) => classes[at]?.labelled ?? 0),
    predicted: sum(classes.length, (at) => classes[at]?.predicted ?? 0),
    found: sum(classes.length, (at) => classes[at]?.found ?? 0),
  };
}

function scaled({ labelled, predicted, found }: Confusion, by: number): Confusion {
  return { labelled: by * labelled, predicted: by * predicted, found: by * found };
}

/**
 * A class that is never predicted has precision 0, one that is never labelled recall 0: scikit-learn's default,
 * so that a class the model gave up on lowers the mean instead of leaving it.
 */
function shareOf(confusion: Confusion | undefined, ratio: Ratio): number {
  return confusion === undefined ? 0 : ratioOf(ratio, confusion) || 0;
}

/** scikit-learn's precision_score, recall_score and f1_score with `average`, over the classes labelled or predicted. */
function family(name: string, { value, slopes, ...inference }: Average): readonly Measure[] {
  const one = (ratio: Ratio, share: string): Measure => ({
    name: `${share}_${name}`,
    tasks: ['multiclass'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'predictions',
    value: (labels, predictions, weights = null) =>
      value([...confusions(labels, predictions, weights).values()], ratio),
    ...inference,
    influence: (labels, predictions, weights) =>
      confusionInfluence(labels, predictions, weights, (classes) => slopes(classes, ratio)),
  });
  return [one(PRECISION, 'precision'), one(RECALL, 'recall'), one(fRatio(1), 'f1')];
}

export const macroFamily = family('macro', macro);
export const furtherAverages = [...family('micro', micro), ...family('weighted', weighted)];
