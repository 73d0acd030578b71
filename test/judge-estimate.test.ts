import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { Workspace } from '#harness/workspace';

/** `mlops judge estimate` and `mlops judge anomaly` on files; estimates are those of NannyML. */
const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Case {
  readonly name: string;
  readonly reference: { readonly score: number[]; readonly label: number[] };
  readonly current: number[];
  readonly metrics: Readonly<Record<string, { readonly value: number[]; readonly lower: number }>>;
}
interface Many {
  readonly classes: readonly string[];
  readonly reference: { readonly score: number[][]; readonly label: number[] };
  readonly current: number[][];
  readonly metrics: Case['metrics'];
}
const { cases, many }: { readonly cases: readonly Case[]; readonly many: readonly Many[] } = JSON.parse(
  read('packages/judge/estimation/vectors.json'),
);
const caseOf = (name: string): Case => {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error('the vector is gone');
  return found;
};

function predictionsOf(name: string): Workspace {
  const { reference, current } = caseOf(name);
  const rows = reference.score.map((score, row) => `${score},${reference.label[row]}`);
  return Workspace.of({
    'reference.csv': `score,label\n${rows.join('\n')}\n`,
    'current.csv': `score\n${current.join('\n')}\n`,
    'late.jsonl': current.map((score) => JSON.stringify({ p_late: score })).join('\n'),
    'labelled.csv': `p_late,late\n${rows.join('\n')}\n`,
  });
}

/** The command of a page's example, as it is typed. */
const exampleIn = (text: string, what: string) => {
  const line = new RegExp(`mlops (judge ${what} --[^(\`]*[^(\` ])`).exec(text.replaceAll(/\s+/g, ' '))?.[1];
  if (line === undefined) throw new Error('there is no example');
  return line.split(' ');
};
const FILES = ['--reference', 'reference.csv', '--current', 'current.csv'];

test('estimates as JSON are those of NannyML, chunk by chunk', async () => {
  using workspace = predictionsOf('overconfident scores');
  const ran = await runCli(['judge', 'estimate', ...FILES, '--metrics', 'recall', '--json'], workspace);
  const found = JSON.parse(ran.stdout);
  expect(found).toMatchObject({ rows: { reference: 600, current: 200 }, calibration: { calibrated: true } });
  const expected = caseOf('overconfident scores').metrics['recall'];
  expect(found.estimates).toHaveLength(1);
  expect(found.estimates[0].limits.lower).toBeCloseTo(expected?.lower ?? Number.NaN, 9);
  expect(found.estimates[0].chunks[3].value).toBeCloseTo(expected?.value[3] ?? Number.NaN, 9);
});

test('the example of the page and of the help runs, and its assumptions are printed', async () => {
  using workspace = predictionsOf('calibrated scores');
  const help = await runCli(['judge', 'estimate', '--help'], workspace);
  expect(exampleIn(help.stdout, 'estimate')).toEqual(exampleIn(read('docs/judge-estimate.md'), 'estimate'));
  const { stdout, status } = await runCli(exampleIn(help.stdout, 'estimate'), workspace);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^marginal: estimates are not below the reference; no label has confirmed them/);
  expect(stdout).toContain('250 rows without labels; reference of 600 rows');
  expect(stdout).toMatch(/^Measure +Estimate +from +to +Reference +estimated +Limit +to +Alert$/m);
  expect(stdout).toMatch(/^roc_auc +0\.\d{4} /m);
  expect(stdout).toContain('Valid only if P(y|x) has not changed and scores are calibrated');
  expect(stdout).toContain('expected calibration error');
  expect(stdout).toContain(
    'Note: no column holds predictions: a row counts as predicted positive where score >= 0.5',
  );
});

test('columns of other names, and JSON Lines', async () => {
  using workspace = predictionsOf('calibrated scores');
  const names = ['--columns', 'score=p_late,label=late'];
  const words = ['judge', 'estimate', '--reference', 'labelled.csv', '--current', 'late.jsonl', ...names];
  const [one, other] = [
    await runCli([...words, '--json'], workspace),
    await runCli(['judge', 'estimate', ...FILES, '--json'], workspace),
  ];
  expect(JSON.parse(one.stdout).estimates).toEqual(JSON.parse(other.stdout).estimates);
});

test('many classes: a column of scores a class, and measures that are means over the classes', async () => {
  const [one] = many;
  if (one === undefined) throw new Error('the vector is gone');
  const table = (columns: readonly number[][], labels: readonly number[] | null) =>
    (columns[0] ?? []).map((_, row) => {
      const scores = columns.map((column) => column[row] ?? 0);
      const said = one.classes[scores.indexOf(Math.max(...scores))];
      return [...scores, said, ...(labels === null ? [] : [one.classes[labels[row] ?? 0]])].join(',');
    });
  const head = [...one.classes.map((name) => `score_${name}`), 'prediction'].join(',');
  using workspace = Workspace.of({
    'reference.csv': `${head},label\n${table(one.reference.score, one.reference.label).join('\n')}\n`,
    'current.csv': `${head}\n${table(one.current, null).join('\n')}\n`,
    'fewer.csv': `score_a,prediction\n0.5,a\n`,
  });
  const words = ['judge', 'estimate', ...FILES, '--task', 'multiclass'];
  const found = JSON.parse((await runCli([...words, '--json'], workspace)).stdout);
  expect(found.estimates.map(({ metric }: { readonly metric: string }) => metric)).toEqual(
    Object.keys(one.metrics),
  );
  const f1 = found.estimates.find(({ metric }: { readonly metric: string }) => metric === 'f1_macro');
  expect(f1.limits.lower).toBeCloseTo(one.metrics['f1_macro']?.lower ?? Number.NaN, 9);
  expect(f1.chunks[3].value).toBeCloseTo(one.metrics['f1_macro']?.value[3] ?? Number.NaN, 9);
  const other = ['judge', 'estimate', ...FILES.slice(0, 3), 'fewer.csv', '--task', 'multiclass'];
  expect((await runCli(other, workspace)).stderr).toMatch(
    /has scores of the classes a, and the reference of a, b, c/,
  );
});

test('an estimate below the limits fails with status 1, unless it may not', async () => {
  using workspace = predictionsOf('calibrated scores');
  const half = Array.from({ length: 100 }, (_, row) => 0.45 + row / 1000);
  workspace.write({ 'current.csv': `score\n${half.join('\n')}\n` });
  const ran = await runCli(['judge', 'estimate', ...FILES], workspace);
  expect(ran.stdout).toMatch(
    /^fail: roc_auc, [a-z0-9_, ]+: estimated below what chunks of the reference reached/,
  );
  // a line a chunk, however many measures are outside
  expect(ran.stdout.match(/^Chunk \[0:9\] outside its limits: roc_auc 0\.\d+ \(below\), /gm)).toHaveLength(1);
  expect(ran.status).toBe(1);
  expect((await runCli(['judge', 'estimate', ...FILES, '--fail-on', 'never'], workspace)).status).toBe(0);
});

test('what cannot be decided is inconclusive', async () => {
  using workspace = predictionsOf('calibrated scores');
  workspace.write({ 'current.csv': `score\n${'0.4\n'.repeat(12)}` });
  const ran = await runCli(['judge', 'estimate', ...FILES], workspace);
  expect(ran.stdout).toMatch(/^inconclusive: there are 12 rows now: 30 are the least/);
  expect(ran.status).toBe(1);
});

test('chunks by day sort the rows by time', async () => {
  using workspace = predictionsOf('calibrated scores');
  const { reference, current } = caseOf('calibrated scores');
  const day = (row: number, rows: number) =>
    new Date(Date.UTC(2026, 0, 1 + Math.floor((row * 10) / rows))).toISOString();
  const before = reference.score.map((score, row) => `${score},${reference.label[row]},${day(row, 600)}`);
  const now = current.map((score, row) => `${score},${day(row, 250)}`);
  workspace.write({
    'reference.csv': `score,label,at\n${before.join('\n')}\n`,
    'current.csv': `score,at\n${now.toReversed().join('\n')}\n`,
  });
  const words = ['judge', 'estimate', ...FILES, '--time', 'at', '--chunk-period', 'day', '--json'];
  const [{ chunks, limits }] = JSON.parse((await runCli(words, workspace)).stdout).estimates;
  expect(chunks).toHaveLength(10);
  expect(chunks[1].chunk).toEqual({ name: '2026-01-02', from: 25, to: 50 });
  const expected = caseOf('calibrated scores').metrics['roc_auc'];
  expect(limits.lower).toBeCloseTo(expected?.lower ?? Number.NaN, 9);
  expect(chunks[1].value).toBeCloseTo(expected?.value[1] ?? Number.NaN, 9);
});

test.each([
  [['--reference', 'reference.csv'], /--current: is not given/],
  [['--reference', 'absent.csv', '--current', 'current.csv'], /absent\.csv: cannot be read/],
  [['--reference', 'current.csv', '--current', 'current.csv'], /label.*: is no column of current\.csv/],
  [[...FILES, '--metrics', 'brier'], /--metrics = "brier": cannot be estimated\. Choose from roc_auc/],
  [
    [...FILES, '--columns', 'scores=p'],
    /columns\.scores = "p": is nothing a column can hold\. Did you mean score/,
  ],
  [[...FILES, '--task', 'multiclass'], /reference\.csv/],
  [[...FILES, '--task', 'ranking'], /--task = "ranking": is not known\. Choose from binary, multiclass/],
  [[...FILES, '--chunk-period', 'day'], /--chunk-period = "day": needs times/],
  [[...FILES, '--chunks', '5000'], /chunks = "5000": cannot be made of 600 rows/],
  [[...FILES, '--columns', 'score=label'], /columns\.score = "label": is no column of current\.csv/],
  [['odd', ...FILES], /odd: is not understood\. Write mlops judge estimate --reference/],
])('estimate %j is a mistake that says what to do', async (words, said) => {
  using workspace = predictionsOf('calibrated scores');
  const ran = await runCli(['judge', 'estimate', ...words], workspace);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(said);
});

/** Weekdays about 40 ms, weekends about 25, wobbling a little; the last 20 days slower by `by`. */
function history(by: number): string {
  const rows = Array.from({ length: 140 }, (_, day) => {
    const wobble = ((day * 7919) % 101) / 50 - 1;
    return `${day},${((day % 7 < 5 ? 40 : 25) + wobble + (day >= 120 ? by : 0)).toFixed(3)}`;
  });
  return `day,latency\n${rows.join('\n')}\n`;
}
const DAYS = ['judge', 'anomaly', '--series', 'history.csv', '--metric', 'latency', '--period', '7'];

test('the example of the page and of the help runs', async () => {
  using workspace = Workspace.of({ 'history.csv': history(2) });
  const help = await runCli(['judge', 'anomaly', '--help'], workspace);
  expect(exampleIn(help.stdout, 'anomaly')).toEqual(DAYS);
  const { stdout, status } = await runCli(exampleIn(read('docs/judge-anomaly.md'), 'anomaly'), workspace);
  expect(stdout).toMatch(/^fail: latency: a lasting shift up since about point 12\d, sure at point 12\d/);
  expect(stdout).toContain('70 points against 70 before them, 0 missing, period 7');
  expect(stdout).toMatch(/^CUSUM: k 0\.5, h 5\.0707 for a run length of 500; 1 deviation is 0\.\d+$/m);
  expect(status).toBe(1);
});

test.each([
  [0, [], 'pass', 0],
  [2, ['--direction', 'decrease'], 'pass', 0],
  [-2, ['--direction', 'decrease'], 'fail', 1],
  [-2, ['--fail-on', 'never'], 'fail', 0],
])('days slower by %d ms with %j come to %s', async (by, words, decision, status) => {
  using workspace = Workspace.of({ 'history.csv': history(by) });
  const ran = await runCli([...DAYS, ...words, '--json'], workspace);
  expect(JSON.parse(ran.stdout)).toMatchObject({ metric: 'latency', decision, period: 7 });
  expect(ran.status).toBe(status);
});

test('a table shows odd points', async () => {
  using workspace = Workspace.of({
    'history.csv': history(0)
      .replace(/^100,.*$/m, '100,61')
      .replace(/^50,.*$/m, '50,'),
  });
  const { stdout, status } = await runCli(DAYS, workspace);
  expect(stdout).toMatch(
    /^marginal: latency: odd: point 101; no lasting shift\n70 points against 70 before them, 1 missing/,
  );
  expect(stdout).toMatch(/^Odd point +Value +Expected +Robust z +p\n +101 +61 +\d/m);
  expect(status).toBe(0);
});

test('JSON holds a list a metric', async () => {
  const values = Array.from({ length: 60 }, (_, at) => (at === 3 ? null : (at * 37) % 11));
  using workspace = Workspace.of({ 'history.json': JSON.stringify({ rows: values }) });
  const words = ['judge', 'anomaly', '--series', 'history.json', '--metric', 'rows', '--json'];
  expect(JSON.parse((await runCli(words, workspace)).stdout)).toMatchObject({
    decision: 'pass',
    points: { missing: 1 },
  });
});

test.each([
  [['--series', 'history.csv'], /--metric: is not given/],
  [
    ['--series', 'history.csv', '--metric', 'latencies'],
    /latencies.*is no column of history\.csv\. Did you mean latency/,
  ],
  [['--series', 'history.csv', '--metric', 'latency', '--run-length', '3'], /run length = "3": cannot be/],
  [
    ['--series', 'history.csv', '--metric', 'latency', '--direction', 'up'],
    /--direction = "up": is not known/,
  ],
])('anomaly %j is a mistake that says what to do', async (words, said) => {
  using workspace = Workspace.of({ 'history.csv': history(0) });
  const ran = await runCli(['judge', 'anomaly', ...words], workspace);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(said);
});
