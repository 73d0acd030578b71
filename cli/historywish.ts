import { type Condition, parseCondition } from '#judge/gate/condition';
import { type ParamCondition, parseParamCondition } from '#judge/gate/paramcondition';
import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import type { Period } from '#record/history';
import { instantOf } from '#record/period';
import type { Order } from '#record/runvalue';
import type { Words } from './command.ts';

const FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
const STAGES = ['train', 'evaluate'] as const;
const VERDICTS = ['pass', 'marginal', 'fail', 'inconclusive', 'error'] as const;

/** What a user asks of the history. */
export interface HistoryWish {
  /** runs by name; none: all */
  readonly names: readonly string[];
  readonly compare: boolean;
  readonly metrics: readonly Condition[];
  readonly params: readonly ParamCondition[];
  readonly period: Period;
  readonly stage: (typeof STAGES)[number] | null;
  readonly verdicts: readonly string[];
  readonly model: string | null;
  readonly sort: { readonly name: string; readonly order: Order | null } | null;
  /** null: what is usual; Infinity: all */
  readonly limit: number | null;
  readonly columns: readonly string[] | null;
  readonly format: (typeof FORMATS)[number];
}

/** Reads the words behind `mlops history`. Mistake: what cannot be read, with what belongs there. */
export function wishOf({ names, options }: Words, now: Date): HistoryWish {
  const [since, until, sort, columns] = ['since', 'until', 'sort', 'columns'].map((name) =>
    options.value(name),
  );
  const format = oneOf('--format', options.value('format') ?? 'table', FORMATS);
  if (columns !== undefined && format === 'json') {
    const remedy = 'Leave it out: JSON holds everything.';
    throw new Mistake({ subject: '--columns', what: 'is of no use with --format json', remedy });
  }
  const stage = options.value('stage');
  return {
    names,
    compare: options.has('compare'),
    metrics: options.values('metric').map((text) => parseCondition(text, '--metric')),
    params: options.values('param').map((text) => parseParamCondition(text, '--param')),
    period: {
      since: since === undefined ? null : instantOf(since, 'since', now),
      until: until === undefined ? null : instantOf(until, 'until', now),
    },
    stage: stage === undefined ? null : oneOf('--stage', stage, STAGES),
    verdicts: listed(options.values('verdict')).map((verdict) => oneOf('--verdict', verdict, VERDICTS)),
    model: options.value('model') ?? null,
    sort: sort === undefined ? null : sortOf(sort),
    limit: limitOf(options.value('limit')),
    columns: columns === undefined ? null : listed(options.values('columns')),
    format,
  };
}

function listed(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const meant = nearest(value, known);
  const remedy = meant === null ? `It takes ${known.join(', ')}.` : `Did you mean ${meant}?`;
  throw new Mistake({ subject: option, what: `takes no ${JSON.stringify(value)}`, remedy });
}

function sortOf(text: string): HistoryWish['sort'] {
  const [, name = text, order] = /^(.*):(asc|desc)$/.exec(text) ?? [];
  return { name, order: order === undefined ? null : order === 'asc' ? 'ascending' : 'descending' };
}

function limitOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  const remedy = 'Write how many runs to show, or all.';
  throw new Mistake({ subject: '--limit', what: 'is no number of runs', remedy, value: text });
}
