import { extentOf } from '../extent.ts';
import { condensed } from './condensed.ts';
import type { Weights } from './measure.ts';
import { once } from './once.ts';
import { Total } from './sum.ts';

/** For one class: rows of it, rows taken for it, and rows that are both; or what those rows weigh. */
export interface Confusion {
  readonly labelled: number;
  readonly predicted: number;
  readonly found: number;
}

export const NONE: Confusion = { labelled: 0, predicted: 0, found: 0 };

/** Counts by class; classes that are neither labelled nor predicted on these rows do not appear. */
export const confusions = once((labels, predictions, weights): ReadonlyMap<number, Confusion> => {
  const few = weights === null ? condensed(labels, predictions, null) : null;
  return few === null
    ? confusionsOf(labels, predictions, weights)
    : confusionsOf(few.labels, few.answers, few.counts);
});

function confusionsOf(
  labels: Float64Array,
  predictions: Float64Array,
  weights: Weights,
): ReadonlyMap<number, Confusion> {
  const classes = 1 + Math.max(0, extentOf(labels).most, extentOf(predictions).most);
  const met = new Uint8Array(classes);
  const of =
    weights === null
      ? counted(labels, predictions, classes, met)
      : weighed(labels, predictions, weights, classes, met);
  const found = new Map<number, Confusion>();
  met.forEach((known, name) => {
    if (known === 1) found.set(name, of(name));
  });
  return found;
}

type OfClass = (name: number) => Confusion;

function counted(labels: Float64Array, predictions: Float64Array, classes: number, met: Uint8Array): OfClass {
  const counts = () => new Float64Array(classes);
  const [labelled, predicted, found] = [counts(), counts(), counts()];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    const prediction = predictions[row] ?? 0;
    labelled[label] = (labelled[label] ?? 0) + 1;
    predicted[prediction] = (predicted[prediction] ?? 0) + 1;
    if (label === prediction) found[label] = (found[label] ?? 0) + 1;
  }
  for (let name = 0; name < classes; name++)
    met[name] = Number((labelled[name] ?? 0) + (predicted[name] ?? 0) > 0);
  return (name) => ({
    labelled: labelled[name] ?? 0,
    predicted: predicted[name] ?? 0,
    found: found[name] ?? 0,
  });
}

/** As `counted`; a class whose rows weigh nothing is met all the same. */
function weighed(
  labels: Float64Array,
  predictions: Float64Array,
  weights: Float64Array,
  classes: number,
  met: Uint8Array,
): OfClass {
  const totals = () => Array.from({ length: classes }, () => new Total());
  const [labelled, predicted, found] = [totals(), totals(), totals()];
  for (let row = 0; row < labels.length; row++) {
    const [label, prediction, weight] = [labels[row] ?? 0, predictions[row] ?? 0, weights[row] ?? 0];
    met[label] = 1;
    met[prediction] = 1;
    labelled[label]?.add(weight);
    predicted[prediction]?.add(weight);
    if (label === prediction) found[label]?.add(weight);
  }
  return (name) => ({
    labelled: labelled[name]?.value ?? 0,
    predicted: predicted[name]?.value ?? 0,
    found: found[name]?.value ?? 0,
  });
}

/**
 * The influence of each row on a value that is a smooth function of the counts (delta method). `slopes` says by class
 * how the value grows with each count; a row adds to what its class is labelled, to what its prediction is predicted,
 * and where both are the same to what is found.
 */
export function confusionInfluence(
  labels: Float64Array,
  predictions: Float64Array,
  weights: Weights,
  slopes: (classes: ReadonlyMap<number, Confusion>) => (name: number) => Confusion,
): Float64Array {
  const classes = confusions(labels, predictions, weights);
  let [size, all] = [0, 0];
  for (const [name, { labelled }] of classes) [size, all] = [Math.max(size, name + 1), all + labelled];
  const [labelled, predicted, found] = [
    new Float64Array(size),
    new Float64Array(size),
    new Float64Array(size),
  ];
  const of = slopes(classes);
  for (const name of classes.keys()) {
    const slope = of(name);
    labelled[name] = all * slope.labelled;
    predicted[name] = all * slope.predicted;
    found[name] = all * slope.found;
  }
  const influence = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    const prediction = predictions[row] ?? 0;
    const hit = label === prediction ? (found[label] ?? 0) : 0;
    influence[row] = (labelled[label] ?? 0) + (predicted[prediction] ?? 0) + hit;
  }
  return influence;
}
