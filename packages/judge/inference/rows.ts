import { layoutOf, rowsIn } from '#metrics/measure/cases';
import type { Measure, Undefined } from '#metrics/measure/measure';
import type { Examples } from './examples.ts';
import type { Footing } from './floor.ts';

/**
 * The rows that weigh something; without weights where all weigh the same, without groups where each row has its own,
 * unless the measure ranks the rows of a group.
 */
export function plain(measure: Measure, examples: Examples): Examples {
  const { weights } = examples;
  const kept = weights === null ? examples : weights.includes(0) ? weighing(examples, weights) : examples;
  const same = kept.weights === null || kept.weights.every((weight) => weight === kept.weights?.[0]);
  const ranking = measure.tasks.includes('ranking');
  const alone = kept.groups === null || (!ranking && groupsIn(kept.groups) === rowsIn(kept));
  return { ...kept, weights: same ? null : kept.weights, groups: alone ? null : kept.groups };
}

function weighing(examples: Examples, weights: Float64Array): Examples {
  const { labels, answers, groups, keys } = examples;
  const rows = rowsIn(examples);
  const keep = (_: number, at: number) => weights[at % rows] !== 0;
  return {
    ...examples,
    labels: labels.filter(keep),
    answers: answers.filter(keep),
    weights: weights.filter(keep),
    groups: groups === null ? null : groups.filter(keep),
    ...(keys === undefined ? {} : { keys: keys.filter(keep) }),
  };
}

export function valued(measure: Measure, examples: Examples): number | Undefined {
  const { labels, answers, weights } = examples;
  return measure.value(labels, answers, weights, layoutOf(examples));
}

/** What the measure stands on: its own denominator, or groups of it. */
export function footingOf(measure: Measure, examples: Examples): Footing {
  const { labels, answers, groups } = examples;
  if (groups !== null) {
    const counted = measure.share?.(labels, answers).counted ?? null;
    return { n: groupsIn(groups, counted), noun: 'groups', clustered: true };
  }
  const { count, noun } = measure.denominator?.(labels, answers, examples.weights) ?? {
    count: rowsIn(examples),
    noun: 'examples',
  };
  return { n: count, noun, clustered: false };
}

/** One more than the greatest number of a group: they are numbered from 0 on. */
export function placesOf(groups: Int32Array): number {
  let greatest = -1;
  for (let row = 0; row < groups.length; row++) greatest = Math.max(greatest, groups[row] ?? 0);
  return greatest + 1;
}

/** How many groups there are, of the rows that count. */
function groupsIn(groups: Int32Array, counted: Uint8Array | null = null): number {
  const met = new Uint8Array(placesOf(groups));
  let count = 0;
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? 0;
    if (met[group] === 1 || (counted !== null && counted[row] === 0)) continue;
    met[group] = 1;
    count++;
  }
  return count;
}
