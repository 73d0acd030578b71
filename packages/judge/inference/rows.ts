import { layoutOf, rowsIn } from '#metrics/measure/cases';
import { valueOn } from '#metrics/measure/condensed';
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
  return valueOn(measure, examples, layoutOf(examples));
}

/** What the measure stands on: its own denominator, or groups of it. */
export function footingOf(measure: Measure, examples: Examples): Footing {
  const { labels, answers, groups } = examples;
  if (groups !== null) return { ...groupsOf(measure, examples, groups), clustered: true };
  const { count, noun } = measure.denominator?.(labels, answers, examples.weights) ?? {
    count: rowsIn(examples),
    noun: 'examples',
  };
  return { n: count, noun, clustered: false };
}

/**
 * Groups that hold what the measure counts: of the rarer class where it rests on that one, as the positives of a single
 * group say little however many groups there are.
 */
function groupsOf(measure: Measure, examples: Examples, groups: Int32Array): Pick<Footing, 'n' | 'noun'> {
  const { labels, answers, weights, width = 1 } = examples;
  const counted = measure.share?.(labels, answers).counted ?? null;
  const all = { n: groupsIn(groups, counted), noun: 'groups' };
  if (counted !== null || measure.denominator === undefined || width !== 1) return all;
  const said = measure.needs === 'scores' ? answers : labels;
  const held = measure.denominator(labels, said, firstOfEach(groups, labels));
  const rows = measure.denominator(labels, answers, weights);
  const fewer = held.count <= rows.count ? held : rows;
  return fewer.count >= all.n ? all : { n: fewer.count, noun: `groups with ${fewer.noun}` };
}

/** 1 for the first row that a group has of a class, else 0. */
function firstOfEach(groups: Int32Array, labels: Float64Array): Float64Array {
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const size = placesOf(groups) * classes;
  // a table is quicker than a set, as long as it is not large itself
  const table = size <= TABLE ? new Uint8Array(size) : null;
  const set = new Set<number>();
  return labels.map((label, row) => {
    const both = (groups[row] ?? 0) * classes + label;
    if (table === null ? set.has(both) : table[both] === 1) return 0;
    if (table === null) set.add(both);
    else table[both] = 1;
    return 1;
  });
}

const TABLE = 2 ** 26;

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
