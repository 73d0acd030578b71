import { interpolate, type Scope } from './interpolation.ts';
import { isMapping, isSequence, type Mapping, spelled, type Value } from './value.ts';

/** One stage of dvc.yaml as it is written, with the values that hold for it alone. */
export interface Template {
  readonly name: string;
  readonly definition: Mapping;
  /** `item` and `key` of foreach and matrix */
  readonly own: Mapping;
}

/**
 * The stages that an entry of dvc.yaml stands for: itself, or one for each element of `foreach` or combination of
 * `matrix`, named `stage@key` as DVC names them (dvc/parsing/__init__.py of 3.67). Throws a sentence.
 */
export function expand(name: string, entry: Mapping, scope: Scope): Template[] {
  if (entry['foreach'] !== undefined) return each(name, entry, interpolate(entry['foreach'], scope));
  if (entry['matrix'] === undefined) return [{ name, definition: entry, own: {} }];
  const { matrix = null, ...definition } = entry;
  return combinations(interpolate(matrix, scope)).map(([key, item]) => ({
    name: `${name}@${key}`,
    definition,
    own: { item, key },
  }));
}

function each(name: string, entry: Mapping, over: Value): Template[] {
  const definition = entry['do'];
  if (!isMapping(definition)) throw new Error('foreach has no do');
  if (isMapping(over)) {
    return Object.entries(over).map(([key, item]) => ({
      name: `${name}@${key}`,
      definition,
      own: { item, key },
    }));
  }
  if (!isSequence(over)) throw new Error('foreach is neither a list nor a mapping');
  const composite = over.some((item) => isMapping(item) || isSequence(item));
  return over.map((item, index) => {
    const key = composite ? String(index) : spelled(item);
    return { name: `${name}@${key}`, definition, own: { item } };
  });
}

/** Every choice of one value a key, with its name: the values joined by `-`, `<key><index>` for what is no scalar. */
function combinations(matrix: Value): [string, Mapping][] {
  if (!isMapping(matrix)) throw new Error('matrix is no mapping of names to lists');
  return Object.entries(matrix)
    .reduce<[string[], Mapping][]>(
      (found, [key, values]) => {
        if (!isSequence(values)) throw new Error(`matrix.${key} is no list`);
        return found.flatMap(([names, chosen]) =>
          values.map((value, index): [string[], Mapping] => {
            const part = isMapping(value) || isSequence(value) ? `${key}${index}` : spelled(value);
            return [[...names, part], { ...chosen, [key]: value }];
          }),
        );
      },
      [[[], {}]],
    )
    .map(([names, chosen]) => [names.join('-'), chosen]);
}
