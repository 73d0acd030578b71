import { type Layout, type Measure, PLAIN, SHARE, type Undefined } from './measure.ts';
import { meanOverQueries, type Query } from './queries.ts';

/**
 * Measures of the order in which the rows of a query (the role `group`) are put by their scores, averaged over the
 * queries. `k` counts the rows that are looked at; none: all of them. Of rows with equal scores the order is not
 * known, so each measure is the mean over all their orders (McSherry and Najork, ECIR 2008), as in scikit-learn's
 * ndcg_score. A query with no relevant row counts 0.
 */
type OfQuery = (query: Query, k: number) => number;

/**
 * Discounted cumulative gain, the label being the gain, over that of the best order (Järvelin and Kekäläinen 2002;
 * scikit-learn: ndcg_score).
 */
const ndcg: OfQuery = ({ ties, ideal }, k) => {
  let [at, gained, best] = [0, 0, 0];
  for (const { rows, gain } of ties) {
    let discounts = 0;
    for (let next = at; next < Math.min(at + rows, k); next++) discounts += 1 / Math.log2(next + 2);
    gained += (gain / rows) * discounts;
    at += rows;
  }
  for (let next = 0; next < Math.min(ideal.length, k); next++)
    best += (ideal[next] ?? 0) / Math.log2(next + 2);
  return best === 0 ? 0 : gained / best;
};

/** 1 / the place of the first relevant row; 0 where none is among the first k (Voorhees, TREC-8). */
const reciprocalRank: OfQuery = ({ ties }, k) => {
  let at = 0;
  for (const { rows, relevant } of ties) {
    if (relevant > 0) {
      let [chance, mean] = [relevant / rows, 0];
      for (let place = 1; place <= rows - relevant + 1 && at + place <= k; place++) {
        mean += chance / (at + place);
        chance *= (rows - place - relevant + 1) / (rows - place);
      }
      return mean;
    }
    at += rows;
  }
  return 0;
};

/** Relevant rows among the first k, on average over the orders of equal ones. */
function hits({ ties }: Query, k: number): number {
  let [at, found] = [0, 0];
  for (const { rows, relevant } of ties) {
    found += relevant * Math.min(1, Math.max(0, k - at) / rows);
    at += rows;
  }
  return found;
}

/** The relevant share of the first k rows; rows that there are not count as not relevant, as in trec_eval. */
const precision: OfQuery = (query, k) => hits(query, k) / k;

/** The share of the relevant rows that is among the first k. */
const recall: OfQuery = (query, k) => (query.relevant === 0 ? 0 : hits(query, k) / query.relevant);

/** Mean precision at the relevant rows among the first k, over as many as there could be: min(k, all relevant ones). */
const averagePrecision: OfQuery = ({ ties, relevant: all }, k) => {
  let [at, before, sum] = [0, 0, 0];
  for (const { rows, relevant } of ties) {
    const beside = rows === 1 ? 0 : (relevant - 1) / (rows - 1);
    for (let place = 1; relevant > 0 && place <= rows && at + place <= k; place++)
      sum += ((relevant / rows) * (before + 1 + (place - 1) * beside)) / (at + place);
    at += rows;
    before += relevant;
  }
  return all === 0 ? 0 : sum / Math.min(all, k);
};

function ofQueries(name: string, k: number, of: OfQuery): Measure {
  const average = (
    labels: Float64Array,
    scores: Float64Array,
    weights: Float64Array | null,
    layout: Layout,
  ) => meanOverQueries(labels, scores, weights, layout, (query) => of(query, k));
  return {
    name,
    tasks: ['ranking'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'scores',
    value: (labels, scores, weights = null, layout = PLAIN) =>
      negative(labels) ?? average(labels, scores, weights, layout).mean,
    influence: (labels, scores, weights, layout = PLAIN) =>
      average(labels, scores, weights, layout).influence(),
  };
}

function negative(labels: Float64Array): Undefined | null {
  const count = labels.reduce((sum, label) => sum + Number(label < 0), 0);
  return count === 0 ? null : { because: `${count} of ${labels.length} labels are below 0` };
}

const FAMILIES: Readonly<Record<string, OfQuery>> = {
  ndcg,
  mrr: reciprocalRank,
  map: averagePrecision,
  precision,
  recall,
};

/** The measure of the first k rows that a name such as `ndcg@10` means; null for another name. */
export function rankingNamed(name: string): Measure | null {
  const [, family = '', k] = /^(\w+)@([1-9]\d{0,8})$/.exec(name) ?? [];
  const of = FAMILIES[family];
  return of === undefined ? null : ofQueries(name, Number(k), of);
}

/** Over all rows of each query. */
export const rankingFamily = [
  ofQueries('mrr', Number.POSITIVE_INFINITY, reciprocalRank),
  ofQueries('ndcg', Number.POSITIVE_INFINITY, ndcg),
  ofQueries('map', Number.POSITIVE_INFINITY, averagePrecision),
];

/** What reports show of the first rows. */
export const firstRows = ['ndcg@10', 'map@10', 'precision@10', 'recall@10'].flatMap(
  (name) => rankingNamed(name) ?? [],
);
