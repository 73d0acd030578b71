import { describe, expect, test } from 'vitest';
import type { GateResult, Verdict } from '#judge/verdict';
import { FACTS, VERDICTS } from './sample.ts';
import { summary } from './summary.ts';
import { gatesTable } from './tables.ts';
import { verdictText } from './text.ts';

const FLOOR: GateResult = {
  gate: 'recall >= 0.6',
  level: 'fail',
  state: 'pass',
  metric: 'recall',
  rows: 9000,
  operator: '>=',
  observed: 0.7,
  bound: 0.6,
  interval: [0.69, 0.71],
  n: 3412,
  counted: 'positives',
  method: 'Clopper-Pearson',
  reason: '0.7 >= 0.6',
};
const CONTEST: GateResult = {
  ...FLOOR,
  gate: 'recall >= baseline - 0.01',
  state: 'inconclusive',
  baseline: 0.705,
  bound: 0.695,
  difference: -0.005,
  interval: [-0.012, 0.002],
  method: "paired, Tango's score interval",
  reason: '0.7 >= 0.695 (baseline 0.705 - 0.01), within noise: difference -0.005 (95 %: -0.012 to 0.002)',
  advice: 'about 1,200 more positives would probably decide it',
};
const VERDICT: Verdict = {
  ...VERDICTS.inconclusive,
  gates: [FLOOR, CONTEST],
  numbers: [
    {
      metric: 'recall',
      rows: 9000,
      direction: 'higher-is-better',
      candidate: 0.7,
      interval: [0.69, 0.71],
      baseline: 0.705,
      difference: { value: -0.005, interval: [-0.012, 0.002] },
    },
  ],
};

describe('where noise was judged, reports show intervals, examples and what would decide', () => {
  test('as Markdown', () => {
    const markdown = summary(VERDICT, FACTS);
    expect(markdown).toContain('| Observed | Baseline | Difference | Bound | Examples | Reason |');
    expect(markdown).toContain(
      '| 0.7000 | 0.7050 | -0.0050 (-0.0120 to 0.0020) | &#62;= 0.6950 | 3,412 positives |',
    );
    expect(markdown).toContain('| 0.7000 (0.6900 to 0.7100) |  |  | &#62;= 0.6000 | 3,412 positives |');
    expect(markdown).toContain('about 1,200 more positives would probably decide it');
    expect(markdown).toContain('| 0.7000 (0.6900 to 0.7100) | 0.7050 | -0.0050 (-0.0120 to 0.0020) |');
  });

  test('as HTML', () => {
    const page = gatesTable(VERDICT).source;
    expect(page).toContain('data-label="Difference">-0.0050<br><span class="muted">-0.0120 to 0.0020</span>');
    expect(page).toContain(
      '<br><span class="muted">about 1,200 more positives would probably decide it</span>',
    );
    expect(page).toContain('Clopper-Pearson');
  });

  test('in a wide terminal in a column', () => {
    const text = verdictText('m', VERDICT, { width: 120 });
    expect(text).toMatch(/^✓ recall >= 0\.6 +0\.7000 +0\.6000 +0\.6900 to 0\.7100$/m);
    expect(text).toMatch(/^\? recall >= baseline - 0\.01 +0\.7000 +0\.6950 +diff\. -0\.0120 to 0\.0020$/m);
  });

  test('in a narrow one below the gate', () => {
    const text = verdictText('m', VERDICT);
    expect(text).toContain('✓ recall >= 0.6                0.7000  0.6000\n    interval 0.6900 to 0.7100\n');
    expect(text).toContain('    about 1,200 more positives would probably decide it\n');
  });
});

test('of a verdict of before, that judged no noise, the columns are left out', () => {
  const markdown = summary(VERDICTS.pass, FACTS);
  expect(markdown).toContain('| Observed | Baseline | Bound | Reason |');
  expect(gatesTable(VERDICTS.pass).source).not.toContain('Examples');
});
