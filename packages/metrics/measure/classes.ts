import { areaOf } from './auc.ts';
import { type Measure, SHARE, type Undefined, type Weights } from './measure.ts';
import { once } from './once.ts';
import { sidesOfClass } from './sides.ts';
import { sum, weightOf } from './sum.ts';

/** ROC AUC of a class or of a pair of classes, and what it weighs. */
interface Area {
  readonly area: number;
  readonly prevalence: number;
}

type Areas = readonly Area[] | Undefined;

function ofAreas(name: string, of: typeof againstRest, weighed: boolean): Measure {
  return {
    name,
    tasks: ['multiclass'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'scores',
    value: (labels, scores, weights = null) => {
      const areas = of(labels, scores, weights);
      if ('because' in areas) return areas;
      const share = ({ prevalence }: Area) => (weighed ? prevalence : 1);
      return meanOf(areas, share);
    },
  };
}

function meanOf(areas: readonly Area[], share: (one: Area) => number): number {
  const over = (term: (one: Area) => number) =>
    sum(areas.length, (at) => {
      const one = areas[at];
      return one === undefined ? 0 : term(one);
    });
  return over((one) => share(one) * one.area) / over(share);
}

/** Each class against all others, by the score of that class. */
const againstRest = once((labels, scores, weights): Areas => {
  const lacking = unlabelled(labels, scores, weights);
  if (lacking !== null) return lacking;
  const rows = labels.length;
  return Array.from({ length: scores.length / rows }, (_, own) => {
    const sides = sidesOfClass(labels, scores.subarray(own * rows, (own + 1) * rows), weights, own);
    return { area: areaOf(sides), prevalence: sides.positives.total };
  });
});

/** Each pair of classes on their own rows: the mean of both directions (Hand and Till, Machine Learning 45 (2001)). */
const againstEach = once((labels, scores, weights): Areas => {
  const lacking = unlabelled(labels, scores, weights);
  if (lacking !== null) return lacking;
  const rows = labels.length;
  const classes = scores.length / rows;
  const members = Array.from({ length: classes }, (_, own) => {
    const found: number[] = [];
    for (let row = 0; row < rows; row++) if (labels[row] === own) found.push(row);
    return found;
  });
  const areas: Area[] = [];
  for (let one = 0; one < classes; one++)
    for (let other = one + 1; other < classes; other++) {
      const both = [...(members[one] ?? []), ...(members[other] ?? [])];
      const taken = (values: Float64Array, from: number) =>
        Float64Array.from(both, (row) => values[from + row] ?? Number.NaN);
      const [own, heavy] = [taken(labels, 0), weights === null ? null : taken(weights, 0)];
      const [first, second] = [one, other].map((by) =>
        areaOf(sidesOfClass(own, taken(scores, by * rows), heavy, by)),
      );
      areas.push({ area: ((first ?? 0) + (second ?? 0)) / 2, prevalence: weightOf(both.length, heavy) });
    }
  return areas;
});

/** A class that no row has cannot be told from the others. */
function unlabelled(labels: Float64Array, scores: Float64Array, weights: Weights): Undefined | null {
  const classes = scores.length / labels.length;
  const met = new Set(labels.filter((_, row) => weights === null || (weights[row] ?? 0) > 0));
  if (classes < 2) return { because: 'there is one class' };
  if (met.size === classes) return null;
  return { because: `${classes - met.size} of ${classes} classes are labelled on no row` };
}

/**
 * ROC AUC of many classes, as scikit-learn names its scorers: roc_auc_score with multi_class 'ovr' or 'ovo' and
 * average 'macro' or 'weighted'. scikit-learn has no weights of rows for 'ovo'; here they count as in each pair.
 */
export const manyAucs: readonly Measure[] = [
  ofAreas('roc_auc_ovr', againstRest, false),
  ofAreas('roc_auc_ovr_weighted', againstRest, true),
  ofAreas('roc_auc_ovo', againstEach, false),
  ofAreas('roc_auc_ovo_weighted', againstEach, true),
];
