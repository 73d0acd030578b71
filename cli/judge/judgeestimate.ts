import { type Chunking, PERIODS } from '#judge/chunk';
import { estimated, estimatedOfMany } from '#judge/estimation/cbpe';
import { ESTIMATED, ESTIMATED_OF_MANY, type Estimated } from '#judge/estimation/expected';
import { labelledOf, type Read, type Reading, unlabelledOf } from '#judge/estimation/reading';
import { type ExitStatus, Mistake } from '#kit/outcome';
import { readTable } from '#metrics/reader/reader';
import { rolesOf, wantedColumns } from '#metrics/roles';
import type { Table } from '#metrics/table';
import { estimateText } from '#report/estimate';
import type { Words } from '../command.ts';
import { bytesOf } from './file.ts';
import { ended, listOf, neededOf, numberOf, wordOf } from './option.ts';

type Options = Words['options'];

/** Reads both files, estimates, prints. */
export async function judgeEstimate({ options }: Words, cwd: string): Promise<ExitStatus> {
  const reading = readingOf(options);
  const table = async (name: string): Promise<Table> => {
    const path = neededOf(name, options);
    const wanted = wantedColumns(reading.columns, reading.time === undefined ? [] : [reading.time]);
    return readTable(await bytesOf(path, cwd), path, wanted);
  };
  const before = labelledOf(await table('reference'), reading);
  const now = unlabelledOf(await table('current'), reading);
  const cut = { reference: chunkingOf(options, before.times), current: chunkingOf(options, now.times) };
  const found =
    reading.task === 'multiclass'
      ? estimatedOfMany(before, alike(now, before), before.classes, {
          ...cut,
          metrics: metricsOf(options, ESTIMATED_OF_MANY),
        })
      : estimated(before, now, { ...cut, metrics: metricsOf(options, ESTIMATED) });
  const notes = [...new Set([...before.notes, ...now.notes])];
  const text = (_: unknown, room?: number) =>
    [estimateText(found, room), ...notes.map((note) => `Note: ${note}.`)].join('\n');
  return ended(options, { ...found, notes }, text);
}

/** Scores of the same classes. Mistake: the current file has others. */
function alike(now: Omit<Read, 'labels'>, { classes }: Read): Omit<Read, 'labels'> {
  if (now.classes.join('\0') === classes.join('\0')) return now;
  const what = `has scores of the classes ${now.classes.join(', ')}, and the reference of ${classes.join(', ')}`;
  throw new Mistake({ subject: '--current', what, remedy: 'Write a column of scores for the same classes.' });
}

function readingOf(options: Options): Reading {
  const pairs = listOf('columns', options).map((pair) => {
    const [role = '', name] = pair.split('=', 2);
    if (name !== undefined && name !== '') return [role, name] as const;
    const remedy = 'Write --columns label=late,score=p_late.';
    throw new Mistake({ subject: '--columns', what: 'is no role and name', remedy, value: pair });
  });
  const [positive, time] = [options.value('positive'), options.value('time')];
  return {
    task: wordOf('task', options, ['binary', 'multiclass'] as const) ?? 'binary',
    columns: rolesOf(Object.fromEntries(pairs)),
    ...(positive === undefined ? {} : { positive }),
    ...(time === undefined ? {} : { time }),
  };
}

/** Those that are asked for; all where none is. */
function metricsOf<M extends Estimated>(options: Options, known: readonly M[]): readonly M[] {
  const asked = listOf('metrics', options);
  const strange = asked.filter((name) => !known.some((one) => one === name));
  if (strange.length === 0) return asked.length === 0 ? known : known.filter((one) => asked.includes(one));
  const remedy = `Choose from ${known.join(', ')}.`;
  throw new Mistake({ subject: '--metrics', what: 'cannot be estimated', remedy, value: strange.join(', ') });
}

function chunkingOf(options: Options, times: Float64Array | null): Chunking {
  const period = wordOf('chunk-period', options, PERIODS);
  if (period !== null && times !== null) return { period, times };
  if (period !== null) {
    const remedy = 'Write --time <column>.';
    throw new Mistake({ subject: '--chunk-period', what: 'needs times', remedy, value: period });
  }
  const size = numberOf('chunk-size', options);
  return size === null ? { count: numberOf('chunks', options) ?? 10 } : { size };
}
