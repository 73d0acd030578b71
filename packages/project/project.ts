import { basename } from 'node:path';
import type * as z from 'zod/mini';
import { parseGate } from '#judge/gate/gate';
import type { Values } from '#kit/declaration';
import { isOfKey, meantIssues, remedyIn } from '#kit/issue';
import { nearest } from '#kit/nearness';
import { Mistake, type Position, type Problem, place } from '#kit/outcome';
import type { Said } from '#kit/read';
import { ACCEPT_KEYS } from './acceptance.ts';
import { type Located, parseLocated } from './document.ts';
import { GATE_KEYS } from './longgate.ts';
import { configuration, type SectionName } from './schema.ts';
import { type datasetFields, NAME } from './sections.ts';

/** A named dataset: where it lies, and the command that makes it where there is one. */
export interface Dataset extends Partial<Values<typeof datasetFields>> {
  readonly name: string;
  readonly path: string;
}

/** What mlops.yml says, or nothing where there is none. */
export interface Project {
  /** the file's path as the user would write it; null where there is none */
  readonly file: string | null;
  readonly model: string;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly declaresEnvironment: boolean;
  /** has it a section of that name, be it empty? */
  declares(section: string | null): boolean;
  /** files and folders it declares as outputs, data, parameters, lock file, and itself: none of them is code */
  readonly apart: readonly string[];
  /** where the metric of each gate of evaluate stands in the file, by the gate's text */
  readonly gatePlaces: ReadonlyMap<string, Position>;
  /** what a section says, by key, each with its place in the file */
  section(name: SectionName): ReadonlyMap<string, Said>;
}

/** A project without mlops.yml: everything comes from `with:`. */
export function bareProject(model: string): Project {
  return {
    file: null,
    model,
    datasets: new Map(),
    declaresEnvironment: false,
    declares: () => false,
    apart: [],
    gatePlaces: new Map(),
    section: () => new Map(),
  };
}

/** Reads mlops.yml. All problems are reported together, each with file, line and column. */
export function parseProject(source: string, file: string, fallbackModel: string): Project {
  const located = parseLocated(source, file);
  const result = configuration.safeParse(located.value ?? {});
  if (!result.success) {
    throw new Mistake(result.error.issues.flatMap(meantIssues).flatMap((issue) => problems(issue, located)));
  }
  const { model, environment, data = {} } = result.data;
  const datasets = Object.entries(data).map(([name, dataset]): [string, Dataset] => [
    name,
    // the schema demands `path`; each other key passed its field's own schema
    { name, ...(dataset as Omit<Dataset, 'name'>) },
  ]);
  return {
    file,
    model: model ?? fallbackModel,
    datasets: new Map(datasets),
    declaresEnvironment: environment !== undefined,
    declares: (section) => section !== null && property(result.data, section) !== undefined,
    apart: [...declaredPaths(result.data), basename(file)],
    gatePlaces: new Map(gatePlaces(result.data, located)),
    section: (name) => said(located, name),
  };
}

/** Gates that were spelled out are lines by now; the first of two that say the same counts. */
function gatePlaces(said: unknown, located: Located): [string, Position][] {
  const gates = property(property(said, 'evaluate'), 'gates');
  const listed = Array.isArray(property(property(located.value, 'evaluate'), 'gates'));
  const texts: readonly unknown[] = Array.isArray(gates) ? gates : [];
  return texts
    .map((gate, index): [string, Position] => {
      const { text, metric } = parseGate(String(gate));
      // a gate in one line has no key: then the line itself
      const path = ['evaluate', 'gates', ...(listed ? [index] : []), 'metric'];
      return [text, located.at(path, metric)];
    })
    .toReversed();
}

/** Keys of each section that name what is no code. */
const APART = {
  environment: ['lock'],
  train: ['model', 'metrics', 'mlflow', 'params'],
  evaluate: ['predictions'],
  deploy: ['golden'],
} as const satisfies Partial<Record<SectionName, readonly string[]>>;

function declaredPaths(said: Readonly<Record<string, unknown>>): string[] {
  const named = Object.entries(APART).flatMap(([section, keys]) =>
    keys.map((key) => property(property(said, section), key)),
  );
  const data = property(said, 'data');
  const datasets = typeof data === 'object' && data !== null ? Object.values(data) : [];
  const paths = [
    ...named,
    ...datasets.map((dataset) => property(dataset, 'path')),
    ...metricsPaths(property(property(said, 'evaluate'), 'metrics')),
  ];
  return paths.filter((path): path is string => typeof path === 'string');
}

/** Entries of `evaluate.metrics`: `prefix=path` names a path. */
function metricsPaths(entries: unknown): string[] {
  const named: readonly unknown[] = Array.isArray(entries) ? entries : [entries];
  return named.flatMap((entry) =>
    typeof entry === 'string' ? (/^[A-Za-z_][\w.-]*=(.+)$/.exec(entry)?.[1] ?? entry) : [],
  );
}

function said(located: Located, name: SectionName): Map<string, Said> {
  const section = property(located.value, name);
  if (typeof section !== 'object' || section === null) return new Map();
  return new Map(
    Object.entries(section).map(([key, value]) => {
      const at = located.at([name, key]);
      const within: Said['within'] = (path, of) => positionOf([name, key, ...path], of, located);
      return [key, { where: place(at), at, within, said: { value } }];
    }),
  );
}

/** Where a value stands, or the key it stands under. */
function positionOf(path: readonly PropertyKey[], of: 'key' | 'value', located: Located): Position {
  return of === 'value' ? located.at(path) : located.keyAt(path.slice(0, -1), String(path.at(-1)));
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function problems(issue: z.core.$ZodIssue, located: Located): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(issue.path, key, located));
  }
  const known = remedyIn(issue);
  const ofKey = isOfKey(issue);
  const at = positionOf(issue.path, ofKey ? 'key' : 'value', located);
  const value = issue.path.reduce<unknown>((below, key) => property(below, String(key)), located.value);
  const subject = issue.path.map(String).join('.') || at.file;
  if (value === undefined && known === null) {
    const what = issue.message.startsWith('is missing') ? issue.message : 'is missing';
    return [{ subject, what, remedy: 'Add it.', where: place(at), at }];
  }
  const remedy = known ?? 'Mend it there.';
  if (ofKey || value === undefined) return [{ subject, what: issue.message, remedy, where: place(at), at }];
  return [{ subject, what: issue.message, remedy, ...shown(value), where: place(at), at }];
}

/** What the value is; of one with more in it its place says enough, and where keys contradict the keys. */
function shown(value: unknown): Pick<Problem, 'value'> {
  return typeof value === 'object' && value !== null ? {} : { value: String(value) };
}

/** Inputs of evaluate that a workflow gives and mlops.yml does not. */
const OF_RUN = ['name', 'from', 'expect', 'fail-on', 'dry-run'] as const;

function unknownKey(path: readonly PropertyKey[], key: string, located: Located): Problem {
  const at = located.keyAt(path, key);
  const known = knownKeys(path);
  const meant = nearest(key, known);
  const here = meant === null ? `Known here: ${known.join(', ')}.` : `Did you mean ${meant}?`;
  const ofRun = path.join('.') === 'evaluate' && OF_RUN.some((input) => input === key);
  const remedy = ofRun ? `It is said for a run: under with: in the workflow, or as --${key}.` : here;
  const subject = [...path.map(String), key].join('.');
  return { subject, what: 'is no key of mlops.yml', remedy, where: place(at), at: at satisfies Position };
}

/** Keys the schema has at a path, for the suggestion. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  const [first, second] = path;
  if (second === 'gates') return [...GATE_KEYS];
  if (second === 'accept') return [...ACCEPT_KEYS];
  if (first === undefined) return Object.keys(configuration.shape);
  const named = Object.entries(configuration.shape).find(([key]) => key === first)?.[1];
  return named === undefined ? [] : keysBelow(named);
}

function keysBelow(schema: unknown): string[] {
  const inner = property(property(schema, 'def'), 'innerType');
  const shape = property(inner, 'shape') ?? property(property(property(inner, 'def'), 'valueType'), 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

/** A repository or folder name made to fit a model's name: lower case, other characters as `-`. */
export function modelNameFrom(name: string): string {
  const fitted = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
  return NAME.test(fitted) ? fitted : 'model';
}
