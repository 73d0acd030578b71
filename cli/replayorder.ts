import { Mistake } from '#kit/outcome';
import type { Words } from './command.ts';

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

export function orderOf({ names, options }: Words): ReplayOrder {
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
