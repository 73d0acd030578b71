import type { Run } from '#record/history';
import { metricNames, valueIn } from '#record/runvalue';
import { URI } from '#record/vocabulary';
import { csv } from './csv.ts';
import { type Excerpt, fileColumns } from './history.ts';

/** The runs for other programs: a line each, a column for everything that any of them has. */
export function historyCsv(excerpt: Excerpt): string {
  const columns = fileColumns(excerpt);
  return csv(
    columns.map(({ name }) => name),
    excerpt.runs.map((run) => columns.map(({ meant }) => valueIn(run, meant))),
  );
}

/** The runs whole, under a schema's name; numbers and texts exactly as recorded. Ends in a line feed. */
export function historyJson({ runs, matching }: Excerpt): string {
  return `${JSON.stringify({ schema: URI.history, matching, runs: runs.map(runJson) }, null, 2)}\n`;
}

/** One run as JSON says it: times in ISO 8601, digests whole, a metric that is not defined is null. */
export function runJson(run: Run) {
  const { record, records, model, name, when, last, times, commit, dirty, commits } = run;
  const { stages, verdict, params, seed, seconds, invocation, invocations } = run;
  const metrics = metricNames([run]).map((metric) => [
    metric,
    valueIn(run, { kind: 'metric', name: metric }),
  ]);
  return {
    ...{ record, model, name, when, last, times, commit, dirty, commits, stages, verdict },
    metrics: Object.fromEntries(metrics),
    ...{ params, seed, seconds, run: invocation, runs: invocations, records },
  };
}
