import { checkoutAround } from '#host/checkout';
import { hostKind } from '#host/kind';
import { standingRun } from '#host/lastrun/memory';
import { type Closing, closingText } from './closing.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `mlops run` before anything else is loaded: where the last run saw what this one would see, and changed nothing, it stands.
 * It is told as it was told then; its exit status. Null: it has to be performed.
 */
export async function again(words: readonly string[], env: Env, cwd: string): Promise<number | null> {
  if (hostKind(env) !== 'local' || env['GITHUB_WORKSPACE'] !== undefined) return null;
  // whoever looks for a fault wants to see all of it; and what is elsewhere is found by the run itself
  if (env['MLOPS_DEBUG'] === '1' || words.some((word) => /^--(config|working-directory)\b/.test(word)))
    return null;
  const place = { root: cwd, workspace: checkoutAround(cwd), env };
  const { stderr: stream } = process;
  // what is kept is ours alone: where it is damaged, it is as if it were not there
  const run = await standingRun<Closing>(place, { words, env, cwd, stream, now: new Date() }).catch(
    () => null,
  );
  if (run === null) return null;
  const { time, said, ending } = run;
  const told = [`Nothing changed since the run of ${time}: that run stands. It said:`, ...said, ''];
  stream.write(`${told.join('\n')}\n${closingText(ending.closing, performance.now() / 1000)}\n`);
  return ending.status;
}
