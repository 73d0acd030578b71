import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

test('the stages run in order, and the chain says what each came to', async () => {
  using project = tinyProject();
  const ran = await runCli(['run'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(/train +ran [\s\S]*evaluate +ran [\s\S]*report +ran /);
});

test('a stage may be named: what comes after it does not run', async () => {
  using project = tinyProject();
  const ran = await runCli(['run', 'train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).not.toMatch(/evaluate +ran/);
});

test('the project may lie in a folder of the checkout, named by config', async () => {
  using project = Workspace.of({
    'models/one/mlops.yml':
      'schema: 1\nmodel: one\nevaluate: { predictions: p.csv, task: regression, columns: { label: y, prediction: yhat }, gates: ["mae <= 1 min-n=3"] }\ntrain: { run: "echo m > $MLOPS_MODEL", model: out/m }\n',
    'models/one/p.csv': 'y,yhat\n1,1.5\n2,2\n3,2.5\n',
  });
  const ran = await runCli(['run', '--config', 'models/one/mlops.yml'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(project.has('models/one/out/m')).toBe(true);
});

test.each([
  [['run', 'trian'], 'trian: is no stage. There are: setup, train, evaluate, report'],
  [['run'], 'is not here. Write one'],
  [['run', '--sed', '7'], '--sed: is no input of any stage. Did you mean --seed?'],
  [['run', 'train', '--colour', 'red'], '--colour: is no input of any stage. mlops <stage> --help lists'],
  [['explain', 'train'], 'is not here. Write one'],
  [['explain', 'train', 'evaluate'], 'train evaluate: is more than one stage. Write mlops explain'],
  [['trian'], 'trian: is no command. Did you mean mlops train?'],
  [
    ['publish'],
    'publish: is no command. There are: setup, train, evaluate, report, containerize, deploy, monitor-gate, run, ',
  ],
  [['train', 'seed=7'], 'seed=7: is not understood'],
  [['train', '--config', 'none.yml'], 'config = "none.yml": is no file that is there'],
])('%j is a mistake that says so', async (words, text) => {
  using project = Workspace.of({ 'readme.txt': 'nothing' });
  const ran = await runCli(words, project);
  expect(ran.log).toContain(text);
  expect(ran.status).toBe(2);
});

test('help fits 80 columns and lists every input', async () => {
  using project = Workspace.of({ 'readme.txt': 'nothing' });
  const ran = await runCli(['train', '--help'], project);
  expect(ran.status).toBe(0);
  expect(ran.log).toContain('--model-path');
  expect(ran.log.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the overview fits 80 columns, and no name runs into what it does', async () => {
  using project = Workspace.of({ 'readme.txt': 'nothing' });
  const { log } = await runCli(['--help'], project);
  expect(log).toMatch(/^ {2}containerize {2}Pack the model/m);
  expect(log).toMatch(/^ {2}monitor-gate {2}Compare/m);
  expect(log.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('an unknown host is a mistake', async () => {
  using project = tinyProject();
  const ran = await runCli(['train'], project, { env: { MLOPS_HOST: 'gitlab' } });
  expect(ran.log).toContain('MLOPS_HOST');
  expect(ran.status).toBe(2);
});

test('what a later stage lacks is said before the first one works', async () => {
  using project = tinyProject({
    'mlops.yml':
      'schema: 1\nmodel: tiny\ntrain: { run: "touch trained; echo m > $MLOPS_MODEL", model: out/m }\ncontainerize: {}\ndeploy: {}\n',
  });
  const ran = await runCli(['run'], project);
  expect(ran.status).toBe(2);
  for (const text of ['evaluate.predictions: is needed', 'deploy.serve: is needed'])
    expect(ran.log).toContain(text);
  expect(project.has('trained')).toBe(false);
});
