import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';

const GATES = 'gates: ["accuracy >= baseline - 0.02"]';
const STEADY = changed('gates: ["roc_auc >= 0.7"]', GATES);

/** A model that errs on so many rows more than the first one did. */
function losing(rows: number): string {
  let left = rows;
  return PREDICTIONS.replaceAll(/,0,0,0\.1,/g, (right) => (left-- > 0 ? ',0,1,0.1,' : right));
}

test('small losses add up: each is within its margin, and one too many is held against the champion', async () => {
  using project = tinyProject({ 'mlops.yml': STEADY });
  const released = async (rows: number) => {
    project.write({ 'predictions.csv': losing(rows) });
    project.commit(`${rows} rows lost`);
    return await runCli(['run'], project);
  };
  const first = await runCli(['run'], project);
  expect(first.log).toContain('small losses are counted from here');
  const second = await released(48);
  expect(second.status, second.log).toBe(0);
  // the baseline is the champion: nothing else bounds it
  expect(second.log).not.toContain('champion - ');
  const third = await released(96);
  expect(third.status, third.log).toBe(0);
  expect(third.log).toMatch(/✓ accuracy >= champion - 0\.04/);
  const fourth = await released(144);
  expect(fourth.status, fourth.log).toBe(0);
  expect(fourth.log).toContain('noise may take it further');
  const replayed = await runCli(['replay', '.mlops/stage/evaluate/record.json'], project);
  expect(replayed.stdout, replayed.log).toContain('The same to the byte');
  const fifth = await released(192);
  expect(fifth.status).toBe(1);
  expect(fifth.log.replaceAll(/\s+/g, ' ')).toMatch(
    /small losses have added up: 0\.048 below the champion [0-9a-f]{12}, allowed 0\.04/,
  );
  const verdict = JSON.parse(project.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict.gates.map(({ gate, state }: { gate: string; state: string }) => [gate, state])).toEqual([
    ['accuracy >= baseline - 0.02', 'pass'],
    ['accuracy >= champion - 0.04', 'fail'],
  ]);
  expect((await runCli(['evaluate', '--allowance', '3'], project)).status).toBe(0);
  expect((await runCli(['evaluate', '--allowance', '0.5'], project)).log).toContain('allowance');
}, 120_000);

test('one that is better beyond noise is the champion from then on', async () => {
  using project = tinyProject({ 'mlops.yml': STEADY, 'predictions.csv': losing(96) });
  await runCli(['run'], project);
  project.write({ 'predictions.csv': PREDICTIONS });
  project.commit('better');
  const better = await runCli(['run'], project);
  expect(better.log).toMatch(/The ref champion was moved from .* it is better beyond noise/);
});

test('a champion of other data bounds nothing, and the next that passes takes its place', async () => {
  using project = tinyProject({ 'mlops.yml': STEADY });
  await runCli(['run'], project);
  project.write({ 'raw.txt': '1\n2\n3\n', 'predictions.csv': losing(10) });
  project.commit('other data');
  const ran = await runCli(['run'], project);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toMatch(
    /the champion [0-9a-f]{12} is not compared with: it was judged on other data/,
  );
  expect(ran.log).toMatch(/The ref champion was moved from .* the one before was judged on other rows/);
});

test('a champion that is damaged is a warning, and is set anew', async () => {
  using project = tinyProject({ 'mlops.yml': STEADY });
  await runCli(['run'], project);
  project.replace('.mlops/refs/tiny/champion/@1/files/verdict.json', '{}\n');
  project.write({ 'predictions.csv': losing(10) });
  project.commit('a few rows lost');
  const ran = await runCli(['run'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('The ref champion of tiny is damaged and not compared with: its verdict.json');
  expect(ran.log).toContain('The ref champion was moved from');
});

test('reports say how many candidates were judged on this evaluation set, a repeated one once', async () => {
  using project = tinyProject({ 'mlops.yml': STEADY });
  const first = await runCli(['run'], project);
  expect(first.log).toContain('candidate no. 1 judged on this evaluation set');
  project.write({ 'predictions.csv': losing(10) });
  const second = await runCli(['run'], project);
  expect(second.log.replaceAll(/\s+/g, ' ')).toContain('candidate no. 2 judged on this evaluation set');
  const again = await runCli(['run'], project);
  expect(again.log.replaceAll(/\s+/g, ' ')).toContain('candidate no. 2 judged on this evaluation set');
  for (const file of ['summary.md', 'report.html'])
    expect(project.read(`.mlops/stage/evaluate/${file}`)).toContain(
      'candidate no. 2 judged on this evaluation set',
    );
});
