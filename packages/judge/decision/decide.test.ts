import { describe, expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { parseGates } from '../gate/gate.ts';
import type { Decision, Verdict } from '../verdict.ts';
import { decide, type Evidence } from './decide.ts';
import { figures, measurements } from './figure.ts';

function measurement(spelled: string, value: number, undefinedBecause?: string): Measurement {
  const [metric = '', column, slice = ''] = spelled.split(/[[\]=]/);
  return {
    metric,
    value,
    rows: column === undefined ? 100 : 10,
    direction: 'higher-is-better',
    ...(column === undefined ? {} : { slice: { column, value: slice } }),
    ...(undefinedBecause === undefined ? {} : { undefinedBecause }),
  };
}

function sheet(values: Readonly<Record<string, number>>): Measurement[] {
  return Object.entries(values).map(([spelled, value]) =>
    Number.isNaN(value)
      ? measurement(spelled, value, 'every row is labelled negative')
      : measurement(spelled, value),
  );
}

const CANDIDATE = {
  roc_auc: 0.6812,
  accuracy: 0.8,
  'roc_auc[carrier=UA]': 0.7,
  'roc_auc[carrier=AA]': 0.6,
  'roc_auc[carrier=OO]': Number.NaN,
};
const BASELINE = { roc_auc: 0.7134, accuracy: 0.79, 'roc_auc[carrier=UA]': 0.72, 'roc_auc[carrier=AA]': 0.7 };

function judge(gates: readonly string[], over: Partial<Evidence> = {}): Verdict {
  return decide({
    gates: parseGates(gates),
    candidate: sheet(CANDIDATE),
    baseline: sheet(BASELINE),
    baselineFacts: { kind: 'ref', name: 'baseline', digest: 'sha256:00' },
    onDefaultBranch: false,
    rows: 100,
    ...over,
  });
}

const NONE: Partial<Evidence> = {
  baseline: null,
  baselineFacts: { kind: 'absent', reason: 'the ref baseline does not exist' },
};
const FIRST: Partial<Evidence> = { ...NONE, onDefaultBranch: true };
const SHALLOW: Partial<Evidence> = {
  ...FIRST,
  baselineFacts: { kind: 'absent', reason: 'this clone is shallow: fetch more', shallow: true },
};

const REFUSED =
  'roc_auc >= baseline: the baseline cannot be compared with: it was measured on other rows: score both models on the same rows, with the same labels, or let it pass on record, under evaluate in mlops.yml: accept: [{ gate: baseline, why: …, until: <date> }]';

describe('the decision and its reason', () => {
  test.each<[string, readonly string[], Partial<Evidence>, Decision, string]>([
    ['all gates pass', ['roc_auc >= 0.68', 'accuracy >= 0.79'], {}, 'pass', 'all 2 gates pass'],
    ['one gate passes', ['roc_auc >= 0.68'], {}, 'pass', 'the one gate passes'],
    [
      'one fails',
      ['roc_auc >= 0.70', 'accuracy > 0.5'],
      {},
      'fail',
      '1 of 2 gates fails: roc_auc 0.6812 < 0.70',
    ],
    [
      'two fail',
      ['roc_auc >= 0.70', 'accuracy < 75%', 'accuracy > 0.5'],
      {},
      'fail',
      '2 of 3 gates fail: roc_auc 0.6812 < 0.70; accuracy 80% >= 75%',
    ],
    ['the only one fails', ['roc_auc >= 0.70'], {}, 'fail', 'the one gate fails: roc_auc 0.6812 < 0.70'],
    [
      'one fails against the baseline',
      ['roc_auc >= baseline - 0.01', 'accuracy > 0.5'],
      {},
      'fail',
      '1 of 2 gates fails: roc_auc 0.6812 < 0.7034 (baseline 0.7134 - 0.01), noise not judged: there are no examples',
    ],
    [
      'one fails against the baseline itself',
      ['roc_auc >= baseline'],
      {},
      'fail',
      'the one gate fails: roc_auc 0.6812 < 0.7134 (baseline), noise not judged: there are no examples',
    ],
    [
      'one fails relative to the baseline',
      ['roc_auc >= baseline * 0.99'],
      {},
      'fail',
      'the one gate fails: roc_auc 0.6812 < 0.7063 (baseline 0.7134 * 0.99), noise not judged: there are no examples',
    ],
    [
      'a failing number is close to its bound',
      ['roc_auc >= 0.6813'],
      { candidate: sheet({ roc_auc: 0.681299999 }) },
      'fail',
      'the one gate fails: roc_auc 0.681299999 < 0.6813',
    ],
    [
      'a slice fails',
      ['roc_auc[carrier=AA] >= 0.65'],
      {},
      'fail',
      'the one gate fails: roc_auc[carrier=AA] (10 rows) 0.6 < 0.65',
    ],
    [
      'slices fail',
      ['roc_auc[carrier=*] >= baseline - 0.01'],
      {},
      'fail',
      'the one gate fails: roc_auc[carrier=*] on 2 of 3 values, worst roc_auc[carrier=AA] (10 rows) 0.6 < 0.69 (baseline 0.7 - 0.01), noise not judged: there are no examples (2 of 3 slices had enough examples to be judged)',
    ],
    [
      'one slice of several fails',
      ['roc_auc[carrier=*] >= 0.65'],
      {},
      'fail',
      'the one gate fails: roc_auc[carrier=AA] (10 rows) 0.6 < 0.65 (2 of 3 slices had enough examples to be judged)',
    ],
    [
      'four fail',
      ['roc_auc > 1', 'roc_auc > 2', 'roc_auc > 3', 'roc_auc > 4'],
      {},
      'fail',
      '4 of 4 gates fail: roc_auc 0.6812 <= 1; roc_auc 0.6812 <= 2; roc_auc 0.6812 <= 3; and 1 more',
    ],
    [
      'time is counted as the bound is',
      ['train.p95 <= 50ms'],
      { trainMetrics: { p95: 0.0831 } },
      'fail',
      'the one gate fails: train.p95 83.1ms > 50ms',
    ],
    [
      'a warning fails',
      ['roc_auc >= 0.70 warn', 'accuracy > 0.5'],
      {},
      'marginal',
      '1 warning does not pass: roc_auc 0.6812 < 0.70, 1 of 2 gates passes',
    ],
    [
      'a warning is not defined',
      ['roc_auc[carrier=OO] >= 0.70 warn', 'accuracy > 0.5'],
      {},
      'marginal',
      '1 warning does not pass: roc_auc for carrier=OO is not defined: every row is labelled negative, 1 of 2 gates passes',
    ],
    [
      'a failure outweighs a warning',
      ['roc_auc >= 0.70', 'accuracy > 0.9 warn'],
      {},
      'fail',
      '1 of 2 gates fails: roc_auc 0.6812 < 0.70',
    ],
    [
      'slices that are not defined do not stop the others',
      ['roc_auc[carrier=*] >= 0.6'],
      {},
      'pass',
      'the one gate passes, 2 of 3 slices of roc_auc[carrier=*] had enough examples to be judged',
    ],
    [
      'no slice is defined',
      ['roc_auc[carrier=*] >= 0.6'],
      { candidate: sheet({ 'roc_auc[carrier=OO]': Number.NaN }), onDefaultBranch: true },
      'inconclusive',
      'the one gate is not decided: roc_auc for carrier=OO is not defined: every row is labelled negative (0 of 1 slice had enough examples to be judged)',
    ],

    [
      'a metric is lacking',
      ['roc_acu >= 0.7'],
      {},
      'error',
      'the one gate cannot be judged: roc_acu >= 0.7: there is no metric roc_acu; did you mean roc_auc? There are: roc_auc, accuracy',
    ],
    [
      'a metric of another task is asked for',
      ['precision > 0'],
      { candidate: sheet({ accuracy: 1, precision_macro: 1 }) },
      'error',
      'the one gate cannot be judged: precision > 0: there is no metric precision; did you mean precision_macro? There are: accuracy, precision_macro',
    ],
    [
      'a measure is meant that no gate names',
      ['balanced_acuracy > 0.5'],
      { others: ['balanced_accuracy', 'mcc'] },
      'error',
      'the one gate cannot be judged: balanced_acuracy > 0.5: there is no metric balanced_acuracy; did you mean balanced_accuracy? There are: roc_auc, accuracy',
    ],
    [
      'a latency is asked for, and nothing was timed',
      ['latency.p95 <= 40 ms'],
      {},
      'error',
      'the one gate cannot be judged: latency.p95 <= 40 ms: latency.p95 is not measured here: evaluate.benchmark does that',
    ],
    [
      'another latency was timed',
      ['latency.p59 <= 40 ms'],
      { candidate: sheet({ 'latency.p95': 1 }) },
      'error',
      'the one gate cannot be judged: latency.p59 <= 40 ms: there is no metric latency.p59; did you mean latency.p95? There are: latency.p95',
    ],
    [
      'a share has a bound in milliseconds',
      ['roc_auc >= 0.7 ms'],
      {},
      'error',
      'the one gate cannot be judged: roc_auc >= 0.7 ms: roc_auc is a plain number and cannot be 0.7 ms: leave ms out',
    ],
    ['a share has a bound in per cent', ['roc_auc >= 60%'], {}, 'pass', 'the one gate passes'],
    [
      'a metric is lacking for a reason',
      ['brier < 0.2'],
      { absent: new Map([['brier', 'it needs a column of scores']]) },
      'error',
      'the one gate cannot be judged: brier < 0.2: brier was not measured: it needs a column of scores',
    ],
    [
      'a metric is lacking, at level warn',
      ['xyz > 1 warn', 'accuracy > 0.5'],
      {},
      'error',
      '1 of 2 gates cannot be judged: xyz > 1 warn: there is no metric xyz. There are: roc_auc, accuracy',
    ],
    [
      'a slice column is lacking',
      ['roc_auc[carier=*] > 0.5'],
      {},
      'error',
      'the one gate cannot be judged: roc_auc[carier=*] > 0.5: nothing is measured by carier: name the column under slices: in mlops.yml; did you mean carrier? Measured by: carrier',
    ],
    [
      'nothing is sliced',
      ['accuracy[a=*] > 0.5'],
      { candidate: sheet({ accuracy: 1 }) },
      'error',
      'the one gate cannot be judged: accuracy[a=*] > 0.5: nothing is measured by slice: name the column under slices: in mlops.yml',
    ],
    [
      'a slice value is lacking',
      ['roc_auc[carrier=ZZ] > 0.5'],
      {},
      'error',
      'the one gate cannot be judged: roc_auc[carrier=ZZ] > 0.5: no row has carrier=ZZ. Values there are: UA, AA, OO',
    ],
    [
      'a metric is not measured by slice',
      ['accuracy[carrier=*] > 0.5'],
      {},
      'error',
      'the one gate cannot be judged: accuracy[carrier=*] > 0.5: accuracy is not measured by carrier',
    ],
    [
      'a measure is not defined',
      ['roc_auc > 0.5'],
      { candidate: [measurement('roc_auc', Number.NaN, 'there are no positives')] },
      'error',
      'the one gate cannot be judged: roc_auc > 0.5: roc_auc is not defined: there are no positives',
    ],
    [
      'a metric of training is not finite',
      ['train.loss < 5'],
      { trainMetrics: { loss: Number.POSITIVE_INFINITY } },
      'error',
      'the one gate cannot be judged: train.loss < 5: train.loss is not defined: training wrote Infinity',
    ],
    [
      'an error outweighs a failure',
      ['xyz > 1', 'roc_auc >= 0.7'],
      {},
      'error',
      '1 of 2 gates cannot be judged: xyz > 1: there is no metric xyz. There are: roc_auc, accuracy',
    ],
    [
      'rows cannot be judged',
      ['accuracy > 0.5'],
      { flaws: ['column p_late is empty or NaN in 3 of 100 rows (rows 17, 20, 31)'] },
      'error',
      'column p_late is empty or NaN in 3 of 100 rows (rows 17, 20, 31): a row without a number cannot be judged: mend the scoring, or leave such rows out',
    ],
    ['there are no rows', ['accuracy > 0.5'], { rows: 0 }, 'error', 'the predictions hold no rows'],
    [
      'there are no gates',
      [],
      {},
      'inconclusive',
      'there are no gates, so nothing was judged: declare some, e.g. gates: ["roc_auc >= 0.7"] under evaluate in mlops.yml, or --gates',
    ],
    [
      'there are no gates on the default branch',
      [],
      FIRST,
      'inconclusive',
      'there are no gates, so nothing was judged: declare some, e.g. gates: ["roc_auc >= 0.7"] under evaluate in mlops.yml, or --gates',
    ],

    [
      'first run, default branch, floor passes',
      ['accuracy > 0.5', 'roc_auc >= baseline'],
      FIRST,
      'pass',
      'baseline established: 1 of 2 gates passes, 1 not judged',
    ],
    [
      'first run, default branch, floors only',
      ['accuracy > 0.5'],
      FIRST,
      'pass',
      'baseline established: the one gate passes',
    ],
    [
      'first run, default branch, comparisons only',
      ['accuracy > baseline', 'roc_auc >= baseline'],
      FIRST,
      'pass',
      'baseline established: all 2 gates compare with a baseline, and there is no baseline: the ref baseline does not exist',
    ],
    [
      'first run, default branch, floor fails',
      ['accuracy > 0.9', 'roc_auc >= baseline'],
      FIRST,
      'fail',
      '1 of 2 gates fails: accuracy 0.8 <= 0.9',
    ],
    [
      'first run, default branch, warning fails',
      ['accuracy > 0.9 warn', 'roc_auc >= baseline'],
      FIRST,
      'marginal',
      'baseline established: 1 warning does not pass: accuracy 0.8 <= 0.9, 1 not judged',
    ],
    [
      'first run elsewhere, floor passes',
      ['accuracy > 0.5', 'roc_auc >= baseline'],
      NONE,
      'pass',
      '1 of 2 gates passes, 1 not judged',
    ],
    [
      'first run elsewhere, comparisons only',
      ['roc_auc >= baseline'],
      NONE,
      'inconclusive',
      'nothing was judged: the one gate compares with a baseline, and there is no baseline: the ref baseline does not exist; add a gate with a number, e.g. roc_auc >= 0.7, or evaluate the default branch first',
    ],
    [
      'another way to a baseline, comparisons only',
      ['roc_auc >= baseline'],
      { ...NONE, toBaseline: 'give --baseline' },
      'inconclusive',
      'nothing was judged: the one gate compares with a baseline, and there is no baseline: the ref baseline does not exist; add a gate with a number, e.g. roc_auc >= 0.7, or give --baseline',
    ],
    [
      'the baseline has other rows, comparisons only',
      ['roc_auc >= baseline'],
      { incomparable: 'it was measured on other rows' },
      'inconclusive',
      `the one gate is not decided: ${REFUSED}`,
    ],
    [
      'a warning that waits does not make it marginal',
      ['accuracy > 0.5', 'roc_auc >= baseline warn'],
      NONE,
      'pass',
      '1 of 2 gates passes, 1 not judged',
    ],
    [
      'the baseline has other rows',
      ['roc_auc >= baseline', 'accuracy > 0.5'],
      { incomparable: 'it was measured on other rows' },
      'inconclusive',
      `1 of 2 gates is not decided: ${REFUSED}`,
    ],
    [
      'the baseline has other rows, default branch',
      ['roc_auc >= baseline'],
      { incomparable: 'it was measured on other rows', onDefaultBranch: true },
      'pass',
      'baseline established: the one gate compares with a baseline, and the baseline cannot be compared with: it was measured on other rows',
    ],
    [
      'nobody can look back, on the default branch, and all compare',
      ['roc_auc >= baseline'],
      SHALLOW,
      'inconclusive',
      'nothing was judged: the one gate compares with a baseline, and there is no baseline: this clone is shallow: fetch more; add a gate with a number, e.g. roc_auc >= 0.7, or fetch what came before',
    ],
    [
      'nobody can look back, on the default branch',
      ['roc_auc >= baseline', 'accuracy > 0.5'],
      SHALLOW,
      'pass',
      'no baseline established, as this clone is shallow: fetch more; 1 of 2 gates passes, 1 not judged',
    ],
    [
      'the baseline lacks the metric',
      ['roc_auc >= baseline', 'accuracy > 0.5'],
      { baseline: sheet({ accuracy: 0.7 }) },
      'pass',
      '1 of 2 gates passes, 1 not judged',
    ],
  ])('%s', (_, gates, over, decision, reason) => {
    expect(judge(gates, over)).toMatchObject({ decision, reason });
  });
});

describe('one result of a gate', () => {
  test('holds the numbers that were compared', () => {
    expect(judge(['roc_auc >= baseline - 0.01 warn']).gates).toEqual([
      {
        gate: 'roc_auc >= baseline - 0.01 warn',
        level: 'warn',
        state: 'fail',
        metric: 'roc_auc',
        operator: '>=',
        rows: 100,
        observed: 0.6812,
        bound: 0.7134 - 0.01,
        baseline: 0.7134,
        difference: 0.6812 - 0.7134,
        advice: 'roc_auc has to rise by 0.0222',
        reason: '0.6812 < 0.7034 (baseline 0.7134 - 0.01), noise not judged: there are no examples',
      },
    ]);
  });

  test('is there for each value of a column, with what the baseline lacks', () => {
    const { gates } = judge(['roc_auc[carrier=*] >= baseline'], {
      baseline: sheet({ 'roc_auc[carrier=UA]': 0.69 }),
    });
    expect(gates.map(({ slice, state, reason }) => [slice, state, reason])).toEqual([
      ['carrier=UA', 'marginal', '0.7 >= 0.69 (baseline), noise not judged: there are no examples'],
      ['carrier=AA', 'not judged', 'the baseline has no roc_auc for carrier=AA'],
      ['carrier=OO', 'not judged', 'roc_auc for carrier=OO is not defined: every row is labelled negative'],
    ]);
  });

  test('says that the measure of the baseline is not defined', () => {
    const { gates } = judge(['roc_auc >= baseline'], { baseline: sheet({ roc_auc: Number.NaN }) });
    expect(gates[0]?.reason).toBe('roc_auc of the baseline is not defined: every row is labelled negative');
  });
});

describe('notes', () => {
  test('say that noise was not judged where a baseline was compared with, and only there', () => {
    const noise =
      'noise not judged: where there are no examples of both sides, comparisons with the baseline take the measured values as they are';
    expect(judge(['accuracy >= baseline']).notes).toEqual([noise]);
    expect(judge(['accuracy >= 0.5']).notes).toEqual([]);
  });

  test('put together what was not judged for one reason', () => {
    const { notes } = judge(
      ['accuracy >= baseline', 'roc_auc >= baseline - 0.01', 'roc_auc[carrier=*] >= 0.5'],
      {
        ...NONE,
        notes: ['a row is positive where late is 1'],
      },
    );
    expect(notes).toEqual([
      'a row is positive where late is 1',
      'not judged: accuracy >= baseline; roc_auc >= baseline - 0.01: there is no baseline: the ref baseline does not exist',
      'not judged: roc_auc[carrier=*] >= 0.5 for carrier=OO: roc_auc is not defined: every row is labelled negative',
    ]);
  });
});

describe('the table of numbers', () => {
  test("sets the candidate beside the baseline, training's own metrics last", () => {
    const { numbers } = judge([], {
      candidate: sheet({ roc_auc: 0.68, 'roc_auc[carrier=OO]': Number.NaN }),
      baseline: sheet({ roc_auc: 0.71 }),
      trainMetrics: { loss: 0.5 },
    });
    expect(numbers).toEqual([
      { metric: 'roc_auc', rows: 100, direction: 'higher-is-better', candidate: 0.68, baseline: 0.71 },
      {
        metric: 'roc_auc',
        slice: 'carrier=OO',
        rows: 10,
        direction: 'higher-is-better',
        candidate: null,
        because: 'every row is labelled negative',
      },
      { metric: 'train.loss', rows: 100, direction: 'none', candidate: 0.5 },
    ]);
  });

  test('leaves a baseline out that cannot be compared with', () => {
    expect(judge([], { incomparable: 'other rows' }).numbers[0]).not.toHaveProperty('baseline');
  });

  test('gives the measurements back that it was made of', () => {
    const route: Measurement = { ...measurement('roc_auc', 0.5), slice: { column: 'route', value: 'a=b' } };
    const measured = [...sheet(CANDIDATE), route];
    expect(measurements(figures(measured, null))).toEqual(measured);
  });
});

test('a verdict survives JSON', () => {
  const verdict = judge(['roc_auc >= baseline', 'roc_auc[carrier=*] >= 0.5', 'xyz > 1']);
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
});

test('why the baseline is not compared with is noted where no gate says it', () => {
  const over = { incomparable: 'it was measured on other rows' };
  const why = 'the baseline cannot be compared with: it was measured on other rows';
  expect(judge(['roc_auc >= 0.6'], over).notes).toContain(why);
  const { notes, gates } = judge(['roc_auc >= baseline'], over);
  expect([notes, gates[0]?.reason]).toEqual([[], why]);
});

test('a baseline that is no number lets nothing through, except where what passes replaces it', () => {
  const gates = ['roc_auc >= baseline - 0.1', 'accuracy >= 0.5'];
  const baseline = sheet({ roc_auc: Number.NaN, accuracy: 0.79 });
  const { decision, gates: results } = judge(gates, { baseline });
  expect([decision, results[0]?.state]).toEqual(['inconclusive', 'inconclusive']);
  expect(results[0]?.reason).toBe('roc_auc of the baseline is not defined: every row is labelled negative');
  expect(judge(gates, { baseline, onDefaultBranch: true }).decision).toBe('pass');
});

test('a number without examples is no confident floor', () => {
  const { decision, gates } = judge(['accuracy >= 0.5 decide=confident']);
  expect([decision, gates[0]?.state]).toEqual(['marginal', 'marginal']);
  expect(gates[0]?.reason).toContain('noise not judged: there are no examples');
  expect(judge(['accuracy >= 0.9 decide=confident']).decision).toBe('fail');
});
