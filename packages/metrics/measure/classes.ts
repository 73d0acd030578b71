import { areaOf, placements } from './auc.ts';
import { smallestColumn } from './denominator.ts';
import { type Measure, SHARE, type Undefined, type Weights } from './measure.ts';
import { once } from './once.ts';
import { type Ranking, rankingOfClass } from './ranking.ts';
import { sum, weightOf } from './sum.ts';

/** One class against others, by the score of that class. */
interface Contest {
  readonly ranking: Ranking;
  readonly own: number;
  /** the rows of both sides; null: every row */
  readonly rows: Uint32Array | null;
}

interface Many {
  readonly labels: Float64Array;
  readonly scores: Float64Array;
  readonly weights: Weights;
}

/** ROC AUC of a contest, and what it weighs. */
interface Area {
  readonly area: number;
  readonly prevalence: number;
}

interface Kind {
  readonly name: string;
  contests(many: Many): Generator<Contest>;
  /** what the area of a contest counts where prevalence does: its own class, or all its rows */
  prevalence(ranking: Ranking): number;
}

function ofKind(kind: Kind): readonly Measure[] {
  const areas = once((labels, scores, weights): readonly Area[] =>
    Array.from(kind.contests({ labels, scores, weights }), ({ ranking }) => ({
      area: areaOf(ranking),
      prevalence: kind.prevalence(ranking),
    })),
  );
  const one = (name: string, weighed: boolean): Measure => ({
    name,
    tasks: ['multiclass'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'scores',
    value: (labels, scores, weights = null) =>
      unlabelled(labels, scores, weights) ?? meanOf(areas(labels, scores, weights), weighed),
    denominator: smallestColumn,
    influence: (labels, scores, weights) =>
      influenceOn(kind, { labels, scores, weights }, areas(labels, scores, weights), weighed),
  });
  return [one(kind.name, false), one(`${kind.name}_weighted`, true)];
}

function meanOf(areas: readonly Area[], weighed: boolean): number {
  return totalOf(areas, weighed, ({ area }) => area) / totalOf(areas, weighed, () => 1);
}

function totalOf(areas: readonly Area[], weighed: boolean, term: (one: Area) => number): number {
  return sum(areas.length, (at) => {
    const one = areas[at];
    return one === undefined ? 0 : (weighed ? one.prevalence : 1) * term(one);
  });
}

/** A row moves the area of each contest it is in, and where prevalence counts, how much these areas count. */
function influenceOn(kind: Kind, many: Many, areas: readonly Area[], weighed: boolean): Float64Array {
  const { labels, weights } = many;
  const influence = new Float64Array(labels.length);
  const [value, parts] = [meanOf(areas, weighed), totalOf(areas, weighed, () => 1)];
  const all = weightOf(labels.length, weights);
  let at = 0;
  for (const { ranking, own, rows } of kind.contests(many)) {
    const { area, prevalence } = areas[at++] ?? { area: Number.NaN, prevalence: Number.NaN };
    const times = ((weighed ? prevalence : 1) * all) / parts / (ranking.positives + ranking.negatives);
    const moved = weighed ? ((area - value) * all) / parts : 0;
    placements(ranking, area).forEach((placement, place) => {
      const row = rows?.[place] ?? place;
      const counts = rows !== null || labels[row] === own;
      influence[row] = (influence[row] ?? 0) + times * placement + (counts ? moved : 0);
    });
  }
  return influence;
}

/** Each class against all others. */
function* againstRest({ labels, scores, weights }: Many): Generator<Contest> {
  const rows = labels.length;
  for (let own = 0; own * rows < scores.length; own++) {
    const column = scores.subarray(own * rows, (own + 1) * rows);
    yield { ranking: rankingOfClass(labels, column, weights, own), own, rows: null };
  }
}

/** Each class against each other one, on the rows of both (Hand and Till, Machine Learning 45 (2001)). */
function* againstEach({ labels, scores, weights }: Many): Generator<Contest> {
  const rows = labels.length;
  const classes = scores.length / rows;
  const members = Array.from({ length: classes }, (_, own) => {
    const found: number[] = [];
    for (let row = 0; row < rows; row++) if (labels[row] === own) found.push(row);
    return found;
  });
  for (let one = 0; one < classes; one++)
    for (let other = one + 1; other < classes; other++) {
      const both = Uint32Array.from([...(members[one] ?? []), ...(members[other] ?? [])]);
      const taken = (values: Float64Array, from: number) =>
        Float64Array.from(both, (row) => values[from + row] ?? Number.NaN);
      const [mine, heavy] = [taken(labels, 0), weights === null ? null : taken(weights, 0)];
      for (const own of [one, other])
        yield { ranking: rankingOfClass(mine, taken(scores, own * rows), heavy, own), own, rows: both };
    }
}

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
  ...ofKind({ name: 'roc_auc_ovr', contests: againstRest, prevalence: ({ positives }) => positives }),
  ...ofKind({
    name: 'roc_auc_ovo',
    contests: againstEach,
    prevalence: ({ positives, negatives }) => positives + negatives,
  }),
];
