import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

/** Numbers that gates name beside what is measured from predictions. */

const GATES = 'gates: ["roc_auc >= 0.7"]';
const LM_EVAL = readFileSync(
  join(import.meta.dirname, '../packages/metrics/fixtures/file/lm-eval.json'),
  'utf8',
);

interface Verdict {
  readonly gates: readonly { readonly state: string }[];
  readonly decision: string;
  readonly reason: string;
  readonly notes: readonly string[];
  readonly numbers: readonly { readonly metric: string; readonly candidate: number | null }[];
}

async function evaluated(project: Workspace, expected = 0) {
  const ran = await runCli(['evaluate'], project);
  expect(ran.status, ran.log).toBe(expected);
  const verdict: Verdict = JSON.parse(project.read('.mlops/stage/evaluate/verdict.json'));
  return { ran, verdict, of: (metric: string) => verdict.numbers.find((one) => one.metric === metric) };
}

async function trained(changes: Readonly<Record<string, string>>) {
  const project = tinyProject(changes);
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  return project;
}

test('a metrics file alone is judged: no predictions, no model, standard errors and counts kept', async () => {
  using project = Workspace.of({
    'mlops.yml': `schema: 1
model: lm
evaluate:
  metrics: [out/results_*.json, "own=out/own.yaml"]
  gates: ["sums.acc >= 0.3", "words.exact_match.strict-match >= 0.2 min-n=12", "own.loss <= 1"]
`,
    'out/results_1.json': LM_EVAL,
    'out/own.yaml': 'loss: 0.5\n',
  });
  const { verdict, of } = await evaluated(project);
  // scipy.stats.norm.interval(0.95, 0.4189, 0.0576) lies above 0.3; that of 0.25 on 12 examples reaches over 0.2
  expect(verdict.gates.map(({ state }) => state)).toEqual(['pass', 'marginal', 'pass']);
  expect(verdict.decision).toBe('marginal');
  expect(verdict.notes).toContain('there are no predictions: numbers are judged as their files say');
  expect(of('sums.acc')).toEqual({
    metric: 'sums.acc',
    rows: 74,
    direction: 'higher-is-better',
    candidate: 0.4189189189189189,
    standardError: 0.05759780113758749,
    interval: [expect.closeTo(0.3060293, 6), expect.closeTo(0.5318085, 6)],
  });
  const record = JSON.parse(project.read('.mlops/stage/evaluate/record.json'));
  expect(record.subject.map(({ name }: { name: string }) => name)).toEqual(['verdict.json']);
  expect(JSON.parse(project.read('.mlops/stage/evaluate/metrics.json'))['own.loss']).toMatchObject({
    value: 0.5,
  });
});

test('a gate on a metric that no file has is an error that lists what there is', async () => {
  using project = Workspace.of({
    'mlops.yml': 'schema: 1\nmodel: lm\nevaluate: { metrics: m.toml, gates: ["f1 >= 0.4"] }\n',
    'm.toml': 'f1_macro = 0.5\n[a]\nb = nan\n',
  });
  const { verdict, of } = await evaluated(project, 1);
  expect(verdict.reason).toContain('there is no metric f1; did you mean f1_macro? There are: f1_macro, a.b');
  expect(of('a.b')).toMatchObject({ candidate: null, because: 'the file says NaN' });
});

test('facts of the model are measured where a gate names them', async () => {
  using project = await trained({
    'mlops.yml': changed(
      GATES,
      'gates: ["roc_auc >= 0.7", "model.size <= 1 kB", "train.duration <= 10 min"]',
    ),
  });
  const { verdict, of } = await evaluated(project);
  expect(verdict.decision).toBe('pass');
  const size = Buffer.byteLength(project.read('.mlops/stage/train/model/model.bin'));
  expect(of('model.size')).toMatchObject({ candidate: size, direction: 'lower-is-better', unit: 'bytes' });
  expect(of('train.duration')).toMatchObject({ direction: 'lower-is-better', unit: 'seconds' });
});

test('a fact that is not known is an error that says why', async () => {
  using project = await trained({ 'mlops.yml': changed(GATES, 'gates: ["model.parameters <= 1"]') });
  const { verdict } = await evaluated(project, 1);
  expect(verdict.reason).toContain(
    'model.parameters was not measured: the model has no .safetensors and no .onnx file',
  );
});

test('a benchmark gives latencies and throughput, in the units that gates know', async () => {
  const gates = 'gates: ["latency.p95 <= 40 ms", "throughput >= 60"]';
  const command =
    'test -f "$MLOPS_MODEL" && printf \'{"latencies": [10, 20, 30], "unit": "ms"}\' > "$MLOPS_LATENCIES"';
  using project = await trained({
    'mlops.yml': changed(GATES, `benchmark: ${JSON.stringify(command)}\n  ${gates}`),
  });
  const { of } = await evaluated(project, 1);
  // numpy.percentile([10, 20, 30], 95) is 29.0; 3 requests in 60 ms are 50 a second
  expect(of('latency.p95')?.candidate).toBeCloseTo(0.029, 12);
  expect(of('latency.p50')?.candidate).toBeCloseTo(0.02, 12);
  expect(of('throughput')).toMatchObject({ candidate: 50, unit: 'per second', rows: 3 });
});

test('a benchmark that writes nothing is a mistake that names the variable', async () => {
  using project = await trained({ 'mlops.yml': changed(GATES, `benchmark: "true"\n  ${GATES}`) });
  const ran = await runCli(['evaluate'], project);
  expect(ran.status).toBe(2);
  expect(ran.log).toContain('MLOPS_LATENCIES');
});

const PROFIT = `measures:
    profit: { run: 'bash profit.sh', direction: higher-is-better }
    rows: 'wc -l < "$MLOPS_PREDICTIONS" | sed "s/.*/{\\"value\\": &, \\"standard_error\\": 0.5, \\"n\\": 9}/" > "$MLOPS_METRICS"'
  gates: ["profit >= 0 min-n=3", "profit.cost <= 3", "rows >= 4 min-n=9"]`;

test('measures of the user read the predictions and are gated by name', async () => {
  using project = await trained({
    'mlops.yml': changed(GATES, PROFIT),
    'profit.sh': `cat > "$MLOPS_METRICS" <<'EOF'
{"profit": {"examples": [{"id": 1, "value": 1}, {"id": 2, "value": 2}, {"id": 3, "value": 6}]}, "cost": 2.5}
EOF
`,
  });
  const { verdict, of } = await evaluated(project);
  expect(verdict.decision).toBe('pass');
  // statistics.stdev([1, 2, 6]) / sqrt(3) is 1.5275252316519465
  expect(of('profit')).toMatchObject({
    candidate: 3,
    rows: 3,
    direction: 'higher-is-better',
    standardError: expect.closeTo(1.5275252316519465, 12),
  });
  expect(of('profit.cost')).toMatchObject({ candidate: 2.5 });
  expect(of('rows')).toMatchObject({ rows: 9, standardError: 0.5 });
});

test.each([
  ['metrics: [out/none.json]', 'is not there'],
  ['metrics: [m.json]', 'is measured from the predictions, and said beside them too'],
  ['measures: { "a b": x }', 'is no name that a gate can spell'],
  ['measures: { a: { cmd: x } }', 'is no measure'],
  ['measures: { a: "echo 3 > $MLOPS_METRICS" }', 'is no measure: it is no object'],
])('%s is a mistake that says so', async (said, message) => {
  using project = await trained({
    'mlops.yml': changed(GATES, `${said}\n  ${GATES}`),
    'm.json': '{"roc_auc": 1}',
  });
  const ran = await runCli(['evaluate'], project);
  expect(ran.status).toBe(2);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain(message);
});

/** Scores by the word that training left as a model; its metrics go where evaluate.metrics says. */
const BY_MODEL = {
  'train.sh': 'mkdir -p out\ncp word.txt "$MLOPS_MODEL"\necho "{}" > "$MLOPS_METRICS"\n',
  'predict.sh':
    'cp predictions.csv "$MLOPS_PREDICTIONS"\necho "{\\"score\\": $(cat "$MLOPS_MODEL")}" > out/score.json\n',
  'mlops.yml': changed(GATES, 'metrics: [out/score.json]\n  gates: ["score >= 1"]').replace(
    'code: [train.sh]',
    'code: [train.sh, word.txt]',
  ),
};

test('metrics that scoring wrote are kept with its predictions, and come back with them', async () => {
  using project = await trained({ ...BY_MODEL, 'word.txt': '1\n' });
  expect((await evaluated(project)).of('score')?.candidate).toBe(1);
  for (const word of ['2', '1']) {
    project.write({ 'word.txt': `${word}\n` });
    expect((await runCli(['train'], project)).status).toBe(0);
    const { ran, of } = await evaluated(project);
    expect(ran.stdout).toContain(`skipped=${word === '1'}`);
    expect(of('score')?.candidate).toBe(Number(word));
  }
});

test('a metrics file that scoring does not write stays as it is', async () => {
  using project = await trained({
    'mlops.yml': changed(GATES, 'metrics: [out/other.json]\n  gates: ["other >= 3"]'),
    'out/other.json': '{"other": 3}\n',
  });
  expect((await evaluated(project)).of('other')?.candidate).toBe(3);
  project.write({ 'out/other.json': '{"other": 4}\n' });
  const { ran, of } = await evaluated(project);
  expect(ran.stdout).toContain('skipped=true');
  expect(of('other')?.candidate).toBe(4);
});

test('a command may write metrics and no predictions; what lay there does not pass for it', async () => {
  using project = Workspace.of({
    'mlops.yml':
      'schema: 1\nmodel: n\nevaluate: { run: "bash e.sh", metrics: ["out/r_*.json"], gates: ["auc >= 0.8"] }\n',
    'e.sh': 'echo "{\\"auc\\": 0.9}" > out/r_2.json\n',
    'out/r_1.json': '{"auc": 0.1}\n',
  });
  expect((await evaluated(project)).of('auc')?.candidate).toBe(0.9);
});

test('an evaluation of nothing is a mistake', async () => {
  using project = Workspace.of({ 'mlops.yml': 'schema: 1\nmodel: n\nevaluate: { gates: ["auc >= 0.8"] }\n' });
  const ran = await runCli(['evaluate'], project);
  expect(ran.status).toBe(2);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain('is needed and was not given: there is nothing to judge');
});

test('dvc.yaml stands for the metrics that it names', async () => {
  using project = Workspace.of({
    'mlops.yml':
      'schema: 1\nmodel: d\nevaluate: { metrics: dvc.yaml, gates: ["auc >= 0.8", "t.f1 >= 0.5"] }\n',
    'dvc.yaml': 'stages:\n  e: { cmd: x, metrics: [{m.json: {cache: false}}] }\nmetrics: [n.toml]\n',
    'm.json': '{"auc": 0.9}',
    'n.toml': '[t]\nf1 = 0.6\n',
  });
  expect((await evaluated(project)).verdict.decision).toBe('pass');
});
