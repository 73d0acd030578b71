import { MAKING } from '#environment/lock';
import { parseRequirements } from '#environment/requirements';
import { Mistake } from '#kit/outcome';
import { at, tomlOf, yamlOf } from './packages.ts';
import type { Guess, Sight } from './sight.ts';

type ManagerName = 'uv' | 'pip' | 'poetry' | 'pdm' | 'pipenv' | 'pixi' | 'conda';

/** Which package manager a project is kept with, and what the action `setup` makes of it today. */
export interface Manager {
  readonly name: ManagerName;
  readonly from: string;
  /** the lock file that setup installs; null: there is none yet */
  readonly lock: string | null;
  /** setup installs the lock, but what it comes to may change from day to day: no hashes */
  readonly weak: boolean;
  /** the command that makes a lock (or a strict one), and what it writes; null: none is needed, or there is none */
  readonly making: { readonly command: string; readonly lock: string } | null;
  /** what stands in front of a command that runs in the environment: `pixi run`; null: nothing */
  readonly prefix: string | null;
}

const STRICT = { command: 'uv pip compile --universal requirements.txt -o pylock.toml', lock: 'pylock.toml' };

/** The first of these that fits. Null: nothing says what the project needs. */
export function managerOf(sight: Sight): Manager | null {
  const { paths } = sight;
  const has = (name: string) => paths.includes(name);
  const one = (name: ManagerName, from: string, more: Partial<Manager> = {}): Manager => ({
    ...{ name, from, lock: null, weak: false, making: null, prefix: null },
    ...more,
  });
  if (has('uv.lock')) return one('uv', 'uv.lock', { lock: 'uv.lock' });
  if (has('pylock.toml')) return one('pip', 'pylock.toml', { lock: 'pylock.toml' });
  // before requirements.txt: where both are, that one may be what an export wrote
  if (has('requirements.txt') && isHashed(sight)) {
    return one('pip', 'requirements.txt', { lock: 'requirements.txt' });
  }
  for (const [name, file] of [
    ['poetry', 'poetry.lock'],
    ['pdm', 'pdm.lock'],
    ['pipenv', 'Pipfile.lock'],
  ] as const) {
    if (has(file)) return one(name, file, { making: making(file) });
  }
  for (const file of ['pixi.lock', 'pixi.toml'])
    if (has(file)) return one('pixi', file, { prefix: 'pixi run' });
  const pyproject = tomlOf(sight.texts.get('pyproject.toml') ?? '');
  if (at(pyproject, 'tool', 'poetry') !== undefined) {
    const { command, lock } = making('poetry.lock');
    return one('poetry', 'pyproject.toml', { making: { command: `poetry lock && ${command}`, lock } });
  }
  if (has('requirements.txt')) {
    return one('pip', 'requirements.txt', { lock: 'requirements.txt', weak: true, making: STRICT });
  }
  if (has('requirements.in')) return one('pip', 'requirements.in', { making: making('requirements.in') });
  for (const file of ['environment.yml', 'environment.yaml']) {
    if (has(file)) return one('conda', file, { prefix: condaPrefix(sight.texts.get(file) ?? '') });
  }
  if (at(pyproject, 'project') !== undefined)
    return one('uv', 'pyproject.toml', { making: making('pyproject.toml') });
  return null;
}

function making(file: string): { command: string; lock: string } {
  const found = MAKING.find(([name]) => name === file);
  const command = found?.[1].replace(/^[^:]*: /, '') ?? '';
  const lock =
    file === 'pyproject.toml' ? 'uv.lock' : file === 'pdm.lock' ? 'pylock.toml' : 'requirements.txt';
  return { command, lock };
}

function isHashed({ texts }: Sight): boolean {
  try {
    return parseRequirements(texts.get('requirements.txt') ?? '', 'requirements.txt') !== null;
  } catch (error) {
    // hashes on some lines only: setup will say on which there are none
    if (error instanceof Mistake) return true;
    throw error;
  }
}

function condaPrefix(text: string): string {
  const name = at(yamlOf(text), 'name');
  return typeof name === 'string'
    ? `conda run --no-capture-output -n ${name}`
    : 'conda run --no-capture-output';
}

/** The one version of Python that a project is held to, `3.11`; null where it takes several. */
export function pythonOf({ texts }: Pick<Sight, 'texts'>): Guess<string> | null {
  const said = (value: unknown, from: string): Guess<string> | null => {
    const version = onlyVersion(typeof value === 'string' ? value.trim() : '');
    return version === null ? null : { value: version, from };
  };
  const pyproject = tomlOf(texts.get('pyproject.toml') ?? '');
  const pixi = tomlOf(texts.get('pixi.toml') ?? '');
  const file = texts.has('environment.yml') ? 'environment.yml' : 'environment.yaml';
  const list = at(yamlOf(texts.get(file) ?? ''), 'dependencies');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const python = entries.find((entry) => typeof entry === 'string' && /^python\b/.test(entry));
  return (
    said(texts.get('.python-version'), '.python-version') ??
    said(at(pyproject, 'project', 'requires-python'), 'pyproject.toml') ??
    said(at(pyproject, 'tool', 'poetry', 'dependencies', 'python'), 'pyproject.toml') ??
    said(at(pixi, 'dependencies', 'python'), 'pixi.toml') ??
    said(typeof python === 'string' ? python.slice('python'.length) : python, file)
  );
}

/** `3.11`, `3.11.4`, `==3.11.*`, `~3.11`, `>=3.11,<3.12`: one minor version. `>=3.11`, `^3.11`: several. */
function onlyVersion(said: string): string | null {
  const [, plain] = /^(?:={1,3}|~)?\s*(3\.\d+)(?:\.(?:\d+|\*))?$/.exec(said) ?? [];
  if (plain !== undefined) return plain;
  const [, from, to] = /^>=\s*3\.(\d+)(?:\.\d+)?\s*,\s*<\s*3\.(\d+)(?:\.0)?$/.exec(said) ?? [];
  return from !== undefined && Number(to) === Number(from) + 1 ? `3.${from}` : null;
}
