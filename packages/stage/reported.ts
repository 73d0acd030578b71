import { dirname } from 'node:path/posix';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { isTree } from '#metrics/file/tree';
import type { Written } from '#metrics/file/written';
import type { Measurement } from '#metrics/measurement';
import { parseLocated } from '#project/document';
import { filesMatching, nearbyFiles } from '#source/globs';
import { basename } from './digest.ts';
import { readMetricsAt } from './metricsfile.ts';
import { placeOf } from './scoredmetrics.ts';

/** Numbers that other tools wrote. */
export interface Reported {
  readonly measurements: readonly Measurement[];
  readonly notes: readonly string[];
}

/**
 * The numbers of metrics files. Entries: a path, a glob, or `prefix=path`, which puts the prefix and a point in front of
 * each name. A `dvc.yaml` stands for the metrics files that it names.
 */
export async function reportedIn(
  entries: readonly string[],
  host: Pick<Host, 'files' | 'log'>,
): Promise<Reported> {
  const measurements: Measurement[] = [];
  const notes: string[] = [];
  for (const entry of entries) {
    const place = placeOf(entry);
    const prefix = entry === place ? '' : `${entry.slice(0, -place.length - 1)}.`;
    for (const path of await pathsOf(place, host)) {
      const found = await readMetricsAt(path, host);
      host.log.info(`${path}: ${found.metrics.size} metrics (${found.kind}).`);
      for (const [name, written] of found.metrics) measurements.push(measurementOf(prefix + name, written));
      notes.push(...found.notes.map((note) => `${path}: ${note}`));
    }
  }
  return { measurements, notes };
}

function measurementOf(metric: string, { value, because, rows, step: _, ...known }: Written): Measurement {
  return {
    metric,
    value,
    rows: rows ?? 0,
    ...known,
    ...(because === undefined ? {} : { undefinedBecause: because }),
  };
}

/** A folder, an MLflow store say, is one; of a glob every file that it matches. */
async function pathsOf(place: string, { files, log }: Pick<Host, 'files' | 'log'>): Promise<string[]> {
  const path = await files.within(place, 'evaluate.metrics');
  const kind = await files.exists(path);
  if (kind === 'file' && basename(path) === 'dvc.yaml') return namedByDvc(path, { files, log });
  if (kind !== null) return [path];
  const matching = await filesMatching([place], { files });
  if (matching.length > 0) return matching;
  const remedy = `Name a metrics file that a tool wrote, or its folder. ${await nearbyFiles([place], { files })}.`;
  throw new Mistake({ subject: 'evaluate.metrics', what: 'is not there', remedy, value: place });
}

/** `metrics:` at the top of dvc.yaml and of each stage: a path, or a path with settings (dvc.org, dvc.yaml files). */
async function namedByDvc(path: string, { files }: Pick<Host, 'files' | 'log'>): Promise<string[]> {
  const { value } = parseLocated(await files.text(path), path);
  const tree = isTree(value) ? value : {};
  const stages = isTree(tree['stages']) ? Object.values(tree['stages']) : [];
  const lists = [tree, ...stages].flatMap((one) => (isTree(one) ? listed(one['metrics']) : []));
  const named = lists.flatMap((one) =>
    typeof one === 'string' ? [one] : isTree(one) ? Object.keys(one) : [],
  );
  if (named.length > 0)
    return [...new Set(named)].map((one) => `${dirname(path)}/${one}`.replace(/^\.\//, ''));
  const remedy = 'Name the metrics files themselves.';
  throw new Mistake({ subject: path, what: 'names no metrics', remedy });
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
