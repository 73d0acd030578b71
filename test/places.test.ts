import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';

/** Mistakes in mlops.yml, and where they are said to stand. */
const GATES = 'gates: ["roc_auc >= 0.7"]';

test('a metric that there is not is an annotation on its gate, where its name begins', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': changed(GATES, 'gates: ["roc_auk >= 0.7"]') });
  const line =
    project
      .read('mlops.yml')
      .split('\n')
      .findIndex((one) => one.includes('roc_auk')) + 1;
  expect((await runAction('train', project, github)).status).toBe(0);
  const ran = await runAction('evaluate', project, github);
  expect(ran.status).toBe(1);
  const place = `mlops.yml:${line}:12`;
  expect(ran.log).toContain(
    `::notice file=mlops.yml,line=${line},col=12::roc_auk >= 0.7 (${place}): roc_auk is no`,
  );
  expect(ran.log).toContain(
    `::error file=mlops.yml,line=${line},col=12::roc_auk >= 0.7 (${place}): there is no metric roc_auk; did you mean roc_auc?`,
  );
  expect(project.read('.mlops/stage/evaluate/gates.json')).toContain('"column": 12');
  expect(github.violations).toEqual([]);
});

test('a slice that the predictions lack is told where mlops.yml names it', async () => {
  using project = tinyProject({ 'mlops.yml': changed('slices: [carrier]', 'slices:\n    - carier') });
  expect((await runCli(['train'], project)).status).toBe(0);
  const ran = await runCli(['evaluate'], project);
  expect(ran.status).toBe(2);
  expect(ran.log).toMatch(/slices = "carier" \(mlops\.yml:\d+:7\): is no column of/);
});

test.each([
  [
    'baseline',
    'baseline: [merge-base, champoin]',
    /evaluate\.baseline\.1 = "champoin" \(mlops\.yml:\d+:26\)/,
  ],
  ['select', 'select: { by: mae, rul: x }', /evaluate\.select\.rul \(mlops\.yml:\d+:22\)/],
])('a slip in %s ends the run before anything is trained', async (_, said, told) => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, `${said}\n  ${GATES}`) });
  const ran = await runCli(['run'], project);
  expect(ran.status).toBe(2);
  expect(ran.log).toMatch(told);
  expect(ran.log).not.toContain('Training');
});

test('a measure to select by that there is not is told although no sweep asks for it', async () => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, `select: { by: roc_acu }\n  ${GATES}`) });
  expect((await runCli(['train'], project)).status).toBe(0);
  const ran = await runCli(['evaluate'], project);
  expect(ran.status).toBe(2);
  expect(ran.log).toMatch(
    /select\.by = "roc_acu" \(mlops\.yml:\d+:17\): is no measure to choose by\. Did you mean roc_auc\?/,
  );
});
