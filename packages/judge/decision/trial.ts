import { casesOf } from '#metrics/measure/cases';
import { idOrder } from '#metrics/order';
import { describeLone, pairUp } from '#metrics/pairing';
import type { Predictions } from '#metrics/predictions';
import { gatherColumn } from '#metrics/slice';
import { type Column, textAt } from '#metrics/table';
import { placesOf } from '../inference/rows.ts';

/** Which rows of two models are compared: all, which have to be the same, or those that both have. */
export type On = 'all' | 'intersection';

/** Two models' predictions, made ready to be compared. */
export interface Trial {
  /** every row of the candidate, in the order of their ids */
  readonly own: Predictions;
  readonly other: Other;
  /** decisions taken on the way, in words */
  readonly notes: readonly string[];
}

/** `paired`: row by row the same examples. `apart`: nothing says which rows are the same. `none`: there is none, or why not. */
type Other =
  | { readonly kind: 'paired'; readonly own: Predictions; readonly other: Predictions }
  | { readonly kind: 'apart'; readonly other: Predictions }
  | { readonly kind: 'none'; readonly because: string };

/** The candidate by itself. */
export function alone(own: Predictions, because: string): Trial {
  return { own: inOrder(own), other: { kind: 'none', because }, notes: [] };
}

/**
 * Sets the rows of two models side by side by their ids. Ids that only one has, and ids whose labels differ, are refused
 * with how many there are; `on: intersection` compares the ids of both, and says how many. Without ids nothing proves
 * that two files have the same rows, in whatever order they stand: they are independent samples then. Slices, weights
 * and groups are the candidate's.
 */
export function trialOf(own: Predictions, other: Predictions, on: On, whose: string): Trial {
  const ordered = inOrder(own);
  if (ordered.ids === null || other.ids === null) {
    const note = `there is no id column: whether ${whose} has the same rows is not known, so both are taken as independent samples`;
    return { own: ordered, other: { kind: 'apart', other }, notes: [note] };
  }
  const pairing = pairUp(ordered.ids, other.ids);
  const lone = describeLone(pairing, whose);
  const pairs = pairing.own.length;
  const refused = (because: string): Trial => ({ own: ordered, other: { kind: 'none', because }, notes: [] });
  if (lone !== null && on === 'all')
    return refused(`${lone}; on: intersection (--on intersection) compares the ${pairs} of both`);
  if (pairs === 0) return refused(`${lone ?? 'there are no rows'}: no id is in both`);
  if (ordered.cases.width !== undefined && ordered.classes?.join('\0') !== other.classes?.join('\0'))
    return refused(`${whose} has other labels: ${(other.classes ?? []).join(', ')}`);
  const left = rowsOf(ordered, pairing.own);
  const right = besides(left, rowsOf(other, pairing.other));
  const labels = otherLabels(left, right, ordered.ids, pairing.own);
  if (labels !== null) return refused(`${labels} in ${whose}`);
  const note = `compared on the ${pairs} ids of both: ${lone}`;
  return {
    own: ordered,
    other: { kind: 'paired', own: left, other: right },
    notes: lone === null ? [] : [note],
  };
}

/** The predictions of some rows, in their order. */
function rowsOf(predictions: Predictions, rows: Uint32Array): Predictions {
  const { ids, slices, cases } = predictions;
  if (rows.length === predictions.rows && rows.every((row, at) => row === at)) return predictions;
  const column = ([name, values]: readonly [string, Column]): [string, Column] => [
    name,
    gatherColumn(values, rows),
  ];
  return {
    ...predictions,
    rows: rows.length,
    cases: casesOf(cases, rows),
    ids: ids === null ? null : gatherColumn(ids, rows),
    slices: new Map([...slices].map(column)),
  };
}

function inOrder(predictions: Predictions): Predictions {
  if (predictions.ids === null) return predictions;
  const order = idOrder(predictions.ids);
  return renumberedGroups(order === null ? predictions : rowsOf(predictions, order));
}

/** Groups in the order in which they come, so that sums by group do not tell in which order the file had its rows. */
function renumberedGroups(predictions: Predictions): Predictions {
  const { groups } = predictions.cases;
  if (groups === undefined) return predictions;
  const numbers = new Int32Array(placesOf(groups)).fill(-1);
  let count = 0;
  const anew = groups.map((group) => {
    if (numbers[group] === -1) numbers[group] = count++;
    return numbers[group] ?? 0;
  });
  return { ...predictions, cases: { ...predictions.cases, groups: anew } };
}

/** What another model said of the same rows: all else is known of them already. Classes are numbered alike. */
function besides(own: Predictions, other: Predictions): Predictions {
  const { weights: _, groups: __, keys: ___, ...cases } = other.cases;
  const { weights, groups, keys } = own.cases;
  const alike = renumbered(cases, other.classes, own.classes);
  return {
    ...own,
    flaws: other.flaws,
    notes: other.notes,
    cases: {
      ...alike,
      ...(weights === undefined ? {} : { weights }),
      ...(groups === undefined ? {} : { groups }),
      ...(keys === undefined ? {} : { keys }),
    },
  };
}

function alike(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one?.length === other?.length && (one ?? []).every((name, at) => name === other?.[at]);
}

/** Cases in the numbers of other classes; scores that are a column a class only where the classes are the same. */
function renumbered(
  cases: Predictions['cases'],
  from: readonly string[] | undefined,
  to: readonly string[] | undefined,
): Predictions['cases'] {
  if (from === undefined || to === undefined || alike(from, to)) return cases;
  const known = new Map(to.map((name, at) => [name, at]));
  // a class that the candidate never met gets a number of its own
  const numbers = from.map((name, at) => known.get(name) ?? to.length + at);
  const anew = (values: Float64Array) => values.map((one) => numbers[one] ?? Number.NaN);
  const { labels, predictions, scores } = cases;
  const byClass = scores !== null && scores.length > labels.length;
  return {
    ...cases,
    labels: anew(labels),
    predictions: predictions === null ? null : anew(predictions),
    scores: byClass ? null : scores,
  };
}

const SHOWN = 5;

/** `12 of 900 ids have another label (7, 8, 9, …)`; null where each has the same. */
function otherLabels(own: Predictions, other: Predictions, ids: Column, rows: Uint32Array): string | null {
  const first: string[] = [];
  let count = 0;
  const [here, there] = [own.cases.labels, other.cases.labels];
  const same = (at: number) => Object.is(here[at], there[at]) || here[at] === there[at];
  for (let row = 0; row < rows.length; row++) {
    let differs = false;
    // a multilabel task has a column a label, one after the other
    for (let at = row; at < here.length && !differs; at += rows.length) differs = !same(at);
    if (differs && count++ < SHOWN) first.push(textAt(ids, rows[row] ?? 0) ?? '');
  }
  if (count === 0) return null;
  const shown = first.join(', ') + (count > SHOWN ? ', …' : '');
  return `${count} of ${rows.length} ids ${count === 1 ? 'has' : 'have'} another label (${shown})`;
}
