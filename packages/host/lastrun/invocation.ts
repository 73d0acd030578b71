import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { stampOf } from '../hashing/stamp.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What tells one shell from another, and a run nothing. */
const PASSING = ['_', 'SHLVL', 'OLDPWD'];

/** The bundle of the program: a version that is being worked on keeps its number. */
const PROGRAM = new URL(`index${extname(import.meta.url)}`, import.meta.url);

export interface Invocation {
  /** what stands behind `mlops` */
  readonly words: readonly string[];
  readonly env: Env;
  /** where the user stands */
  readonly cwd: string;
  /** where the log goes */
  readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;
  readonly now: Date;
}

/**
 * Of all that a run was given from outside, the hour among it: what was accepted ends on a day, and a baseline is
 * called old by the hour.
 */
export function invocationDigest({ words, env, cwd, stream, now }: Invocation): string {
  const program = statSync(PROGRAM, { throwIfNoEntry: false });
  const variables = Object.entries(env).filter(([name]) => !PASSING.includes(name));
  const said = [
    [manifest.version, program === undefined ? null : stampOf(program), process.version, process.getuid?.()],
    [words, cwd, stream.isTTY === true ? (stream.columns ?? 0) : null],
    now.toISOString().slice(0, 'YYYY-MM-DDTHH'.length),
    variables.sort(([one], [other]) => (one < other ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
