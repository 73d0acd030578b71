import { afterEach, expect, test, vi } from 'vitest';
import { readTable } from '#metrics/reader/reader';
import { chunksOf } from '../chunk.ts';
import { labelledOf } from './reading.ts';

afterEach(() => vi.unstubAllEnvs());

const read = async (times: readonly string[]) => {
  const rows = times.map((time, at) => `${at % 2},0.${at + 1},${time}\n`);
  const table = await readTable(new TextEncoder().encode(`label,score,at\n${rows.join('')}`), 'a.csv');
  return labelledOf(table, { columns: {}, time: 'at' });
};

// Python 3.12: datetime(2026, 1, 31, 23, 30, tzinfo=UTC).timestamp()
const LATE = 1769902200;

test.each([
  ['2026-01-31 23:30:00'],
  ['2026-01-31T23:30'],
  ['2026-01-31T23:30:00Z'],
  ['2026-02-01T00:30:00+01:00'],
  [String(LATE)],
  [String(1000 * LATE)],
])('%s is one time on every machine, and of one day', async (time) => {
  for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
    vi.stubEnv('TZ', zone);
    const { times } = await read([time, time]);
    expect(times).toEqual(Float64Array.of(LATE, LATE));
    expect(chunksOf(2, { period: 'day', times: times ?? [] })).toEqual([
      { name: '2026-01-31', from: 0, to: 2 },
    ]);
  }
});

test.each(['', 'yesterday', '1e300', 'inf', String(1e6 * LATE)])('%j is no time', async (time) => {
  await expect(read(['2026-01-31', time])).rejects.toThrow(/row 2 of a\.csv holds no time/);
});
