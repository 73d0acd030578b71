import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import type { Measure } from '#metrics/measure/measure';
import { measureNamed, measuresOf } from '#metrics/measure/measures';
import type { Task } from '#metrics/measurement';

/** The measure by which candidates are compared. Mistake: the task has none of that name, or it has no better side. */
export function yardstickOf(by: string, task: Task): Measure {
  const measure = measureNamed(by, task);
  if (measure !== null && measure.direction !== 'none') return measure;
  const known = measuresOf(task).flatMap(({ name, direction }) => (direction === 'none' ? [] : [name]));
  const meant = nearest(by, known);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}Name a measure of the task ${task} that says which way is better, e.g. one that a gate names.`;
  throw new Mistake({ subject: 'select.by', what: 'is no measure to choose by', remedy, value: by });
}
