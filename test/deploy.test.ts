import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { json } from '#harness/answer';
import { runCli } from '#harness/bundle';
import { deployable } from '#harness/deployed';
import { sha256 } from '#harness/image';

test('a script deploys an image whose model passed: what it serves is verified, recorded, and what the ref names', async () => {
  const { project, server, model } = await deployable();
  using _project = project;
  await using _server = server;
  const ran = await runCli(['deploy'], project);
  console.log(ran.log);
  expect(ran.status, ran.log).toBe(0);
  console.log(project.tree('.mlops/stage/deploy'), project.read('.mlops/stage/deploy/summary.md'), project.read('.mlops/stage/deploy/record.json'), project.read('.mlops/stage/deploy/deployment.json'), project.read('asked-deploy.txt'), project.read('.mlops/deployments/production.json'));
  for (const w of [['deploy', '--action', 'status'], ['deploy'], ['deploy', '--action', 'rollback'], ['lineage'], ['history'], ['deploy','--action','retire'], ['run']]) {
    const x = await runCli(w, project); console.log(w, x.status, x.log);
  }
  void json; void readFileSync; void sha256; void model;
});
