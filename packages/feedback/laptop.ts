import type { Host } from '#kit/ports';
import type { EffectName } from './effect.ts';
import { sentenceOf } from './page.ts';
import { effectFile } from './place.ts';
import type { Signal } from './signal.ts';

/** What was written, and what the user's command said when it failed. */
export interface Here {
  readonly file: string;
  readonly failure: string | null;
}

/**
 * An effect on a laptop: the signal as a file under `.mlops/feedback/`, and the user's command, which finds the
 * effect's name in MLOPS_EFFECT and the file in MLOPS_SIGNAL. A command that fails is a warning; the file stays.
 */
export async function performHere(
  effect: EffectName,
  signal: Signal,
  command: string | undefined,
  host: Pick<Host, 'files' | 'clock' | 'exec' | 'log'>,
): Promise<Here> {
  const { files, clock, exec, log } = host;
  const file = await freeFile(effect, clock.now(), files);
  await files.write(file, `${JSON.stringify({ effect, text: sentenceOf(signal), ...signal }, null, 2)}\n`);
  if (command === undefined) return { file, failure: null };
  const env = { MLOPS_EFFECT: effect, MLOPS_SIGNAL: await files.resolve(file, 'effect-run') };
  const ended = await exec.script(command, { cwd: files.root, env });
  if (ended.code === 0) return { file, failure: null };
  const how = ended.signal === null ? `ended with status ${ended.code}` : `was ended by ${ended.signal}`;
  const last = lastLine(ended.stderr) ?? lastLine(ended.stdout);
  const failure = `effect-run ${how}${last === null ? '' : `: ${last}`}`;
  log.warning(`${effect}: ${failure}. The signal is in ${file}.`);
  return { file, failure };
}

/** Two effects of one millisecond do not share a file. */
async function freeFile(effect: EffectName, at: Date, files: Pick<Host['files'], 'exists'>): Promise<string> {
  for (let later = 0; ; later++) {
    const file = effectFile(effect, new Date(at.getTime() + later));
    if ((await files.exists(file)) === null) return file;
  }
}

function lastLine(text: string): string | null {
  return (
    text
      .split('\n')
      .findLast((line) => line.trim() !== '')
      ?.trim() ?? null
  );
}
