import { expect, test } from 'vitest';
import { parseAllowance, parseMargin, parseTerms } from './terms.ts';

const said = { confidence: '0.95', 'min-n': 30, 'resampling-seed': 0 };

test.each([
  ['0.95', 0.95],
  ['.9', 0.9],
  ['99%', 0.99],
  ['99.5 %', 0.995],
])('a confidence of %s', (confidence, read) => {
  expect(parseTerms({ ...said, confidence })).toEqual({ confidence: read, minN: 30, seed: 0 });
});

test.each(['95', '0.4', '1', '100%', 'high', '-0.9', ''])('%j is no confidence', (confidence) => {
  expect(() => parseTerms({ ...said, confidence })).toThrow('Write a share from 0.5 to below 1');
});

test('fewer than no examples are a mistake', () => {
  expect(() => parseTerms({ ...said, 'min-n': -1 })).toThrow('min-n = "-1": is less than none');
});

test.each([
  [undefined, null],
  ['10%', 0.1],
  ['0.05', 0.05],
])('a margin of %s', (text, read) => {
  expect(parseMargin(text)).toBe(read);
});

test.each(['0', '-1', 'wide', ''])('%j is no margin', (text) => {
  expect(() => parseMargin(text)).toThrow('canary-margin');
});

test.each([
  [undefined, 2],
  ['1', 1],
  [' 2.5 ', 2.5],
])('an allowance of %s', (text, read) => {
  expect(parseAllowance(text)).toBe(read);
});

test.each(['0.5', '-2', 'twice', '2x', ''])('%j is no allowance', (text) => {
  expect(() => parseAllowance(text)).toThrow('Write a number of 1 or more');
});
