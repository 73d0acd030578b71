import { nearest } from '#kit/nearness';
import type { Gate } from './gate.ts';
import type { Sheet } from './sheet.ts';

const SHOWN = 20;

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
    return `there is no metric ${metric}${choice(metric, sheet.metrics, 'There are', others)}`;
  }
  if (slice === null) return `${metric} is measured by slice only`;
  if (!sheet.columns.includes(slice.column)) {
    const remedy = 'name the column under slices: in mlops.yml';
    if (sheet.columns.length === 0) return `nothing is measured by slice: ${remedy}`;
    return `nothing is measured by ${slice.column}: ${remedy}${choice(slice.column, sheet.columns, 'Measured by')}`;
  }
  const values = sheet.valuesOf(slice.column);
  if ('every' in slice || values.includes(slice.value)) return `${metric} is not measured by ${slice.column}`;
  return `no row has ${slice.column}=${slice.value}${choice(slice.value, values, 'Values there are')}`;
}

/** `; did you mean roc_auc? There are: roc_auc, accuracy` */
function choice(
  name: string,
  known: readonly string[],
  lead: string,
  others: readonly string[] = [],
): string {
  const all = [...known, ...others];
  const meant = nearest(name, all) ?? all.find((one) => one.startsWith(`${name}_`)) ?? null;
  const shown = known.slice(0, SHOWN).join(', ');
  const more = known.length > SHOWN ? ` and ${known.length - SHOWN} more` : '';
  const suggestion = meant === null ? '.' : `; did you mean ${meant}?`;
  return known.length === 0 ? '' : `${suggestion} ${lead}: ${shown}${more}`;
}
