import { expect, test } from 'vitest';
import { adjusted, holm } from './discovery.ts';

// statsmodels 0.15.0, multipletests([...], method='fdr_bh' and 'holm')
const PS = [0.01, 0.04, 0.03, 0.005, 0.5, 0.03];

test('Benjamini-Hochberg as statsmodels', () => {
  expect(adjusted(PS)).toEqual([0.03, 0.048, 0.045, 0.03, 0.5, 0.045].map((p) => expect.closeTo(p, 12)));
});

test('Holm as statsmodels', () => {
  expect(holm(PS)).toEqual([0.05, 0.12, 0.12, 0.03, 0.5, 0.12].map((p) => expect.closeTo(p, 12)));
});
