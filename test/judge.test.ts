import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { Workspace } from '#harness/workspace';

/** `mlops judge canary` on files. Verdicts of `--method kayenta` are those of the derived Kayenta vectors. */
interface Whole {
  readonly id: string;
  readonly canaryConfig: object;
  readonly metricSetPairs: readonly {
    readonly name: string;
    readonly experiment: readonly number[];
    readonly control: readonly number[];
  }[];
  readonly derived: { readonly score: number; readonly classification: string };
}
const file = join(import.meta.dirname, '../packages/judge/kayenta/fixtures/kayenta_derived.json');
const { judgeCases }: { readonly judgeCases: readonly Whole[] } = JSON.parse(readFileSync(file, 'utf8'));
const STRICT = ['judge', 'canary', '--config', 'canary.json', '--control', 'control.json'];
const WORDS = [...STRICT, '--method', 'kayenta'];

function workspaceOf({ canaryConfig, metricSetPairs }: Whole): Workspace {
  const side = (name: 'experiment' | 'control') =>
    Object.fromEntries(metricSetPairs.map((pair) => [pair.name, pair[name]]));
  const names = metricSetPairs.map(({ name }) => name);
  const rows = (metricSetPairs[0]?.experiment ?? []).map((_, row) =>
    metricSetPairs.map(({ experiment }) => experiment[row]).join(','),
  );
  return Workspace.of({
    'canary.json': JSON.stringify(canaryConfig),
    'control.json': JSON.stringify(side('control')),
    'canary.csv': `${names.join(',')}\n${rows.join('\n')}\n`,
  });
}

test.each(judgeCases.map((one) => [one.id, one] as const))(
  '%s as JSON, and its exit status',
  async (_id, one) => {
    using workspace = workspaceOf(one);
    const ran = await runCli([...WORDS, '--experiment', 'canary.csv', '--json'], workspace);
    const { score, classification } = one.derived;
    expect(JSON.parse(ran.stdout)).toMatchObject({ score, class: classification });
    expect(ran.status).toBe(classification === 'Fail' ? 1 : 0);
  },
);

test('the table says what was measured', async () => {
  const high = judgeCases.find(({ id }) => id === 'kay-judge-02');
  if (high === undefined) throw new Error('the vector is gone');
  using workspace = workspaceOf(high);
  const { stdout } = await runCli([...WORDS, '--experiment', 'canary.csv'], workspace);
  expect(stdout).toMatch(/^Fail: score 0\nGroups: g 0\n\nMetric +Class +Canary +n +Baseline/);
  expect(stdout).toMatch(/m1 +High +\S+ +60 +\S+ +60 .* 1\.8282$/m);
});

/** A row is right where the label is what is predicted; `right`: how many of a hundred are. */
function predictions(right: number, rows = 400, first = 1): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = row % 2;
    return `${row + first},${label},${row % 100 < right ? label : 1 - label},${row % 3 === 0 ? 'AA' : 'UA'}`;
  });
  return `id,label,prediction,carrier\n${lines.join('\n')}\n`;
}

const FILES = { 'candidate.csv': predictions(80), 'baseline.csv': predictions(82) };
const COMPARE = ['judge', 'compare', '--candidate', 'candidate.csv', '--baseline', 'baseline.csv'];

test('the example of --help compares two files', async () => {
  using workspace = Workspace.of(FILES);
  const { stdout: help } = await runCli(['judge', 'compare', '--help'], workspace);
  const usage = /^Usage: mlops (.*)$/m.exec(help)?.[1] ?? '';
  const words = [...usage.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const ran = await runCli(words, workspace);
  expect(ran.stdout).toMatch(/^✓ candidate\.csv passed\n/);
  expect(ran.stdout).toMatch(
    /✓ accuracy >= baseline - 0\.05 +0\.8000 +0\.7700 +diff\. -0\.\d+ to -?0\.\d+\n/,
  );
  expect(ran.status).toBe(0);
});

const SEEDS = Object.fromEntries(
  [79, 83, 81, 80, 84, 82].flatMap((right, seed) => [
    [`runs/a-${seed}.csv`, predictions(right)],
    [`runs/b-${seed}.csv`, predictions(right - 1 - (seed % 3))],
  ]),
);

test('several files a side are training runs: paired by seed where they share it', async () => {
  using workspace = Workspace.of(SEEDS);
  const files = (side: string) => Array.from({ length: 6 }, (_, seed) => `runs/${side}-${seed}.csv`);
  const words = ['judge', 'compare', '--candidate', ...files('a'), '--baseline', ...files('b')];
  const gates = ['--gates', 'accuracy >= baseline - 0.05'];
  const ran = await runCli([...words, ...gates, '--shared-seeds'], workspace);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.stdout).toMatch(/^✓ runs\/a-0\.csv and 5 more passed\n/);
  expect(ran.stdout).toMatch(/accuracy +0\.8150 of 6, sd 0\.0187 .* p 0\.0313\n/);
  const json = JSON.parse((await runCli([...words, ...gates, '--json'], workspace)).stdout);
  expect(json.gates[0].method).toBe("Welch's t over seeds, test-set variance added");
  expect(json.seeds[0]).toMatchObject({ metric: 'accuracy', signedRank: null });
  const odd = await runCli([...words.slice(0, -1), ...gates, '--shared-seeds'], workspace);
  expect(odd.log).toContain('--shared-seeds: pairs file by file, and there are 6 and 5.');
  expect(odd.status).toBe(2);
});

test.each<[string, readonly string[], string, number]>([
  ['a floor that does not hold', ['--gates', 'accuracy >= 0.9'], 'fail', 1],
  ['a margin that noise reaches over', ['--gates', 'accuracy >= baseline - 0.021'], 'inconclusive', 1],
  ['no margin', ['--gates', 'accuracy >= baseline min-n=1000'], 'inconclusive', 1],
  ['a warning', ['--gates', 'accuracy >= 0.9 warn', '--gates', 'accuracy >= 0.7'], 'marginal', 0],
  ['two columns', ['--gates', 'accuracy[carrier=AA, label=1] >= 0.6'], 'pass', 0],
  ['what shall fail', ['--gates', 'accuracy >= 0.9', '--fail-on', 'error'], 'fail', 0],
])('%s: verdict and exit status', async (_, words, decision, status) => {
  using workspace = Workspace.of(FILES);
  const ran = await runCli([...COMPARE, ...words, '--json'], workspace);
  expect(JSON.parse(ran.stdout).decision, ran.stdout).toBe(decision);
  expect(ran.status).toBe(status);
});

test('rows that only one file has are refused, and left out where that is asked for', async () => {
  using workspace = Workspace.of({ ...FILES, 'baseline.csv': predictions(82, 400, 3) });
  const gates = ['--gates', 'accuracy >= baseline - 0.5', '--gates', 'accuracy >= 0.5', '--json'];
  const refused = JSON.parse((await runCli([...COMPARE, ...gates], workspace)).stdout);
  expect(refused.gates[0].state).toBe('inconclusive');
  expect(refused.gates[0].reason).toContain(
    '2 ids are not in baseline.csv (1, 2) and 2 ids are only in baseline.csv (401, 402)',
  );
  const asked = JSON.parse((await runCli([...COMPARE, ...gates, '--on', 'intersection'], workspace)).stdout);
  expect(asked.gates[0]).toMatchObject({ state: 'pass', n: 398 });
  expect(asked.gates[1]).toMatchObject({ state: 'pass', n: 400 });
  expect(asked.notes.join()).toContain('compared on the 398 ids of both');
});

test('ids with other labels are refused', async () => {
  using workspace = Workspace.of({
    ...FILES,
    'baseline.csv': FILES['baseline.csv'].replace('\n2,1,', '\n2,0,'),
  });
  const ran = await runCli([...COMPARE, '--gates', 'accuracy >= baseline - 0.5', '--json'], workspace);
  expect(JSON.parse(ran.stdout).gates[0].reason).toContain(
    '1 of 400 ids has another label (2) in baseline.csv',
  );
});

test.each([
  [['judge'], /judge: takes what is to be judged\. There are: compare, canary, drift, estimate, anomaly/],
  [[...WORDS], /--experiment: is not given/],
  [[...WORDS, '--experiment', 'absent.csv'], /absent\.csv: cannot be read/],
  [[...WORDS, '--experiment', 'other.csv'], /other\.csv: holds none of the metrics that are configured/],
  [[...WORDS, '--experiment', 'control.json', '--pass', 'high'], /--pass = "high": is not a number/],
])('%j is a mistake that says what to do', async (words, said) => {
  const [one] = judgeCases;
  if (one === undefined) throw new Error('the vectors are gone');
  using workspace = workspaceOf(one);
  workspace.write({ 'other.csv': 'cpu\n1\n' });
  const ran = await runCli(words, workspace);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(said);
});

test('metric sets as Kayenta stores them are paired by tags', async () => {
  const set = (name: string, zone: string, values: readonly (number | 'NaN')[]) => ({
    name,
    tags: { zone },
    startTimeMillis: 0,
    endTimeMillis: 20_000,
    stepMillis: 1000,
    values,
  });
  const line = (from: number) => Array.from({ length: 18 }, (_, at) => from + at);
  using workspace = Workspace.of({
    'canary.json': JSON.stringify({ metrics: [{ name: 'cpu', groups: ['g'] }] }),
    'control.json': JSON.stringify([set('cpu', 'a', line(1)), set('cpu', 'b', line(2))]),
    'experiment.json': JSON.stringify([set('cpu', 'b', [...line(90), 'NaN']), set('other', 'b', [1])]),
  });
  const ran = await runCli([...WORDS, '--experiment', 'experiment.json', '--json'], workspace);
  expect(JSON.parse(ran.stdout).results).toMatchObject([
    { tags: { zone: 'a' }, label: 'Nodata' },
    { tags: { zone: 'b' }, label: 'High', experiment: { count: 18 } },
  ]);
  expect(ran.stderr).toContain('cpu: the control series has 18 points, fewer than 50');
});

/** Points of a minute each, around a level, the same at every run; the tenth is missing. */
function table(level: number, seed: number, from = 0): string {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const time = new Date(Date.UTC(2026, 0, 31, 12, from + at)).toISOString();
    const noise = (((at + seed) * 7919) % 101) / 101;
    return `${time},${at === 9 ? '' : level + noise},${Math.floor(noise * 2)},100`;
  });
  return `time,latency,errors,requests\n${rows.join('\n')}\n`;
}

test('the example of the help runs, and says what it found', async () => {
  using workspace = Workspace.of({ 'control.csv': table(100, 1), 'canary.csv': table(104, 2) });
  const { stdout: help } = await runCli(['judge', 'canary', '--help'], workspace);
  const usage = /^Usage: mlops (.*)$/m.exec(help)?.[1] ?? '';
  const rules = /metrics: \[.*?\]/.exec(help.replaceAll(/\s+/g, ' '))?.[0] ?? '';
  workspace.write({ 'canary.yml': `${rules}\n` });
  const ran = await runCli(usage.split(' '), workspace);
  expect(ran.status).toBe(0);
  expect(ran.stdout).toMatch(
    /^pass: the one metric passes\nPassing metrics: score 100; the score decides nothing\./,
  );
  expect(ran.stdout).toMatch(
    /^latency +pass +104\.\d+ +59 +100\.\d+ +59 +4(\.\d+)? .* \+10\.0\d+ +1\.0000 +\d+$/m,
  );
});

test('a canary that is worse fails, with its numbers as JSON', async () => {
  using workspace = Workspace.of({
    'control.csv': table(100, 1),
    'canary.csv': table(120, 2, 5),
    'canary.yml': `tolerance: 0.1
metrics:
  - { name: latency, direction: increase, groups: [speed] }
  - { name: errors, kind: counter, exposure: requests, direction: increase, margin: 0.02, level: warn, groups: [health] }
weights: { speed: 75 }
`,
  });
  const words = [
    'judge',
    'canary',
    '--config',
    'canary.yml',
    '--control',
    'control.csv',
    '--experiment',
    'canary.csv',
  ];
  const ran = await runCli([...words, '--json'], workspace);
  expect(ran.status).toBe(1);
  const found = JSON.parse(ran.stdout);
  expect(found).toMatchObject({
    judge: 'mlops-canary-v1',
    decision: 'fail',
    score: 25,
    metrics: [
      { name: 'latency', state: 'fail', paired: true, experiment: { n: 53 }, bound: { decrease: null } },
      { name: 'errors', state: 'pass', level: 'warn', control: { exposure: 5500 } },
    ],
  });
  expect(found.reason).toMatch(
    /^1 of 2 metrics worse: latency: lies 20\.\d+ higher \(95 %: .*\); 10\.0\d is allowed more|latency/,
  );
  expect((await runCli([...words, '--fail-on', 'never'], workspace)).status).toBe(0);
});

test('an exposure that is in neither file is a mistake that names it', async () => {
  using workspace = Workspace.of({
    'control.csv': table(100, 1),
    'canary.yml':
      'metrics:\n  - { name: errors, kind: counter, exposure: request, direction: increase, margin: 0.02 }\n',
  });
  const files = ['--config', 'canary.yml', '--control', 'control.csv', '--experiment', 'control.csv'];
  const ran = await runCli(['judge', 'canary', ...files], workspace);
  expect(ran.status).toBe(2);
  expect(ran.log).toContain('exposure of errors = "request": is in neither file');
});

test('in a narrow terminal the table is narrow too', async () => {
  using workspace = Workspace.of({
    'control.csv': table(100, 1),
    'canary.yml': 'metrics: [{ name: latency, direction: increase, margin: 50 }]\n',
  });
  const files = ['--config', 'canary.yml', '--control', 'control.csv', '--experiment', 'control.csv'];
  const ran = await runCli(['judge', 'canary', ...files], workspace, { env: { COLUMNS: '72' } });
  expect(ran.status, ran.log).toBe(0);
  expect(Math.max(...ran.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(72);
  expect(ran.stdout).toContain('Left out, for want of room: Tells as');
});

test('a long judgement comes whole through a pipe', async () => {
  const names = Array.from({ length: 300 }, (_, at) => `m${at}`);
  const values = Object.fromEntries(names.map((name) => [name, [1, 2, 3]]));
  using workspace = Workspace.of({
    'canary.json': JSON.stringify({ metrics: names.map((name) => ({ name, direction: 'increase' })) }),
    'control.json': JSON.stringify(values),
  });
  const ran = await runCli([...STRICT, '--experiment', 'control.json', '--json'], workspace);
  expect(ran.stdout.length).toBeGreaterThan(140_000);
  expect(JSON.parse(ran.stdout).metrics).toHaveLength(300);
});

test('a look beyond those that are planned is a mistake', async () => {
  using workspace = Workspace.of({
    'canary.json': JSON.stringify({ looks: 4, metrics: [{ name: 'cpu', direction: 'increase' }] }),
    'control.json': JSON.stringify({ cpu: [1, 2, 3] }),
  });
  const ran = await runCli([...STRICT, '--experiment', 'control.json', '--look', '5'], workspace);
  expect(ran.status).toBe(2);
  expect(ran.log).toContain('--look: is beyond the 4 that are planned. Say how many there are: --looks 5');
});

test('times stand beside the values in JSON too, and what is missing is inconclusive', async () => {
  const series = (level: number) => ({
    time: Array.from({ length: 30 }, (_, at) => 1000 * at),
    values: Array.from({ length: 30 }, (_, at) => level + ((at * 7919) % 101) / 101),
  });
  using workspace = Workspace.of({
    'canary.json': JSON.stringify({
      metrics: ['cpu', 'memory'].map((name) => ({ name, direction: 'increase', tolerance: 0.5 })),
    }),
    'control.json': JSON.stringify({ cpu: series(3), memory: [1, null] }),
    'experiment.json': JSON.stringify({ cpu: series(3) }),
  });
  const ran = await runCli([...STRICT, '--experiment', 'experiment.json'], workspace);
  expect(ran.status).toBe(1);
  expect(ran.stdout).toMatch(/^inconclusive: 1 of 2 metrics not decided: memory: the canary has no data\n/);
  expect(ran.stdout).toMatch(/^memory: the canary has no data\. See that the metric is reported\.$/m);
});

test.each([
  [
    ['--method', 'mean'],
    /--method = "mean": is no judge of canaries\. Write --method strict or --method kayenta/,
  ],
  [['--pass', '90'], /--pass: says nothing to the strict judge\. Leave it out, or write --method kayenta/],
  [['--fail-on', 'failure'], /fail-on = "failure" \(--fail-on\): is no decision that can fail a stage/],
  [[], /m1: does not say which change is bad\. Add "direction": "increase"/],
])('%j is a mistake of the strict judge', async (more, said) => {
  const plain = judgeCases.find(({ id }) => id === 'kay-judge-02');
  if (plain === undefined) throw new Error('the vector is gone');
  using workspace = workspaceOf(plain);
  const ran = await runCli([...STRICT, '--experiment', 'canary.csv', ...more], workspace);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(said);
});
