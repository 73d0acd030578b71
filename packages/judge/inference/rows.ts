import type { Measure } from '#metrics/measure/measure';
import { type Examples, rowsIn } from './examples.ts';
import type { Footing } from './floor.ts';

/** The rows that weigh something; without weights where all weigh the same, without groups where each has its own. */
export function plain(examples: Examples): Examples {
  const { weights } = examples;
  const kept = weights === null ? examples : weights.includes(0) ? weighing(examples, weights) : examples;
  const same = kept.weights === null || kept.weights.every((weight) => weight === kept.weights?.[0]);
  const alone = kept.groups === null || groupsIn(kept.groups) === rowsIn(kept);
  return { ...kept, weights: same ? null : kept.weights, groups: alone ? null : kept.groups };
}

function weighing(examples: Examples, weights: Float64Array): Examples {
  const { labels, answers, groups } = examples;
  const rows = rowsIn(examples);
  const keep = (_: number, at: number) => weights[at % rows] !== 0;
  return {
    ...examples,
    labels: labels.filter(keep),
    answers: answers.filter(keep),
    weights: weights.filter(keep),
    groups: groups === null ? null : groups.filter(keep),
  };
}

/** What the measure stands on: its own denominator, or groups of it. */
export function footingOf(measure: Measure, examples: Examples): Footing {
  const { labels, answers, groups } = examples;
  if (groups !== null) {
    const counted = measure.share?.(labels, answers).counted;
    const own = counted === undefined ? groups : groups.filter((_, row) => counted[row] === 1);
    return { n: groupsIn(own), noun: 'groups', clustered: true };
  }
  const { count, noun } = measure.denominator?.(labels, answers) ?? {
    count: rowsIn(examples),
    noun: 'examples',
  };
  return { n: count, noun, clustered: false };
}

function groupsIn(groups: Int32Array): number {
  return new Set(groups).size;
}
