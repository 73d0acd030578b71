import { nearest } from '#kit/nearness';
import { MEASURES, measureNamed, measuresOf } from '#metrics/measure/measures';
import type { Task } from '#metrics/measurement';
import type { Gate } from '../gate/gate.ts';
import { printSelector, type Term } from '../gate/selector.ts';
import type { Sheet } from './sheet.ts';

const SHOWN = 20;

/** What a benchmark measures. */
const TIMED = /^(?:latency\.|throughput$)/;

/** What training wrote. */
const TRAINED = /^train\./;

/**
 * Why the measurements hold nothing for a gate: the metric is unknown, nothing is measured by that column, or no
 * row has that value. `absent` says why measures of the task were not taken, `others` are those nobody asked for.
 */
export function lackOf(
  gate: Gate,
  sheet: Sheet,
  absent: ReadonlyMap<string, string>,
  others: readonly string[] = [],
): string {
  const { metric, slice } = gate;
  if (!sheet.metrics.includes(metric)) {
    const why = absent.get(metric);
    if (why !== undefined) return `${metric} was not measured: ${why}`;
    if (TIMED.test(metric) && !sheet.metrics.some((one) => TIMED.test(one)))
      return `${metric} is not measured here: evaluate.benchmark does that`;
    return `there is no metric ${metric}${choice(metric, sheet.metrics, 'There are', others)}`;
  }
  if (slice === null) return `${metric} is measured by slice only`;
  const lacks = slice.map((one) => lackingTerm(one, sheet)).find((why) => why !== null);
  if (lacks !== undefined) return lacks;
  if (slice.length === 2 && sheet.of(metric).some((one) => one.slice !== undefined))
    return `no row has ${printSelector(slice)}`;
  return `${metric} is not measured by ${slice.map(({ column }) => column).join(' and ')}`;
}

/** Shares, areas, coefficients and losses of probabilities: plain numbers. An error of a regression is in the unit of its label. */
const PLAIN = new Set(MEASURES.filter(({ tasks }) => !tasks.includes('regression')).map(({ name }) => name));

/** Why the unit of the bound says nothing of the measure, so that the gate would hold or break whatever was measured. */
export function strangeUnit({ metric, bound }: Gate): string | null {
  if (bound.kind === 'baseline' || bound.unit === null || bound.unit === '%') return null;
  if (!PLAIN.has(metric.replace(/@\d+$/, '@10'))) return null;
  return `${metric} is a plain number and cannot be ${bound.spelled}: leave ${bound.unit} out`;
}

/** Why no row can have it: nothing is measured by the column, or it has no such value. */
function lackingTerm(term: Term, sheet: Sheet): string | null {
  const { column } = term;
  if (!sheet.columns.includes(column)) {
    const remedy = 'name the column under slices: in mlops.yml';
    if (sheet.columns.length === 0) return `nothing is measured by slice: ${remedy}`;
    return `nothing is measured by ${column}: ${remedy}${choice(column, sheet.columns, 'Measured by')}`;
  }
  const values = sheet.valuesOf(column);
  if ('every' in term || values.includes(term.value)) return null;
  return `no row has ${column}=${term.value}${choice(term.value, values, 'Values there are')}`;
}

/** `; did you mean roc_auc? There are: roc_auc, accuracy` */
function choice(
  name: string,
  known: readonly string[],
  lead: string,
  others: readonly string[] = [],
): string {
  const all = [...known, ...others];
  const meant = meantBy(name, all);
  const shown = known.slice(0, SHOWN).join(', ');
  const more = known.length > SHOWN ? ` and ${known.length - SHOWN} more` : '';
  const suggestion = meant === null ? '.' : `; did you mean ${meant}?`;
  return known.length === 0 ? '' : `${suggestion} ${lead}: ${shown}${more}`;
}

/** The name that was meant by a mistyped or shortened one. */
function meantBy(name: string, known: readonly string[]): string | null {
  return nearest(name, known) ?? known.find((one) => one.startsWith(`${name}_`)) ?? null;
}

/**
 * What a gate's metric seems to be meant for, while nothing is measured yet: null where it is a measure of the task, or one
 * of `others`, or like none of them. For evaluations that know all they can name: training's own numbers and a benchmark's
 * are not judged.
 */
export function slipIn(
  { metric }: Pick<Gate, 'metric'>,
  task: Task,
  others: readonly string[],
): string | null {
  if (TRAINED.test(metric) || TIMED.test(metric) || measureNamed(metric, task) !== null) return null;
  if (others.includes(metric) || MEASURES.some(({ name }) => name === metric)) return null;
  return meantBy(metric, [...measuresOf(task).map(({ name }) => name), ...others]);
}
