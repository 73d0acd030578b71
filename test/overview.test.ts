import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { projectWithPast } from '#harness/past';
import { tinyProject } from '#harness/project';

test('the page of a project with a past: its stages, its evaluations over time, and where the newest comes from', async () => {
  using project = await projectWithPast();
  const ran = await runCli(['overview', '--output', 'page.html'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.stdout.trim()).toMatch(/\/page\.html$/);
  const page = project.read('page.html');
  expect(page).toContain('tiny: to production and back');
  expect(page).toContain('Nothing is deployed.');
  expect(page).toContain('roc_auc over the last');
  expect(page).toMatch(/Lineage[\s\S]*by digest/);
});

test('a project in which nothing happened has a page that says so', async () => {
  using project = tinyProject();
  const ran = await runCli(['overview'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(project.read('.mlops/overview.html')).toContain('Nothing is recorded here yet.');
});
