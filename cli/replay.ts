import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import type { Command, Words } from './command.ts';

/** `mlops replay <record>`. What it takes is loaded when it is asked for. */
export const replay: Command = {
  name: 'replay',
  description:
    'Make again what a record is of, in a clean folder, and compare: to the byte, else the numbers within a tolerance.',
  usage: '<record> [--option value …]',
  options: {
    'into <folder>':
      'An empty folder to work in; it stays. Default: a temporary one, kept only when the result differs.',
    keep: 'Keep the temporary folder in any case.',
    'tolerance <relative>': 'How far numbers may be apart, relative to the larger of two. Default: 1e-6.',
    'repository <path or address>':
      'Where the commit is. Default: the checkout around you, else around the record.',
    'data <name=path>':
      'Bytes of a dataset that neither git nor this machine holds any more; may be repeated.',
    'format <text|json>': 'How the account is printed. Default: text.',
    'dry-run': 'Say what would be done and what could not be restored, and run nothing.',
  },
  async run(words, env, cwd): Promise<ExitStatus> {
    const order = orderOf(words);
    const { performReplay } = await import('./replay-run.ts');
    return performReplay(order, env, cwd);
  },
};

/** What was asked for, each word checked. */
export interface ReplayOrder {
  readonly record: string;
  readonly into: string | undefined;
  readonly keep: boolean;
  readonly tolerance: number;
  readonly repository: string | undefined;
  /** dataset -> path */
  readonly given: ReadonlyMap<string, string>;
  readonly format: 'text' | 'json';
  readonly dryRun: boolean;
}

function orderOf({ names, options }: Words): ReplayOrder {
  const [record, ...more] = names;
  if (record === undefined || more.length > 0) {
    const remedy =
      'Name one: mlops replay <record>, a record.json, the folder of an artifact, a digest or a run.';
    throw new Mistake({
      subject: 'record',
      what: record === undefined ? 'is not named' : 'is one, not several',
      remedy,
    });
  }
  return {
    record,
    into: options.value('into'),
    keep: options.has('keep'),
    tolerance: toleranceOf(options.value('tolerance') ?? '1e-6'),
    repository: options.value('repository'),
    given: new Map(options.values('data').map(pairOf)),
    format: formatOf(options.value('format') ?? 'text'),
    dryRun: options.has('dry-run'),
  };
}

function toleranceOf(said: string): number {
  const tolerance = Number(said);
  if (said.trim() !== '' && tolerance >= 0 && tolerance < 1) return tolerance;
  const remedy = 'Write a number from 0 to below 1, e.g. 1e-6 or 0.01.';
  throw new Mistake({ subject: '--tolerance', what: 'is no relative tolerance', remedy, value: said });
}

function formatOf(said: string): ReplayOrder['format'] {
  if (said === 'text' || said === 'json') return said;
  throw new Mistake({
    subject: '--format',
    what: 'is no format',
    remedy: 'Write text or json.',
    value: said,
  });
}

function pairOf(said: string): [string, string] {
  const cut = said.indexOf('=');
  if (cut > 0 && cut < said.length - 1) return [said.slice(0, cut), said.slice(cut + 1)];
  const remedy = 'Write --data <name>=<path>.';
  throw new Mistake({ subject: '--data', what: 'names no dataset and path', remedy, value: said });
}

/** 0: made again. 1: something differs. 2: it could not be restored. */
export function statusOf(result: string): ExitStatus {
  if (result === 'different') return EXIT.verdict;
  return result === 'not-restored' ? EXIT.mistake : EXIT.ok;
}
