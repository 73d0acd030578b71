import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { crc32c, maskedCrc32c } from './crc32c.ts';
import { directionOf } from './direction.ts';
import { gateName } from './name.ts';
import { readMetrics } from './read.ts';
import type { MetricsFile } from './written.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function values({ metrics }: MetricsFile): Record<string, number> {
  return Object.fromEntries([...metrics].map(([name, { value }]) => [name, value]));
}

function fixture(name: string): Promise<MetricsFile> {
  const path = new URL(`../fixtures/file/${name}`, import.meta.url);
  return readMetrics({ path: name, bytes: readFileSync(path) });
}

test.each<[string, string, string, Record<string, number>]>([
  ['m.json', '{"a": {"b": {"c": 1}, "d": "text", "e": [1]}, "f": 2e-3}', 'json', { 'a.b.c': 1, f: 0.002 }],
  ['m.json', '{"a": NaN, "b": {"c": -Infinity}, "d": "NaN"}', 'json', { a: Number.NaN, 'b.c': Number.NaN }],
  ['m.yaml', 'a:\n  b: 1\n  c: .nan\nd: yes\ne: 1e-3\n', 'yaml', { 'a.b': 1, 'a.c': Number.NaN, e: 0.001 }],
  ['m.toml', 'x = 1\n[a.b]\nc = 2.5\nd = nan\n', 'toml', { x: 1, 'a.b.c': 2.5, 'a.b.d': Number.NaN }],
  ['summary', 'a:\n  b: 1\n', 'yaml', { 'a.b': 1 }],
  ['summary', '[a]\nb = 1\n', 'toml', { 'a.b': 1 }],
  ['summary', '{"a": {"b": 1}}', 'json', { 'a.b': 1 }],
  ['m.json', '{"eval/auc": 1, "top 1": 2, "0": {"x": 3}}', 'json', { 'eval.auc': 1, top_1: 2, '_0.x': 3 }],
])('%s %j is %s', async (path, text, kind, expected) => {
  const found = await readMetrics({ path, bytes: bytes(text) });
  expect(found.kind).toBe(kind);
  expect(values(found)).toEqual(expected);
});

test('what is no finite number is NaN and says what stands there', async () => {
  const { metrics } = await readMetrics({ path: 'm.json', bytes: bytes('{"a": -Infinity}') });
  expect(metrics.get('a')).toEqual({
    value: Number.NaN,
    because: 'the file says -Infinity',
    direction: 'none',
  });
});

test('of two names that a gate cannot tell apart the first is kept, and a note says so', async () => {
  const found = await readMetrics({ path: 'm.json', bytes: bytes('{"a b": 1, "a_b": 2}') });
  expect(values(found)).toEqual({ a_b: 1 });
  expect(found.notes).toEqual(['a_b is left out: as a_b it cannot be told from a b']);
});

test.each([
  ['eval_loss', 'lower-is-better'],
  ['loss.best', 'lower-is-better'],
  ['eval_accuracy', 'higher-is-better'],
  ['val.top1_acc', 'higher-is-better'],
  ['a.log_loss', 'lower-is-better'],
  ['word_perplexity', 'lower-is-better'],
  ['train_samples_per_second', 'higher-is-better'],
  ['mcc', 'higher-is-better'],
  ['learning_rate', 'none'],
  ['epoch', 'none'],
])('%s: %s', (name, direction) => {
  expect(directionOf(name)).toBe(direction);
});

test.each([
  ['Loss/train', 'Loss.train'],
  ['top-1 accuracy (%)', 'top-1_accuracy_'],
  ['/a//b/', 'a.b'],
  ['2x', '_2x'],
  ['é', '_'],
])('%s is %s in a gate', (name, spelled) => {
  expect(gateName(name)).toBe(spelled);
});

/**
 * Written by lm-evaluation-harness 0.4.13: `lm_eval run --model dummy --tasks sums,words --seed 7` over two local tasks
 * of 37 sums in a group and one of 12 words with a filter; the environment's description and paths were taken out.
 * Expected: the table that it printed, with the digits of its file.
 */
test('lm-evaluation-harness: tasks, groups and filters with standard errors and counts', async () => {
  const found = await fixture('lm-eval.json');
  expect(found.kind).toBe('lm-evaluation-harness');
  expect(Object.fromEntries(found.metrics)).toEqual({
    'sums_a.acc': score(0.4864864864864865, 0.08330289193201319, 37),
    'sums_a.acc_norm': score(0.4864864864864865, 0.08330289193201319, 37),
    'sums_b.acc': score(0.35135135135135137, 0.0795654132101608, 37),
    'sums_b.acc_norm': score(0.35135135135135137, 0.0795654132101608, 37),
    'words.exact_match.strict-match': score(0.25, 0.1305582419667734, 12),
    'sums.acc': score(0.4189189189189189, 0.05759780113758749, 74),
  });
});

function score(value: number, standardError: number, rows: number) {
  return { value, standardError, rows, direction: 'higher-is-better' };
}

/** The form of releases before 0.4, which knew no filters (docs of lm-evaluation-harness 0.3). */
test('lm-evaluation-harness before 0.4: no filters, perplexity is better when lower', async () => {
  const text =
    '{"results": {"lambada": {"ppl": 9.5, "ppl_stderr": 0.25, "acc": 0.5}}, "versions": {"lambada": 0}}';
  const { metrics } = await readMetrics({ path: 'r.json', bytes: bytes(text) });
  expect(Object.fromEntries(metrics)).toEqual({
    'lambada.ppl': { value: 9.5, standardError: 0.25, direction: 'lower-is-better' },
    'lambada.acc': { value: 0.5, direction: 'higher-is-better' },
  });
});

/**
 * Written by promptfoo 0.121.20: `promptfoo eval -o promptfoo.json --no-cache` over two prompts, the provider echo and
 * three tests; of its single results the first is left. Expected: its own counts, 3 of 6 passed.
 */
test('promptfoo: pass rate, counts, tokens, and the scores of each prompt', async () => {
  const found = await fixture('promptfoo.json');
  expect(found.kind).toBe('promptfoo');
  expect(values(found)).toMatchObject({
    pass_rate: 0.5,
    successes: 3,
    failures: 3,
    errors: 0,
    'tokens.total': 0,
    'echo.pass_rate': 2 / 3,
    'echo.score': 2 / 3,
    'echo.names_the_city': 2 / 3,
    'echo.whole_sentence': 1,
    'echo.latency': 0.008 / 3,
    'echo-2.pass_rate': 1 / 3,
    'echo-2.score': 0.5,
    'echo-2.whole_sentence': 0,
  });
  expect(found.metrics.get('pass_rate')).toMatchObject({ rows: 6, direction: 'higher-is-better' });
  expect(found.metrics.get('echo.failures')).toMatchObject({ direction: 'lower-is-better' });
});

/** RFC 3720, B.4; `masked_crc32c` of the eight bytes of length 24: as TensorBoard writes before a version record. */
test.each<[number[] | string, number]>([
  [Array.from({ length: 32 }, () => 0), 0x8a9136aa],
  [Array.from({ length: 32 }, () => 0xff), 0x62a8ab43],
  [Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
  ['123456789', 0xe3069283],
])('CRC-32C (%#)', (data, expected) => {
  expect(crc32c(typeof data === 'string' ? bytes(data) : Uint8Array.from(data))).toBe(expected);
});

/** A TFRecord around an event that is written out by hand: step = 3, summary { value { tag "a", simple_value 0.5 } }. */
const EVENT = Uint8Array.of(0x10, 3, 0x2a, 10, 0x0a, 8, 0x0a, 1, 0x61, 0x15, 0, 0, 0, 0x3f);

function record(data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(data.length + 16);
  const view = new DataView(whole.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(whole.subarray(0, 8)), true);
  whole.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return whole;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test('a tail that is cut short ends the events, and a note says where', async () => {
  const whole = joined(record(EVENT), record(EVENT));
  for (const length of [31, 35, 59]) {
    const found = await readMetrics({ path: 'events.out.tfevents.1', bytes: whole.subarray(0, length) });
    expect(values(found)).toEqual({ a: 0.5 });
    expect(found.notes).toEqual([
      'events.out.tfevents.1 ends within a record (byte 30): what comes before it is read',
    ]);
  }
});

test.each([
  [0, 'of the length of the record'],
  [1, 'of the length of the record'],
  [9, 'of the length of the record'],
  [12, 'of the record'],
  [27, 'of the record'],
])('a record with byte %d turned over is refused at its offset', async (at, what) => {
  const whole = joined(record(EVENT), record(EVENT));
  whole[30 + at] = (whole[30 + at] ?? 0) ^ 1;
  const read = readMetrics({ path: 'e.tfevents.1', bytes: whole });
  await expect(read).rejects.toThrow(`is damaged at byte 30: the CRC-32C ${what} does not fit`);
});

test.each<[string, Uint8Array, RegExp]>([
  ['m.json', bytes(''), /is empty \(0 bytes\)/],
  ['m.json', bytes('{"a": '), /is no JSON: /],
  ['m.json', bytes('[1]'), /is no JSON object/],
  ['m.toml', bytes('a = '), /is no TOML: /],
  ['m.yaml', bytes('a: [1'), /is no YAML: /],
  ['m.yaml', bytes('just text'), /is no YAML object/],
  ['x', bytes('just text'), /is no JSON: |is no JSON, TOML, YAML/],
  ['m.tsv', bytes('a\tb\n1\t2\n'), /is no history of DVCLive: there is no column step/],
  ['m.bin', Uint8Array.of(0xff, 0xfe, 0), /is neither text nor TensorBoard events/],
  ['e.tfevents.1', record(Uint8Array.of(0x2a, 5, 1)), /holds no event in its record 1/],
])('%s that cannot be read is a mistake that says so (%#)', async (path, content, message) => {
  const mistake = await readMetrics({ path, bytes: content }).catch((error: unknown) => error);
  expect(mistake).toBeInstanceOf(Mistake);
  expect(String(mistake)).toMatch(message);
});
