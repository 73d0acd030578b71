import type { Run } from '#record/history';
import { shortRecord } from '#record/runname';
import {
  type Fact,
  type Meant,
  measuredOf,
  metricNames,
  PARAMS,
  paramNames,
  valueIn,
} from '#record/runvalue';
import { decisionOf } from './badge.ts';
import type { TextColumn } from './listing.ts';
import { duration, number } from './number.ts';

/** One column of a history. */
export interface Column {
  readonly meant: Meant;
  /** how it is called in files and by --columns: `roc_auc`, `params.lr`, `when` */
  readonly name: string;
  readonly header: string;
  readonly align: 'left' | 'right';
}

const HEADERS: Readonly<Record<Fact, string>> = {
  record: 'Record',
  when: 'When (UTC)',
  last: 'Last (UTC)',
  commit: 'Commit',
  dirty: 'Dirty',
  model: 'Model',
  name: 'Name',
  stages: 'Stages',
  verdict: 'Verdict',
  times: 'Times',
  seed: 'seed',
  seconds: 'Took',
  run: 'Run',
};
const RIGHT: readonly Fact[] = ['times', 'seed', 'seconds'];

export function columnOf(meant: Meant): Column {
  if (meant.kind !== 'fact') {
    const name = meant.kind === 'param' ? `${PARAMS}${meant.name}` : meant.name;
    return { meant, name, header: meant.name, align: 'right' };
  }
  const align = RIGHT.includes(meant.name) ? 'right' : 'left';
  return { meant, name: meant.name, header: HEADERS[meant.name], align };
}

const fact = (name: Fact) => columnOf({ kind: 'fact', name });
const metrics = (names: readonly string[]) => names.map((name) => columnOf({ kind: 'metric', name }));
const params = (names: readonly string[]) => names.map((name) => columnOf({ kind: 'param', name }));

/** Every column there is, for a file: facts, metrics over all rows, parameters. */
export function everyColumn(runs: readonly Run[]): Column[] {
  const names = Object.keys(HEADERS) as Fact[];
  return [...names.map(fact), ...metrics(metricNames(runs)), ...params(paramNames(runs))];
}

/**
 * Columns for people, the most wanted first, and those left out because every run says the same: they are said once.
 * Of one run nothing is left out.
 */
export function wantedColumns(runs: readonly Run[]): { readonly columns: Column[]; readonly same: Column[] } {
  const gated = new Set(runs.flatMap((run) => run.gated));
  const names = metricNames(runs);
  const first = metrics(names.filter((name) => gated.has(name)));
  const other = metrics(names.filter((name) => !gated.has(name)));
  const repeated = runs.some(({ times }) => times > 1);
  const always = [fact('record'), fact('when'), fact('commit'), fact('verdict'), ...first];
  const identity = [fact('model'), fact('name')].filter((column) => varies(column, runs));
  const counted = repeated ? [fact('times')] : [];
  const tried = [...params(paramNames(runs)), fact('seed')];
  const tells = (column: Column) => runs.length < 2 || varies(column, runs);
  const columns = [
    ...[...always, ...identity, ...tried.filter(tells), ...counted, fact('seconds')],
    ...[fact('stages'), ...other].filter(tells),
    fact('run'),
  ];
  const same = [...tried, ...other].filter((column) => !columns.includes(column));
  return {
    columns: columns.filter((column) => hasValue(column, runs)),
    same: same.filter((column) => hasValue(column, runs)),
  };
}

function varies({ meant }: Column, runs: readonly Run[]): boolean {
  return new Set(runs.map((run) => valueIn(run, meant))).size > 1;
}

function hasValue({ meant }: Column, runs: readonly Run[]): boolean {
  return runs.some((run) => valueIn(run, meant) !== null);
}

/** In the order in which people read: which run, what it came to, what was tried. */
export function inReadingOrder(columns: readonly Column[], all: readonly Column[]): Column[] {
  const last = all.filter(({ meant }) => meant.kind === 'fact' && ['seconds', 'run'].includes(meant.name));
  const rank = (column: Column) => all.indexOf(column) + (last.includes(column) ? all.length : 0);
  return columns.toSorted((one, other) => rank(one) - rank(other));
}

/** A value for people: digests short, times to the minute, parameters exactly as they are. */
export function shownIn({ meant }: Column, run: Run): string {
  const value = valueIn(run, meant);
  if (meant.kind === 'metric') {
    const measured = measuredOf(run, meant.name);
    return measured === null ? '' : number(measured.value);
  }
  if (value === null) return '';
  if (meant.kind === 'param') return String(value);
  switch (meant.name) {
    case 'record':
      return shortRecord(run);
    case 'when':
    case 'last':
      return minute(String(value));
    case 'commit':
      return `${String(value).slice(0, 7)}${run.dirty ? '*' : ''}`;
    case 'verdict':
      return `${decisionOf(run.verdict)?.sign ?? ''} ${value}`.trim();
    case 'seconds':
      return duration(run.seconds);
    default:
      return String(value);
  }
}

function minute(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(time) ? time.slice(0, 16).replace('T', ' ') : time;
}

/** A column as text, a verdict in its tone. */
export function textColumn(column: Column, runs: readonly Run[]): TextColumn {
  const { header, align, meant } = column;
  const cells = runs.map((run) => shownIn(column, run));
  if (meant.kind !== 'fact' || meant.name !== 'verdict') return { header, align, cells };
  return { header, align, cells, tones: runs.map((run) => decisionOf(run.verdict)?.tone ?? null) };
}
