import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { stampOf } from '../hashing/stamp.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What tells one shell from another, and a run nothing. */
const PASSING = ['_', 'SHLVL', 'OLDPWD'];

/**
 * The bundle of the program, and its folder, where its parts lie: a version that is being worked on keeps its number. As it
 * was when it was loaded: what takes its place while a run works has performed nothing.
 */
const PROGRAM = [`index${extname(import.meta.url)}`, '.'].map((path) => {
  const stats = statSync(new URL(path, import.meta.url), { throwIfNoEntry: false });
  return stats === undefined ? null : stampOf(stats);
});

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
  const variables = Object.entries(env).filter(([name]) => !PASSING.includes(name));
  const said = [
    [manifest.version, PROGRAM, process.version, process.getuid?.()],
    [words, cwd, stream.isTTY === true ? (stream.columns ?? 0) : null],
    now.toISOString().slice(0, 'YYYY-MM-DDTHH'.length),
    variables.sort(([one], [other]) => (one < other ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
