import { expect, test } from 'vitest';
import { Tries } from './patience.ts';
import { Refusal } from './trouble.ts';

const pauses: number[] = [];
const told: string[] = [];

function tries(count: number, random: number): Tries {
  pauses.length = 0;
  told.length = 0;
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return new Tries({ tries: count, pause, random: () => random }, (text) => told.push(text));
}

const refusal = (status: number, wait: number | null = null) =>
  new Refusal({ status, request: 'HEAD of the blob x', of: 'registry', codes: [], words: '', wait });

test.each([
  [0, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]],
  [1, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
])('pauses double up to a bound, and chance (%j) takes off up to half', async (random, expected) => {
  await expect(tries(8, random).until(() => Promise.reject(refusal(503)))).rejects.toThrow('answered 503');
  expect(pauses).toEqual(expected);
});

test('what the registry asks for is waited, when it is longer', async () => {
  const one = tries(5, 0);
  await one.failed(refusal(429, 7000));
  await one.failed(refusal(429, 10));
  expect(pauses).toEqual([7000, 1000]);
  expect(told).toEqual([
    'the registry answered 429 to HEAD of the blob x; try 2 of 5 in 7.0 s',
    'the registry answered 429 to HEAD of the blob x; try 3 of 5 in 1.0 s',
  ]);
});

test('more than two minutes are not waited', async () => {
  await expect(tries(5, 0).failed(refusal(429, 120_001))).rejects.toThrow('answered 429');
  expect(pauses).toEqual([]);
});

test('what will not pass is not tried again', async () => {
  await expect(tries(5, 0).failed(refusal(400))).rejects.toThrow('answered 400');
  await expect(tries(5, 0).failed(new TypeError('ours'))).rejects.toThrow('ours');
  expect(pauses).toEqual([]);
});

test('progress makes what failed before forgotten', async () => {
  const one = tries(2, 0);
  await one.failed(refusal(500));
  one.progressed();
  await one.failed(refusal(500));
  await expect(one.failed(refusal(500))).rejects.toThrow('answered 500');
});
