import * as z from 'zod/mini';
import { judgedSeries } from '#judge/series/anomaly';
import { type ExitStatus, Mistake } from '#kit/outcome';
import { readTable } from '#metrics/reader/reader';
import { missingColumn } from '#metrics/roles';
import { anomalyText } from '#report/anomaly';
import type { Words } from '../command.ts';
import { bytesOf, jsonIn } from './file.ts';
import { ended, neededOf, numberOf, wordOf } from './option.ts';
import { valuesOf } from './series.ts';

const SERIES = z.record(z.string(), z.array(z.nullable(z.number())));

/** Reads the series, judges it, prints. */
export async function judgeAnomaly({ options }: Words, cwd: string): Promise<ExitStatus> {
  const [path, metric] = [neededOf('series', options), neededOf('metric', options, '<name>')];
  const values = await (path.endsWith('.json') ? listIn : columnIn)(path, cwd, metric);
  const [period, reference] = [numberOf('period', options), numberOf('reference', options)];
  const [threshold, runLength] = [numberOf('threshold', options), numberOf('run-length', options)];
  const direction = wordOf('direction', options, ['increase', 'decrease', 'either']);
  const found = judgedSeries(values, {
    ...(period === null ? {} : { period }),
    ...(reference === null ? {} : { reference }),
    ...(threshold === null ? {} : { threshold }),
    ...(runLength === null ? {} : { runLength }),
    ...(direction === null ? {} : { direction }),
  });
  return ended(options, { metric, ...found }, (judged) => anomalyText(metric, judged));
}

async function listIn(path: string, cwd: string, metric: string): Promise<number[]> {
  const read = SERIES.safeParse(await jsonIn(path, cwd));
  if (!read.success) {
    const remedy = 'Write {"<metric>": [1.5, null, 2]}.';
    throw new Mistake({ subject: path, what: 'is not a list of numbers a metric', remedy });
  }
  const list = read.data[metric];
  if (list !== undefined) return list.map((value) => value ?? Number.NaN);
  const names = Object.keys(read.data);
  throw new Mistake(missingColumn({ file: path, rows: 0, names, columns: new Map() }, '--metric', metric));
}

async function columnIn(path: string, cwd: string, metric: string): Promise<number[]> {
  const table = await readTable(await bytesOf(path, cwd), path, new Set([metric]));
  const column = table.columns.get(metric);
  if (column === undefined) throw new Mistake(missingColumn(table, '--metric', metric));
  return [...valuesOf(column, metric, path, table.rows)];
}
