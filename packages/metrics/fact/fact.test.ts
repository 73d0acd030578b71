import { expect, test } from 'vitest';
import { readUserMeasure } from '../file/usermeasure.ts';
import { benchmarkMeasurements, readBenchmark } from './latency.ts';
import { onnxParameters } from './onnx.ts';
import { safetensorsParameters, shardsIn } from './safetensors.ts';
import type { Slices } from './slices.ts';

/** Files that the real libraries wrote are counted in test/metricsfiles.test.ts; these are written out by hand. */

interface Asked {
  bytes: number;
}

function slices(bytes: Uint8Array, asked: Asked = { bytes: 0 }, size = bytes.length): Slices {
  return {
    path: 'm',
    size,
    read: (from, to) => {
      asked.bytes += to - from;
      return Promise.resolve(bytes.subarray(from, to));
    },
  };
}

function safetensors(header: string, weights = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const whole = new Uint8Array(8 + text.length + weights);
  new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
  whole.set(text, 8);
  return whole;
}

test('of safetensors the header is read, and not the weights', async () => {
  const header =
    '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1000,3],"data_offsets":[0,12000]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
  const asked = { bytes: 0 };
  expect(await safetensorsParameters(slices(safetensors(header, 12_000), asked))).toBe(3001);
  expect(asked.bytes).toBe(8 + header.length);
});

/** ModelProto { graph = 7 { initializer = 5 { dims = 1, …, raw_data = 9 } } } */
function onnx(tensor: readonly number[], weights: number): Uint8Array {
  const raw = [0x4a, 0x80 | (weights & 0x7f), weights >> 7, ...Array.from({ length: weights }, () => 1)];
  const held = [...tensor, ...raw];
  const initializer = [0x2a, 0x80 | (held.length & 0x7f), held.length >> 7, ...held];
  return Uint8Array.from([
    0x08,
    8,
    0x3a,
    0x80 | (initializer.length & 0x7f),
    initializer.length >> 7,
    ...initializer,
  ]);
}

test.each<[string, number[], number]>([
  ['dimensions packed', [0x0a, 2, 5, 6], 30],
  ['dimensions one by one', [0x08, 5, 0x08, 6, 0x10, 1], 30],
  ['no dimension', [0x10, 1], 1],
  ['an empty tensor', [0x0a, 2, 5, 0], 0],
])('of ONNX what stands before the weights is read: %s', async (_, tensor, expected) => {
  const asked = { bytes: 0 };
  expect(await onnxParameters(slices(onnx(tensor, 8000), asked))).toBe(expected);
  expect(asked.bytes).toBeLessThan(250);
});

test.each<[string, () => Promise<number>, string]>([
  [
    'cut safetensors',
    () => safetensorsParameters(slices(safetensors('{"a":{"shape":[1]}}').subarray(0, 12))),
    'its header would have 19 bytes',
  ],
  ['no header', () => safetensorsParameters(slices(Uint8Array.of(1, 0))), 'is no safetensors file'],
  ['no shape', () => safetensorsParameters(slices(safetensors('{"a":{}}'))), 'the tensor a has no shape'],
  [
    'cut ONNX',
    () => onnxParameters(slices(onnx([0x0a, 1, 5], 8000).subarray(0, 700))),
    'ends behind its message',
  ],
  ['no graph', () => onnxParameters(slices(Uint8Array.of(0x08, 8))), 'there is no graph in it'],
  ['no message', () => onnxParameters(slices(Uint8Array.of(0x0b, 8))), 'has the wire type 3'],
])('%s is a mistake that says so', async (_, count, message) => {
  await expect(count()).rejects.toThrow(message);
});

test('an index names each shard once', () => {
  const text = '{"weight_map": {"a": "2.safetensors", "b": "1.safetensors", "c": "2.safetensors"}}';
  expect(shardsIn(text, 'i.json')).toEqual(['1.safetensors', '2.safetensors']);
  expect(() => shardsIn('{}', 'i.json')).toThrow('there is no weight_map');
});

function benchmark(text: string): Record<string, number> {
  return Object.fromEntries(
    benchmarkMeasurements(readBenchmark(text, 'l')).map(({ metric, value }) => [metric, value]),
  );
}

test.each<[string, Record<string, number>]>([
  // numpy.percentile([0.1, 0.2, 0.4], [50, 95, 99]) is [0.2, 0.38, 0.396]
  [
    '0.4\n0.1\n\n0.2\n',
    { 'latency.p50': 0.2, 'latency.p95': 0.38, 'latency.p99': 0.396, throughput: 3 / 0.7 },
  ],
  ['{"latencies": [400, 100, 200], "unit": "ms", "items": 8}', { 'latency.p95': 0.38, throughput: 24 / 0.7 }],
  [
    '{"latencies": [4e8], "unit": "ns", "seconds": 2}',
    { 'latency.p99': 0.4, 'latency.mean': 0.4, throughput: 0.5 },
  ],
])('a benchmark %j', (text, expected) => {
  const found = benchmark(text);
  for (const [name, value] of Object.entries(expected)) expect(found[name], name).toBeCloseTo(value, 12);
});

test('requests that took no time have no throughput', () => {
  const found = benchmarkMeasurements(readBenchmark('0\n0\n', 'l'));
  expect(found.at(-1)).toMatchObject({ value: Number.NaN, undefinedBecause: 'the requests took no time' });
});

test.each([
  ['', 'it holds no request'],
  ['0.1\nfast\n', 'request 2 took NaN'],
  ['-1', 'request 1 took -1'],
  ['{"latencies": [1], "unit": "min"}', 'its unit is min, which is none of s, ms, us, ns'],
  ['{"latency": [1]}', 'it has no list latencies'],
  ['{"latencies": [1], "seconds": 0}', 'its seconds are no length of time'],
])('%j is no benchmark', (text, message) => {
  expect(() => readBenchmark(text, 'l')).toThrow(message);
});

test.each<[string, readonly [string, number][]]>([
  ['{"value": 2}', [['profit', 2]]],
  [
    '{"profit": 2, "cost/unit": 3}',
    [
      ['profit', 2],
      ['profit.cost.unit', 3],
    ],
  ],
  ['{"a": {"value": NaN}}', [['profit.a', Number.NaN]]],
])('a measure of the user that wrote %s', (text, expected) => {
  const found = readUserMeasure(text, 'profit', 'none', 'm');
  expect(found.map(({ metric, value }) => [metric, value])).toEqual(expected);
});

test.each([
  ['{', 'is no measure'],
  ['{}', 'it holds no number'],
  ['{"value": "2"}', 'the value of profit is no number'],
  ['{"value": 2, "standard_error": -1}', 'the standard error of profit is -1'],
  ['{"examples": []}', 'profit has no examples'],
  ['{"examples": [{"id": 1, "value": 1}, {"id": "1", "value": 2}]}', 'profit has two examples of one id'],
  ['{"examples": [{"value": 1}]}', 'example 1 is no {id, value}'],
])('a measure of the user that wrote %s is a mistake', (text, message) => {
  expect(() => readUserMeasure(text, 'profit', 'none', 'm')).toThrow(message);
});
