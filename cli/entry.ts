import { help } from '#kit/manifest';
import { nearest } from '#kit/nearness';
import { describe, EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { fromEnvironment } from '#kit/read';
import manifest from '../package.json' with { type: 'json' };
import { ACTIONS, actionOf } from './actions.ts';
import { type Command, parseWords } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, overview } from './help.ts';
import { invoke } from './invoke.ts';
import { parseLine } from './line.ts';

/** What a stub `lib/<action>.js` calls: the runner's way in. Ends the process. */
export async function start(name: string): Promise<void> {
  const { env } = process;
  if (name === 'pipeline') {
    const { runPipeline } = await import('./pipeline.ts');
    return end(() => runPipeline(fromEnvironment(env), env, process.cwd()));
  }
  const action = actionOf(name);
  if (action === undefined) throw new Error(`${name} is no action`);
  await end(() => invoke(action, fromEnvironment(env), env, process.cwd()));
}

/** `mlops <words>`: the laptop's way in. Ends the process. */
export async function cli(words: readonly string[]): Promise<void> {
  await end(() => command(words));
}

/** Ends the process with the status, or with that of a mistake or fault made where there was no host to tell it. */
async function end(work: () => Promise<ExitStatus>): Promise<void> {
  try {
    return await leave(await work());
  } catch (error) {
    const text = error instanceof Mistake ? error.problems.map(describe).join('\n') : faultText(error);
    process.stderr.write(`${text}\n`);
    await leave(error instanceof Mistake ? EXIT.mistake : EXIT.fault);
  }
}

/** Ends the process when all that was written is out: a pipe takes what is long in pieces. */
async function leave(status: ExitStatus): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit(status);
}

async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength > 0) await new Promise<void>((done) => stream.write('', () => done()));
}

function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['MLOPS_DEBUG'] === '1' ? (error.stack ?? error.message) : `error: ${error.message}`;
}

async function command(words: readonly string[]): Promise<ExitStatus> {
  const [name = '--help', ...rest] = words;
  const width = Math.min(process.stdout.columns || 80, 100);
  if (name === '--help' || name === '-h' || name === 'help') return print(overview(ACTIONS, COMMANDS, width));
  if (name === '--version') return print(manifest.version);
  const looked = COMMANDS.find((one) => one.name === name);
  if (looked !== undefined) return look(looked, rest, width);
  const stage = name === 'run' ? rest.slice(0, 1).filter((word) => !word.startsWith('-')) : [];
  const { inputs, help: wanted } = parseLine(rest.slice(stage.length));
  if (name === 'run') {
    if (wanted) return print(overview(ACTIONS, COMMANDS, width));
    const { runProject } = await import('./pipeline.ts');
    return runProject(stage, inputs, process.env, process.cwd(), words);
  }
  const action = actionOf(name);
  if (action === undefined) {
    const known = [...ACTIONS.map((one) => one.name), 'run', ...COMMANDS.map((one) => one.name)];
    const meant = nearest(name, known);
    const remedy = meant === null ? `There are: ${known.join(', ')}.` : `Did you mean mlops ${meant}?`;
    throw new Mistake({ subject: name, what: 'is no command', remedy });
  }
  if (wanted) return print(help(action, width));
  return invoke(action, inputs, process.env, process.cwd());
}

/** Runs a command that is no action. */
async function look(command: Command, words: readonly string[], width: number): Promise<ExitStatus> {
  const below = command.commands?.find(({ name }) => name === `${command.name} ${words[0]}`);
  if (below !== undefined) return look(below, words.slice(1), width);
  if (words.includes('--help') || words.includes('-h')) return print(commandHelp(command, width));
  return command.run(parseWords(command, words), process.env, process.cwd());
}

function print(text: string): ExitStatus {
  process.stdout.write(`${text}\n`);
  return EXIT.ok;
}
