import { said, unreadable } from '../reader/format.ts';
import { Collection } from './collection.ts';
import type { MetricsFile, Point } from './written.ts';

/**
 * A metric by step as DVCLive writes it: `plots/metrics/<name>.tsv` with the columns `step` and the metric's name, and
 * `timestamp` between them in some versions.
 */
export async function dvcliveHistory(
  text: string,
  path: string,
): Promise<ReadonlyMap<string, readonly Point[]>> {
  const { parse } = await import('csv-parse/sync');
  try {
    const rows: string[][] = parse(text, { delimiter: '\t', skip_empty_lines: true, quote: false });
    const [header = [], ...entries] = rows;
    const step = header.indexOf('step');
    if (step === -1) throw new Error('there is no column step');
    const named = header.flatMap((name, column) =>
      name === 'step' || name === 'timestamp' ? [] : [{ name, column }],
    );
    return new Map(
      named.map(({ name, column }): [string, Point[]] => [
        name,
        entries.map((cells) => ({ step: Number(cells[step]), value: numberIn(cells[column]) })),
      ]),
    );
  } catch (cause) {
    const remedy = 'Name a .tsv of DVCLive, or metrics as JSON, YAML or TOML.';
    throw unreadable(path, `is no history of DVCLive: ${said(cause)}`, remedy, undefined, cause);
  }
}

function numberIn(cell: string | undefined): number {
  if (cell === undefined || cell === '') return Number.NaN;
  return Number(cell.replace(/^([+-]?)inf$/i, '$1Infinity'));
}

export async function readDvcliveHistory(text: string, path: string): Promise<MetricsFile> {
  const found = new Collection();
  for (const [name, points] of await dvcliveHistory(text, path)) found.addSeries(name, points);
  return found.finish('DVCLive history');
}
