import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files a runner gives a step to leave things in, empty at first. */
export const RUNNER_FILES = [
  'GITHUB_OUTPUT',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
] as const;

/** What a step left in them. */
export interface Left {
  readonly outputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Makes the files in a folder; gives the variables that name them. */
export function makeRunnerFiles(folder: string): Record<(typeof RUNNER_FILES)[number], string> {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => {
    writeFileSync(join(folder, name), '');
    return join(folder, name);
  };
  const [GITHUB_OUTPUT, GITHUB_ENV, GITHUB_PATH] = [file('output'), file('env'), file('path')];
  return {
    GITHUB_OUTPUT,
    GITHUB_ENV,
    GITHUB_PATH,
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
  };
}

/** Reads them as the runner does after a step. */
export function readRunnerFiles(files: ReturnType<typeof makeRunnerFiles>): Left {
  const text = (path: string) => readFileSync(path, 'utf8');
  const env = keyValues(text(files.GITHUB_ENV));
  if ('NODE_OPTIONS' in env)
    throw new Error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  return {
    outputs: keyValues(text(files.GITHUB_OUTPUT)),
    env,
    path: text(files.GITHUB_PATH)
      .split(/\r?\n/)
      .filter((line) => line !== ''),
    state: keyValues(text(files.GITHUB_STATE)),
    summary: text(files.GITHUB_STEP_SUMMARY),
  };
}

/**
 * `name=value` lines and `name<<delimiter … delimiter` blocks, with the runner's rules and messages
 * (actions/runner, src/Runner.Worker/FileCommandManager.cs): whichever sign stands first decides, a delimiter has to come
 * back alone on a line, and a later value of a name replaces an earlier one.
 */
export function keyValues(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
      found[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc >= 0) {
      const [name, delimiter] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      }
      const end = lines.indexOf(delimiter);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      found[name] = lines
        .splice(0, end + 1)
        .slice(0, end)
        .join('\n');
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return found;
}
