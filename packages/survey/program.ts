import { posix } from 'node:path';
import { at, mapping, tomlOf, yamlOf } from './packages.ts';
import type { Manager } from './packaging.ts';
import type { Sight } from './sight.ts';

/** A command of the project, and the script in which it can be seen what it reads and writes. */
export interface Program {
  readonly run: string;
  readonly from: string;
  /** null: no file of the project */
  readonly script: string | null;
  /** others that looked alike, in order */
  readonly others: readonly string[];
}

type Part = 'train' | 'evaluate';

const TARGETS: Readonly<Record<Part, readonly string[]>> = {
  train: ['train', 'training', 'fit'],
  evaluate: [
    'predict',
    'score',
    'evaluate',
    'eval',
    'evaluation',
    'infer',
    'inference',
    'validate',
    'test_model',
  ],
};

/**
 * The command that trains or scores: a target that the project names (MLproject, Makefile, pixi or poe task, console
 * script), else a script of a telling name. Null: there is none.
 */
export function programOf(part: Part, sight: Sight, manager: Manager | null): Program | null {
  const all = [
    ...entryPoints(part, sight),
    ...makeTargets(part, sight),
    ...tasks(part, sight),
    ...consoleScripts(part, sight),
    ...scripts(part, sight),
  ];
  // setup makes the environment: a command that makes one of its own comes last
  const [first, ...more] = [...all.filter(({ wraps }) => !wraps), ...all.filter(({ wraps }) => wraps)];
  if (first === undefined) return null;
  const others = more
    .filter(({ script }) => script === null || script !== first.script)
    .map(({ run }) => run);
  const prefix = manager?.prefix ?? null;
  const run = prefix === null || first.run.startsWith(`${prefix} `) ? first.run : `${prefix} ${first.run}`;
  const { from, script } = first;
  return { run, from, script, others: [...new Set(others)] };
}

interface Found extends Omit<Program, 'others'> {
  /** it starts its programs in an environment that it makes itself: `poetry run` */
  readonly wraps: boolean;
}

/** What a command is, by its words and those of the recipe behind it. */
function found(run: string, from: string, recipe: string, texts: Sight['texts']): Found {
  return {
    run,
    from,
    script: scriptIn(recipe, texts),
    wraps: /\b(poetry|uv|pdm|pipenv|hatch) run\b/.test(recipe),
  };
}

/** MLproject: a command with its parameters' defaults filled in. */
function entryPoints(part: Part, { texts }: Sight): Found[] {
  const points = mapping(at(yamlOf(texts.get('MLproject') ?? ''), 'entry_points'));
  const names = part === 'train' ? [...TARGETS.train, 'main'] : TARGETS.evaluate;
  return names.flatMap((name) => {
    const command = at(points[name], 'command');
    if (typeof command !== 'string') return [];
    const defaults = mapping(at(points[name], 'parameters'));
    const filled = command.replaceAll(/\{(\w+)\}/g, (whole, key: string) => {
      const value = at(defaults[key], 'default') ?? defaults[key];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
    });
    // a parameter without a default is the user's to give
    if (/\{\w+\}/.test(filled)) return [];
    return [found(filled.trim(), `MLproject: ${name}`, filled, texts)];
  });
}

function makeTargets(part: Part, { texts }: Sight): Found[] {
  const lines = (texts.get('Makefile') ?? '').split('\n');
  return TARGETS[part].flatMap((target) => {
    const at = lines.findIndex((line) => new RegExp(`^${target}\\s*:(?!=)`).test(line));
    if (at < 0) return [];
    const end = lines.findIndex((line, index) => index > at && /^[^\s#]/.test(line));
    const recipe = lines.slice(at + 1, end < 0 ? undefined : end).join('\n');
    return [found(`make ${target}`, `Makefile:${at + 1}`, recipe, texts)];
  });
}

/** Tasks of pixi, and of poethepoet. */
function tasks(part: Part, { texts }: Sight): Found[] {
  const pyproject = tomlOf(texts.get('pyproject.toml') ?? '');
  const places = [
    { file: 'pixi.toml', run: 'pixi run', table: at(tomlOf(texts.get('pixi.toml') ?? ''), 'tasks') },
    { file: 'pyproject.toml', run: 'pixi run', table: at(pyproject, 'tool', 'pixi', 'tasks') },
    { file: 'pyproject.toml', run: 'poe', table: at(pyproject, 'tool', 'poe', 'tasks') },
  ];
  return places.flatMap(({ file, run, table }) =>
    TARGETS[part].flatMap((name) => {
      const task = mapping(table)[name];
      if (task === undefined) return [];
      const command = typeof task === 'string' ? task : at(task, 'cmd');
      const recipe = typeof command === 'string' ? command : '';
      return [found(`${run} ${name}`, `${file}: task ${name}`, recipe, texts)];
    }),
  );
}

/** `[project.scripts]` and Poetry's: a program that is there once the project itself is installed. */
function consoleScripts(part: Part, { texts }: Sight): Found[] {
  const pyproject = tomlOf(texts.get('pyproject.toml') ?? '');
  const all = {
    ...mapping(at(pyproject, 'tool', 'poetry', 'scripts')),
    ...mapping(at(pyproject, 'project', 'scripts')),
  };
  return Object.entries(all).flatMap(([name, entry]) => {
    if (!TARGETS[part].some((target) => name.split(/[-_]/).includes(target)) || typeof entry !== 'string')
      return [];
    const module = entry.split(':')[0]?.replaceAll('.', '/') ?? '';
    const script = [`${module}.py`, `src/${module}.py`].find((path) => texts.has(path)) ?? null;
    return [{ run: name, from: `pyproject.toml: script ${name}`, script, wraps: false }];
  });
}

/** Scripts by their names, those nearest to the top first. */
function scripts(part: Part, { texts }: Sight): Found[] {
  const named = [...texts.keys()].filter((path) => path.endsWith('.py') && rank(path, part) < Infinity);
  const order = (path: string) => rank(path, part) * 10 + path.split('/').length;
  return named
    .sort((one, other) => order(one) - order(other) || (one < other ? -1 : 1))
    .map((script) => ({ run: runOf(script, texts), from: script, script, wraps: false }));
}

/** How telling a name is: `train.py`, then `train_model.py`, `model_training.py`. */
function rank(path: string, part: Part): number {
  const name = posix.basename(path, '.py');
  const exact = TARGETS[part].indexOf(name);
  if (exact >= 0) return exact;
  const words = name.split(/[_-]/);
  const within = TARGETS[part].findIndex((target) => words.includes(target));
  return within < 0 || /^(test|tests)$/.test(words[0] ?? '') ? Infinity : 20 + within;
}

/** A script that imports from beside itself by dots is a module of its package. */
function runOf(path: string, texts: ReadonlyMap<string, string>): string {
  const isModule = /^[ \t]*from[ \t]+\./m.test(texts.get(path) ?? '');
  if (!isModule) return `python ${path}`;
  const inner = path.replace(/^src\//, '');
  const module = inner.replace(/\.py$/, '').replaceAll('/', '.');
  return `${inner === path ? '' : 'PYTHONPATH=src '}python -m ${module}`;
}

/** The script a command runs: `python src/train.py`, `python -m pkg.train`. */
function scriptIn(command: string, texts: ReadonlyMap<string, string>): string | null {
  const named = [...command.matchAll(/[\w./-]+\.py\b/g)].map(([path]) => posix.normalize(path));
  const modules = [...command.matchAll(/-m\s+([\w.]+)/g)].flatMap(([, name = '']) => {
    const path = `${name.replaceAll('.', '/')}.py`;
    return [path, `src/${path}`];
  });
  return [...named, ...modules].find((path) => texts.has(path)) ?? null;
}
