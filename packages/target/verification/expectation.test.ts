import { expect, test } from 'vitest';
import { deviation, type Expected } from './expectation.ts';

const both: Expected = { prediction: 1, score: 0.8 };
const score: Expected = { prediction: null, score: 0.8 };
const text: Expected = { prediction: 'late', score: null };
const large: Expected = { prediction: 250_000, score: null };

test.each<[string, Expected, unknown]>([
  ['score and prediction', both, { score: 0.8, prediction: 1, model: 'x' }],
  ['a list of one', both, [{ score: 0.8 }]],
  ['score alone', both, { score: 0.8000009 }],
  ['true for class 1', both, { prediction: true }],
  ['the class as text', both, { prediction: '1' }],
  ['a class of text', text, { prediction: 'late' }],
  ['a large number that is off by a part in a million', large, { prediction: 250_000.2 }],
  ['true where the file has Python’s True', { prediction: 'True', score: null }, { prediction: true }],
])('%s is as predicted', (_, expected, answer) => {
  expect(deviation(expected, answer, 1e-6)).toBeNull();
});

test.each<[Expected, unknown, string]>([
  [both, { score: 0.800002 }, 'score expected 0.8, found 0.800002'],
  [both, { score: 0.8, prediction: 0 }, 'prediction expected 1, found 0'],
  [both, { score: null }, 'score expected 0.8, found null'],
  [both, { score: '0.80' }, 'score expected 0.8, found "0.80"'],
  [large, { prediction: 250_001 }, 'prediction expected 250000, found 250001'],
  [text, { prediction: 'early' }, 'prediction expected "late", found "early"'],
  [score, { prediction: 1 }, 'the answer has prediction alone, and the evaluation recorded no prediction'],
  [text, { score: 1 }, 'the answer has score alone, and the evaluation recorded no score'],
  [both, { result: 1 }, 'the answer has neither score nor prediction: {"result":1}'],
  [both, [{ score: 0.8 }, { score: 0.8 }], 'the answer is no object with score or prediction'],
  [both, [], 'the answer is no object with score or prediction: []'],
  [both, 0.8, 'the answer is no object with score or prediction: 0.8'],
])('%j answered by %j is told: %s', (expected, answer, told) => {
  expect(deviation(expected, answer, 1e-6)).toContain(told);
});

test('nothing but the very number holds where the tolerance is 0', () => {
  expect(deviation(both, { score: 0.8 }, 0)).toBeNull();
  expect(deviation(both, { score: 0.8000000001 }, 0)).toBe('score expected 0.8, found 0.8000000001');
});
