import { help } from '#kit/manifest';
import { describe, EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { fromEnvironment } from '#kit/read';
import manifest from '../package.json' with { type: 'json' };
import { ACTIONS, actionOf } from './actions.ts';
import { overview } from './help.ts';
import { invoke } from './invoke.ts';
import { parseLine } from './line.ts';

/** What a stub `lib/<action>.js` calls: the runner's way in. Ends the process. */
export async function start(name: string): Promise<void> {
  const action = actionOf(name);
  if (action === undefined) throw new Error(`${name} is no action`);
  const { env } = process;
  await end(() => invoke(action, fromEnvironment(env), env, process.cwd()));
}

/** `mlops <words>`: the laptop's way in. Ends the process. */
export async function cli(words: readonly string[]): Promise<void> {
  await end(() => command(words));
}

/** Ends the process with the status, or with that of a mistake made before there was a host to tell it. */
async function end(work: () => Promise<ExitStatus>): Promise<void> {
  try {
    process.exit(await work());
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    process.stderr.write(`${error.problems.map(describe).join('\n')}\n`);
    process.exit(EXIT.mistake);
  }
}

async function command(words: readonly string[]): Promise<ExitStatus> {
  const [name = '--help', ...rest] = words;
  const width = Math.min(process.stdout.columns || 80, 100);
  if (name === '--help' || name === '-h' || name === 'help') return print(overview(ACTIONS, width));
  if (name === '--version') return print(manifest.version);
  const stage = name === 'run' ? rest.slice(0, 1).filter((word) => !word.startsWith('-')) : [];
  const { inputs, help: wanted } = parseLine(rest.slice(stage.length));
  if (name === 'run') {
    if (wanted) return print(overview(ACTIONS, width));
    const { runProject } = await import('./project-run.ts');
    return runProject(stage, inputs, process.env, process.cwd());
  }
  const action = actionOf(name);
  if (action === undefined) {
    const remedy = `There are: ${[...ACTIONS.map((one) => one.name), 'run'].join(', ')}.`;
    throw new Mistake({ subject: name, what: 'is no action', remedy });
  }
  if (wanted) return print(help(action, width));
  return invoke(action, inputs, process.env, process.cwd());
}

function print(text: string): ExitStatus {
  process.stdout.write(`${text}\n`);
  return EXIT.ok;
}
