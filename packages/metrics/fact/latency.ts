import { isTree, parseJson } from '../file/tree.ts';
import { sum } from '../measure/sum.ts';
import type { Measurement } from '../measurement.ts';
import { said, unreadable } from '../reader/format.ts';

/** What a benchmark run took: seconds of each request, and how many items were answered in how many seconds. */
export interface Benchmark {
  readonly latencies: Float64Array;
  readonly items: number;
  readonly seconds: number;
}

const REMEDY =
  'Write a length of time in seconds a line, or {"latencies": […], "unit": "ms", "items": 1, "seconds": 12.5}.';

const UNITS: ReadonlyMap<unknown, number> = new Map([
  ['s', 1],
  ['ms', 1e3],
  ['us', 1e6],
  ['ns', 1e9],
]);

/**
 * Reads what a benchmark wrote: seconds, one request a line; or JSON `{latencies, unit, items, seconds}`, of which
 * `unit` is s, ms, us or ns (default s), `items` how many one request answers (default 1), and `seconds` how long the
 * whole took (default: the sum of the latencies, as of requests one after another).
 */
export function readBenchmark(text: string, path: string): Benchmark {
  try {
    const { values, unit, items, seconds } = saidIn(text.trim());
    const per = UNITS.get(unit);
    if (per === undefined) throw new Error(`its unit is ${String(unit)}, which is none of s, ms, us, ns`);
    const latencies = Float64Array.from(values, (value) => value / per);
    const strange = latencies.findIndex((value) => !(Number.isFinite(value) && value >= 0));
    if (latencies.length === 0) throw new Error('it holds no request');
    if (strange !== -1) throw new Error(`request ${strange + 1} took ${values[strange]}`);
    const whole = seconds ?? sum(latencies.length, (row) => latencies[row] ?? 0);
    return { latencies: latencies.sort(), items: items * latencies.length, seconds: whole };
  } catch (cause) {
    throw unreadable(path, `is no benchmark: ${said(cause)}`, REMEDY, undefined, cause);
  }
}

interface Said {
  readonly values: readonly number[];
  readonly unit: unknown;
  readonly items: number;
  readonly seconds: number | null;
}

function saidIn(text: string): Said {
  if (!text.startsWith('{')) {
    const values = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(Number);
    return { values, unit: 's', items: 1, seconds: null };
  }
  const tree = parseJson(text);
  const { latencies, unit = 's', items = 1, seconds = null } = isTree(tree) ? tree : {};
  if (!Array.isArray(latencies)) throw new Error('it has no list latencies');
  if (typeof items !== 'number') throw new Error('its items are no number');
  if (seconds !== null && !(typeof seconds === 'number' && seconds > 0))
    throw new Error('its seconds are no length of time');
  return { values: latencies.map(Number), unit, items, seconds };
}

/** `latency.mean`, `latency.p50`, `latency.p95`, `latency.p99` in seconds, and `throughput` in items a second. */
export function benchmarkMeasurements({ latencies, items, seconds }: Benchmark): Measurement[] {
  const rows = latencies.length;
  const lower = { rows, direction: 'lower-is-better', unit: 'seconds' } as const;
  return [
    { metric: 'latency.mean', value: sum(rows, (row) => latencies[row] ?? 0) / rows, ...lower },
    ...[50, 95, 99].map((percent) => ({
      metric: `latency.p${percent}`,
      value: percentile(latencies, percent),
      ...lower,
    })),
    {
      metric: 'throughput',
      value: seconds > 0 ? items / seconds : Number.NaN,
      rows,
      direction: 'higher-is-better',
      unit: 'per second',
      ...(seconds > 0 ? {} : { undefinedBecause: 'the requests took no time' }),
    },
  ];
}

/** Definition 7 of Hyndman and Fan (1996), which NumPy's `percentile` takes: linear between the two nearest. */
function percentile(sorted: Float64Array, percent: number): number {
  const at = ((sorted.length - 1) * percent) / 100;
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
}
