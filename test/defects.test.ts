import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { Workspace } from '#harness/workspace';

/*
 * What gates of other projects were seen to do wrong, each as a case of ours: Azure/aml-registermodel compare_metrics,
 * clearml-actions-compare-models, github-action-benchmark, `dvc metrics diff`, as their sources have it.
 */

interface Compared {
  readonly gate: string;
  /** metrics of the baseline and of the candidate, as JSON */
  readonly before: string;
  readonly now: string;
}

/** Evaluates the baseline, then the candidate beside it. */
async function compared({ gate, before, now }: Compared) {
  const config = `schema: 1\nmodel: tiny\nevaluate:\n  metrics: [metrics.json]\n  gates: ["${gate}"]\n`;
  using work = Workspace.of({ 'mlops.yml': config, 'metrics.json': before });
  await runCli(['evaluate', '--baseline', 'none', '--fail-on', 'never'], work);
  work.write({ 'baseline.json': work.read('.mlops/stage/evaluate/verdict.json'), 'metrics.json': now });
  const ran = await runCli(['evaluate', '--baseline', 'baseline.json'], work);
  return { ...ran, verdict: JSON.parse(work.read('.mlops/stage/evaluate/verdict.json')) };
}

test.each<[string, Compared, number, string, RegExp]>([
  [
    'of a metric to be minimised the better model is not the one refused (aml-registermodel)',
    { gate: 'loss <= baseline', before: '{"loss": 0.5}', now: '{"loss": 0.4}' },
    ...([0, 'marginal', /loss 0\.4/] as const),
  ],
  [
    'and the worse one is',
    { gate: 'loss <= baseline', before: '{"loss": 0.5}', now: '{"loss": 0.6}' },
    ...([1, 'fail', /0\.6/] as const),
  ],
  [
    'NaN is not let through, as every comparison with it is false (aml-registermodel, github-action-benchmark)',
    { gate: 'loss <= baseline', before: '{"loss": 0.5}', now: '{"loss": NaN}' },
    ...([1, 'error', /NaN/] as const),
  ],
  [
    'nor NaN of the baseline',
    { gate: 'loss <= baseline', before: '{"loss": NaN}', now: '{"loss": 0.5}' },
    ...([1, 'inconclusive', /baseline/] as const),
  ],
  [
    'a worse model ends the job with 1, and not with a line in the log (clearml-actions-compare-models)',
    { gate: 'score >= baseline', before: '{"score": 0.9}', now: '{"score": 0.8}' },
    ...([1, 'fail', /0\.8/] as const),
  ],
  [
    'a share of a negative metric is no bound (clearml-actions-compare-models: best * (1 - t / 100))',
    { gate: 'score >= baseline * 0.95', before: '{"score": -2}', now: '{"score": -1.95}' },
    ...([1, 'error', /-2/] as const),
  ],
  [
    'a share of 0 neither (github-action-benchmark: ratio)',
    { gate: 'score >= baseline * 0.95', before: '{"score": 0}', now: '{"score": 1}' },
    ...([1, 'error', /\b0\b/] as const),
  ],
  [
    'a metric that is no longer there is an error (github-action-benchmark: skipped)',
    { gate: 'score >= baseline', before: '{"score": 0.9}', now: '{"points": 0.9}' },
    ...([1, 'error', /score/] as const),
  ],
  [
    'one that the baseline does not have is said, and not green (github-action-benchmark: skipped)',
    { gate: 'score >= baseline', before: '{"points": 0.9}', now: '{"score": 0.9}' },
    ...([1, 'inconclusive', /baseline/] as const),
  ],
])('%s', async (_, given, status, decision, said) => {
  const ran = await compared(given);
  expect(ran.verdict.decision, ran.log).toBe(decision);
  expect(ran.status).toBe(status);
  expect(ran.verdict.reason + JSON.stringify(ran.verdict.gates)).toMatch(said);
});

test('without a baseline nothing is green in silence (github-action-benchmark)', async () => {
  const config =
    'schema: 1\nmodel: tiny\nevaluate:\n  metrics: [metrics.json]\n  gates: ["score >= baseline"]\n';
  using work = Workspace.of({ 'mlops.yml': config, 'metrics.json': '{"score": 0.9}' });
  const ran = await runCli(['evaluate', '--baseline', 'none'], work);
  expect(ran.log).toMatch(/no baseline|none was asked for/);
  expect(ran.log).toMatch(/not judged|baseline established/);
});

test.each([
  ['is not there', 'gone.json', ''],
  ['is no JSON', 'broken.json', '{"numbers": ['],
  ['is no verdict', 'other.json', '{"score": 0.9}'],
])(
  'a baseline that %s is a mistake, and not a comparison with nothing (dvc metrics diff)',
  async (_, file, text) => {
    const config =
      'schema: 1\nmodel: tiny\nevaluate:\n  metrics: [metrics.json]\n  gates: ["score >= 0.5"]\n';
    const files = text === '' ? {} : { [file]: text };
    using work = Workspace.of({ 'mlops.yml': config, 'metrics.json': '{"score": 0.9}', ...files });
    const ran = await runCli(['evaluate', '--baseline', file], work);
    expect(ran.status, ran.log).toBe(2);
    expect(ran.log).toContain(file);
  },
);
