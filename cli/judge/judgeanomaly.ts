import { z } from 'zod';
import { judgedSeries } from '#judge/series/anomaly';
import { type ExitStatus, Mistake } from '#kit/outcome';
import { parseWithNaN } from '#metrics/reader/jsonl';
import { readTable } from '#metrics/reader/reader';
import { missingColumn } from '#metrics/roles';
import { anomalyText } from '#report/anomaly';
import type { Words } from '../command.ts';
import { bytesOf, ended, neededOf, numberOf, wordOf } from './option.ts';

const SERIES = z.record(z.string(), z.array(z.number().nullable()));

/** Reads the series, judges it, prints. */
export async function judgeAnomaly({ options }: Words, cwd: string): Promise<ExitStatus> {
  const [path, metric] = [neededOf('series', options, '<file>'), neededOf('metric', options, '<name>')];
  const bytes = await bytesOf(path, cwd);
  const values = path.endsWith('.json') ? listIn(bytes, path, metric) : await columnIn(bytes, path, metric);
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

function listIn(bytes: Uint8Array, path: string, metric: string): number[] {
  const read = SERIES.safeParse(json(bytes, path));
  if (!read.success) {
    const remedy = 'Write {"<metric>": [1.5, null, 2]}.';
    throw new Mistake({ subject: path, what: 'is not a list of numbers a metric', remedy });
  }
  const list = read.data[metric];
  if (list !== undefined) return list.map((value) => value ?? Number.NaN);
  const names = Object.keys(read.data);
  throw new Mistake(missingColumn({ file: path, rows: 0, names, columns: new Map() }, '--metric', metric));
}

function json(bytes: Uint8Array, path: string): unknown {
  try {
    return parseWithNaN(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Mistake({ subject: path, what: 'is not JSON', remedy: 'Give a JSON file.' }, { cause });
  }
}

async function columnIn(bytes: Uint8Array, path: string, metric: string): Promise<number[]> {
  const table = await readTable(bytes, path, new Set([metric]));
  const column = table.columns.get(metric);
  if (column === undefined) throw new Mistake(missingColumn(table, '--metric', metric));
  if (column.kind === 'number') return [...column.values];
  if (column.values.length === 0) return new Array<number>(table.rows).fill(Number.NaN);
  const remedy = 'Leave cells without a value empty.';
  throw new Mistake({ subject: `${path}, ${metric}`, what: 'holds words, not numbers', remedy });
}
