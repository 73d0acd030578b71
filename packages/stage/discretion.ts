import { Mistake, type Problem } from '#kit/outcome';
import type { Host } from '#kit/ports';

/** Shorter values are words that stand anywhere by chance: `false`, `admin`. */
const SHORTEST = 8;

/** Parts of names that variables of secrets have. Not `TOKENS`: of those a language model has so many. */
const SECRET =
  /SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|(^|[-_])(AUTH)?TOKEN($|[-_])/i;

/** Variables of such a name that hold where a secret lies, which is none. */
const PLACE = /_(FILE|PATH|DIR)$|^GOOGLE_APPLICATION_CREDENTIALS$/i;

type Environment = Readonly<Record<string, string | undefined>>;

/** A value that may not be recorded, and the variable it is known from; null: it was masked in the log. */
interface Secret {
  readonly text: string;
  readonly variable: string | null;
}

/**
 * Refuses what would be recorded with a secret in it: a text that holds the value (of at least 8 characters) of an
 * environment variable that by its name is one, or a value that was masked. A secret that is neither cannot be told.
 *
 * @param value parameters or section, as they would be recorded
 * @param subject what the user calls it; `parameters` makes places such as `parameters.db.password`
 * @param masked values the log shows as `***`
 * @throws Mistake with every place and its variable, without the value
 */
export function demandDiscreet(
  value: unknown,
  subject: string,
  env: Environment,
  masked: readonly string[],
): void {
  const secrets = secretsOf(env, masked);
  if (secrets.length === 0) return;
  const problems = [...textsOf(value, subject)].flatMap(({ place, text, exact }) => {
    const found = secrets.find((secret) => (exact ? text === secret.text : holds(text, secret.text)));
    return found === undefined ? [] : [problemOf(without(secrets, place), found.variable)];
  });
  if (problems.length > 0) throw new Mistake(problems);
}

function secretsOf(env: Environment, masked: readonly string[]): Secret[] {
  const named = Object.entries(env)
    .filter(([name]) => SECRET.test(name) && !PLACE.test(name))
    .map(([variable, text = '']): Secret => ({ text: text.trim(), variable }));
  const others = masked.map((text): Secret => ({ text: text.trim(), variable: null }));
  return [...named, ...others].filter(({ text }) => text.length >= SHORTEST);
}

function holds(text: string, secret: string): boolean {
  return text.includes(secret) || text.includes(encodeURIComponent(secret.toWellFormed()));
}

/** A place whose own names hold a secret. */
function without(secrets: readonly Secret[], place: string): string {
  return secrets.reduce((shown, { text }) => shown.replaceAll(text, '***'), place);
}

function problemOf(subject: string, variable: string | null): Problem {
  if (variable === null) {
    const remedy = 'Hand it over in a variable, declare its name under env: and read it in the command.';
    return { subject, what: 'holds a value that is masked as a secret, and would be recorded', remedy };
  }
  const what = `holds the value of the environment variable ${variable}, which looks like a secret, and would be recorded`;
  const remedy = `Declare its name (env: [${variable}]) and read it in the command; then only its digest is recorded.`;
  return { subject, what, remedy };
}

interface Text {
  readonly place: string;
  readonly text: string;
  /** a number: it is a secret as a whole or not at all */
  readonly exact: boolean;
}

/** Every text in a value, names included, with its place: `parameters.layers.1`. */
function* textsOf(value: unknown, place: string, above: readonly object[] = []): Iterable<Text> {
  if (typeof value === 'string') yield { place, text: value, exact: false };
  if (typeof value === 'number') yield { place, text: String(value), exact: true };
  if (typeof value !== 'object' || value === null || above.includes(value)) return;
  for (const [name, inside] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { place: `${place}.${name}`, text: name, exact: false };
    yield* textsOf(inside, `${place}.${name}`, [...above, value]);
  }
}

/** What of this machine must not show in a record. */
export interface Machine {
  /** absolute, the checkout */
  readonly workspace: string;
  /** absolute; null: not known */
  readonly home: string | null;
  readonly user: string | null;
}

/** This machine, as its environment tells it. */
export function machineOf({ env, files }: Pick<Host, 'env' | 'files'>): Machine {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? null;
  const user = env['USER'] ?? env['LOGNAME'] ?? env['USERNAME'] ?? null;
  return { workspace: files.workspace, home, user };
}

/** A value without this machine's own paths. */
export interface Portable<T> {
  readonly value: T;
  /** where something was replaced: `parameters.cache` */
  readonly places: readonly string[];
}

/**
 * Writes absolute paths below the checkout as `<workspace>/…`, those below the home folder as `<home>/…`, and the user's
 * name in any other absolute path as `<user>`: two people's records of the same run are then the same.
 */
export function portable<T>(value: T, subject: string, machine: Machine): Portable<T> {
  const rewrite = rewriting(machine);
  const places: string[] = [];
  const text = (said: string, place: string) => {
    const written = rewrite(said);
    if (written !== said) places.push(place);
    return written;
  };
  const walk = (found: unknown, place: string, above: readonly object[]): unknown => {
    if (typeof found === 'string') return text(found, place);
    // a value that holds itself has no record, which is told where it is sealed
    if (typeof found !== 'object' || found === null || above.includes(found)) return found;
    const inside = [...above, found];
    if (Array.isArray(found)) return found.map((one, index) => walk(one, `${place}.${index}`, inside));
    const entries = Object.entries(found).map(([name, one]) => {
      const written = text(name, `${place}.${rewrite(name)}`);
      return [written, walk(one, `${place}.${written}`, inside)];
    });
    return Object.fromEntries(entries);
  };
  // texts became texts, and all else is as it was
  return { value: walk(value, subject, []) as T, places: [...new Set(places)] };
}

/** What a name goes on with: `/home/me` is not in `/home/meg`, `/home/me.old` and `/home/me-2`. */
const NAME = String.raw`[\p{L}\p{N}_~-]`;
const AFTER = String.raw`(?!${NAME}|\.${NAME})`;
/** Where an absolute path begins: not inside of another (`/mnt/home/me`, `a/home/me`), but in `file:///…` and `-I/…`. */
const BEFORE = String.raw`(?:(?<=(?:^|\s)-\p{L})|(?<!${NAME}|[.\\]|(?<!file:/)/))`;

/** Accounts of many machines: no person's name. */
const NOBODY = ['root', 'runner', 'ubuntu', 'user'];

function rewriting({ workspace, home, user }: Machine): (text: string) => string {
  const person = user === null || NOBODY.includes(user) ? '' : user;
  const roots = [
    ...spellings(workspace).map((root) => [root, '<workspace>'] as const),
    ...spellings(home ?? '').map((root) => [root, '<home>'] as const),
    ...(person === '' ? [] : [[`~${person}`, '<home>'] as const]),
  ].sort(([one], [other]) => other.length - one.length);
  const signs = new Map(roots);
  const any = roots.map(([root]) => escaped(root)).join('|');
  const below = () => new RegExp(`${BEFORE}(?:${any})${AFTER}`, 'gu');
  const names = () =>
    new RegExp(`(?<=(?<!<workspace>)${BEFORE}/(?:[^\\s/"']+/)*)${escaped(person)}${AFTER}`, 'gu');
  return (text) => {
    // most texts hold nothing of the kind, and these expressions are slow to build
    const rooted = roots.some(([root]) => text.includes(root))
      ? text.replace(below(), (root) => signs.get(root) ?? root)
      : text;
    return person !== '' && rooted.includes(person) ? rooted.replace(names(), '<user>') : rooted;
  };
}

/** A folder as it may be written; none of a disk's root, below which is everything. */
function spellings(folder: string): string[] {
  const trimmed = folder.replace(/[/\\]+$/, '');
  if (trimmed === '' || /^[A-Za-z]:$/.test(trimmed)) return [];
  return [...new Set([trimmed, trimmed.replaceAll('\\', '/')])];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
