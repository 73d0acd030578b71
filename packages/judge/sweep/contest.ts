import { Mistake } from '#kit/outcome';
import type { Predictions } from '#metrics/predictions';
import { examplesOf, noiseOf } from '../decision/certainty.ts';
import { alone, trialOf } from '../decision/trial.ts';
import { pairedError } from '../inference/pairederror.ts';
import type { Terms } from '../inference/terms.ts';
import type { Selection } from './selection.ts';
import type { Standing } from './standing.ts';
import { yardstickOf } from './yardstick.ts';

/** A model that may be chosen, by what it said of the rows that choose. */
export interface Contender {
  readonly name: string;
  readonly predictions: Predictions;
}

/** What a contest came to. */
export interface Contest {
  readonly chosen: string;
  readonly best: string;
  /** in their order of simplicity, those it does not name after them */
  readonly standings: readonly Standing[];
}

/**
 * Compares candidates on the same rows and chooses one. `best`: the best value; of equal ones the simpler. `simplest`:
 * of those whose difference to the best is at most one standard error of that paired difference, the first in the order
 * of simplicity. It is the one-standard-error rule of Breiman, Friedman, Olshen and Stone (Classification and Regression
 * Trees, 1984, section 3.4.3) with the error of the difference in place of that of the best alone: both models saw the
 * same rows, and what moves them alike says nothing of which is better.
 */
export function contestOf(contenders: readonly Contender[], selection: Selection, terms: Terms): Contest {
  const sorted = inOrder(contenders, selection.order);
  const task = sorted[0]?.predictions.task ?? 'binary';
  const measure = yardstickOf(selection.by, task);
  const sign = measure.direction === 'higher-is-better' ? 1 : -1;
  const measured = sorted.map((one) => ({ ...one, ...measuredAlone(one.predictions, selection.by, terms) }));
  const valued = measured.filter(({ value }) => value !== null);
  const best = valued.reduce<(typeof valued)[number] | null>(
    (top, one) => (top === null || sign * ((one.value ?? 0) - (top.value ?? 0)) > 0 ? one : top),
    null,
  );
  if (best === null) throw noneDefined(selection.by, measured);
  const standings = measured.map(({ name, predictions, ...known }): Standing => {
    if (known.value === null || name === best.name) return { name, ...known };
    const trial = trialOf(predictions, best.predictions, 'all', best.name);
    if (trial.other.kind !== 'paired') throw otherRows(name, best.name, trial.other);
    const { own, other } = trial.other;
    const [one, two] = [examplesOf(measure, own.cases), examplesOf(measure, other.cases)];
    const contrast = noiseOf(trial, terms).contrast(selection.by, undefined, 1);
    if (one === null || two === null || typeof contrast === 'string') return { name, ...known };
    return {
      name,
      ...known,
      difference: contrast.difference,
      differenceInterval: contrast.interval(terms.confidence),
      standardError: pairedError(measure, one, two, terms.seed),
    };
  });
  // one whose difference to the best is not known is not near it
  const near = ({ name, difference = Number.NaN, standardError = 0 }: Standing) =>
    name === best.name || -sign * difference <= standardError;
  const chosen = selection.rule === 'best' ? best : standings.find(near);
  return { chosen: chosen?.name ?? best.name, best: best.name, standings };
}

/** Each that is named in the order of simplicity by its place there, the others by their names. */
function inOrder(contenders: readonly Contender[], order: readonly string[]): readonly Contender[] {
  const place = ({ name }: Contender) => (order.includes(name) ? order.indexOf(name) : order.length);
  return contenders.toSorted((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

function measuredAlone(predictions: Predictions, by: string, terms: Terms): Omit<Standing, 'name'> {
  const { flaws, rows } = predictions;
  if (flaws.length > 0) return { value: null, because: flaws.join('; ') };
  if (rows === 0) return { value: null, because: 'no row chooses' };
  const noise = noiseOf(alone(predictions, ''), terms);
  const estimate = noise.estimate(by, undefined, terms.confidence);
  if (estimate === null) return { value: null, because: 'its predictions lack what the measure needs' };
  if (!Number.isFinite(estimate.value))
    return { value: null, because: estimate.open?.because ?? 'not defined' };
  return { value: estimate.value, ...(estimate.interval === null ? {} : { interval: estimate.interval }) };
}

function noneDefined(by: string, measured: readonly Standing[]): Mistake {
  const why = measured.map(({ name, because }) => `${name}: ${because ?? 'not defined'}`).join('; ');
  const remedy = 'Let more rows choose, or name another measure.';
  return new Mistake({
    subject: 'select.by',
    what: `has a value for no candidate (${why})`,
    remedy,
    value: by,
  });
}

function otherRows(
  name: string,
  best: string,
  other: { readonly kind: string; readonly because?: string },
): Mistake {
  const why =
    other.kind === 'none' ? other.because : 'there is no id column: which rows are the same is not known';
  const remedy = 'Score all candidates on the same rows, with the same labels and ids.';
  return new Mistake({
    subject: `candidate ${name}`,
    what: `cannot be compared with ${best}: ${why}`,
    remedy,
  });
}
