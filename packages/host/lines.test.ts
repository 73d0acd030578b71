import { expect, test } from 'vitest';
import { LineSplitter } from './lines.ts';
import { Tail } from './tail.ts';

function split(chunks: readonly (string | Uint8Array)[], now: () => number = () => 0): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line), now);
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  splitter.end();
  return lines;
}

const euro = Buffer.from('€');

test.each<[string, (string | Uint8Array)[], string[]]>([
  ['lines', ['a\nb\n'], ['a', 'b']],
  ['lines over chunks', ['a', 'b\nc', '\n'], ['ab', 'c']],
  ['a last line without an end', ['a\nb'], ['a', 'b']],
  ['empty lines', ['a\n\nb\n'], ['a', '', 'b']],
  ['line ends of Windows', ['a\r\nb\r\n'], ['a', 'b']],
  ['line ends of Windows over chunks', ['a\r', '\nb'], ['a', 'b']],
  ['the last state of a progress bar', ['10 %\r20 %\r30 %\nend\n'], ['30 %', 'end']],
  ['a bar that wipes itself out', ['10 %\r90 %\r      \r\n'], ['90 %']],
  ['a bar that never ends', ['\r10 %', '\r20 %'], ['20 %']],
  ['a character over chunks', [euro.subarray(0, 1), euro.subarray(1)], ['€']],
  ['bytes that are not UTF-8', [Buffer.from([0x61, 0xff, 0x62, 0x0a])], ['a\ufffdb']],
  ['a character cut off by the end', [euro.subarray(0, 2)], ['\ufffd']],
  ['nothing', [], []],
])('splits %s', (_, chunks, lines) => {
  expect(split(chunks)).toEqual(lines);
});

test('a bar without an end is shown every ten seconds', () => {
  let now = 0;
  const lines: string[] = [];
  const splitter = new LineSplitter(
    (line) => lines.push(line),
    () => now,
  );
  for (; now <= 25_000; now += 1_000) splitter.push(Buffer.from(`${now / 1000} s\r`));
  expect(lines).toEqual(['10 s', '20 s']);
});

test('a line of more than 64 KiB is cut with a mark, and the next one is whole', () => {
  const [long = '', next] = split(['x'.repeat(200_000), 'y'.repeat(200_000), '\nnext\n']);
  expect(long).toBe(`${'x'.repeat(65_536)} … (cut at 64 KiB)`);
  expect(next).toBe('next');
});

test('the tail holds the last 1 MiB and starts at a whole character', () => {
  const tail = new Tail();
  for (let index = 0; index < 30; index++) tail.push(Buffer.from('€'.repeat(30_000)));
  expect(Buffer.byteLength(tail.text())).toBe(Math.floor((1024 * 1024) / 3) * 3);
  expect(tail.text()).toMatch(/^€+$/);
});

test('a tail that was never full is everything', () => {
  const tail = new Tail();
  tail.push(Buffer.from('first '));
  tail.push(Buffer.from('second'));
  expect(tail.text()).toBe('first second');
});
