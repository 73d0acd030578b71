import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';
import type { Workspace } from '#harness/workspace';

const STANDS = 'Judged before on the same predictions, gates and baseline: that verdict stands.';
const MEMORY = '.mlops/last/judgement.json';
const GATES = 'gates: ["roc_auc >= 0.7"]';

/** A project that was trained and evaluated once, and what that said. */
async function judged(project: Workspace) {
  const trained = await runCli(['train'], project);
  expect(trained.status, trained.log).toBe(0);
  const first = await runCli(['evaluate'], project);
  expect(first.status, first.log).toBe(0);
  expect(first.log).not.toContain(STANDS);
  return first;
}

/** What is told of the verdict itself, its numbers and digest among it. */
function told(log: string): string[] {
  const lines = log.slice(log.indexOf('\n  ✓ tiny')).split('\n');
  return lines.filter((line) => !/^\s*(report-file|record|record-digest|skipped|saved-seconds)=/.test(line));
}

test('what was judged is not judged again, and says and writes the very same', async () => {
  using project = tinyProject();
  const first = await judged(project);
  const memory = project.read(MEMORY);
  const again = await runCli(['evaluate'], project);
  expect(again.log).toContain(STANDS);
  expect(again.status).toBe(0);
  expect(told(again.log)).toEqual(told(first.log));
  expect(told(again.log).join('\n')).toMatch(/decision-digest=[0-9a-f]{64}/);
  expect(project.read(MEMORY)).toBe(memory);
});

test.each<[string, (project: Workspace) => void, readonly string[]]>([
  [
    'another gate',
    (project) => project.write({ 'mlops.yml': changed(GATES, 'gates: ["roc_auc >= 0.6"]') }),
    [],
  ],
  [
    'another slice',
    (project) => project.write({ 'mlops.yml': changed('slices: [carrier]', 'slices: []') }),
    [],
  ],
  ['another confidence', () => {}, ['--confidence', '0.9']],
  ['another least number of examples', () => {}, ['--min-n', '50']],
  ['another seed of resampling', () => {}, ['--resampling-seed', '3']],
  [
    'other predictions',
    (project) => project.write({ 'predictions.csv': PREDICTIONS.replace('0.1,AA', '0.2,AA') }),
    [],
  ],
  ['another row that is positive', () => {}, ['--positive', '0']],
  [
    'a number from elsewhere',
    (project) => project.write({ 'more.json': '{"speed": 3}' }),
    ['--metrics', 'more.json'],
  ],
  [
    'an acceptance',
    (project) =>
      project.write({
        'mlops.yml': changed(
          GATES,
          `${GATES}\n  accept: [{ gate: baseline, why: first, until: 2999-01-01 }]`,
        ),
      }),
    [],
  ],
  ['a memory that is half', (project) => project.write({ [MEMORY]: project.read(MEMORY).slice(0, 99) }), []],
  [
    'a memory of something else',
    (project) => project.write({ [MEMORY]: '{"key":"1","verdict":{},"plots":null}' }),
    [],
  ],
])('%s is judged anew', async (_, change, words) => {
  using project = tinyProject();
  await judged(project);
  change(project);
  const ran = await runCli(['evaluate', ...words], project);
  expect(ran.log).toContain('roc_auc');
  expect(ran.log).not.toContain(STANDS);
  const again = await runCli(['evaluate', ...words], project);
  expect(again.log).toContain(STANDS);
});

test('a verdict that says no says it again, with its status', async () => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, 'gates: ["roc_auc >= 0.9"]') });
  await runCli(['train'], project);
  for (const stands of [false, true]) {
    const ran = await runCli(['evaluate'], project);
    expect(ran.log.includes(STANDS)).toBe(stands);
    expect(ran.status).toBe(1);
    expect(ran.log).toContain('roc_auc 0.75 < 0.9');
  }
});

test('another commit of the same gets an evaluation of its own, plots and all, from what was judged', async () => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, `${GATES}\n  baseline: [none]`) });
  await judged(project);
  const files = () =>
    ['verdict.json', 'plots.json'].map((file) => project.read(`.mlops/stage/evaluate/${file}`));
  const commit = () =>
    JSON.parse(project.read('.mlops/stage/evaluate/record.json')).predicate.mlops_circumstances.source.digest
      .gitCommit;
  const [before, then] = [files(), commit()];
  project.write({ 'README.md': 'about it\n' });
  project.commit('a word about it');
  const again = await runCli(['evaluate'], project);
  expect(again.log).toContain(STANDS);
  expect(files()).toEqual(before);
  expect(commit()).not.toBe(then);
});

test('two instances each have their own', async () => {
  using project = tinyProject();
  await judged(project);
  const other = await runCli(['evaluate', '--name', 'strict', '--gates', 'roc_auc >= 0.74'], project);
  expect(other.log).not.toContain(STANDS);
  for (const words of [[], ['--name', 'strict', '--gates', 'roc_auc >= 0.74']]) {
    const ran = await runCli(['evaluate', ...words], project);
    expect(ran.log).toContain(STANDS);
  }
});
