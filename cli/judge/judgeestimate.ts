import { type Chunking, PERIODS } from '#judge/chunk';
import { estimated } from '#judge/estimation/cbpe';
import { ESTIMATED, type Estimated } from '#judge/estimation/expected';
import { labelledOf, type Reading, unlabelledOf } from '#judge/estimation/reading';
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
  const metrics = metricsOf(options);
  const table = async (name: string): Promise<Table> => {
    const path = neededOf(name, options);
    const wanted = wantedColumns(reading.columns, reading.time === undefined ? [] : [reading.time]);
    return readTable(await bytesOf(path, cwd), path, wanted);
  };
  const before = labelledOf(await table('reference'), reading);
  const now = unlabelledOf(await table('current'), reading);
  const found = estimated(before, now, {
    ...(metrics.length === 0 ? {} : { metrics }),
    reference: chunkingOf(options, before.times),
    current: chunkingOf(options, now.times),
  });
  const notes = [...new Set([...before.notes, ...now.notes])];
  const text = (_: unknown, room?: number) =>
    [estimateText(found, room), ...notes.map((note) => `Note: ${note}.`)].join('\n');
  return ended(options, { ...found, notes }, text);
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
    columns: rolesOf(Object.fromEntries(pairs)),
    ...(positive === undefined ? {} : { positive }),
    ...(time === undefined ? {} : { time }),
  };
}

function metricsOf(options: Options): Estimated[] {
  const asked = listOf('metrics', options);
  const strange = asked.filter((name) => !ESTIMATED.some((known) => known === name));
  if (strange.length === 0) return ESTIMATED.filter((known) => asked.includes(known));
  const remedy = `Choose from ${ESTIMATED.join(', ')}.`;
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
