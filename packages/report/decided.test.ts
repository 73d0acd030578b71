import { expect, test } from 'vitest';
import { decidedBy } from './decided.ts';
import { NOISY, VERDICTS } from './sample.ts';

const terms = { confidence: 0.95, minN: 30, seed: 7 };

test('it names the baseline, the methods, the confidence, the least number, and what many gates are held to', () => {
  const said = decidedBy(NOISY, { terms });
  expect(said[0]).toBe('Compared with the ref baseline of a1b2c3d4e5f6.');
  expect(said[1]).toBe(
    'Intervals are two-sided at 95 %: paired influence. A gate is decided from 30 examples on.',
  );
  // 13 slices and all rows; one-sided, half of the 5 % that the interval leaves
  expect(said[2]).toMatch(/^14 gates may say no: .* at most 2.5 % for all of them together \(Holm 1979\)\.$/);
});

test('a resampled interval says from which seed', () => {
  const gates = NOISY.gates.map((gate) =>
    gate.method === undefined ? gate : { ...gate, method: 'bootstrap' },
  );
  expect(decidedBy({ ...NOISY, gates }, { terms })[1]).toContain('Resampled from the seed 7.');
});

test('without a baseline and without noise it says so', () => {
  const said = decidedBy(VERDICTS.inconclusive, { terms });
  expect(said[0]).toBe('No baseline: the ref baseline does not exist yet.');
  expect(said[1]).toBe('Noise was not judged: values are compared as they were measured.');
});
