import type { BaselineFacts, Decision, Figure, GateResult, Verdict } from '#judge/verdict';
import type { Lineage, LineageEdge, LineageNode } from '#record/lineage/graph';
import type { PastEvaluation, RunFacts } from './facts.ts';

/**
 * Verdicts as tests of this package read them, one a decision. Values are made up but of ordinary sizes: late
 * flights of June 2013 by carrier.
 */
const CARRIERS: readonly (readonly [string, number, number | null, number])[] = [
  ['9E', 1437, 0.6912, 0.7044],
  ['AA', 2757, 0.7215, 0.7198],
  ['AS', 60, 0.6402, 0.6511],
  ['B6', 4622, 0.7101, 0.7166],
  ['DL', 4126, 0.7333, 0.7302],
  ['EV', 4456, 0.6871, 0.7029],
  ['F9', 55, 0.5833, 0.6917],
  ['FL', 252, 0.6644, 0.6702],
  ['HA', 30, null, 0.7711],
  ['MQ', 2178, 0.7056, 0.7031],
  ['UA', 4975, 0.7249, 0.7254],
  ['US', 1736, 0.7121, 0.7121],
  ['VX', 480, 0.6988, 0.7203],
  ['WN', 1028, 0.6934, 0.6944],
];

const floor: GateResult = {
  gate: 'roc_auc >= 0.70',
  level: 'fail',
  state: 'pass',
  metric: 'roc_auc',
  rows: 28192,
  observed: 0.71034,
  operator: '>=',
  bound: 0.7,
  reason: 'roc_auc is 0.7103, at least 0.7000.',
};
const regression: GateResult = {
  ...floor,
  gate: 'roc_auc >= baseline - 0.01',
  bound: 0.70839,
  baseline: 0.71839,
  reason: 'roc_auc is 0.0081 below the baseline; 0.0100 is allowed.',
};

function carrierGates(level: 'fail' | 'warn'): GateResult[] {
  return CARRIERS.map(([carrier, rows, observed, baseline]): GateResult => {
    const gate = {
      gate: `roc_auc[carrier=*] >= baseline - 0.05${level === 'warn' ? ' warn' : ''}`,
      level,
      metric: 'roc_auc',
      slice: `carrier=${carrier}`,
      rows,
      operator: '>=',
      baseline,
      bound: baseline - 0.05,
    } as const;
    if (observed === null)
      return { ...gate, state: 'not judged', reason: 'Only one class among these 30 rows.' };
    const low = observed < gate.bound;
    const reason = low ? 'roc_auc fell by more than 0.05.' : 'Within 0.05 of the baseline.';
    return { ...gate, observed, state: low ? 'fail' : 'pass', reason };
  });
}

function figures(judged: boolean): Figure[] {
  const beside = (baseline: number) => (judged ? { baseline } : {});
  const [up, down] = [{ direction: 'higher-is-better' }, { direction: 'lower-is-better' }] as const;
  return [
    { metric: 'accuracy', rows: 28192, candidate: 0.7812, ...beside(0.7829), ...up },
    { metric: 'roc_auc', rows: 28192, candidate: 0.71034, ...beside(0.71839), ...up },
    { metric: 'log_loss', rows: 28192, candidate: 0.5021, ...beside(0.5077), ...down },
    { metric: 'train.rows', rows: 28192, candidate: 132004, ...beside(131870), direction: 'none' },
    ...CARRIERS.map(([carrier, rows, candidate, baseline]): Figure => {
      const figure = { metric: 'roc_auc', slice: `carrier=${carrier}`, rows, ...beside(baseline), ...up };
      return candidate === null
        ? { ...figure, candidate, because: 'only one class' }
        : { ...figure, candidate };
    }),
    ...CARRIERS.map(([carrier, rows, , baseline]): Figure => {
      const value = 1.2 - baseline;
      return {
        metric: 'log_loss',
        slice: `carrier=${carrier}`,
        rows,
        candidate: value,
        ...beside(0.5),
        ...down,
      };
    }),
  ];
}

const ref: BaselineFacts = {
  kind: 'ref',
  name: 'baseline',
  digest: '3f1c2a9be0d4517788aa6c0b1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6',
  commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
};
const absent: BaselineFacts = { kind: 'absent', reason: 'the ref baseline does not exist yet' };

function verdict(decision: Decision, reason: string, rest: Partial<Verdict>): Verdict {
  return {
    schema: 'https://example.org/verdict/v1',
    decision,
    reason,
    gates: [floor, regression],
    numbers: figures(true),
    baseline: ref,
    rows: 28192,
    notes: [
      'Noise is not judged: values are compared as measured.',
      '51 rows have no label and were left out.',
    ],
    ...rest,
  };
}

export const VERDICTS: Readonly<Record<Decision, Verdict>> = {
  pass: verdict('pass', 'Both gates pass.', {}),
  marginal: verdict(
    'marginal',
    'All failing gates pass; 1 of 14 slices warns: roc_auc on carrier=F9 fell by 0.1084.',
    {
      gates: [floor, regression, ...carrierGates('warn')],
    },
  ),
  fail: verdict('fail', 'roc_auc on carrier=F9 is 0.5833, below its bound 0.6417 (baseline 0.6917 - 0.05).', {
    gates: [floor, regression, ...carrierGates('fail')],
  }),
  inconclusive: verdict('inconclusive', 'There is no baseline, and no gate could be judged without one.', {
    gates: [
      {
        gate: 'roc_auc >= baseline - 0.01',
        level: 'fail',
        state: 'not judged',
        metric: 'roc_auc',
        observed: 0.71034,
        operator: '>=',
        reason: 'There is no baseline to compare with.',
      },
    ],
    numbers: figures(false),
    baseline: absent,
  }),
  error: verdict('error', 'roc_auc is not defined: the column p_late holds NaN in 12 of 28,192 rows.', {
    gates: [{ ...floor, observed: Number.NaN, state: 'error', reason: 'roc_auc is not defined.' }],
    numbers: [
      {
        metric: 'roc_auc',
        rows: 28192,
        candidate: null,
        because: '12 scores are NaN',
        direction: 'higher-is-better',
      },
    ],
    baseline: absent,
  }),
};

/** The failing verdict with its noise judged: intervals about as wide as so many rows have. */
export const NOISY: Verdict = {
  ...VERDICTS.fail,
  gates: VERDICTS.fail.gates.map((gate): GateResult => {
    const { observed, baseline, rows = 1, state } = gate;
    if (observed === undefined || baseline === undefined) return gate;
    const [difference, half] = [observed - baseline, 0.9 / Math.sqrt(rows)];
    const interval = [difference - half, difference + half] as const;
    const unsure = state === 'pass' && interval[0] < -0.05;
    return {
      ...gate,
      ...(unsure ? { state: 'marginal', advice: `about ${rows * 3} rows would decide it` } : {}),
      difference,
      interval,
      n: Math.round(rows / 4),
      counted: 'positives',
      method: 'paired influence',
    };
  }),
  numbers: VERDICTS.fail.numbers.map((figure) => {
    const { candidate, baseline, slice } = figure;
    if (slice !== undefined || candidate === null || typeof baseline !== 'number') return figure;
    const value = candidate - baseline;
    return {
      ...figure,
      interval: [candidate - 0.006, candidate + 0.006],
      difference: { value, interval: [value - 0.003, value + 0.003] },
    };
  }),
};

const stage = (id: string, label: string, digest: string): LineageNode => ({
  id,
  kind: 'stage',
  label,
  digest: digest.repeat(8),
  finishedOn: '2026-11-24T06:12:58.000Z',
  run: '4711/1',
});
const thing = (label: string, digest: string): LineageNode => ({
  id: label,
  kind: 'thing',
  label,
  digest: digest.repeat(8),
});
const edge = (
  role: LineageEdge['role'],
  from: string,
  to: string,
  state: LineageEdge['state'],
  reason: string,
): LineageEdge => ({ role, from, to, state, reason });

/** A chain with an edge of each state and each role. */
export const LINEAGE: Lineage = {
  head: 'evaluate',
  nodes: [
    { ...stage('evaluate', 'evaluate flights', 'e7a10a7e'), verdict: 'fail' },
    stage('train', 'train flights', '7a14ed00'),
    thing('model', '0d15ea5e'),
    thing('data:flights', 'feedface'),
    thing('commit with changes', '9f8e7d6c'),
    thing('verdict.json', 'badc0de5'),
    { id: 'ref', kind: 'name', label: 'the ref baseline', digest: null },
  ],
  edges: [
    edge('names', 'ref', 'evaluate', 'by digest', 'found in the ref baseline'),
    edge('in', 'data:flights', 'train', 'signed', 'found in data; signed by ci@acme.example'),
    edge('in', 'commit with changes', 'train', 'not checked', 'the checkout had uncommitted changes'),
    edge('out', 'train', 'model', 'broken', 'expected sha256 0d15ea5e0d15, found 600dbeef600d in model/m'),
    edge('in', 'model', 'evaluate', 'by digest', 'the record of train flights says the same'),
    edge('after', 'evaluate', 'train', 'by digest', 'found in records'),
    edge('out', 'evaluate', 'verdict.json', 'by digest', 'found in evaluate/verdict.json'),
  ],
};
/** Eleven evaluations in the days before, one of them judged on other data, one without a value. */
const PAST = (
  [
    ['1f0e2d3c4b5a', 0.6912, 0.5214, 'fail'],
    ['2a1b3c4d5e6f', 0.6995, 0.5167, 'fail'],
    ['3b2c1d0e9f8a', 0.7041, 0.5143, 'pass'],
    ['4c3d2e1f0a9b', 0.7068, 0.5129, 'pass'],
    ['5d4e3f2a1b0c', null, null, 'error'],
    ['6e5f4a3b2c1d', 0.7093, 0.5109, 'marginal'],
    ['7f6a5b4c3d2e', 0.7121, 0.5102, 'pass'],
    ['8a7b6c5d4e3f', 0.7155, 0.5094, 'inconclusive'],
    ['9b8c7d6e5f4a', 0.7162, 0.5088, 'pass'],
    ['a1b2c3d4e5f6', 0.71839, 0.5077, 'pass'],
    ['b2c3d4e5f6a7', 0.7139, 0.5061, 'marginal'],
  ] as const
).map(
  ([commit, roc_auc, log_loss, decision], index): PastEvaluation => ({
    time: `2026-11-${String(index + 10)}T08:30:00.000Z`,
    commit: commit.padEnd(40, '0'),
    dirty: index === 5,
    decision,
    otherData: index === 0,
    numbers: { roc_auc, log_loss },
    ...(index > 6 && roc_auc !== null ? { intervals: { roc_auc: [roc_auc - 0.006, roc_auc + 0.006] } } : {}),
  }),
);

export const FACTS: RunFacts = {
  model: 'flights',
  commit: '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432',
  branch: 'fewer-trees',
  dirty: true,
  url: 'https://github.com/acme/flights/actions/runs/4711',
  time: '2026-11-24T06:13:09.123Z',
  environment: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
  modelDigest: '0d15ea5e0d15ea5e0d15ea5e0d15ea5e0d15ea5e0d15ea5e0d15ea5e0d15ea5e',
  data: [{ name: 'flights', digest: 'feedfacefeedfacefeedfacefeedfacefeedfacefeedfacefeedfacefeedface' }],
  predictions: {
    file: 'out/predictions.parquet',
    bytes: 412_345,
    rows: 28243,
    digest: 'badc0de5badc0de5badc0de5badc0de5badc0de5badc0de5badc0de5badc0de5',
    task: 'binary',
  },
  stages: [
    {
      stage: 'setup',
      state: 'reused',
      seconds: 0.41,
      why: 'the lock file and Python are unchanged',
      savedSeconds: 14.2,
    },
    { stage: 'data', state: 'skipped', seconds: 0.2, why: 'same key as run 12', savedSeconds: 8.6 },
    { stage: 'train', state: 'ran', seconds: 72.4, why: 'params.trees 200 -> 20' },
    { stage: 'evaluate', state: 'ran', seconds: 5.1, why: 'the model is new' },
  ],
  lineage: LINEAGE,
  past: PAST,
};

/** Text that has broken other people's reports: whatever shows it must show it, and nothing else. */
export const HOSTILE = [
  'a|b',
  '`code`',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</script><!--',
  'line\nbreak\r\n::error::forged',
  '::error file=a.py::forged',
  '##[group]forged',
  '@octocat and a@b.example',
  '#12 [link](https://evil.example) ![image](x)',
  '\u001b[31mred\u001b[0m',
  'user\u202egpj.exe',
  '"quoted" & \'single\' &lt;',
  '*bold* _under_ ~~gone~~ $math$ \\',
  '東京=羽田 🛫',
  'x'.repeat(400),
] as const;

/** The failing verdict with every piece of foreign text replaced. */
export function hostile(text: string): { verdict: Verdict; facts: RunFacts } {
  const { gates, numbers, ...rest } = VERDICTS.fail;
  const named = <T extends { readonly slice?: string }>(one: T): T =>
    one.slice === undefined ? one : { ...one, slice: `${text}${one.slice}` };
  return {
    verdict: {
      ...rest,
      reason: text,
      notes: [text],
      baseline: { kind: 'file', name: text, digest: text, commit: text },
      gates: gates.map((gate) => ({ ...named(gate), gate: text, reason: text })),
      numbers: numbers.map((figure) => ({ ...named(figure), because: text })),
    },
    facts: {
      ...FACTS,
      model: text,
      commit: text,
      branch: text,
      url: `javascript:${text}`,
      time: text,
      data: [{ name: text, digest: text }],
      predictions: { file: text, bytes: 1, rows: 1, digest: text, task: text },
      stages: [{ stage: text, state: 'ran', seconds: 1, why: text }],
      lineage: {
        ...LINEAGE,
        nodes: LINEAGE.nodes.map((node) => ({ ...node, label: text, finishedOn: text, verdict: text })),
        edges: LINEAGE.edges.map((one) => ({ ...one, reason: text })),
      },
      past: PAST.map((one) => ({ ...one, commit: text, time: `${text}${one.time}`, decision: text })),
    },
  };
}
