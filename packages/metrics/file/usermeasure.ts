import { sum } from '../measure/sum.ts';
import type { Direction, Measurement } from '../measurement.ts';
import { said, unreadable } from '../reader/format.ts';
import { gateName } from './name.ts';
import { isTree, parseJson, type Tree } from './tree.ts';

const REMEDY =
  'Write {"value": 12.5}, {"name": 12.5, …}, or {"examples": [{"id": "a1", "value": 3.5}, …]} to the path in MLOPS_METRICS.';

/**
 * Numbers that a user's own measure wrote as JSON: `{value}` is the measure itself, any other name `<measure>.<name>`.
 * Each is a number or `{value, standard_error, n}`, or has `examples`, a value for each row: then it is their mean, and
 * noise is judged by them.
 *
 * @throws Mistake where it is none of these
 */
export function readUserMeasure(
  text: string,
  name: string,
  direction: Direction,
  path: string,
): Measurement[] {
  try {
    const tree = parseJson(text);
    if (!isTree(tree)) throw new Error('it is no object');
    const own = 'value' in tree || 'examples' in tree;
    const named = own
      ? [[name, tree] as const]
      : Object.entries(tree).map(([key, value]) => [nameOf(name, key), value] as const);
    const found = named.map(([metric, value]) => measurementOf(metric, value, direction));
    if (found.length === 0) throw new Error('it holds no number');
    return found;
  } catch (cause) {
    throw unreadable(path, `is no measure: ${said(cause)}`, REMEDY, undefined, cause);
  }
}

function nameOf(measure: string, key: string): string {
  return key === measure ? measure : `${measure}.${gateName(key)}`;
}

function measurementOf(metric: string, value: unknown, direction: Direction): Measurement {
  if (typeof value === 'number') return { metric, rows: 0, direction, ...finite(value) };
  if (!isTree(value)) throw new Error(`${metric} is no number`);
  if ('examples' in value) return { metric, direction, ...ofExamples(metric, value['examples']) };
  const { value: number, standard_error: error, n } = value;
  if (typeof number !== 'number') throw new Error(`the value of ${metric} is no number`);
  return {
    metric,
    direction,
    rows: typeof n === 'number' ? n : 0,
    ...finite(number),
    ...stated(metric, error),
  };
}

function finite(value: number): Pick<Measurement, 'value' | 'undefinedBecause'> {
  if (Number.isFinite(value)) return { value };
  return { value: Number.NaN, undefinedBecause: `the measure says ${value}` };
}

function stated(metric: string, error: unknown): Pick<Measurement, 'standardError'> {
  if (error === undefined || error === null) return {};
  if (typeof error === 'number' && error >= 0) return { standardError: error };
  throw new Error(`the standard error of ${metric} is ${String(error)}`);
}

/** The mean, and its standard error: the standard deviation over the root of n. */
function ofExamples(metric: string, examples: unknown): Omit<Measurement, 'metric' | 'direction'> {
  if (!Array.isArray(examples) || examples.length === 0) throw new Error(`${metric} has no examples`);
  const ids: string[] = [];
  const values = Float64Array.from(examples, (example: unknown, at) => {
    const { id, value } = exampleOf(example, at);
    ids.push(id);
    return value;
  });
  if (new Set(ids).size < ids.length) throw new Error(`${metric} has two examples of one id`);
  const rows = values.length;
  const mean = sum(rows, (row) => values[row] ?? 0) / rows;
  const squares = sum(rows, (row) => ((values[row] ?? 0) - mean) ** 2);
  const standardError = Math.sqrt(squares / (rows - 1) / rows);
  return {
    rows,
    ...finite(mean),
    ...(rows > 1 && Number.isFinite(mean) ? { standardError, examples: { ids, values } } : {}),
  };
}

function exampleOf(example: unknown, at: number): { readonly id: string; readonly value: number } {
  const { id, value }: Tree = isTree(example) ? example : {};
  if ((typeof id === 'string' || typeof id === 'number') && typeof value === 'number')
    return { id: String(id), value };
  throw new Error(`example ${at + 1} is no {id, value}`);
}
