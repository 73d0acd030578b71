import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: files are read as a stranger would, by what is in them
type Json = any;

const DIGEST = /^[0-9a-f]{64}$/;

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** SHA-256 of a file; of a folder that of its list of files as docs/design.md writes it. */
export function digestAt(path: string): string {
  if (!statSync(path).isDirectory()) return sha256(readFileSync(path));
  const list = filesIn(path).map((file) => {
    const bytes = readFileSync(join(path, file));
    return { path: file, sha256: sha256(bytes), size: bytes.length };
  });
  return sha256(JSON.stringify(list));
}

/** Sorted by the bytes of their names. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);
const read = (path: string): Json => JSON.parse(readFileSync(path, 'utf8'));

/** Folders below a state of a project, and what is wrong with the thing of a name in it. */
const PARTS: Readonly<Record<string, (path: string) => readonly unknown[]>> = {
  records: ledgerEntry,
  cache: cacheEntry,
  artifacts: (path) =>
    namesIn(path).flatMap((run) => (/\.json$/.test(run) ? note(path, run) : artifact(join(path, run)))),
  refs: refs,
  recipes: (path) => namesIn(path).flatMap((stage) => recipes(join(path, stage))),
  stats: (path) => [read(path).format === 1 || 'is of another format'],
  last: (path) => [typeof read(path) === 'object' || 'holds no outputs'],
  stage: () => [],
  // what may have been the user's own is kept there
  aside: () => [],
};

/** Files of a state that are no folder of things. */
const FILES = ['.gitignore', 'comment.md', 'params.json', 'report.html'];

/** What is not whole in the state of a project after a run has ended, one line each; nothing of ours reads it. */
export function flawsIn(project: string): string[] {
  const state = join(project, '.mlops');
  return namesIn(state).flatMap((part) => {
    const check = PARTS[part];
    if (check === undefined) return FILES.includes(part) ? [] : remains(state, part);
    return namesIn(join(state, part)).flatMap((name) =>
      attempted(`${part}/${name}`, () => check(join(state, part, name))),
    );
  });
}

/** Empty folders are no more than a name. */
function remains(state: string, part: string): string[] {
  const path = join(state, part);
  if (!statSync(path).isDirectory()) return [`${part} was left`];
  return namesIn(path).map((name) => `${part}/${name} was left`);
}

function attempted(what: string, check: () => readonly unknown[]): string[] {
  try {
    return check()
      .filter((flaw) => flaw !== true)
      .map((flaw) => `${what}: ${String(flaw)}`);
  } catch (error) {
    return [`${what}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function ledgerEntry(path: string) {
  const others = namesIn(path).filter((name) => name !== 'record.json');
  for (const name of others) read(join(path, name));
  return [
    sha256(readFileSync(join(path, 'record.json'))) === basename(path) || 'its record has another digest',
    others.every((name) => ['verdict.json', 'metrics.json'].includes(name)) || `holds ${others.join()}`,
  ];
}

function cacheEntry(path: string) {
  const entry = read(join(path, 'entry.json'));
  const state = join(path, '../..');
  const stage = [entry.stage, ...(entry.name === null ? [] : [entry.name])].join('-');
  return [
    existsSync(join(state, 'recipes', entry.model, stage, `${entry.key}.json`)) ||
      'its recipe is not remembered',
    existsSync(join(state, 'records', entry.record, 'record.json')) || 'its record is not in the ledger',
    `${entry.model}-${entry.key}` === basename(path) || 'is of another key',
    entry.tree === digestAt(join(path, 'files')) || 'its files are not those that were kept',
    entry.tree === digestAt(join(path, 'list.json')) || 'its list is not the one of its files',
    entry.record === digestAt(join(path, 'files/record.json')) || 'its record is another one',
    ...artifact(join(path, 'files')),
  ];
}

/** What is kept beside an artifact: the digest of its record. */
function note(folder: string, name: string): unknown[] {
  const record = join(folder, name.replace(/\.json$/, ''), 'record.json');
  return [read(join(folder, name)).record === digestAt(record) || `${name} names another record`];
}

/** Every subject and every ancestor; an evaluation names its model and does not hold it. */
function artifact(folder: string): unknown[] {
  const record = read(join(folder, 'record.json'));
  const ledger = join(folder.slice(0, folder.lastIndexOf('/.mlops/')), '.mlops/records');
  const judged = existsSync(join(folder, 'verdict.json'));
  const subjects: Json[] = record.subject.filter(({ name }: Json) => !judged || name !== 'model');
  const ancestors = namesIn(join(folder, 'records'));
  return [
    ...subjects.map(({ name, digest }) => subject(folder, name) === digest.sha256 || `${name} is another`),
    ...ancestors.map(
      (name) => `${digestAt(join(folder, 'records', name))}.json` === name || `${name} is another`,
    ),
    ...[`${digestAt(join(folder, 'record.json'))}.json`, ...ancestors].map(
      (name) => existsSync(join(ledger, basename(name, '.json'))) || `${name} is not in the ledger`,
    ),
  ];
}

function subject(folder: string, name: string): string {
  const file = namesIn(folder).find((one) => one === name || one.startsWith(`${name}.`));
  if (file !== undefined && name !== 'model') return digestAt(join(folder, file));
  const home = join(folder, name.split(':')[0] ?? '');
  return digestAt(join(home, namesIn(home)[0] ?? ''));
}

function refs(path: string): unknown[] {
  const names = namesIn(path);
  const states = names
    .filter((name) => /^@\d+$/.test(name))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  const below = names.filter((name) => !states.includes(name));
  return [
    ...states.map(
      (name) => read(join(path, name, 'ref.json')).message !== undefined || `${name} is no state`,
    ),
    ...states.slice(-1).map((name) => tip(join(path, name)) || `${name} holds another record`),
    ...below.flatMap((name) => (name.startsWith('.') ? [`${name} was left`] : refs(join(path, name)))),
  ];
}

function tip(path: string): boolean {
  const { digest } = read(join(path, 'ref.json'));
  return digest === null || digest === digestAt(join(path, 'files/record.json'));
}

function recipes(path: string): unknown[] {
  return filesIn(path).map((file) => {
    const name = basename(file, '.json');
    const said = read(join(path, file));
    const fits = file.startsWith('lists/')
      ? sha256(readFileSync(join(path, file))) === name
      : typeof said.recipe === 'object';
    return (fits && DIGEST.test(name)) || `${file} is not what its name says`;
  });
}
