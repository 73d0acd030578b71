import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { seriesIn } from './series.ts';

afterEach(() => vi.unstubAllEnvs());

// Python 3.12: datetime(2026, 3, 8, 2, 30, tzinfo=UTC).timestamp(); New York had no such time on that day
const INSTANT = 1772937000_000;

test.each([
  ['a.csv', 'time,latency\n2026-03-08 02:30:00,5\n2026-03-08T03:30,6\n'],
  ['a.json', '{"latency": {"time": ["2026-03-08T02:30:00", "2026-03-08 03:30"], "values": [5, 6]}}'],
])('times without a zone are UTC on every machine (%s)', async (name, text) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'mlops-series-'));
  writeFileSync(join(folder.path, name), text);
  for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
    vi.stubEnv('TZ', zone);
    const series = await seriesIn(name, folder.path, new Set(['latency']));
    expect(series.get('latency')).toEqual({
      times: Float64Array.of(INSTANT, INSTANT + 3_600_000),
      values: Float64Array.of(5, 6),
    });
  }
});

test.each([
  ['a.csv', 'latency\n5\ninf\nNaN\n-inf\n'],
  ['a.json', '{"latency": [5, Infinity, NaN, -Infinity]}'],
])('an infinite value is one, and NaN is missing, as Python writes them (%s)', async (name, text) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'mlops-series-'));
  writeFileSync(join(folder.path, name), text);
  const series = await seriesIn(name, folder.path, new Set(['latency']));
  expect(series.get('latency')?.values).toEqual(
    Float64Array.of(5, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY),
  );
});
