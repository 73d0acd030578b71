import { describe, expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { parseGates } from '../gate/gate.ts';
import type { Contrast } from '../inference/contrast.ts';
import type { Estimate } from '../inference/estimate.ts';
import type { GateState, Verdict } from '../verdict.ts';
import { decide } from './decide.ts';

/** One set of rows: candidate, baseline, half the width of the interval of their difference, one-sided p, examples. */
interface Rows {
  readonly candidate: number;
  readonly baseline: number;
  readonly half: number;
  readonly p?: number;
  readonly n?: number;
  readonly needed?: number | null;
  readonly because?: string;
}

const EVEN: Rows = { candidate: 0.7, baseline: 0.7, half: 0.01, n: 1000 };

function estimateOf({ candidate, half, n = 1000, because, needed = null }: Rows): Estimate {
  const open = because === undefined ? null : { because, needed };
  const interval = [candidate - half, candidate + half] as const;
  return {
    value: candidate,
    n,
    noun: 'positives',
    method: 'by hand',
    standardError: half / 1.96,
    open,
    interval: open === null ? interval : null,
  };
}

function contrastOf(rows: Rows, times: number): Contrast {
  const { candidate, baseline, half, p = 0.001, n = 1000, needed = null, because } = rows;
  const difference = candidate - times * baseline;
  return {
    candidate,
    baseline,
    times,
    difference,
    n,
    noun: 'positives',
    method: 'by hand',
    open: because === undefined ? null : { because, needed },
    interval: () => [difference - half, difference + half],
    // beyond the margin only where the whole interval is
    p: (side, margin) => {
      const edge = side === 'above' ? difference - half : difference + half;
      return (side === 'above' ? edge >= margin : edge < margin) ? p : 0.5;
    },
    needed: () => needed,
  };
}

/** `rows`: by slice, `` for all rows. */
function judge(gates: readonly string[], rows: Readonly<Record<string, Rows>>): Verdict {
  const measured = (side: 'candidate' | 'baseline'): Measurement[] =>
    Object.entries(rows).map(([spelled, one]) => {
      const [column = '', value = ''] = spelled.split('=');
      return {
        metric: 'recall',
        value: one[side],
        rows: 2000,
        direction: 'higher-is-better',
        ...(spelled === '' ? {} : { slice: { column, value } }),
      };
    });
  const at = (slice: Measurement['slice']) =>
    rows[slice === undefined ? '' : `${slice.column}=${slice.value}`] ?? EVEN;
  return decide({
    gates: parseGates(gates),
    candidate: measured('candidate'),
    baseline: measured('baseline'),
    baselineFacts: { kind: 'ref', name: 'baseline', digest: '00' },
    onDefaultBranch: false,
    rows: 2000,
    noise: {
      estimate: (_metric, slice) => estimateOf(at(slice)),
      contrast: (_metric, slice, times) => contrastOf(at(slice), times),
    },
  });
}

describe('a floor or ceiling', () => {
  test.each<[string, string, Partial<Rows>, GateState, string, string | undefined]>([
    ['holds, and so does its interval', 'recall >= 0.65', {}, 'pass', '0.7 >= 0.65', undefined],
    [
      'holds, and its interval reaches over it',
      'recall >= 0.695',
      {},
      'marginal',
      '0.7 >= 0.695, within noise (95 %: 0.69 to 0.71)',
      'about 7,200 more positives would probably decide it',
    ],
    [
      'does not hold, whatever noise says',
      'recall >= 0.705',
      {},
      'fail',
      '0.7 < 0.705',
      'recall has to rise by 0.005',
    ],
    ['is a ceiling', 'recall <= 0.695', {}, 'fail', '0.7 > 0.695', 'recall has to fall by 0.005'],
    [
      'is decided confidently where that is asked for',
      'recall >= 0.705 decide=confident',
      {},
      'inconclusive',
      '0.7 < 0.705, within noise (95 %: 0.69 to 0.71)',
      'about 7,200 more positives would probably decide it',
    ],
    [
      'is so near that no set would decide it',
      'recall >= 0.6999',
      {},
      'marginal',
      '0.7 >= 0.6999, within noise (95 %: 0.69 to 0.71)',
      'not decidable with this set: it would take over 100,000 positives; move the bound out of the noise, or gate a measure that varies less',
    ],
    [
      'rests on too few examples, though it does not hold',
      'recall >= 0.9',
      { n: 29 },
      'inconclusive',
      '0.7 < 0.9, on 29 positives where min-n is 30',
      'it takes 30 positives, or a lower min-n',
    ],
    ['sets its own least number', 'recall >= 0.65 min-n=5', { n: 29 }, 'pass', '0.7 >= 0.65', undefined],
    [
      'holds, and noise cannot be judged',
      'recall >= 0.65',
      { because: '60 positives are too few for an interval', n: 60, needed: 100 },
      'marginal',
      '0.7 >= 0.65, noise not judged: 60 positives are too few for an interval',
      'about 40 more positives would probably decide it',
    ],
    ['is an equation', 'recall == 0.7', { n: 3 }, 'pass', '0.7 == 0.7', undefined],
  ])('that %s', (_, gate, rows, state, reason, advice) => {
    const [result] = judge([gate], { '': { ...EVEN, ...rows } }).gates;
    expect([result?.state, result?.reason, result?.advice]).toEqual([state, reason, advice]);
  });
});

describe('a comparison', () => {
  test.each<[string, string, Partial<Rows>, GateState, string, string | undefined]>([
    [
      'with a margin passes where the whole interval is on the good side',
      'recall >= baseline - 0.02',
      { candidate: 0.698 },
      'pass',
      '0.698 >= 0.68 (baseline 0.7 - 0.02), beyond noise: difference -0.002 (95 %: -0.012 to 0.008)',
      'smallest margin that would have passed: 0.012',
    ],
    [
      'with a margin is inconclusive where the interval reaches over it',
      'recall >= baseline - 0.01',
      { candidate: 0.698, needed: 2240 },
      'inconclusive',
      '0.698 >= 0.69 (baseline 0.7 - 0.01), within noise: difference -0.002 (95 %: -0.012 to 0.008)',
      'about 1,200 more positives would probably decide it',
    ],
    [
      'with a margin fails where the whole interval is beyond',
      'recall >= baseline - 0.01',
      { candidate: 0.67, p: 0.001 },
      'fail',
      '0.67 < 0.69 (baseline 0.7 - 0.01), beyond noise: difference -0.03 (95 %: -0.04 to -0.02)',
      'recall has to rise by 0.02',
    ],
    [
      'by a factor takes the product as random too',
      'recall <= baseline * 1.02',
      { candidate: 0.69 },
      'pass',
      '0.69 <= 0.714 (baseline 0.7 * 1.02), beyond noise: difference -0.024 (95 %: -0.034 to -0.014)',
      'it would have passed without a margin',
    ],
    [
      'by a factor of a baseline that is not above zero is an error',
      'recall >= baseline * 0.9',
      { baseline: -0.2 },
      'error',
      'baseline * 0.9 says nothing of a baseline that is -0.2',
      "write a margin in the measure's own unit, e.g. recall >= baseline - 0.01",
    ],
    [
      'without a margin is marginal where noise hides which is better',
      'recall >= baseline',
      { candidate: 0.701 },
      'marginal',
      '0.701 >= 0.7 (baseline), within noise: difference 0.001 (95 %: -0.009 to 0.011)',
      'add a margin: baseline - 0.009',
    ],
    [
      'without a margin is marginal too where the candidate is measured worse',
      'recall <= baseline',
      { candidate: 0.704 },
      'marginal',
      '0.704 > 0.7 (baseline), within noise: difference 0.004 (95 %: -0.006 to 0.014)',
      'add a margin: baseline + 0.02',
    ],
    [
      'without a margin fails where it is confidently worse',
      'recall >= baseline',
      { candidate: 0.68, p: 0.001 },
      'fail',
      '0.68 < 0.7 (baseline), beyond noise: difference -0.02 (95 %: -0.03 to -0.01)',
      'recall has to rise by 0.02',
    ],
    [
      'without a margin passes where it is confidently not worse',
      'recall >= baseline',
      { candidate: 0.72 },
      'pass',
      '0.72 >= 0.7 (baseline), beyond noise: difference 0.02 (95 %: 0.01 to 0.03)',
      undefined,
    ],
    [
      'of a model with itself passes',
      'recall >= baseline',
      { half: 0 },
      'pass',
      '0.7 >= 0.7 (baseline), beyond noise: difference 0 (95 %: 0 to 0)',
      undefined,
    ],
    [
      'is taken as measured where that is asked for',
      'recall >= baseline decide=measured',
      { candidate: 0.699 },
      'fail',
      '0.699 < 0.7 (baseline), within noise: difference -0.001 (95 %: -0.011 to 0.009)',
      'recall has to rise by 0.001',
    ],
    [
      'rests on too few examples',
      'recall >= baseline - 0.5',
      { n: 12 },
      'inconclusive',
      '0.7 >= 0.2 (baseline 0.7 - 0.5), on 12 positives where min-n is 30',
      'it takes 30 positives, or a lower min-n',
    ],
    [
      'has nothing that more examples would help',
      'recall >= baseline - 0.5',
      { because: 'there are 7 groups', needed: null },
      'inconclusive',
      '0.7 >= 0.2 (baseline 0.7 - 0.5), noise not judged: there are 7 groups',
      'not decidable with this set, nor by more rows alone: decide=measured at the end of the gate takes the number as it is',
    ],
  ])('%s', (_, gate, rows, state, reason, advice) => {
    const [result] = judge([gate], { '': { ...EVEN, ...rows } }).gates;
    expect([result?.state, result?.reason, result?.advice]).toEqual([state, reason, advice]);
  });

  test('says what its interval is made of', () => {
    const [result] = judge(['recall >= baseline * 0.5'], { '': { ...EVEN, candidate: 0.6 } }).gates;
    expect(result).toMatchObject({
      observed: 0.6,
      baseline: 0.7,
      bound: 0.35,
      n: 1000,
      counted: 'positives',
      method: 'by hand',
    });
    expect(result?.difference).toBeCloseTo(0.25, 12);
    expect(result?.interval?.[0]).toBeCloseTo(0.24, 12);
  });
});

const WORSE: Rows = { candidate: 0.6, baseline: 0.7, half: 0.02, p: 0.02, n: 100, needed: 150 };

describe('a gate over every value of a column', () => {
  const gate = 'recall[carrier=*] >= baseline - 0.05';
  test.each<[string, string, Readonly<Record<string, Rows>>, GateState, readonly GateState[]]>([
    [
      'goes on where some are not proved',
      gate,
      { 'carrier=AA': EVEN, 'carrier=HA': { ...EVEN, half: 0.2 }, 'carrier=UA': { ...EVEN, n: 3 } },
      'pass',
      ['pass', 'inconclusive', 'inconclusive'],
    ],
    [
      'is marginal where none is proved',
      gate,
      { 'carrier=HA': { ...EVEN, half: 0.2 } },
      'marginal',
      ['inconclusive'],
    ],
    [
      'is stopped by one that is worse beyond noise',
      gate,
      { 'carrier=AA': EVEN, 'carrier=HA': { ...WORSE, p: 0.001 } },
      'fail',
      ['pass', 'fail'],
    ],
    [
      'wants proof of each where that is asked for',
      `${gate} every=proof`,
      { 'carrier=AA': EVEN, 'carrier=HA': { ...EVEN, half: 0.2 } },
      'inconclusive',
      ['pass', 'inconclusive'],
    ],
    [
      'takes a floor by what noise does not explain',
      'recall[carrier=*] >= 0.71',
      { 'carrier=AA': { ...EVEN, candidate: 0.8 }, 'carrier=HA': { ...EVEN, half: 0.05 } },
      'pass',
      ['pass', 'inconclusive'],
    ],
  ])('%s', (_, text, rows, whole, states) => {
    const verdict = judge([text], rows);
    expect(verdict.decision).toBe(whole);
    expect(verdict.gates.map(({ state }) => state)).toEqual(states);
  });

  test('finds no proof where the baseline has no such rows', () => {
    const rows = { 'carrier=AA': EVEN, 'carrier=HA': { ...EVEN, baseline: Number.NaN } };
    expect(judge([`${gate} every=proof`], rows).decision).toBe('inconclusive');
    expect(judge([gate], rows).decision).toBe('pass');
  });

  test('watches nothing where most rows lie in slices in which nothing is measured', () => {
    const nothing = { ...EVEN, candidate: Number.NaN };
    const { decision, reason } = judge([gate], {
      'carrier=AA': EVEN,
      'carrier=HA': nothing,
      'carrier=UA': nothing,
    });
    expect(decision).toBe('inconclusive');
    expect(reason).toMatch(/is not defined.*1 of 3 slices had enough examples to be judged/);
    expect(judge([gate], { 'carrier=AA': EVEN, 'carrier=HA': nothing }).decision).toBe('pass');
  });

  test('lists what is not proved', () => {
    const { notes } = judge([gate], { 'carrier=AA': EVEN, 'carrier=HA': { ...EVEN, half: 0.2 } });
    expect(notes).toEqual([
      'not worse beyond noise, and not proved either, for 1 of 2 values of recall[carrier=*] >= baseline - 0.05: carrier=HA',
    ]);
  });
});

describe('among several tests', () => {
  const gate = 'recall[carrier=*] >= baseline - 0.05';
  test('one that is beyond noise by itself alone is inconclusive', () => {
    // 0.02 is below 0.025, and not below 0.025 / 2
    const { decision, gates } = judge([gate], { 'carrier=AA': EVEN, 'carrier=HA': WORSE });
    expect(decision).toBe('pass');
    expect(gates[1]).toMatchObject({
      state: 'inconclusive',
      advice: 'about 50 more positives would probably decide it',
    });
    expect(gates[1]?.reason).toContain('among 2 tests of this run chance explains one so far off (Holm)');
  });

  test('one that is rejected leaves the others a wider level', () => {
    // 0.001 is below 0.025 / 2; then 0.02 is below 0.025 / 1
    const rows = { 'carrier=AA': { ...WORSE, p: 0.001 }, 'carrier=HA': WORSE };
    expect(judge([gate], rows).gates.map(({ state }) => state)).toEqual(['fail', 'fail']);
  });

  test('those of warnings are none', () => {
    const warning = 'recall[carrier=*] >= baseline - 0.06 warn';
    const { gates } = judge(['recall[carrier=HA] >= baseline - 0.05', warning], {
      'carrier=AA': EVEN,
      'carrier=HA': WORSE,
    });
    expect(gates.map(({ state }) => state)).toEqual(['fail', 'pass', 'fail']);
  });
});

describe('the whole', () => {
  const rows = { '': EVEN, 'carrier=HA': { ...WORSE, p: 0.001 }, 'carrier=AA': { ...EVEN, half: 0.2 } };
  test.each([
    [
      'a gate that is not decided outweighs one that is marginal',
      ['recall[carrier=AA] >= baseline - 0.01', 'recall >= baseline'],
      'inconclusive',
    ],
    [
      'a gate that fails outweighs one that is not decided',
      ['recall[carrier=AA] >= baseline - 0.01', 'recall >= 0.8'],
      'fail',
    ],
    ['a gate that is an error outweighs one that fails', ['recall >= 0.8', 'recal >= 0.1'], 'error'],
    ['a marginal gate makes it marginal', ['recall >= 0.65', 'recall >= baseline'], 'marginal'],
    [
      'a warning that is not decided makes it marginal',
      ['recall >= 0.65', 'recall[carrier=AA] >= baseline - 0.01 warn'],
      'marginal',
    ],
    [
      'a warning that is marginal makes it marginal',
      ['recall >= 0.65', 'recall >= baseline warn'],
      'marginal',
    ],
  ])('%s', (_, gates, decision) => {
    expect(judge(gates, rows).decision).toBe(decision);
  });

  test('says of a gate that is not decided what would decide it', () => {
    const { reason } = judge(['recall[carrier=AA] >= baseline - 0.01'], {
      ...rows,
      'carrier=AA': { ...EVEN, half: 0.2, needed: 90_000 },
    });
    expect(reason).toBe(
      'the one gate is not decided: recall[carrier=AA] (2000 rows) 0.7 >= 0.69 (baseline 0.7 - 0.01), within noise: difference 0 (95 %: -0.2 to 0.2): about 89,000 more positives would probably decide it',
    );
  });

  test('shows the interval of each number over all rows', () => {
    const [figure, sliced] = judge([], rows).numbers;
    expect(figure?.interval?.[0]).toBeCloseTo(0.69, 12);
    expect(figure?.difference?.interval[1]).toBeCloseTo(0.01, 12);
    expect(sliced).not.toHaveProperty('interval');
  });
});

describe('a gate over slices of which many are too small', () => {
  const few = (amount: number): Record<string, Rows> =>
    Object.fromEntries(Array.from({ length: amount }, (_, at) => [`user=${at}`, { ...EVEN, n: 12 }]));
  const large: Record<string, Rows> = { 'user=a': EVEN, 'user=b': EVEN };
  const gate = 'recall[user=*] >= 0.5';

  test('is inconclusive where these have more than half of the rows, as it watches nothing then', () => {
    const { decision, reason, notes } = judge([gate], { ...large, ...few(3) });
    expect(decision).toBe('inconclusive');
    expect(reason).toContain('recall[user=*] on 3 of 5 values');
    expect(notes).toContain(
      'recall[user=*] >= 0.5: 3 of 5 values, with 60 % of the rows, have too few examples to be judged: gate a column with fewer values, or all rows',
    );
  });

  test('passes where half of the rows are looked at, and on a smaller min-n', () => {
    expect(judge([gate], { ...large, ...few(2) }).decision).toBe('pass');
    expect(judge([`${gate} min-n=10`], { ...large, ...few(3) }).decision).toBe('pass');
  });

  test('says how many slices could be judged', () => {
    const { decision, reason } = judge([gate], { ...large, ...few(1) });
    expect([decision, reason]).toEqual([
      'pass',
      'the one gate passes, 2 of 3 slices of recall[user=*] had enough examples to be judged',
    ]);
  });

  test('is inconclusive where none could be judged, however few rows they have', () => {
    const { decision, reason } = judge([gate], few(1));
    expect(decision).toBe('inconclusive');
    expect(reason).toContain('(0 of 1 slice had enough examples to be judged)');
  });

  test('a measure that takes more examples than min-n leaves its slices unjudged', () => {
    const because = '57 positives, and a roc_auc takes 100';
    const { decision, reason } = judge([gate], {
      ...large,
      ...Object.fromEntries(['c', 'd', 'e'].map((name) => [`user=${name}`, { ...EVEN, n: 57, because }])),
    });
    expect(decision).toBe('inconclusive');
    expect(reason).toContain('(2 of 5 slices had enough examples to be judged)');
  });

  test('warns where it is a warning', () => {
    expect(judge([`${gate} warn`], { ...large, ...few(3) }).decision).toBe('marginal');
  });
});
